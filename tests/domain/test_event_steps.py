"""What is done about native events: step by step, and whatever happens in between."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.event_steps import (
    Adopt,
    AskAbout,
    Board,
    Create,
    Forget,
    NoteInterest,
    Remove,
    Rewrite,
    Step,
    Turn,
    next_look,
    room_for,
    work_out,
)
from sigbot.domain.native_events import (
    LOOK_FAR,
    LOOK_NEAR,
    MOST_MIRRORED,
    MOST_OF_SERVER,
    SOON,
    Entity,
    EventState,
    EventStatus,
    Field,
    KnownEvent,
    ListedEvent,
    NativeEvent,
)
from tests.domain.properties import thorough

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
IN_VOICE = Entity.VOICE, "77"


def event(name: str = "Call", starts_at: datetime = NOW + DAY, **changes: object) -> NativeEvent:
    made = NativeEvent(name, "About", starts_at, starts_at + HOUR, Entity.EXTERNAL, "Room")
    return replace(made, **changes)  # type: ignore[arg-type]


def listed(number: int, says: NativeEvent, **changes: object) -> ListedEvent:
    made = ListedEvent(number, EventStatus.SCHEDULED, says)
    return replace(made, **changes)  # type: ignore[arg-type]


def known(says: NativeEvent, **changes: object) -> KnownEvent:
    """What is known of event 9 of meeting 1, which says this."""
    made = KnownEvent(
        1,
        9,
        EventState.SHOWN,
        says.texts,
        says.texts,
        frozenset(),
        0,
        says.starts_at,
        says.starts_at + HOUR,
        is_cancelled=False,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def steps(
    of: KnownEvent | None,
    wanted: NativeEvent | None,
    *there: ListedEvent,
    now: datetime = NOW,
) -> list[Step]:
    return work_out(Board({1: of} if of else {}, {1: wanted} if wanted else {}, there, now))


def test_a_meeting_without_an_event_gets_one() -> None:
    assert steps(None, event()) == [Create(1, event())]
    assert steps(known(event()), event(), listed(9, event())) == []


def test_what_the_meeting_changed_is_written_and_nothing_else() -> None:
    there, new = listed(9, event()), event("Other", where="Hall")
    [step] = steps(known(event()), new, there)
    assert step == Rewrite(1, there, new, {Field.NAME, Field.PLACE}, set())


def test_what_somebody_changed_is_asked_about_and_not_written() -> None:
    there = listed(9, event("Party"))
    [step] = steps(known(event()), event(), there)
    assert step == AskAbout(1, {Field.NAME: "Party"}, {Field.NAME})
    held = known(event(), shown=event("Party").texts, held={Field.NAME}, state=EventState.ASKED)
    assert steps(held, event(), there) == []
    [written] = steps(held, event(where="Hall"), there)
    assert isinstance(written, Rewrite)
    assert (written.fields, written.held) == ({Field.PLACE}, {Field.NAME})
    [anew] = steps(held, event("Meeting"), there)
    assert isinstance(anew, Rewrite)
    assert (anew.fields, anew.held) == ({Field.NAME}, set())


def test_what_both_changed_at_once_is_as_the_meeting_says() -> None:
    [step] = steps(known(event()), event("Meeting"), listed(9, event("Party")))
    assert isinstance(step, Rewrite)
    assert (step.fields, step.held) == ({Field.NAME}, set())


def test_what_was_put_back_by_hand_is_noted_and_not_asked() -> None:
    held = known(event(), shown=event("Party").texts, held={Field.NAME}, state=EventState.ASKED)
    [step] = steps(held, event(), listed(9, event()))
    assert step == AskAbout(1, {Field.NAME: "Call"}, set(), asks=False)


def test_a_deleted_event_is_asked_about_once() -> None:
    assert steps(known(event()), event()) == [AskAbout(1, None)]
    ended = listed(9, event(), status=EventStatus.CANCELED)
    assert steps(known(event()), event(), ended) == [AskAbout(1, None)]
    for state in (EventState.GONE, EventState.LEFT_OUT):
        assert steps(known(event(), state=state, event_id=None), event()) == []


def test_an_event_that_discord_ended_at_its_old_time_is_made_anew() -> None:
    """The meeting was moved while the bot was away."""
    early = event(starts_at=NOW - 2 * HOUR)
    moved = known(event(), sent=early.texts, shown=early.texts)
    assert steps(moved, event()) == [Create(1, event())]


def test_a_cancelled_meeting_cancels_its_event() -> None:
    cancelled = known(event(), is_cancelled=True)
    there = listed(9, event())
    assert steps(cancelled, None, there) == [Turn(1, 9, EventStatus.CANCELED)]
    running = replace(there, status=EventStatus.ACTIVE)
    assert steps(cancelled, None, running) == [Turn(1, 9, EventStatus.COMPLETED)]
    assert steps(cancelled, None) == [Forget(1)]


def test_a_meeting_without_room_or_that_is_not_wanted_loses_its_event() -> None:
    assert steps(known(event()), None, listed(9, event())) == [Remove(1, 9)]
    assert steps(known(event()), None) == [Forget(1)]
    crowd = [listed(number, event(), is_ours=False) for number in range(10, 110)]
    assert steps(known(event()), event(), listed(9, event()), *crowd) == [Remove(1, 9)]


def test_what_makes_room_comes_first() -> None:
    others = event(where="Elsewhere")
    full = [listed(number, others, is_ours=False) for number in range(100, 199)]
    board = Board({1: known(event())}, {2: event("New")}, [listed(9, event()), *full], NOW)
    assert work_out(board) == [Remove(1, 9), Create(2, event("New"))]


def test_events_in_channels_are_started_and_ended() -> None:
    entity, where = IN_VOICE
    says = event(starts_at=NOW, entity=entity, where=where)
    there = listed(9, says)
    start = Turn(1, 9, EventStatus.ACTIVE, is_last=False)
    assert steps(known(says), says, there, now=NOW - SOON) == []
    assert steps(known(says), says, there) == [start]
    running = replace(there, status=EventStatus.ACTIVE)
    assert steps(known(says), says, running) == []
    over = NOW + HOUR
    assert steps(known(says), None, running, now=over) == [Turn(1, 9, EventStatus.COMPLETED)]
    assert steps(known(says), None, there, now=over) == [Remove(1, 9)]
    assert steps(known(says), None, now=over) == [Forget(1)]


def test_external_events_begin_and_end_by_themselves() -> None:
    says = event(starts_at=NOW)
    assert steps(known(says), says, listed(9, says)) == []
    assert steps(known(says), says) == [Forget(1)]


def test_an_event_that_somebody_lets_end_later_is_left_alone_until_then() -> None:
    says = event(starts_at=NOW)
    longer = replace(says, ends_at=NOW + 3 * HOUR)
    kept = known(says, shown=longer.texts, held={Field.TIME})
    running = listed(9, longer, status=EventStatus.ACTIVE)
    assert steps(kept, None, running, now=NOW + 2 * HOUR) == []
    assert steps(kept, None, running, now=NOW + 3 * HOUR) == [Turn(1, 9, EventStatus.COMPLETED)]


def test_a_running_event_whose_meeting_is_put_off_ends_and_another_is_made() -> None:
    was = event(starts_at=NOW - HOUR / 2)
    running = listed(9, was, status=EventStatus.ACTIVE)
    moved = known(event(), sent=was.texts, shown=was.texts)
    assert steps(moved, event(), running) == [Turn(1, 9, EventStatus.COMPLETED)]
    longer = replace(was, ends_at=NOW + 2 * HOUR)
    [step] = steps(known(was, ends_at=NOW + 2 * HOUR), longer, running)
    assert isinstance(step, Rewrite)
    assert step.fields == {Field.TIME}


def test_interest_is_noted_when_it_changes() -> None:
    there = listed(9, event(), interested=3)
    assert steps(known(event()), event(), there) == [NoteInterest(1, 3)]
    assert steps(known(event(), interested=3), event(), there) == []


def test_what_was_made_and_not_noted_is_adopted() -> None:
    marked = listed(5, event("Anything"), meeting_id=1)
    assert steps(None, event(), marked) == [Adopt(1, marked)]
    like = listed(5, event(description="by hand"))
    assert steps(None, event(), like) == [Adopt(1, like)]
    for stranger in (
        replace(like, is_ours=False, by_bot=True),
        replace(marked, status=EventStatus.COMPLETED),
        listed(5, event("Anything")),
    ):
        assert steps(None, event(), stranger) == [Create(1, event())]


def test_second_events_of_a_meeting_are_removed() -> None:
    there = [listed(number, event(), meeting_id=1) for number in (4, 9, 12)]
    assert steps(known(event()), event(), *there) == [Remove(None, 4), Remove(None, 12)]
    assert steps(None, event(), *there) == [Adopt(1, there[0]), Remove(None, 9), Remove(None, 12)]
    assert steps(None, None, there[0]) == [Remove(None, 4)]


def test_an_event_with_the_mark_of_its_meeting_takes_the_place_of_one_that_is_gone() -> None:
    """As after a restore: the event was made anew after the backup."""
    later = listed(12, event(), meeting_id=1)
    assert steps(known(event()), event(), later) == [Adopt(1, later)]
    ended = listed(9, event(), status=EventStatus.CANCELED)
    assert steps(known(event()), event(), ended, later) == [Adopt(1, later)]


def test_events_of_meetings_that_are_gone_are_removed() -> None:
    marked = listed(5, event(), meeting_id=7)
    assert marked.of_one_of([7]) == marked
    lost = marked.of_one_of([1], gone=[7])
    assert steps(None, None, lost) == [Remove(None, 5)]
    # It is not taken for that of another meeting of the same name and time, which has a mark.
    assert steps(None, event(), lost) == [Remove(None, 5), Create(1, event())]
    assert steps(None, None, replace(lost, is_ours=False)) == []
    assert steps(None, None, marked.of_one_of([1])) == []  # the mark of another database


def test_where_nobody_knows_what_was_sent_everything_is_written_but_what_is_held() -> None:
    texts = event().texts
    held = {Field.DESCRIPTION}
    there = listed(9, event("Renamed", description="by hand"))
    of = known(event(description="by hand"), sent={Field.DESCRIPTION: texts[Field.DESCRIPTION]})
    [step] = steps(replace(of, held=held), event(), there)
    assert isinstance(step, Rewrite)
    assert {*step.fields} == {*Field} - held
    assert {*step.held} == held


def test_what_discord_refused_is_tried_again_when_it_says_something_else() -> None:
    refused = known(event(), state=EventState.REFUSED, event_id=None, shown={})
    assert steps(refused, event()) == []
    assert steps(refused, event("Other")) == [Create(1, event("Other"))]


def test_the_room_is_what_others_leave() -> None:
    def others(count: int) -> list[ListedEvent]:
        return [listed(number, event(), is_ours=False) for number in range(count)]

    assert room_for([]) == room_for(others(10)) == MOST_MIRRORED
    assert room_for(others(60)) == MOST_OF_SERVER - 60
    assert room_for(others(100)) == 0
    over = [replace(each, status=EventStatus.COMPLETED) for each in others(100)]
    assert room_for([*over, listed(500, event())]) == MOST_MIRRORED


def test_the_next_look_is_when_something_begins_or_ends() -> None:
    far = event(starts_at=NOW + 9 * DAY)
    assert next_look(Board({}, {1: far}, [], NOW)) == NOW + LOOK_FAR
    assert next_look(Board({}, {1: event()}, [], NOW)) == NOW + LOOK_NEAR
    soon = event(starts_at=NOW + timedelta(minutes=2))
    assert next_look(Board({1: known(soon)}, {1: soon}, [], NOW)) == soon.starts_at
    running = known(event(starts_at=NOW - HOUR + timedelta(minutes=3)))
    assert next_look(Board({1: running}, {}, [], NOW)) == running.ends_at


# Whatever happens


@dataclass
class Discord:
    """A server and its bot, as small as can be: events, what is noted of them, and meetings."""

    now: datetime = NOW
    meetings: dict[int, tuple[NativeEvent, bool]] = field(default_factory=dict)
    """Meeting → what its event has to say, and whether it is cancelled."""
    events: dict[int, ListedEvent] = field(default_factory=dict)
    notes: dict[int, KnownEvent] = field(default_factory=dict)
    last_id: int = 0

    def board(self) -> Board:
        wanted = {
            number: says
            for number, (says, cancelled) in sorted(self.meetings.items())
            if not cancelled and says.starts_at > self.now + SOON
        }
        now_known = {
            number: replace(
                note,
                starts_at=self.meetings[number][0].starts_at,
                ends_at=self.meetings[number][0].starts_at + HOUR,
                is_cancelled=self.meetings[number][1],
            )
            for number, note in self.notes.items()
        }
        return Board(now_known, wanted, list(self.events.values()), self.now)

    def look(self, *, lost: Collection[int] = ()) -> list[Step]:
        """One look; the answers of the steps with these numbers are lost, and the look ends."""
        todo = work_out(self.board())
        for number, step in enumerate(todo):
            self.do(step, noted=number not in lost)
            if number in lost:
                break
        return todo

    def do(self, step: Step, *, noted: bool) -> None:
        match step:
            case Create(meeting_id, says):
                self.last_id += 1
                made = listed(self.last_id, says, meeting_id=meeting_id)
                self.events[made.id] = made
                self.note(meeting_id, made, says, noted=noted)
            case Adopt(meeting_id, there):
                self.note(meeting_id, there, there.event, noted=noted)
            case Rewrite(meeting_id, there, says, fields, held):
                changed = merged(there.event, says, fields)
                self.events[there.id] = replace(self.events[there.id], event=changed)
                if noted:
                    before = self.notes[meeting_id]
                    self.notes[meeting_id] = replace(
                        before, sent=says.texts, shown=changed.texts, held=held
                    )
            case AskAbout():
                self.ask(step)
            case _:
                self.end(step, noted=noted)

    def end(self, step: Step, *, noted: bool) -> None:
        match step:
            case Turn(meeting_id, event_id, status, is_last):
                self.events[event_id] = replace(self.events[event_id], status=status)
                gone = meeting_id if is_last else None
            case Remove(gone, event_id):
                del self.events[event_id]
            case Forget(gone):
                pass
        if noted and gone:
            del self.notes[gone]

    def ask(self, step: AskAbout) -> None:
        before = self.notes[step.meeting_id]
        if step.texts is None:
            after = replace(before, state=EventState.GONE, event_id=None)
        else:
            after = replace(before, shown={**before.shown, **step.texts}, held=step.held)
        self.notes[step.meeting_id] = after

    def note(self, meeting_id: int, there: ListedEvent, says: NativeEvent, *, noted: bool) -> None:
        if noted:
            note = known(says, meeting_id=meeting_id, event_id=there.id, shown=there.event.texts)
            self.notes[meeting_id] = note


def merged(there: NativeEvent, says: NativeEvent, fields: Collection[Field]) -> NativeEvent:
    """What an event says when these fields of it are written."""
    parts = {
        Field.NAME: ("name",),
        Field.DESCRIPTION: ("description",),
        Field.TIME: ("starts_at", "ends_at"),
        Field.PLACE: ("entity", "where"),
    }
    names = [name for each in fields for name in parts[each]]
    return replace(there, **{name: getattr(says, name) for name in names})


numbers = st.integers(1, 4)
says = st.builds(
    event,
    st.sampled_from(["Call", "Guest", "Review"]),
    st.integers(2, 9).map(lambda days: NOW + days * DAY),
    where=st.sampled_from(["Room", "Hall"]),
)
happenings = st.lists(
    st.tuples(st.just("plan"), numbers, says)
    | st.tuples(st.just("cancel"), numbers, says)
    | st.tuples(st.just("look"), numbers, says)
    | st.tuples(st.just("lose"), numbers, says),
    max_size=12,
)


def happen(server: Discord, what: str, number: int, new: NativeEvent) -> None:
    if what == "plan":
        server.meetings[number] = new, False
    elif what == "cancel" and number in server.meetings:
        server.meetings[number] = server.meetings[number][0], True
    elif what == "look":
        server.look()
    elif what == "lose":
        server.look(lost=[number - 1])


@thorough
@given(happenings)
def test_whatever_is_lost_each_meeting_has_one_event_that_says_what_it_says(
    done: list[tuple[str, int, NativeEvent]],
) -> None:
    server = Discord()
    for what, number, new in done:
        happen(server, what, number, new)
    for _ in range(4):
        server.look()
    assert server.look() == []
    there = [each for each in server.events.values() if each.is_open]
    expected = {number: says for number, (says, off) in server.meetings.items() if not off}
    assert {each.meeting_id: each.event for each in there} == expected
    assert len(there) == len(expected)


@thorough
@given(happenings, st.sampled_from(Field), says)
def test_what_somebody_changed_is_never_written_over_by_itself(
    done: list[tuple[str, int, NativeEvent]], changed: Field, by_hand: NativeEvent
) -> None:
    """While nobody changes that meeting, whatever else happens."""
    server = Discord()
    server.meetings[9] = event(), False
    server.look()
    [there] = server.events.values()
    edited = merged(event(), replace(by_hand, description="Other"), {changed})
    server.events[there.id] = replace(there, event=edited)
    for what, number, new in done:
        happen(server, what, number, new)
    for _ in range(3):
        server.look()
    assert server.events[there.id].event == edited
    assert server.events[there.id].is_open
