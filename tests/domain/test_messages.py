"""Messages of the outbox: one for each topic, to JSON and back, and when they are worth sending."""

import json
from collections.abc import Callable
from dataclasses import MISSING, fields, replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.clock_changes import ClockChange
from sigbot.domain.meetings import Meeting, MeetingKind
from sigbot.domain.outbox import (
    MESSAGES,
    AboutMeeting,
    AboutMinutes,
    AuthorAsked,
    Called,
    CheckClocks,
    ClockWarning,
    Direct,
    DirectNews,
    DirectReminder,
    Due,
    EventsAsked,
    GatherNotices,
    HostQuestion,
    MeetingCancelled,
    MeetingCard,
    MeetingMoved,
    MeetingRefresh,
    MeetingReminder,
    MeetingRepeated,
    MeetingRestored,
    Message,
    MinutesForYou,
    NamedInMinutes,
    OfPaper,
    OrganizerNotice,
    Outgoing,
    PaperAhead,
    PromisesDue,
    QuestionAnswered,
    ReminderCorrection,
    ReportDue,
    RotationAdopted,
    Topic,
    Unreadable,
    is_change_ahead,
    is_direct,
    is_rotation_current,
    is_worth_sending,
    read_message,
    to_payload,
    was_missed,
)
from sigbot.domain.rotation import Adopted
from tests.domain.properties import quick

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
MEETING = Meeting(1, "Call", MeetingKind.GENERAL, NOW, NOW.replace(tzinfo=None), "UTC", 60)
CANCELLED = replace(MEETING, cancelled_at=NOW)

numbers = st.integers(-(2**63), 2**63 - 1)
OF_TYPE: dict[object, st.SearchStrategy[Any]] = {
    int: numbers,
    bool: st.booleans(),
    datetime: st.datetimes(timezones=st.just(UTC)),
    date: st.dates(),
    tuple[int, ...]: st.lists(numbers).map(tuple),
}
OF_TYPE[Called] = st.builds(Called, *[OF_TYPE[field.type] for field in fields(Called)])


def _any_of(kind: type[Message]) -> st.SearchStrategy[Message]:
    return st.builds(kind, **{field.name: OF_TYPE[field.type] for field in fields(kind)})


messages = st.one_of([_any_of(kind) for kind in MESSAGES.values()])


def _required(message: Message) -> set[str]:
    """The keys of fields without a default; rows of earlier versions may lack the others."""
    kind: Callable[..., Message] = type(message)
    required = [field.name for field in fields(message) if field.default is MISSING]
    return {*to_payload(kind(**{name: getattr(message, name) for name in required}))}


def test_every_topic_has_one_message_of_its_own() -> None:
    assert set(MESSAGES) == set(Topic)
    assert len(set(MESSAGES.values())) == len(Topic)
    assert all(kind.topic == topic for topic, kind in MESSAGES.items())


@quick
@given(messages)
def test_every_message_comes_back_from_json(message: Message) -> None:
    payload = json.loads(json.dumps(to_payload(message)))
    assert read_message(message.topic, payload) == message
    assert _required(message) <= payload.keys()
    assert len(payload) <= len(fields(message))


@quick
@given(messages, st.data())
def test_without_one_of_its_fields_a_message_cannot_be_read(
    message: Message, data: st.DataObject
) -> None:
    payload = to_payload(message)
    if payload:
        missing = data.draw(st.sampled_from(sorted(payload)))
        read = [read_message(message.topic, {**payload, missing: None})]
        del payload[missing]
        if missing in _required(message):
            read.append(read_message(message.topic, payload))
        for broken in read:
            assert isinstance(broken, Unreadable)
            assert repr(missing) in broken.reason
            assert broken.topic == message.topic


@pytest.mark.parametrize(
    ("topic", "payload", "message"),
    [
        (Topic.CANCELLED, {"meeting": 1, "count": 2}, MeetingCancelled(1, 2)),
        (Topic.MOVED, {"meeting": 1, "from": NOW.isoformat(), "count": 2}, MeetingMoved(1, NOW, 2)),
        (Topic.DIRECT_NEWS, {"meeting": 1, "to": 7, "count": 2}, DirectNews(1, 7, 2)),
        (Topic.ROTATION, {"rotation": 1, "undone": False}, RotationAdopted(1, undone=False)),
    ],
)
def test_rows_of_the_version_before_mention_nobody(
    topic: Topic, payload: dict[str, object], message: Message
) -> None:
    assert read_message(topic, payload) == message


json_values = st.recursive(
    st.none() | st.booleans() | numbers | st.floats() | st.text(),
    lambda some: st.lists(some) | st.dictionaries(st.text(), some),
    max_leaves=5,
)

KEYS = ("meeting", "to", "count", "from", "at", "series", "rotation", "undone", "start", "end")


@quick
@given(
    st.sampled_from([*Topic, "poll", ""]),
    json_values | st.dictionaries(st.sampled_from([*KEYS, "notices", "announcement"]), json_values),
)
def test_whatever_is_kept_is_a_message_or_unreadable(topic: str, payload: object) -> None:
    assert isinstance(read_message(topic, payload), Message | Unreadable)


def test_fields_that_a_later_version_adds_are_left_alone() -> None:
    payload = {"meeting": 1, "colour": "red"}
    assert read_message(Topic.CARD, payload) == MeetingCard(1)


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        (Topic.CARD, {"meeting": True}),
        (Topic.CARD, {"meeting": 1.0}),
        (Topic.CARD, {"meeting": "1"}),
        (Topic.ROTATION, {"rotation": 1, "undone": 2}),
        (Topic.ROTATION, {"rotation": 1, "undone": "yes"}),
        (Topic.CLOCKS, {"series": 1, "at": "2026-03-08T07:00:00"}),
        (Topic.CLOCKS, {"series": 1, "at": "soon"}),
        (Topic.PUBLISHED, {"start": "2026-01-01", "end": 5}),
        (Topic.NOTICE, {"to": 1, "notices": ""}),
        (Topic.NOTICE, {"to": 1, "notices": ["1"]}),
        (Topic.CANCELLED, {"meeting": 1, "count": 1, "called": [7]}),
        (Topic.CANCELLED, {"meeting": 1, "count": 1, "called": {"going": [7]}}),
    ],
)
def test_a_value_of_another_type_cannot_be_read(topic: str, payload: dict[str, object]) -> None:
    assert isinstance(read_message(topic, payload), Unreadable)


def test_an_instant_without_a_zone_is_refused_and_any_zone_is_the_same_instant() -> None:
    with pytest.raises(ValueError, match="needs a time zone"):
        to_payload(ClockWarning(1, datetime(2026, 3, 8, 7)))  # noqa: DTZ001  (that is the point)
    tokyo = NOW.astimezone(timezone(9 * HOUR))
    assert to_payload(ClockWarning(1, tokyo)) == to_payload(ClockWarning(1, NOW))
    payload = {"series": 1, "at": tokyo.isoformat()}
    assert read_message(Topic.CLOCKS, payload) == ClockWarning(1, NOW)


def test_what_is_for_one_person_alone_says_to_whom() -> None:
    direct = {kind for kind in MESSAGES.values() if "to" in kind.__dataclass_fields__}
    assert direct == {
        DirectReminder,
        DirectNews,
        OrganizerNotice,
        HostQuestion,
        AuthorAsked,
        EventsAsked,
        ReportDue,
        PaperAhead,
        QuestionAnswered,
        PromisesDue,
        NamedInMinutes,
        MinutesForYou,
    }
    assert all(issubclass(kind, Direct) for kind in direct)
    assert is_direct(Due(1, 1, DirectReminder(1, 7), NOW, attempts=1))
    assert not is_direct(Due(1, 1, MeetingCard(1), NOW, attempts=1))


@pytest.mark.parametrize(
    ("message", "lane", "meeting_id"),
    [
        (MeetingCard(3), "c5", 3),
        (MeetingMoved(3, NOW, 1), "c5", 3),
        (RotationAdopted(3, undone=False), "c5", None),
        (DirectNews(3, 7, 1), "d7", 3),
        (OrganizerNotice(7, (3,)), "d7", None),
        (HostQuestion(3, 7), "d7", None),
        (ReportDue(date(2026, 1, 1), date(2026, 6, 30), 7), "d7", None),
        (AuthorAsked(3, 7), "d7", None),
        (EventsAsked(2, 7), "d7", None),
        (GatherNotices(), "n5", None),
        (CheckClocks(), "n5", None),
    ],
)
def test_a_row_knows_its_lane_and_its_meeting(
    message: Message, lane: str, meeting_id: int | None
) -> None:
    row = Outgoing(5, message, NOW)
    assert (row.lane, row.meeting_id) == (lane, meeting_id)


# What is worth sending

ABOUT: tuple[AboutMeeting, ...] = (
    MeetingCard(1),
    MeetingRefresh(1),
    MeetingCancelled(1, 1),
    MeetingMoved(1, NOW, 1),
    MeetingReminder(1),
    ReminderCorrection(1, 1),
    DirectReminder(1, 7),
    DirectNews(1, 7, 1),
    MeetingRestored(1, 1),
    MeetingRepeated(1),
)


def _worth(meeting: Meeting, now: datetime, *, has_card: bool) -> set[type[AboutMeeting]]:
    """Return the kinds of messages that are worth sending."""
    return {
        type(message)
        for message in ABOUT
        if is_worth_sending(message, meeting, now, has_card=has_card)
    }


def test_all_messages_about_a_meeting_are_tried_here() -> None:
    about = {kind for kind in MESSAGES.values() if issubclass(kind, AboutMeeting)}
    assert {type(message) for message in ABOUT} == about
    of_papers = {kind for kind in MESSAGES.values() if issubclass(kind, OfPaper)}
    with_meeting = {k for k in MESSAGES.values() if "meeting_id" in k.__dataclass_fields__}
    of_minutes = {kind for kind in MESSAGES.values() if issubclass(kind, AboutMinutes)}
    assert about | of_papers | of_minutes == with_meeting


def test_of_a_meeting_ahead_all_is_worth_sending_and_its_card_once() -> None:
    kinds = {type(message) for message in ABOUT}
    for now in (NOW - HOUR, NOW, MEETING.ends_at - SECOND):
        said = kinds - {MeetingCancelled}
        assert _worth(MEETING, now, has_card=False) == said - {MeetingRefresh}
        assert _worth(MEETING, now, has_card=True) == said - {MeetingCard}


def test_of_a_cancelled_meeting_only_that_and_what_was_posted_is_worth_sending() -> None:
    said = {MeetingCancelled, ReminderCorrection, DirectNews}
    assert _worth(CANCELLED, NOW, has_card=False) == said
    assert _worth(CANCELLED, NOW, has_card=True) == {*said, MeetingRefresh}


def test_when_a_meeting_is_over_only_what_was_posted_is_corrected() -> None:
    ends, closes = MEETING.ends_at, MEETING.closes_at
    late = {MeetingReminder, DirectReminder}
    assert not late & _worth(MEETING, ends, has_card=False)
    assert MeetingMoved in _worth(MEETING, ends, has_card=False)
    for now in (ends + SECOND, closes):
        assert _worth(MEETING, now, has_card=False) == {MeetingCard, ReminderCorrection}
        assert _worth(MEETING, now, has_card=True) == {MeetingRefresh, ReminderCorrection}
    assert _worth(MEETING, closes + SECOND, has_card=False) == {ReminderCorrection}
    assert _worth(CANCELLED, ends + SECOND, has_card=False) == set()


def test_a_meeting_that_does_not_take_place_cannot_be_missed() -> None:
    assert was_missed(MEETING, MEETING.ends_at)
    assert not was_missed(MEETING, MEETING.ends_at - SECOND)
    assert not was_missed(CANCELLED, MEETING.ends_at)


def test_a_warning_is_of_its_own_change_until_a_meeting_has_changed() -> None:
    change = ClockChange(NOW, NOW.date(), "UTC", NOW - HOUR, NOW + HOUR, ())
    assert is_change_ahead(ClockWarning(1, NOW), change, NOW)
    assert not is_change_ahead(ClockWarning(1, NOW), change, NOW + HOUR)
    assert not is_change_ahead(ClockWarning(1, NOW + SECOND), change, NOW)


@pytest.mark.parametrize("undone", [True, False])
def test_a_rotation_is_current_until_it_is_taken_back_or_replaced(undone: bool) -> None:
    adopted = Adopted(1, 1, NOW.replace(tzinfo=None), (), NOW)
    rotation = replace(adopted, undone_at=NOW) if undone else adopted
    other = adopted if undone else replace(adopted, undone_at=NOW)
    message = RotationAdopted(1, undone=undone)
    assert is_rotation_current(message, rotation, is_replaced=False)
    assert not is_rotation_current(message, other, is_replaced=False)
    assert not is_rotation_current(message, rotation, is_replaced=True)
