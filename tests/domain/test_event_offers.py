"""Events that somebody made by hand: which fit a meeting, and what becomes of them."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.event_offers import (
    FITS_WITHIN,
    EventOfBotError,
    EventTakenError,
    NoEventToUseError,
    check_can_use,
    find_offers,
    fits,
)
from sigbot.domain.event_steps import (
    AskAbout,
    Board,
    Create,
    Forget,
    NoteInterest,
    Offer,
    Remove,
    Rewrite,
    Turn,
    room_for,
    work_out,
)
from sigbot.domain.native_events import (
    MOST_MIRRORED,
    MOST_OF_SERVER,
    SOON,
    EventState,
    EventStatus,
    Field,
    KnownEvent,
    ListedEvent,
    NativeEvent,
)
from sigbot.domain.refusals import MeetingCancelledError, MeetingOverError, RefusedError
from tests.domain.properties import thorough
from tests.domain.test_event_steps import DAY, HOUR, IN_VOICE, NOW, event, known, listed, steps

MINUTE = timedelta(minutes=1)


def by_hand(number: int = 5, says: NativeEvent | None = None, **changes: object) -> ListedEvent:
    return listed(number, says or event("Our call"), is_ours=False, **changes)


def offered(says: NativeEvent | None = None, **changes: object) -> KnownEvent:
    usual: dict[str, object] = {"event_id": 5, "state": EventState.OFFERED}
    return known(says or event(), **(usual | changes))


def used(**changes: object) -> KnownEvent:
    usual: dict[str, object] = {
        "event_id": 5,
        "state": EventState.USED,
        "shown": event("Our call").texts,
        "held": frozenset({Field.NAME}),
    }
    return known(event(), **(usual | changes))


# What fits


@pytest.mark.parametrize("minutes", [-15, 0, 15])
def test_an_event_fits_about_the_start_of_the_meeting(minutes: int) -> None:
    there = by_hand(says=event("Ours", NOW + DAY + minutes * MINUTE))
    assert fits(event().texts, there)
    assert FITS_WITHIN == 15 * MINUTE
    beyond = there.event.starts_at + (MINUTE if minutes > 0 else -16 * MINUTE)
    assert not fits(event().texts, by_hand(says=event("Ours", beyond)))


def test_an_event_fits_by_its_place_or_its_name() -> None:
    entity, where = IN_VOICE
    in_voice = event("Call", entity=entity, where=where)
    assert fits(in_voice.texts, by_hand(says=replace(in_voice, name="Other")))
    assert fits(in_voice.texts, by_hand(says=event("CALL", where="Elsewhere")))
    assert not fits(in_voice.texts, by_hand(says=event("Other", where="Elsewhere")))


@pytest.mark.parametrize(
    "there",
    [
        by_hand(repeats=True),
        by_hand(status=EventStatus.ACTIVE),
        by_hand(status=EventStatus.COMPLETED),
        listed(5, event()),
    ],
)
def test_running_events_series_and_own_ones_are_not_offered(there: ListedEvent) -> None:
    assert not fits(event().texts, there)


def test_events_of_other_bots_are_not_offered() -> None:
    [step] = steps(None, event(), by_hand(by_bot=True))
    assert step == Create(1, event())


def test_each_event_is_offered_for_one_meeting_and_the_nearest_is_taken() -> None:
    wanted = {1: event(), 2: event()}
    late, near = (by_hand(n, event("Ours", NOW + DAY + n * MINUTE)) for n in (7, 6))
    assert find_offers(wanted, {1, 2}, [late, near], ()) == {1: near, 2: late}
    assert find_offers(wanted, {1, 2}, [near], ()) == {1: near}
    assert find_offers(wanted, {2}, [near], ()) == {2: near}
    assert find_offers(wanted, {1, 2}, [near], {6}) == {}


# What is done


def test_an_event_that_fits_is_offered_in_place_of_a_second_one() -> None:
    there = by_hand()
    assert steps(None, event(), there) == [Offer(1, there, event())]
    assert steps(offered(), event(), there) == []
    assert steps(known(event()), event(), listed(9, event()), there) == []


def test_what_fits_no_more_gives_way_to_an_own_event() -> None:
    create = [Create(1, event())]
    assert steps(offered(), event()) == create
    assert steps(offered(), event(), by_hand(says=event(starts_at=NOW + 2 * DAY))) == create
    assert steps(offered(), event(), by_hand(status=EventStatus.ACTIVE)) == create
    declined = offered(state=EventState.DECLINED, event_id=None)
    assert steps(declined, event(), by_hand()) == create
    assert steps(declined, None) == [Forget(1)]


@pytest.mark.parametrize(
    ("meeting", "wanted"),
    [(offered(is_cancelled=True), event()), (offered(ends_at=NOW), event()), (offered(), None)],
)
def test_an_offer_for_a_meeting_that_is_off_is_forgotten(
    meeting: KnownEvent, wanted: NativeEvent | None
) -> None:
    assert steps(meeting, wanted, by_hand()) == [Forget(1)]


def test_an_offer_that_nobody_answered_lasts_until_the_meeting_is_over() -> None:
    begins = NOW + DAY
    there = by_hand(status=EventStatus.ACTIVE)
    assert steps(offered(), event(), there, now=begins) == []
    assert steps(offered(), event(), now=begins - SOON) == [Forget(1)]
    assert steps(offered(), event(), there, now=begins + HOUR) == [Forget(1)]


def test_an_event_that_is_used_follows_its_meeting() -> None:
    there = by_hand(interested=3)
    assert steps(used(), event(), there) == [NoteInterest(1, 3)]
    moved = event(starts_at=NOW + 2 * DAY)
    [step] = steps(used(interested=3), moved, there)
    assert isinstance(step, Rewrite)
    assert (step.fields, step.held) == ({Field.TIME}, {Field.NAME})


def test_who_made_an_event_may_change_it_and_is_not_asked() -> None:
    [step] = steps(used(), event(), by_hand(says=event("Party")))
    assert step == AskAbout(1, {Field.NAME: "Party"}, {Field.NAME}, asks=False)


def test_an_event_that_is_used_and_deleted_is_asked_about() -> None:
    assert steps(used(), event()) == [AskAbout(1, None)]


def test_the_event_of_a_cancelled_meeting_is_cancelled_also_where_somebody_made_it() -> None:
    cancelled = used(is_cancelled=True)
    assert steps(cancelled, None, by_hand()) == [Turn(1, 5, EventStatus.CANCELED, of_others=True)]
    running = by_hand(status=EventStatus.ACTIVE)
    assert steps(cancelled, None, running) == [Turn(1, 5, EventStatus.COMPLETED, of_others=True)]


states = st.sampled_from(list(EventState))
statuses = st.sampled_from([EventStatus.SCHEDULED, EventStatus.ACTIVE])


@thorough
@given(states, statuses, st.booleans(), st.booleans(), st.integers(-90, 90), st.booleans())
def test_what_somebody_made_is_never_deleted(
    state: EventState,
    status: EventStatus,
    is_cancelled: bool,
    is_wanted: bool,
    minutes: int,
    is_full: bool,
) -> None:
    if state not in (EventState.OFFERED, EventState.USED):
        state = EventState.USED
    others = [by_hand(100 + n) for n in range(MOST_OF_SERVER)] if is_full else []
    now = NOW + DAY + minutes * MINUTE
    meeting = used(state=state, is_cancelled=is_cancelled)
    wanted = {1: event()} if is_wanted else {}
    board = Board({1: meeting}, wanted, [by_hand(status=status), *others], now)
    assert not [step for step in work_out(board) if isinstance(step, Remove)]


def test_events_that_are_used_take_no_room_from_others() -> None:
    there = [by_hand(number) for number in range(MOST_OF_SERVER)]
    assert room_for(there) == 0
    assert room_for(there, range(5)) == 5
    assert room_for([], range(5)) == MOST_MIRRORED
    one = Board({1: used()}, {1: event(), 2: event("B", where="B")}, [by_hand()], NOW)
    full = replace(one, listed=[by_hand(), *there[6:], by_hand(200)])
    assert [type(step) for step in work_out(one)] == [Create]
    assert len(full.by_id) < MOST_OF_SERVER
    assert [type(step) for step in work_out(full)] == [Create]


# At the press


@pytest.mark.parametrize(
    ("meeting", "there", "taken", "error"),
    [
        (offered(is_cancelled=True), by_hand(), (), MeetingCancelledError),
        (offered(ends_at=NOW), by_hand(), (), MeetingOverError),
        (offered(), None, (), NoEventToUseError),
        (offered(), by_hand(says=event(starts_at=NOW + 2 * DAY)), (), NoEventToUseError),
        (offered(), by_hand(status=EventStatus.COMPLETED), (), NoEventToUseError),
        (offered(), by_hand(by_bot=True), (), EventOfBotError),
        (offered(), by_hand(), {5}, EventTakenError),
    ],
)
def test_what_cannot_be_used_any_more_is_refused(
    meeting: KnownEvent,
    there: ListedEvent | None,
    taken: Collection[int],
    error: type[RefusedError],
) -> None:
    assert check_can_use(offered(), by_hand(), (), NOW) == by_hand()
    with pytest.raises(error):
        check_can_use(meeting, there, taken, NOW)
