"""A text means one moment ahead, or is asked about with moments ahead to pick from."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.dates import MONTHS, WEEKDAYS
from sigbot.domain.refusals import (
    FixedOffsetError,
    RefusedError,
    UnreadableWhenError,
)
from sigbot.domain.spelling import (
    ImpossibleWhenError,
    LacksTimeError,
    RepeatedWhenError,
    respelled,
)
from sigbot.domain.when import FAR, Moment, Unsure, understand
from tests.domain.properties import (
    DAYS,
    NEW_YORK,
    NOW,
    TAILS,
    YEARS,
    instants,
    phrases,
    quick,
    thorough,
    typed,
    zones,
)

Found = tuple[str, list[str]]


def told(text: str, zone: str = NEW_YORK, now: datetime = NOW, day: date | None = None) -> Found:
    """Return why the text is asked about ("" where it is not), and the wall times."""
    understood = understand(text, zone, now, day=day)
    if isinstance(understood, Moment):
        return "", [f"{understood.at:%Y-%m-%d %H:%M}"]
    assert understood.text == text
    return understood.reason, [f"{moment.at:%Y-%m-%d %H:%M}" for moment in understood.readings]


@pytest.mark.parametrize(
    ("text", "wall"),
    [
        ("wed 11", "2026-11-25 11:00"),
        ("4pm", "2026-11-22 16:00"),
        ("2 dec 11:00", "2026-12-02 11:00"),
        ("today at 4", "2026-11-22 16:00"),  # 4:00 is past
        ("today midnight", "2026-11-23 00:00"),  # its beginning is past
        ("02.12.2026 11:00", "2026-12-02 11:00"),  # 12 February is past
        ("2026-11-22T07:01-05:00[America/New_York]", "2026-11-22 07:01"),
        ("2031-07-02T11:00-04:00[America/New_York]", "2031-07-02 11:00"),  # somebody saw it
    ],
)
def test_one_reading_ahead_is_the_moment(text: str, wall: str) -> None:
    assert told(text) == ("", [wall])


@pytest.mark.parametrize(
    ("text", "walls"),
    [
        ("Wed at 4", ["2026-11-25 04:00", "2026-11-25 16:00"]),
        ("4", ["2026-11-22 16:00", "2026-11-23 04:00"]),
        ("03/04 10:00", ["2027-03-04 10:00", "2027-04-03 10:00"]),
        ("2027-11-07 1:30", ["2027-11-07 01:30", "2027-11-07 01:30"]),
        ("today 4 UTC+14", ["2026-11-22 09:00", "2026-11-22 21:00"]),
    ],
)
def test_several_readings_ahead_are_asked_about(text: str, walls: list[str]) -> None:
    assert told(text) == ("ambiguous", walls)


@pytest.mark.parametrize(
    ("text", "walls"),
    [
        ("Fri 7", ["2026-11-27 07:00", "2026-11-27 19:00"]),
        ("tomorrow at 9", ["2026-11-23 09:00", "2026-11-23 21:00"]),
        ("8 dec 9", ["2026-12-08 09:00", "2026-12-08 21:00"]),
        ("7 on friday", ["2026-11-27 07:00", "2026-11-27 19:00"]),
        ("fri 7 UTC", ["2026-11-27 07:00", "2026-11-27 19:00"]),
        ("8", ["2026-11-22 08:00", "2026-11-22 20:00"]),
    ],
)
def test_an_hour_from_7_to_9_may_be_in_the_evening_too(text: str, walls: list[str]) -> None:
    assert told(text) == ("ambiguous", walls)


@pytest.mark.parametrize(
    ("text", "walls"),
    [
        ("Fri 4", ["2026-11-27 04:00", "2026-11-27 16:00"]),
        ("fri 11", ["2026-11-27 11:00"]),
        ("on Mon 14", ["2026-11-23 14:00"]),
        ("wed 9", ["2026-11-25 09:00", "2026-11-25 21:00"]),
    ],
)
def test_a_number_behind_a_weekday_may_be_the_day(text: str, walls: list[str]) -> None:
    """4 and 11 December are Fridays, 14 December is a Monday, 9 December a Wednesday."""
    assert told(text) == ("day", walls)


@pytest.mark.parametrize(
    "text",
    [
        "fri 9am",
        "fri 9:00",
        "fri 7h",
        "in 8 days at 10:00",
        "8 dec 11:00",
        "wed 11",
        "tonight at 8",
    ],
)
def test_an_hour_that_is_sure_is_not_asked_about(text: str) -> None:
    assert told(text)[0] == ""


def test_of_a_fold_only_the_second_time_is_left_after_the_first() -> None:
    between = datetime(2026, 11, 1, 5, 45, tzinfo=UTC)
    moment = understand("2026-11-01 1:30", NEW_YORK, between)
    assert isinstance(moment, Moment)
    assert moment.utc == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


def test_a_gap_is_asked_about_with_the_time_after_it() -> None:
    assert told("2027-03-14 2:30") == ("nonexistent", ["2027-03-14 03:30"])


def test_a_gap_that_is_the_only_reading_ahead_is_still_asked_about() -> None:
    now = datetime(2027, 3, 13, 12, tzinfo=UTC)
    assert told("tomorrow 2:30", NEW_YORK, now) == ("nonexistent", ["2027-03-14 03:30"])
    # 3 October is past the year before, so that only the fourteenth is left.
    assert told("14.03.2027 2:30", NEW_YORK, now)[0] == "nonexistent"


@pytest.mark.parametrize(
    ("text", "walls"),
    [
        ("today 7:00", ["2026-11-23 07:00"]),
        ("today 6am", ["2026-11-23 06:00"]),
        ("this morning at 6", ["2026-11-23 06:00"]),
        ("2 Dec 2025 11:00", ["2026-12-02 11:00"]),
        ("2025-12-02 11:00", ["2026-12-02 11:00"]),
        ("2024-11-22 6:00", ["2027-11-22 06:00"]),  # today's is past too
        ("29 feb 2024 10:00", ["2028-02-29 10:00"]),
        ("Wed 3 Dec 2025 11:00", ["2026-12-03 11:00"]),  # then a Thursday
        ("first monday of december 2025 10:00", ["2026-12-07 10:00"]),
        ("2026-11-22 6:00", ["2026-11-23 06:00", "2027-11-22 06:00"]),
        ("02/12/2025 11:00", ["2027-02-12 11:00", "2026-12-02 11:00"]),
        ("2026-11-01 1:30", ["2027-11-01 01:30"]),  # was in a fold
        ("today 9:00 UTC+3", ["2026-11-23 01:00"]),
        ("in 0 minutes", ["2026-11-23 07:00"]),
        ("2026-11-22T06:59-05:00[America/New_York]", ["2026-11-23 06:59", "2027-11-22 06:59"]),
        ("<t:1700000000:F>", ["2027-11-14 17:13"]),
    ],
)
def test_what_is_past_is_asked_about_with_what_was_probably_meant(
    text: str, walls: list[str]
) -> None:
    assert told(text) == ("past", walls)


def test_what_is_far_ahead_is_asked_about() -> None:
    last = NOW + FAR
    assert told(f"{last:%Y-%m-%d %H:%M}", "UTC") == ("", [f"{last:%Y-%m-%d %H:%M}"])
    later = last + timedelta(minutes=1)
    assert told(f"{later:%Y-%m-%d %H:%M}", "UTC") == ("far", [f"{later:%Y-%m-%d %H:%M}"])
    assert told("1 nov 11:00") == ("far", ["2027-11-01 11:00"])
    assert told("<t:1900000000:F>")[0] == "far"


MEETING = date(2026, 12, 9)


@pytest.mark.parametrize(
    ("text", "reason", "walls"),
    [
        ("12:00", "ambiguous", ["2026-12-09 12:00", "2026-11-22 12:00"]),
        ("3pm", "ambiguous", ["2026-12-09 15:00", "2026-11-22 15:00"]),
        ("6:00", "ambiguous", ["2026-12-09 06:00", "2026-11-23 06:00"]),
        (
            "4",
            "ambiguous",
            ["2026-12-09 04:00", "2026-12-09 16:00", "2026-11-22 16:00", "2026-11-23 04:00"],
        ),
        ("tomorrow 12:00", "", ["2026-11-23 12:00"]),
        ("thursday 11am", "", ["2026-12-10 11:00"]),
        ("11:30 on Mon", "", ["2026-12-07 11:30"]),
        ("Sunday evening at 7", "", ["2026-12-13 19:00"]),
        ("fri at 4", "ambiguous", ["2026-12-11 04:00", "2026-12-11 16:00"]),
        ("next wed 11", "ambiguous", ["2026-12-16 11:00", "2026-11-25 11:00"]),
        ("next tuesday 11am", "ambiguous", ["2026-12-15 11:00", "2026-11-24 11:00"]),
        (
            "next thursday 11am",
            "ambiguous",
            ["2026-12-10 11:00", "2026-12-17 11:00", "2026-11-26 11:00"],
        ),
        (
            "11:30 on next fri",
            "ambiguous",
            ["2026-12-11 11:30", "2026-12-18 11:30", "2026-11-27 11:30"],
        ),
        ("thu 3 dec 11:00", "", ["2026-12-03 11:00"]),
    ],
)
def test_a_bare_time_for_a_meeting_that_is_moved_can_be_on_its_day(
    text: str, reason: str, walls: list[str]
) -> None:
    assert told(text, day=MEETING) == (reason, walls)


def test_a_bare_time_that_comes_next_on_the_day_of_the_meeting_is_sure() -> None:
    assert told("12:00", day=date(2026, 11, 22)) == ("", ["2026-11-22 12:00"])
    assert told("6:00", day=date(2026, 11, 22)) == ("", ["2026-11-23 06:00"])  # the other is past
    assert told("6:00", day=date(2026, 11, 2)) == ("", ["2026-11-23 06:00"])


@pytest.mark.parametrize(
    ("text", "reason", "walls"),
    [
        ("next monday 11am", "ambiguous", ["2026-11-23 11:00", "2026-11-30 11:00"]),
        ("11am next Mon", "ambiguous", ["2026-11-23 11:00", "2026-11-30 11:00"]),
        ("next monday 11:00 Tokyo", "", ["2026-11-30 11:00"]),  # it is Monday there already
        ("next monday 11:00 UTC-5", "ambiguous", ["2026-11-23 11:00", "2026-11-30 11:00"]),
        ("next tuesday 11am", "", ["2026-11-24 11:00"]),
        ("next sunday 11am", "", ["2026-11-29 11:00"]),
        ("monday 11am", "", ["2026-11-23 11:00"]),
        ("tomorrow 11am", "", ["2026-11-23 11:00"]),
    ],
)
def test_next_weekday_is_asked_about_where_it_may_be_a_week_later(
    text: str, reason: str, walls: list[str]
) -> None:
    sunday = datetime(2026, 11, 22, 16, tzinfo=UTC)
    assert told(text, now=sunday) == (reason, walls)


def test_next_weekday_is_the_same_for_a_meeting_of_this_week() -> None:
    monday = datetime(2026, 11, 30, 16, tzinfo=UTC)
    for day in (None, date(2026, 11, 30), date(2026, 12, 2)):
        reason, walls = told("next tuesday 11am", now=monday, day=day)
        assert (reason, sorted(walls)) == ("ambiguous", ["2026-12-01 11:00", "2026-12-08 11:00"])
        assert told("next sunday 11am", now=monday, day=day)[0] == "ambiguous"
    assert told("next monday 11am", now=monday) == ("", ["2026-12-07 11:00"])


def test_next_week_over_a_gap_is_read_as_after_it() -> None:
    saturday = datetime(2027, 3, 6, 12, tzinfo=UTC)
    offers = told("next sunday 2:30", NEW_YORK, saturday)
    assert offers == ("ambiguous", ["2027-03-07 02:30", "2027-03-14 03:30"])


def test_a_weekday_that_is_past_in_the_week_of_the_meeting_is_the_next_one() -> None:
    assert told("fri 11:00", day=date(2026, 11, 22)) == ("", ["2026-11-27 11:00"])


def test_a_bare_time_in_the_gap_of_the_day_of_the_meeting_is_asked_about() -> None:
    now = datetime(2027, 3, 13, 12, tzinfo=UTC)
    assert told("2:30", NEW_YORK, now, date(2027, 3, 14))[0] == "nonexistent"


def test_the_day_of_the_meeting_is_read_on_the_clock_that_is_named() -> None:
    assert told("12:00 tokyo", day=MEETING)[1][0] == "2026-12-09 12:00"
    assert told("12:00 UTC+9", day=MEETING)[1][0] == "2026-12-08 22:00"


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("soon", UnreadableWhenError),
        ("tomorrow", LacksTimeError),
        ("Thurday", LacksTimeError),
        ("Fri 27", LacksTimeError),
        ("yesterday", UnreadableWhenError),
        ("30 Feb 11:30", ImpossibleWhenError),
        ("2026-02-30 11:00", ImpossibleWhenError),
        ("31 June 2027 at 9am", ImpossibleWhenError),
        ("tomorrow 25:00", ImpossibleWhenError),
        ("2026-12-02 10:75", ImpossibleWhenError),
        ("30 nonsense", UnreadableWhenError),
        ("tomorr", UnreadableWhenError),
        ("Thorsday's 11am", UnreadableWhenError),
        ("Tue 2 Dec 2026 11:00", UnreadableWhenError),
        ("2026-12-02T11:00-07:00[America/New_York]", UnreadableWhenError),
        ("11:00 EST", FixedOffsetError),
    ],
)
def test_what_cannot_be_read_is_refused(text: str, refusal: type[RefusedError]) -> None:
    with pytest.raises(refusal) as error:
        understand(text, NEW_YORK, NOW)
    assert isinstance(error.value, ImpossibleWhenError) == (refusal is ImpossibleWhenError)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("every friday 7pm", "friday 7pm"),
        ("Every other Friday, 7pm", "friday 7pm"),
        ("every 2 weeks on friday 7pm", "friday 7pm"),
        ("on Fridays at 7pm", "on friday at 7pm"),
        ("weekly, wed 11:00", "wed 11:00"),
        ("every second friday 7pm", "friday 19:00"),
        ("each", "friday 19:00"),
    ],
)
def test_a_moment_that_repeats_is_refused_with_its_first_date(text: str, first: str) -> None:
    with pytest.raises(RepeatedWhenError) as error:
        understand(text, NEW_YORK, NOW)
    assert error.value.first == first


def test_the_date_that_lacks_its_time_is_known_without_typing_errors() -> None:
    with pytest.raises(LacksTimeError) as error:
        understand("next Wensday", NEW_YORK, NOW)
    assert (error.value.text, error.value.date) == ("next Wensday", "next wednesday")


@pytest.mark.parametrize(
    ("text", "walls"),
    [
        ("Thurday 11am", ["2026-11-26 11:00"]),
        ("next wensday at 4", ["2026-11-25 04:00", "2026-11-25 16:00"]),
        ("11:00 tommorow", ["2026-11-23 11:00"]),
        ("2 decmber 11:00 Tokyo", ["2026-12-02 11:00"]),
        ("tody 6am", ["2026-11-23 06:00"]),  # today's is past
    ],
)
def test_a_typing_error_is_asked_about(text: str, walls: list[str]) -> None:
    assert told(text) == ("spelling", walls)


@pytest.mark.parametrize(
    ("text", "wall"),
    [
        ("yesterday 11am", "2026-11-22 11:00"),
        ("yesterday 6am", "2026-11-23 06:00"),
        ("11:00 yesturday", "2026-11-22 11:00"),
        ("yesterday evening at 7", "2026-11-22 19:00"),
    ],
)
def test_yesterday_is_past_and_the_next_such_hour_is_offered(text: str, wall: str) -> None:
    assert told(text) == ("past", [wall])


@quick
@given(st.sampled_from([*WEEKDAYS, *MONTHS, "tomorrow"]), st.data())
def test_a_word_of_dates_without_one_letter_is_found_again(word: str, data: st.DataObject) -> None:
    left_out = data.draw(st.integers(1, len(word) - 1))
    typed = word[:left_out] + word[left_out + 1 :]
    if len(typed) > 4 and not word.startswith(typed):
        assert respelled(f"{typed} 11:00") == f"{word} 11:00"


def check_ahead(text: str, zone: str, now: datetime, day: date | None) -> None:
    try:
        understood = understand(text, zone, now, day=day)
    except RefusedError:
        return
    offered = understood.readings if isinstance(understood, Unsure) else (understood,)
    assert offered
    assert len({moment.utc for moment in offered}) == len(offered)
    for moment in offered:
        assert moment.utc > now
        picked = understand(moment.choice, "Asia/Kathmandu", now)
        assert isinstance(picked, Moment)
        assert (picked.utc, picked.zone) == (moment.utc, moment.zone)


days = st.none() | st.dates(date(2019, 1, 1), date(2062, 1, 1))


@thorough
@given(typed, zones, instants, days)
def test_any_text_is_a_moment_ahead_or_offers_or_a_refusal(
    text: str, zone: str, now: datetime, day: date | None
) -> None:
    check_ahead(text, zone, now, day)


@thorough
@given(phrases(DAYS, YEARS, TAILS), zones, instants, days)
def test_any_words_of_dates_are_a_moment_ahead_or_offers_or_a_refusal(
    text: str, zone: str, now: datetime, day: date | None
) -> None:
    check_ahead(text, zone, now, day)


@quick
@given(instants, instants, zones, days)
def test_any_date_is_a_moment_ahead_or_offers(
    meant: datetime, now: datetime, zone: str, day: date | None
) -> None:
    for text in (f"{meant:%Y-%m-%d %H:%M}", f"{meant:%d/%m/%Y %H:%M}", f"{meant:%H:%M}"):
        check_ahead(text, zone, now, day)


@quick
@given(instants, zones)
def test_a_time_that_has_just_gone_by_is_offered_for_tomorrow(now: datetime, zone: str) -> None:
    unsure = understand("in 0 minutes", zone, now)
    assert isinstance(unsure, Unsure)
    assert timedelta() < unsure.readings[0].utc - now <= timedelta(hours=27)


@pytest.mark.parametrize(
    ("text", "wall"),
    [
        ("tomorrow evening", "2026-11-23 19:00"),
        ("wed afternoon", "2026-11-25 15:00"),
        ("fri morning", "2026-11-27 09:00"),
        ("tomorrow night", "2026-11-23 21:00"),
        ("tonight", "2026-11-22 21:00"),
        ("tomorrow", "2026-11-23 11:00"),
    ],
)
def test_the_example_for_a_date_without_a_time_is_one_that_is_read(text: str, wall: str) -> None:
    with pytest.raises(LacksTimeError) as error:
        understand(text, NEW_YORK, NOW)
    assert told(f"{error.value.date} {error.value.time}") == ("", [wall])
