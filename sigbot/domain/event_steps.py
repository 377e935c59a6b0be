"""What has to be done so that native events follow their meetings."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sigbot.domain.event_offers import find_offers, fits
from sigbot.domain.native_events import (
    LOOK_FAR,
    LOOK_NEAR,
    MOST_MIRRORED,
    MOST_OF_SERVER,
    NEAR,
    OF_OTHERS,
    SOON,
    Entity,
    EventState,
    EventStatus,
    Field,
    KnownEvent,
    ListedEvent,
    NativeEvent,
    Texts,
    start_in,
)


@dataclass(frozen=True, slots=True)
class Create:
    meeting_id: int
    event: NativeEvent


@dataclass(frozen=True, slots=True)
class Adopt:
    """Note an event that is there as that of a meeting."""

    meeting_id: int
    listed: ListedEvent


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Write some fields anew, as the meeting changed; those in `held` stay as they are."""

    meeting_id: int
    listed: ListedEvent
    event: NativeEvent
    fields: Collection[Field]
    held: Collection[Field]


@dataclass(frozen=True, slots=True)
class Turn:
    """Start, complete or cancel an event; `is_last` if nothing of it has to be kept then, and
    `of_others` if somebody made it by hand."""

    meeting_id: int
    event_id: int
    status: EventStatus
    is_last: bool = True
    of_others: bool = False


@dataclass(frozen=True, slots=True)
class Remove:
    """Delete an event; one without a meeting is a second one of a meeting."""

    meeting_id: int | None
    event_id: int


@dataclass(frozen=True, slots=True)
class Forget:
    """Keep nothing of the event of a meeting any more, as it is gone."""

    meeting_id: int


@dataclass(frozen=True, slots=True)
class AskAbout:
    """Note what somebody did by hand, and with `asks` ask organizers about it.

    `texts` has the fields that they changed, None if they deleted the event. All fields that are
    then `held` are as somebody changed them.
    """

    meeting_id: int
    texts: Texts | None
    held: Collection[Field] = ()
    asks: bool = True


@dataclass(frozen=True, slots=True)
class NoteInterest:
    meeting_id: int
    interested: int


@dataclass(frozen=True, slots=True)
class Offer:
    """Ask organizers whether an event that somebody made is used for a meeting.

    `event` is what the meeting's own one would say.
    """

    meeting_id: int
    listed: ListedEvent
    event: NativeEvent


Step = Create | Adopt | Rewrite | Turn | Remove | Forget | AskAbout | Offer | NoteInterest

_ORDER = (Adopt, Remove, Turn, Forget, Rewrite, Create, AskAbout, Offer, NoteInterest)
"""What makes room comes before what needs it."""


@dataclass(frozen=True, slots=True)
class Board:
    """What is there: events `known` by their meetings, `wanted` ones in the order of their worth,
    and all that Discord has `listed`."""

    known: Mapping[int, KnownEvent]
    wanted: Mapping[int, NativeEvent]
    listed: Sequence[ListedEvent]
    now: datetime
    by_id: Mapping[int, ListedEvent] = field(init=False)

    def __post_init__(self) -> None:
        opened = {listed.id: listed for listed in self.listed if listed.is_open}
        object.__setattr__(self, "by_id", opened)


def room_for(listed: Sequence[ListedEvent], used: Collection[int | None] = ()) -> int:
    """Return for how many events of meetings a server has room beside those of others.

    Those of others that are `used` for meetings, by their ids, are events of meetings.
    """
    foreign = [event for event in listed if not event.is_ours and event.id not in used]
    taken = sum(event.is_open for event in foreign)
    return max(0, min(MOST_MIRRORED, MOST_OF_SERVER - taken))


def work_out(board: Board) -> list[Step]:
    """Return what has to be done so that events follow the meetings, in order.

    Of `wanted`, only as many are kept as there is room for, the first ones.
    """
    adopted = _adoptions(board)
    known_ids = {known.event_id for known in board.known.values()}
    known_ids |= {step.listed.id for step in adopted}
    steps: list[Step] = [*adopted, *_doubles(board, known_ids)]
    used = [known.event_id for known in board.known.values() if known.state in OF_OTHERS]
    kept = set(list(board.wanted)[: room_for(board.listed, used)])
    met = {step.meeting_id for step in adopted}
    for meeting_id, known in board.known.items():
        if meeting_id not in met:
            is_offer = known.state is EventState.OFFERED
            steps_of = _steps_of_offer if is_offer else _steps_of
            steps += steps_of(board, known, is_kept=meeting_id in kept)
    missing = kept - board.known.keys() - met
    offers = find_offers(board.wanted, missing, list(board.by_id.values()), known_ids)
    steps += [
        Offer(meeting_id, offers[meeting_id], board.wanted[meeting_id]) for meeting_id in offers
    ]
    own = missing - offers.keys()
    steps += [Create(meeting_id, board.wanted[meeting_id]) for meeting_id in own]
    return sorted(steps, key=lambda step: _ORDER.index(type(step)))


def _adoptions(board: Board) -> list[Adopt]:
    """Find events of ours that were made, but not noted: by their mark, else by name and start.

    They take the place of one that was noted, but is not there.
    """
    noted = {known.event_id for known in board.known.values()}
    free = [e for e in board.by_id.values() if e.is_ours and e.id not in noted]
    adopted: dict[int, Adopt] = {}
    for listed in sorted(free, key=lambda listed: listed.id):
        meeting_id = listed.meeting_id or (None if listed.is_lost else _like(board, listed))
        if meeting_id is None or meeting_id not in board.wanted or meeting_id in adopted:
            continue
        known = board.known.get(meeting_id)
        if known is None or known.event_id not in board.by_id:
            adopted[meeting_id] = Adopt(meeting_id, listed)
    return list(adopted.values())


def _like(board: Board, listed: ListedEvent) -> int | None:
    """Return the wanted meeting with the name and start of an event without a mark."""
    same = Field.NAME, Field.TIME
    for meeting_id, event in board.wanted.items():
        if all(event.texts[each] == listed.event.texts[each] for each in same):
            return meeting_id
    return None


def _doubles(board: Board, known_ids: Collection[int | None]) -> list[Step]:
    """Remove events that have the mark of a meeting with another event, or of one that is gone."""
    return [
        Remove(None, listed.id)
        for listed in board.by_id.values()
        if listed.is_ours and (listed.meeting_id or listed.is_lost) and listed.id not in known_ids
    ]


def _steps_of(board: Board, known: KnownEvent, *, is_kept: bool) -> list[Step]:
    """Return what has to be done about the event of a meeting."""
    listed = board.by_id.get(known.event_id or 0)
    is_over = known.ends_at <= board.now
    if known.is_cancelled:
        return _end(known, listed, EventStatus.CANCELED)
    if is_over and not _goes_on(known, listed, board.now):
        return _end(known, listed, EventStatus.COMPLETED)
    if is_over:
        return []
    if not is_kept and known.starts_at > board.now + SOON:
        return _withdraw(known, listed)
    if listed is None:
        return _missing(board, known)
    return _follow(board, known, listed)


def _steps_of_offer(board: Board, known: KnownEvent, *, is_kept: bool) -> list[Step]:
    """Wait for an answer as long as the event fits; then its meeting gets one of its own."""
    event, listed = board.wanted.get(known.meeting_id), board.by_id.get(known.event_id or 0)
    if event is None or known.is_cancelled or known.ends_at <= board.now:
        return [Forget(known.meeting_id)]
    is_soon = known.starts_at <= board.now + SOON
    if listed and is_kept and (is_soon or fits(event.texts, listed)):
        return []
    is_late = is_soon or not is_kept
    return [Forget(known.meeting_id) if is_late else Create(known.meeting_id, event)]


def _goes_on(known: KnownEvent, listed: ListedEvent | None, now: datetime) -> bool:
    """Return whether somebody let the event end later than its meeting."""
    ends_at = listed.event.ends_at if listed else None
    return Field.TIME in known.held and ends_at is not None and ends_at > now


def _end(known: KnownEvent, listed: ListedEvent | None, how: EventStatus) -> list[Step]:
    """Let an event end. One that never began cannot be completed; it is deleted."""
    if listed is None:
        return [Forget(known.meeting_id)]
    of_others = known.state in OF_OTHERS
    if listed.status is EventStatus.ACTIVE:
        how = EventStatus.COMPLETED
    elif how is EventStatus.COMPLETED:
        return _withdraw(known, listed)
    return [Turn(known.meeting_id, listed.id, how, of_others=of_others)]


def _withdraw(known: KnownEvent, listed: ListedEvent | None) -> list[Step]:
    """Take an event away, and leave one that somebody made to people."""
    if listed is None or known.state in OF_OTHERS:
        return [Forget(known.meeting_id)]
    return [Remove(known.meeting_id, listed.id)]


def _missing(board: Board, known: KnownEvent) -> list[Step]:
    """Decide about a meeting whose event is not there, though the meeting is not over."""
    event = board.wanted.get(known.meeting_id)
    if known.state in (EventState.GONE, EventState.LEFT_OUT):
        return []
    if event is None or known.starts_at <= board.now + SOON:
        return [Forget(known.meeting_id)]
    if known.state is EventState.DECLINED:
        return [Create(known.meeting_id, event)]
    if known.state is EventState.REFUSED:
        return [] if known.sent == event.texts else [Create(known.meeting_id, event)]
    if start_in(known.shown) <= board.now:  # its time came before that of the meeting
        return [Create(known.meeting_id, event)]
    return [AskAbout(known.meeting_id, None)]


def _follow(board: Board, known: KnownEvent, listed: ListedEvent) -> list[Step]:
    """Let an event follow its meeting, which is ahead or runs."""
    steps: list[Step] = []
    event = board.wanted.get(known.meeting_id)
    is_begun = listed.status is EventStatus.ACTIVE
    if event:
        changed = {each for each in Field if event.texts[each] != known.sent.get(each)}
        if is_begun and event.starts_at > board.now + SOON and Field.TIME in changed:
            # A running event cannot be put off: it ends, and another one is made.
            return _end(known, listed, EventStatus.COMPLETED)
        steps += _compared(known, listed, event, changed)
    runs = known.starts_at <= board.now and Field.TIME not in known.held
    if runs and not is_begun and listed.event.entity is not Entity.EXTERNAL:
        active, of_others = EventStatus.ACTIVE, known.state in OF_OTHERS
        steps.append(Turn(known.meeting_id, listed.id, active, is_last=False, of_others=of_others))
    if listed.interested != known.interested:
        steps.append(NoteInterest(known.meeting_id, listed.interested))
    return steps


def _compared(
    known: KnownEvent, listed: ListedEvent, event: NativeEvent, changed: Collection[Field]
) -> list[Step]:
    """Write the fields that the meeting `changed`, and ask about those changed by hand."""
    present = listed.event.texts
    by_hand = {each for each in Field if present[each] != known.shown.get(each)} - {*changed}
    held = ({*known.held} | by_hand) - {*changed}
    held -= {each for each in held if present[each] == event.texts[each]}
    steps: list[Step] = []
    if changed:
        steps.append(Rewrite(known.meeting_id, listed, event, changed, held))
    if by_hand:
        texts = {each: present[each] for each in by_hand}
        # Whoever made an event by hand may change it by hand.
        asks = bool(by_hand & held) and known.state not in OF_OTHERS
        steps.append(AskAbout(known.meeting_id, texts, held, asks=asks))
    return steps


def next_look(board: Board) -> datetime:
    """Return when Discord is asked next, or something has to be done about an event."""
    now = board.now
    starts = [event.starts_at for event in board.wanted.values() if event.starts_at > now]
    ends = [known.ends_at for known in board.known.values() if known.ends_at > now]
    begins = [known.starts_at for known in board.known.values() if known.starts_at > now]
    is_near = any(at <= now + NEAR for at in starts)
    return min([*starts, *ends, *begins, now + (LOOK_NEAR if is_near else LOOK_FAR)])
