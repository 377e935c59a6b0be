"""What is said later, and asked before: reminders, moves, clock changes, notices, questions."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.agenda import AgendaItem
from sigbot.domain.clock_changes import ClockChange, LocalChange, clock_changes
from sigbot.domain.meetings import Answer, Meeting
from sigbot.domain.members import HearsBy
from sigbot.domain.notices import Notice, NoticeTopic
from sigbot.domain.outbox import Called, Told, Topic, call
from sigbot.domain.questions import Question
from sigbot.domain.reminders import Lead, Timing, TimingState, read_leads
from sigbot.domain.when import Doubt, Moment, Unsure, understand
from sigbot.wording import (
    changes,
    clocks,
    community,
    members,
    missed,
    notices,
    outbox,
    questions,
    reminders,
)
from tests.domain.properties import quick, typed, zones
from tests.wording.healthcare import (
    ADA,
    CANCELLED,
    CANCELLED_WHY,
    FULL_MEETING,
    HOSTILE,
    LONG,
    MEETING,
    NOW,
    START,
    TEXTS,
)

NEW_YORK = "America/New_York"
HOUR, WEEK = timedelta(hours=1), timedelta(weeks=1)
EARLIER = START - HOUR

STARTS = [
    datetime(2027, 2, 3, 11, tzinfo=ZoneInfo(NEW_YORK)) + number * WEEK for number in range(20)
]
[SPRING, LONDONS_SPRING] = clock_changes(
    [start.astimezone(UTC) for start in STARTS], NEW_YORK, ["Europe/London", "Asia/Tokyo"]
)

GOING, CANT = Answer.GOING, Answer.CANT
AHEAD = Timing(TimingState.AHEAD, ahead=60)
LEAD_TEXTS = ("", "start", "1d", "2d, 1h", "90m", "4w, 3h, 2m, 1m, start")
TIMINGS = [
    Timing(state, late, ago) for state in TimingState for late in (0, 1, 75) for ago in (0, 1, 75)
]
WEEKLY = "FREQ=WEEKLY;INTERVAL=1"
NOTICES = [
    Notice(1, NoticeTopic.CHANNEL_GONE, {"channel": 7}, NOW),
    Notice(2, NoticeTopic.NO_PERMISSION, {"channel": 7}, NOW),
    Notice(
        3,
        NoticeTopic.SET_ASIDE,
        {"topic": "meeting_card", "what": "meeting_card", "reason": "x"},
        NOW,
    ),
    Notice(4, NoticeTopic.NO_DIRECT, {}, NOW),
    Notice(11, NoticeTopic.NO_MINUTES, {"title": "Call", "starts": 1_796_227_200}, NOW),
    Notice(12, NoticeTopic.NO_EVENTS, {}, NOW),
    Notice(13, NoticeTopic.EVENT_REFUSED, {"title": "Call", "starts": 1_796_227_200}, NOW),
    Notice(10, NoticeTopic.NO_THREAD, {"channel": 7}, NOW),
    Notice(5, NoticeTopic.ZONE_RULES, {"zones": [NEW_YORK, "Africa/Cairo"], "count": 1}, NOW),
    Notice(6, NoticeTopic.ZONE_RULES, {"zones": [NEW_YORK], "count": 12}, NOW),
    Notice(8, NoticeTopic.UPKEEP, {"title": "Call"}, NOW),
    Notice(9, NoticeTopic.UPKEEP, {"title": ""}, NOW),
    Notice(7, NoticeTopic.MISSED, {"title": "Call", "starts": 1_796_227_200}, NOW),
]


def asked(text: str) -> Question:
    unsure = understand(text, NEW_YORK, NOW)
    assert isinstance(unsure, Unsure)
    return Question(1, unsure.text, unsure.reason, unsure.readings)


UNCLEAR = (
    "03/04 11:00",
    "2027-03-14 2:30",
    "2026-11-22 6:00",
    "thurday 9am",
    "1 aug 9am",
    "fri 11",
)
QUESTIONS = [asked(text) for text in UNCLEAR]
QUESTIONS.append(replace(QUESTIONS[0], reason=Doubt.MOVED))


def warning(title: str, change: ClockChange, *common: str) -> str:
    return "\n".join(clocks.warning(title, change, common))


def about(title: str) -> list[str]:
    """All that is said of a meeting of this title."""
    made = replace(FULL_MEETING, title=title, series_id=None)
    gone = replace(CANCELLED_WHY, title=title, cancel_reason=title)
    heads = [reminders.heading(made, timing) for timing in TIMINGS]
    heads += [reminders.lateness(timing) for timing in TIMINGS]
    return [
        *heads,
        *(reminders.corrected(held, at, AHEAD) for held in (made, gone) for at in (START, EARLIER)),
        *(reminders.reminders_set(made, read_leads(text)) for text in LEAD_TEXTS),
        *(changes.edited(title, START, count) for count in (1, 5)),
        *(changes.moved(made, at, count) for at in (START, EARLIER) for count in (1, 5)),
        *(changes.move_notice(made, EARLIER, count) for count in (1, 5)),
        *(changes.cancel_notice(gone, count, at) for count in (1, 5) for at in (None, START)),
        *(changes.change_notice(at, 1, None, "Asia/Tokyo") for at in (made, gone)),
        *(
            changes.restored([made] * count, left, Told())
            for count, left in ((1, 0), (1, 1), (5, 2))
        ),
        *(
            changes.restore_notice(made, count, asks=asks)
            for count in (1, 5)
            for asks in (False, True)
        ),
        *(changes.repeated(replace(made, rule=WEEKLY), dropped) for dropped in (0, 1, 5)),
        changes.repeat_notice(replace(made, rule=WEEKLY)),
        warning(title, SPRING),
        notices.message(title, NOTICES),
        reminders.direct_foot(title),
    ]


SAID = [
    *about("Federated Learning"),
    *(reminders.leads(read_leads(text)) for text in LEAD_TEXTS),
    *(
        reminders.direct_set(
            read_leads(text), how, papers=how is HearsBy.DIRECT, actions=how is HearsBy.NOTHING
        )
        for text in LEAD_TEXTS
        for how in HearsBy
    ),
    *(reminders.agenda(["A *paper*"] * count) for count in (1, 2, 5)),
    *(notices.message("Health", [one]) for one in NOTICES),
    *(questions.question(one) for one in QUESTIONS),
    *(label for one in QUESTIONS for label in questions.labels(one.readings)),
    *(clocks.own_line((SPRING, local)) for local in SPRING.locals),
    *(clocks.own_line((LONDONS_SPRING, local)) for local in LONDONS_SPRING.locals),
    clocks.own_line(None),
    missed.missed([], [], []),
    missed.missed([MEETING], [MEETING, CANCELLED], NOTICES),
    *(
        changes.call(called, role, **how)
        for called in (Called(), Called((1, 2)), Called((1,), (2, 3)), Called(is_crowd=True))
        for role in (None, 7)
        for how in ({}, {"asks": True}, {"is_back": True})
    ),
    *(changes.confirmed(MEETING, said, count) for said in (GOING, CANT) for count in (1, 3)),
    reminders.ping(None),
    reminders.ping(7),
    reminders.card_address(1, (2, 3)),
]


def test_what_is_said_has_no_holes_and_no_double_spaces() -> None:
    for text in SAID:
        assert "{" not in text
        assert "}" not in text
        assert "  " not in text
        assert "None" not in text
        assert all(line == line.strip() for line in text.splitlines())


@pytest.mark.parametrize("title", ["", LONG, HOSTILE, "# heading", "- item", "> quote", "<@1>"])
def test_a_title_does_not_change_the_layout(title: str) -> None:
    lines = [len(text.splitlines()) for text in about(title)]
    usual = [len(text.splitlines()) for text in about("Federated Learning")]
    if title:
        assert lines == usual
    for text in about(title):
        assert "<@1>" not in text.replace("\\<@1>", "")
        assert "\n# " not in f"\n{text}"
        assert len(text) < 4_000


@quick
@given(typed.map(str.strip).filter(lambda text: text.isprintable() and bool(text)))
def test_no_title_changes_the_layout(title: str) -> None:
    usual = [len(text.splitlines()) for text in about("Federated Learning")]
    assert [len(text.splitlines()) for text in about(title)] == usual


def test_every_topic_of_the_outbox_has_its_words() -> None:
    assert set(outbox.TOPICS) == set(Topic)
    assert len({outbox.topic_name(topic) for topic in (*Topic, "of another version")}) == 1 + len(
        Topic
    )


def test_a_row_of_another_version_that_cannot_be_posted_has_words_too() -> None:
    unknown = Notice(3, NoticeTopic.SET_ASIDE, {"what": "poll", "reason": "x"}, NOW)
    for text in (notices.message("Health", [unknown]), community.failures((("poll", "x"),))):
        assert outbox.UNKNOWN_TOPIC in text


def test_every_notice_has_its_sentence() -> None:
    assert {*NoticeTopic} - {NoticeTopic.NO_CHANNEL} == {one.topic for one in NOTICES}
    told = [notices.message("Health", [one]) for one in NOTICES]
    assert len(set(told)) == len(NOTICES)


def test_missed_meetings_are_one_list_that_ends_with_how_many_more() -> None:
    missed = [replace(NOTICES[-1], id=number) for number in range(20)]
    text = notices.message("Health", [*missed, NOTICES[3]])
    assert text.count("**Call**") == 15
    assert "and 5 more" in text


def test_a_reminder_says_that_it_is_late_only_where_it_matters() -> None:
    """Of a meeting that runs it is said since when, which is enough."""
    said = {timing: reminders.lateness(timing) for timing in TIMINGS}
    assert all(
        bool(text) == (t.state is TimingState.AHEAD and t.late > 0) for t, text in said.items()
    )
    assert "75 min late" in said[Timing(TimingState.AHEAD, 75)]
    assert "5 h late" in reminders.lateness(Timing(TimingState.AHEAD, 5 * 60 + 59))
    assert "starts now" in reminders.heading(MEETING, Timing(TimingState.RUNNING))
    assert "75 min ago" in reminders.heading(MEETING, Timing(TimingState.RUNNING, 80, 75))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("start", "at the start"),
        ("1d", "1 day before"),
        ("2w", "14 days before"),
        ("1h", "1 hour before"),
        ("24h", "24 hours before"),
        ("90m", "1 h 30 min before"),
        ("1m", "1 minute before"),
        ("1d, 10m", "1 day and 10 minutes before"),
        ("1d, 1h, start", "1 day and 1 hour before, and at the start"),
        ("off", "no reminders"),
    ],
)
def test_how_long_before_is_said_in_words(text: str, words: str) -> None:
    assert reminders.leads(read_leads(text)) == words


leads = st.lists(
    st.builds(Lead, days=st.integers(0, 28)) | st.builds(Lead, minutes=st.integers(0, 40_320)),
    max_size=5,
)


@quick
@given(leads)
def test_a_choice_of_reminders_fits_a_list_and_reads_back(found: Sequence[Lead]) -> None:
    label, value = reminders.choice(found)
    assert 1 <= len(value) <= 100
    assert label[0].isupper() or label[0].isdigit()
    assert {lead.length for lead in read_leads(value)} == {lead.length for lead in found}


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (1, "starts in 1 minute"),
        (45, "starts in 45 minutes"),
        (60, "starts in 1 hour"),
        (90, "starts in 1 h 30 min"),
        (181, "starts in 3 hours"),
        (1_320, "starts in 1 day: Wed 2 Dec, 11:00 New York"),
        (1_500, "starts in 1 day: Wed 2 Dec, 11:00 New York"),
        (10_079, "starts in 7 days: Wed 2 Dec, 11:00 New York"),
    ],
)
def test_the_first_line_of_a_reminder_is_in_words(minutes: int, said: str) -> None:
    timing = Timing(TimingState.AHEAD, ahead=minutes)
    assert reminders.heading(MEETING, timing) == f"**Federated Learning** {said}"


def test_a_reminder_of_ones_own_is_on_ones_own_clock() -> None:
    said = reminders.heading(MEETING, Timing(TimingState.AHEAD, ahead=1_440), "Asia/Tokyo")
    assert said.endswith("starts in 1 day: Thu 3 Dec, 01:00 Tokyo")


def test_a_move_says_the_time_now_and_the_time_before() -> None:
    text = changes.move_notice(MEETING, EARLIER, 1)
    assert f"<t:{int(START.timestamp())}:F>" in text
    assert f"<t:{int(EARLIER.timestamp())}:" in text
    assert "follow" in changes.move_notice(MEETING, EARLIER, 3)


def test_the_question_after_a_move_is_in_what_a_lock_screen_shows() -> None:
    """Two lines of a phone, some 80 characters."""
    asked = changes.move_notice(MEETING, EARLIER, 1, asks=True).splitlines()
    said = "**Federated Learning** has moved to Wed 2 Dec, 11:00 New York. Still coming?"
    assert asked[0] == said
    assert len(said) <= 80
    assert asked[1:] == changes.move_notice(MEETING, EARLIER, 1).splitlines()[1:]
    both = changes.move_notice(MEETING, EARLIER, 3, asks=True).splitlines()
    assert both[:2] == [said, "The meetings that follow have moved, too."]
    back = changes.restore_notice(MEETING, 1, asks=True).splitlines()
    assert back[1] == "If you said Going: still coming?"
    assert [back[0], *back[2:]] == changes.restore_notice(MEETING, 1).splitlines()


def test_an_organizer_hears_who_is_told() -> None:
    everybody = Told(call([1], [2]), direct=2, channel_id=7)
    assert changes.told(everybody) == (
        "I tell people in <#7>. 2 people who said Going or Maybe are mentioned. "
        "2 people get a direct message."
    )
    assert changes.told(Told(Called(is_crowd=True), channel_id=7)).endswith("each of them.")
    nowhere = changes.told(replace(everybody, channel_id=None))
    assert nowhere.startswith("There is no channel for news")
    assert "mentioned" not in nowhere
    assert changes.told(None).endswith("so I tell nobody.")


def test_who_is_going_is_told_that_it_moved_or_is_cancelled() -> None:
    tokyo = "Asia/Tokyo"
    moved = changes.change_notice(MEETING, 1, None, tokyo).splitlines()[0]
    assert moved == "**Federated Learning** has moved to Thu 3 Dec, 01:00 Tokyo."
    gone = changes.change_notice(CANCELLED_WHY, 1, START, None)
    assert gone.startswith("**Federated Learning** on Wed 2 Dec, 11:00 New York is cancelled: A")
    assert gone.endswith(f"Next: <t:{int(START.timestamp())}:F> (<t:{int(START.timestamp())}:R>)")
    for held in (MEETING, CANCELLED):
        assert changes.change_notice(held, 1, None, tokyo) != changes.change_notice(
            held, 2, None, tokyo
        )


def test_a_warning_is_three_lines_of_regions_and_the_readers_own_clock() -> None:
    lines = warning("Call", SPRING).splitlines()
    last, first = (int(at.timestamp()) for at in STARTS[5:7])
    assert (
        "from 14 Mar on in East Asia and Europe (for 2 weeks). Open this to see your time."
        in lines[0]
    )
    assert lines[1] == "Clocks change; it stays at 11:00 in New York."
    assert f" <t:{last}:t> until then" in lines[2]
    assert f"<t:{first}:F>" in lines[2]
    assert len(lines) == 3


def test_a_region_is_named_once_and_weeks_only_where_they_are_the_same() -> None:
    where = ("Europe/Berlin", "Europe/Paris", "UTC", "Antarctica/Casey")
    change = clock_changes([at.astimezone(UTC) for at in STARTS], NEW_YORK, where)[0]
    common = ("Europe/Berlin", "UTC")
    text = warning("Call", change, *common)
    assert "on in Europe (for 2 weeks), UTC and other places. Open" in text
    assert "on in Europe (for 2 weeks) and other places. Open" in warning("Call", change)
    both = warning("Call", change, *common, "Antarctica/Casey")
    assert "on in Casey, Europe (for 2 weeks) and UTC. Open" in both
    unlike = replace(change.locals[0], zone="Europe/Athens", weeks=1)
    assert "on in Europe, UTC and other places. Open" in warning(
        "Call", replace(change, locals=(unlike, *change.locals)), *common
    )
    assert "Europe (for one week)" in warning("Call", replace(change, locals=(unlike,)))


def test_ones_own_change_is_one_line() -> None:
    text = clocks.own_line((SPRING, SPRING.locals[1]))
    assert "From 14 Mar it is at 15:00" in text
    assert text.endswith("in London, for 2 weeks.")
    assert len(text.splitlines()) == 1
    assert clocks.own_line(None) == ""


@quick
@given(st.lists(zones, min_size=1, max_size=60, unique=True))
def test_a_warning_fits_a_message_however_many_places_there_are(names: Sequence[str]) -> None:
    at = STARTS[6].replace(tzinfo=None)
    each = [LocalChange(name, at + k * HOUR, at + (k + 1) * HOUR) for k, name in enumerate(names)]
    change = replace(SPRING, locals=tuple(each))
    assert len(warning("x" * 200, change)) < 2_000


def test_a_question_shows_every_reading_on_the_clock_and_as_everybody_sees_it() -> None:
    text = questions.question(QUESTIONS[0])
    assert "Thu 4 Mar 2027, 11:00 New York" in text or "Wed 3 Mar 2027" in text
    assert text.count("<t:") >= len(QUESTIONS[0].readings)
    assert {one.reason for one in QUESTIONS} == set(questions.TEXTS)


@pytest.mark.parametrize("text", TEXTS)
def test_a_question_repeats_what_was_typed_without_harm(text: str) -> None:
    usual = questions.question(QUESTIONS[0])
    said = questions.question(replace(QUESTIONS[0], text=text))
    assert len(said.splitlines()) == len(usual.splitlines())
    assert "<@1>" not in said.replace("\\<@1>", "")


@quick
@given(st.lists(zones, min_size=1, max_size=5, unique=True))
def test_the_buttons_of_a_question_have_labels_that_fit(names: Sequence[str]) -> None:
    readings = [Moment(START.astimezone(ZoneInfo(zone)), zone) for zone in names]
    labels = questions.labels(readings)
    assert len(labels) == len(names)
    assert all(1 <= len(label) <= 80 for label in labels)


def test_two_equal_times_have_labels_that_differ() -> None:
    """In the night in which the clock goes back."""
    [first, second] = questions.labels(asked("2027-11-07 1:30").readings)
    assert first != second
    assert ("UTC-4" in first, "UTC-5" in second) == (True, True)


def test_closed_direct_messages_are_told_with_what_to_do() -> None:
    told = missed.missed([FULL_MEETING], [CANCELLED, MEETING], [NOTICES[3]]).splitlines()
    assert told[0].startswith("Your direct messages are closed to me")
    assert [line.split(" <t:")[0] for line in told[2:6]] == [
        "- **Federated Learning** on",
        "- **Federated Learning** has moved. It is",
        "- A reminder: **Federated Learning**,",
        f"- A note for organizers: {notices.SENTENCES[NoticeTopic.NO_DIRECT]}",
    ]
    assert "`/me reminders`" in told[-1]
    assert len(missed.missed([], [], []).splitlines()) == 2


def test_what_closed_messages_said_of_minutes_is_told() -> None:
    item = AgendaItem(1, "Why?", answer="Because.")
    told = missed.missed([], [], [], minutes=[MEETING], answers=[item], promises=[MEETING] * 2)
    answer, minutes, promises = told.splitlines()[2:-1]
    assert answer == "- The answer to your question “Why?”: Because."
    assert minutes.startswith("- The minutes of **Federated Learning**, <t:")
    assert promises == "- A reminder of your action items. `/meeting actions` shows them."


def test_what_is_stored_about_direct_reminders_is_shown() -> None:
    assert "`/me reminders`" in members.facts(ADA)
    wants = replace(ADA, person=replace(ADA.person, direct_reminders="1d, 1h"))
    assert "1 day and 1 hour before" in members.facts(wants)


def test_cancelled_meetings_are_struck_out_in_their_reminders() -> None:
    assert "~~Federated Learning~~" in reminders.corrected(CANCELLED, START, AHEAD)
    assert "moved to Wed 2 Dec" in reminders.corrected(MEETING, EARLIER, AHEAD)
    said = reminders.corrected(MEETING, START, AHEAD)
    assert said == "**Federated Learning** starts on Wed 2 Dec, 11:00 New York"
    assert reminders.body(CANCELLED) == ""


def test_a_series_is_named_as_such_when_its_reminders_change() -> None:
    made: Meeting = replace(MEETING, series_id=4)
    assert "series" in reminders.reminders_set(made, read_leads("1h"))
    assert "series" not in reminders.reminders_set(MEETING, read_leads("1h"))
    assert "no reminders" in reminders.reminders_set(MEETING, ())
