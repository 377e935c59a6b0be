"""`/meeting`, and the answers on a meeting's card."""

import re
from datetime import timedelta
from typing import Any

import pytest

from sigbot.wording.refusals import NOT_MEMBER, NOT_ORGANIZER
from tests.discord.world import (
    BEGIN,
    Message,
    World,
    answer,
    buttons_of,
    furnish,
    moment,
    parts,
    raw_text,
    say,
    set_up,
    stamp,
    text_of,
    whispered,
)

WEDNESDAY = "2026-03-04 11:00"
BUTTONS = ["Going", "Maybe", "Can't", "Check in"]


async def keys(world: World) -> list[str]:
    """The ids of all meetings, as the lists offer them."""
    return list((await world.choices(world.ann, "meeting show", "meeting")).values())


# Schedule


async def test_an_organizer_schedules_a_meeting(world: World) -> None:
    done = await world.command(
        world.organizer, "meeting schedule", title="Kick-off", when=WEDNESDAY
    )
    told = whispered(done)
    assert told.startswith(f"Scheduled for {stamp(WEDNESDAY)}:F>")
    assert world.news.mention in told


async def test_the_card_of_a_meeting_says_what_people_want_to_know(world: World) -> None:
    await world.command(world.organizer, "sig subgroup add", name="Patient")
    card = await world.schedule(
        "Digital twins",
        WEDNESDAY,
        kind="guest",
        duration="1h30",
        subgroup="Patient",
        place="Stage",
        link="https://example.org/join",
        speaker="Dr. Ada Byron",
        description="What a twin is.\nWhat it is not.",
    )
    shown = text_of(card)
    for fact in (
        "## Digital twins",
        "Guest Presentation · Patient",
        f"{stamp(WEDNESDAY)}:F>",
        f"{stamp(WEDNESDAY)}:R>",
        "1 h 30 min",
        "Stage",
        "https://example.org/join",
        "Dr. Ada Byron",
        "What a twin is.\nWhat it is not.",
        "**0** going · **0** maybe · **0** can't",
    ):
        assert fact in shown
    assert list(buttons_of(card)) == BUTTONS


async def test_a_meeting_is_general_and_lasts_an_hour_unless_something_else_is_said(
    world: World,
) -> None:
    shown = text_of(await world.schedule("Kick-off"))
    assert "General Meeting" in shown
    assert "⏱️ 1 h\n" in shown


async def test_a_meeting_of_a_subgroup_is_a_subgroup_meeting(world: World) -> None:
    await world.command(world.organizer, "sig subgroup add", name="Patient")
    card = await world.schedule("Patient call", subgroup="g1")
    assert "Subgroup Meeting · Patient" in text_of(card)


async def test_a_meeting_may_have_a_zone_of_its_own(world: World) -> None:
    card = await world.schedule("Asia call", WEDNESDAY, timezone="Kolkata")
    assert f"<t:{int(moment('2026-03-04 00:30').timestamp())}:F>" in text_of(card)


async def test_every_two_weeks_stays_at_eleven_when_the_clocks_change(world: World) -> None:
    done = await world.command(
        world.organizer,
        "meeting schedule",
        title="General Meeting",
        when=WEDNESDAY,
        repeat="every 2 weeks",
    )
    assert "every 2 weeks" in whispered(done)
    offered = await world.choices(world.ann, "meeting show", "meeting")
    assert len(offered) >= 13
    assert all("Wed" in label and "11:00 New York" in label for label in offered)
    rows = await world.sql("SELECT starts_at FROM meetings ORDER BY starts_at LIMIT 2")
    assert [row[0][:16] for row in rows] == ["2026-03-04 16:00", "2026-03-18 15:00"]


async def test_a_series_is_cards_one_at_a_time(world: World) -> None:
    await world.schedule("General Meeting", WEDNESDAY, repeat="weekly")
    assert len(world.cards("General Meeting")) == 1
    await world.until(moment(WEDNESDAY) + timedelta(minutes=59))
    assert len(world.cards("General Meeting")) == 1
    await world.until(moment(WEDNESDAY) + timedelta(minutes=61))
    assert len(world.cards("General Meeting")) == 2


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "unknown zone": ({"timezone": "Atlantis"}, "I do not know a time zone “Atlantis”."),
    "unknown zone in when": ({"when": "11:00 Atlantis"}, "I could not read “11:00 Atlantis”"),
    "past date": ({"when": "2020-01-01 10:00"}, f"{stamp('2020-01-01 10:00')}:F>"),
    "past says so": ({"when": "2020-01-01 10:00"}, "is in the past. Please choose a moment"),
    "far date": ({"when": "2206-01-01 10:00"}, "is more than three years ahead."),
    "unreadable date": ({"when": "soonish"}, "I could not read “soonish” as a date and time."),
    "examples": ({"when": "soonish"}, "`2026-12-02 11:00`, `next Wednesday 11am` or"),
    "no time": ({"when": "2026-03-04"}, "2026-03-04"),
    "two readings": ({"when": "04/05 10:00"}, "“04/05 10:00” has two readings:"),
    "gap": ({"when": "2026-03-08 02:30"}, "does not exist: the clock jumps over it"),
    "two zones": ({"when": "11:00 CST"}, "“CST” can mean several time zones:"),
    "duration 0": ({"duration": "0"}, "A meeting can last from 5 min to 12 h; 0 min is outside"),
    "duration 40 hours": ({"duration": "40 hours"}, "40 h is outside of that."),
    "duration in words": ({"duration": "long"}, "I could not read “long” as a length of time."),
    "long title": ({"title": "x" * 5_000}, "This title has 5,000 characters; please keep it to"),
    "long when": ({"when": "x" * 5_000}, "I could not read “xxx"),
    "long repeat": ({"repeat": "x" * 5_000}, "as a repetition."),
    "long description": ({"description": "x" * 4_000}, "This description has 4,000 characters;"),
    "long speaker": ({"speaker": "x" * 201}, "This speaker has 201 characters;"),
    "long place": ({"place": "x" * 301}, "This place has 301 characters;"),
    "long link": ({"link": "https://x.org/" + "x" * 500}, "This link has 514 characters;"),
    "no link": ({"link": "in the usual room"}, "I see no web link there."),
    "unknown subgroup": ({"subgroup": "Patient"}, "I do not know a subgroup “Patient” here."),
    "unreadable repeat": ({"repeat": "now and then"}, "I could not read “NOW AND THEN”"),
    "hourly": ({"repeat": "FREQ=HOURLY"}, "would meet more than once a day."),
}


async def test_a_meeting_that_cannot_be_is_refused_and_no_card_is_posted(
    world: World, subtests: pytest.Subtests
) -> None:
    for name, (options, sentence) in REFUSED.items():
        with subtests.test(name):
            asked = {"title": "Kick-off", "when": WEDNESDAY} | options
            told = whispered(await world.command(world.organizer, "meeting schedule", **asked))
            assert sentence in told
            assert len(told) < 500
    assert world.cards() == []
    assert await keys(world) == []


async def test_a_meeting_has_a_title_that_can_be_seen(world: World) -> None:
    for title in (" ", "\u200b", "\u202e"):
        done = await world.command(world.organizer, "meeting schedule", title=title, when=WEDNESDAY)
        assert not whispered(done).startswith("Scheduled")
    assert await keys(world) == []


async def test_a_member_cannot_schedule(world: World) -> None:
    done = await world.command(world.ann, "meeting schedule", title="Mine", when=WEDNESDAY)
    assert whispered(done) == NOT_ORGANIZER
    assert world.cards() == []


# What is offered while an organizer types


async def when_offered(world: World, typed: str, **filled: Any) -> dict[str, str]:
    return await world.choices(world.organizer, "meeting schedule", "when", typed, **filled)


async def test_while_typing_the_bot_says_how_it_reads_a_moment(world: World) -> None:
    offered = await when_offered(world, "next monday 11am")
    assert list(offered) == ["Mon 9 Mar 2026, 11:00 New York (UTC-4), in 7 days"]


async def test_a_moment_that_was_picked_is_the_moment_that_was_shown(world: World) -> None:
    (picked,) = (await when_offered(world, "tomorrow 11am")).values()
    card = await world.schedule("Kick-off", picked)
    assert f"{stamp('2026-03-03 11:00')}:F>" in text_of(card)


async def test_two_readings_are_two_choices(world: World) -> None:
    offered = await when_offered(world, "04/05 10:00")
    days = {label.split(",")[0]: value for label, value in offered.items()}
    assert days.keys() == {"Sun 5 Apr 2026", "Mon 4 May 2026"}
    card = await world.schedule("Kick-off", days["Mon 4 May 2026"])
    assert f"{stamp('2026-05-04 10:00')}:F>" in text_of(card)


async def test_the_night_the_clock_goes_back_has_two_half_past_ones(world: World) -> None:
    offered = await when_offered(world, "2026-11-01 1:30")
    assert [("UTC-4" in label, "UTC-5" in label) for label in offered] == [
        (True, False),
        (False, True),
    ]
    card = await world.schedule("Night call", list(offered.values())[1])
    assert f"<t:{int(moment('2026-11-01 01:30').timestamp()) + 3600}:F>" in text_of(card)


async def test_what_cannot_be_read_is_said_while_typing(world: World) -> None:
    (label,) = await when_offered(world, "soonish")
    assert label.startswith("I could not read “soonish”")


async def test_nothing_is_offered_before_anything_is_typed(world: World) -> None:
    assert await when_offered(world, " ") == {}


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "kolkata", "Asia/Calcutta"])
async def test_a_zone_that_was_given_counts_while_typing(world: World, zone: str) -> None:
    (label,) = await when_offered(world, "2026-03-04 11:00", timezone=zone)
    assert "11:00 Kolkata (UTC+5:30)" in label


async def test_a_zone_that_cannot_be_read_does_not_stop_the_list(world: World) -> None:
    for zone in ("Atlantis", "CST", "UTC+3", "../etc/passwd", ""):
        assert len(await when_offered(world, "2026-03-04 11:00", timezone=zone)) <= 1


async def test_whatever_is_typed_the_list_answers(world: World) -> None:
    for typed in ("x" * 5_000, "9" * 500, "@everyone", "\u202e11:00", "31/31"):
        for label, value in (await when_offered(world, typed)).items():
            assert 1 <= len(label) <= 100
            assert 1 <= len(value) <= 100


async def test_repeats_are_offered_and_a_rule_of_ones_own_may_be_typed(world: World) -> None:
    offered = await world.choices(world.organizer, "meeting schedule", "repeat")
    assert list(offered.values()) == [
        "weekly",
        "every 2 weeks",
        "every 4 weeks",
        "monthly",
        "quarterly",
    ]
    rule = "FREQ=WEEKLY;BYDAY=TU"
    offered = await world.choices(world.organizer, "meeting schedule", "repeat", rule)
    assert list(offered.values()) == [rule]


@pytest.mark.parametrize("typed", ["x" * 200, " "])
async def test_any_text_may_be_typed_as_a_repeat(world: World, typed: str) -> None:
    offered = await world.choices(world.organizer, "meeting schedule", "repeat", typed)
    assert all(label and value for label, value in offered.items())


async def test_subgroups_and_zones_are_offered(world: World) -> None:
    await world.command(world.organizer, "sig subgroup add", name="Patient")
    command = "meeting schedule"
    assert await world.choices(world.organizer, command, "subgroup", "pat") == {"Patient": "g1"}
    zones = await world.choices(world.organizer, command, "timezone", "nairo")
    assert "Africa/Nairobi" in zones.values()


# List


async def test_the_list_shows_what_is_ahead(world: World) -> None:
    await world.schedule("Kick-off", WEDNESDAY)
    shown = whispered(await world.command(world.ann, "meeting list"))
    assert "## Next meetings" in shown
    assert "**Kick-off**" in shown
    assert f"{stamp(WEDNESDAY)}:F>" in shown


async def test_the_list_may_be_of_one_kind(world: World) -> None:
    await world.schedule("Kick-off", WEDNESDAY)
    await world.schedule("Digital twins", WEDNESDAY, kind="guest")
    shown = say(await world.command(world.ann, "meeting list", kind="guest"))
    assert "Digital twins" in shown
    assert "Kick-off" not in shown


async def test_the_list_of_past_meetings_says_how_many_were_there(world: World) -> None:
    card = await world.schedule("Kick-off", "in 5 minutes")
    await world.ann.click(card, label="Check in")
    assert "No past meetings." in say(await world.command(world.ann, "meeting list", past=True))
    await world.advance(hours=2)
    past = whispered(await world.command(world.ann, "meeting list", past=True))
    assert "**Kick-off**" in past
    assert re.search(r"\b1\b[^<]*\bthere\b", past)
    assert "No meetings ahead." in say(await world.command(world.ann, "meeting list"))


async def test_a_meeting_that_is_running_is_still_in_the_list(world: World) -> None:
    await world.schedule("Kick-off", "in 5 minutes")
    await world.advance(minutes=30)
    assert "Kick-off" in say(await world.command(world.ann, "meeting list"))
    assert "No past meetings." in say(await world.command(world.ann, "meeting list", past=True))


async def test_a_long_list_fits_into_one_message(world: World) -> None:
    for number in range(12):
        await world.schedule("*" * 195 + f" {number}", f"2026-03-{number + 10} 11:00")
    assert "Next meetings" in say(await world.command(world.ann, "meeting list"))


# Show


async def test_show_tells_the_meeting_and_ones_own_answer(world: World) -> None:
    card = await world.schedule("Kick-off", WEDNESDAY)
    await world.command(world.ann, "me timezone", zone="Nairobi")
    before = whispered(await world.command(world.ann, "meeting show", meeting="m1"))
    assert "You have not answered yet. Your time: Wed 4 Mar 2026, 19:00 Nairobi" in before
    await world.ann.click(card, label="Maybe")
    after = await world.command(world.ann, "meeting show", meeting="kick-OFF")
    assert "Your answer: Maybe. Your time: Wed 4 Mar 2026, 19:00 Nairobi" in whispered(after)
    assert list(buttons_of(answer(after))) == BUTTONS


async def test_the_buttons_under_show_work_too(world: World) -> None:
    await world.schedule("Kick-off", WEDNESDAY)
    shown = await world.command(world.ann, "meeting show", meeting="m1")
    pressed = await world.ann.click(answer(shown), label="Going")
    assert "You are **going** to Kick-off." in whispered(pressed)


@pytest.mark.parametrize("command", ["meeting show", "attendance show", "meeting cancel"])
async def test_an_unknown_meeting_is_refused(world: World, command: str) -> None:
    await world.schedule("Kick-off", WEDNESDAY)
    for text in ("m2", "M999999999999999999999999", "Nothing", "m", "m-1", "m²"):
        done = await world.command(world.organizer, command, meeting=text)
        assert f"I do not know a meeting “{text}” here." in whispered(done)


@pytest.mark.parametrize("command", ["meeting show", "attendance show", "meeting cancel"])
async def test_a_meeting_of_another_server_is_unknown_here(world: World, command: str) -> None:
    other = furnish(world.env, world.database, "Another SIG")
    await set_up(other)
    await other.schedule("Their call", WEDNESDAY)
    for text in ("m1", "Their call"):
        done = await world.command(world.organizer, command, meeting=text)
        assert "I do not know a meeting" in whispered(done)
    assert "Their call" in say(await other.command(other.ann, "meeting list"))


async def test_a_button_of_another_servers_meeting_does_nothing_here(world: World) -> None:
    other = furnish(world.env, world.database, "Another SIG")
    await set_up(other)
    await other.schedule("Their call", "in 10 minutes")
    forged = world.old_message("sig:going:1", "sig:checkin:1")
    for label in ("0", "1"):
        assert "I do not know a meeting" in whispered(await world.ann.click(forged, label=label))
    assert await world.sql("SELECT * FROM rsvps") == []
    assert await world.sql("SELECT * FROM attendances") == []


@pytest.mark.parametrize("command", ["meeting show", "meeting cancel", "attendance show"])
async def test_meetings_are_offered_by_title_and_sent_by_id(world: World, command: str) -> None:
    await world.schedule("Kick-off", WEDNESDAY)
    await world.schedule("Digital twins", "2026-03-05 15:30")
    offered = await world.choices(world.organizer, command, "meeting", "twin")
    assert offered == {"Digital twins · Thu 5 Mar 2026, 15:30 New York": "m2"}


async def test_typing_finds_a_meeting_however_far_ahead_it_is(world: World) -> None:
    for title in ("Call", "Workshop"):
        await world.schedule(title, WEDNESDAY, repeat="weekly")
    await world.schedule("Digital twins", "2026-07-20 11:00")
    for command in ("meeting show", "meeting cancel", "attendance show"):
        offered = await world.choices(world.organizer, command, "meeting", "twin")
        assert len(offered) == 1, command


async def test_the_longest_titles_fit_into_the_lists(world: World) -> None:
    await world.schedule("x" * 200, WEDNESDAY)
    (label,) = await world.choices(world.ann, "meeting show", "meeting", "xxx")
    assert len(label) <= 100


# Cancel


async def test_an_organizer_cancels_a_meeting(world: World) -> None:
    card = await world.schedule("Kick-off", WEDNESDAY)
    done = await world.command(
        world.organizer, "meeting cancel", meeting="m1", reason="The speaker is ill."
    )
    assert whispered(done).startswith(f"**Kick-off** on {stamp(WEDNESDAY)}:F>")
    assert "is cancelled." in say(done)
    (card, notice) = world.cards("Kick-off")
    assert "**Cancelled.** The speaker is ill." in text_of(card)
    assert buttons_of(card) == {}
    assert f"**Kick-off** on {stamp(WEDNESDAY)}:F>" in text_of(notice)
    assert "The speaker is ill." in text_of(notice)


async def test_one_meeting_of_a_series_is_cancelled_and_the_rhythm_stays(world: World) -> None:
    await world.schedule("General Meeting", WEDNESDAY, repeat="every 2 weeks")
    done = await world.command(world.organizer, "meeting cancel", meeting="m2")
    assert "The series goes on as before." in whispered(done)
    labels = list(await world.choices(world.organizer, "meeting cancel", "meeting"))
    assert [label.split(" · ")[1][:16] for label in labels[:2]] == [
        "Wed 4 Mar 2026, ",
        "Wed 1 Apr 2026, ",
    ]


async def test_the_rest_of_a_series_is_cancelled(world: World) -> None:
    await world.schedule("General Meeting", WEDNESDAY, repeat="every 2 weeks")
    made = len(await keys(world))
    done = await world.command(world.organizer, "meeting cancel", meeting="m2", scope="following")
    assert f"on: {made - 1} meetings." in whispered(done)
    assert list((await world.choices(world.ann, "meeting cancel", "meeting")).values()) == ["m1"]
    await world.advance(days=60)
    assert len(await keys(world)) == made


async def test_every_card_of_a_cancelled_series_says_so(world: World) -> None:
    await world.schedule("Stand-up", "2026-03-03 11:00", repeat="FREQ=DAILY")
    assert world.cards("Stand-up")
    await world.command(world.organizer, "meeting cancel", meeting="m1", scope="following")
    await world.advance(seconds=10)
    assert [card for card in world.cards("Stand-up") if buttons_of(card)] == []


async def test_cancelling_twice_is_refused(world: World) -> None:
    await world.schedule("Kick-off", WEDNESDAY)
    await world.command(world.organizer, "meeting cancel", meeting="m1")
    again = await world.command(world.organizer, "meeting cancel", meeting="m1")
    assert whispered(again).startswith("This meeting was cancelled.")
    assert len(world.cards("Kick-off")) == 2


async def test_a_meeting_that_is_over_cannot_be_cancelled(world: World) -> None:
    await world.schedule("Kick-off", "in 5 minutes")
    await world.advance(hours=2)
    done = await world.command(world.organizer, "meeting cancel", meeting="m1")
    assert whispered(done).startswith("This meeting is already over")


async def test_a_member_cannot_cancel(world: World) -> None:
    await world.schedule("Kick-off", WEDNESDAY)
    done = await world.command(world.ann, "meeting cancel", meeting="m1")
    assert whispered(done) == NOT_ORGANIZER
    assert list(buttons_of(world.card("Kick-off"))) == BUTTONS


async def test_a_reason_has_its_limit(world: World) -> None:
    await world.schedule("Kick-off", WEDNESDAY)
    done = await world.command(world.organizer, "meeting cancel", meeting="m1", reason="x" * 5_000)
    assert "This reason has 5,000 characters;" in whispered(done)


async def test_a_cancelled_meeting_is_shown_as_such(world: World) -> None:
    await world.schedule("Kick-off", WEDNESDAY)
    await world.command(world.organizer, "meeting cancel", meeting="m1", reason="Snow")
    shown = await world.command(world.ann, "meeting show", meeting="m1")
    assert "**Cancelled.** Snow" in whispered(shown)
    assert buttons_of(answer(shown)) == {}
    assert "~~Kick-off~~ · cancelled" in say(await world.command(world.ann, "meeting list"))


# Answers


@pytest.mark.parametrize(
    ("label", "sentence", "counts"),
    [
        ("Going", "You are **going** to Kick-off.", "**1** going · **0** maybe · **0** can't"),
        ("Maybe", "You answered **maybe** for Kick-off", "**0** going · **1** maybe · **0** can't"),
        ("Can't", "You **can't** come to Kick-off.", "**0** going · **0** maybe · **1** can't"),
    ],
)
async def test_an_answer_is_told_to_one_and_counted_for_all(
    world: World, label: str, sentence: str, counts: str
) -> None:
    card = await world.schedule("Kick-off", WEDNESDAY)
    assert sentence in whispered(await world.ann.click(card, label=label))
    await world.advance(seconds=5)
    assert counts in text_of(world.card("Kick-off"))


async def test_a_change_of_mind_is_counted_once(world: World) -> None:
    card = await world.schedule("Kick-off", WEDNESDAY)
    for label in ("Going", "Going", "Can't", "Maybe"):
        await world.ann.click(card, label=label)
    await world.ben.click(card, label="Going")
    await world.advance(seconds=5)
    assert "**1** going · **1** maybe · **0** can't" in text_of(world.card("Kick-off"))


@pytest.mark.parametrize("label", ["Going", "Maybe", "Can't"])
async def test_after_the_meeting_nobody_answers_any_more(world: World, label: str) -> None:
    card = await world.schedule("Kick-off", "in 5 minutes")
    await world.advance(hours=2)
    told = whispered(await world.ann.click(card, label=label))
    assert told == "This meeting is already over, so this can no longer be changed."


@pytest.mark.parametrize("label", BUTTONS)
async def test_on_an_old_card_of_a_cancelled_meeting_a_press_says_so(
    world: World, label: str
) -> None:
    await world.schedule("Kick-off", WEDNESDAY)
    old = world.old_message(*(f"sig:{name}:1" for name in ("going", "maybe", "cant", "checkin")))
    await world.command(world.organizer, "meeting cancel", meeting="m1")
    told = whispered(await world.ann.click(old, label=str(BUTTONS.index(label))))
    assert told == "This meeting was cancelled. `/meeting list` shows the next ones."


async def test_a_press_from_outside_the_server_is_refused(world: World) -> None:
    card = await world.schedule("Kick-off", "in 10 minutes")
    for label in BUTTONS:
        assert whispered(await world.press_from_outside(card, label)) == NOT_MEMBER
    assert await world.sql("SELECT * FROM people WHERE name = 'stranger'") == []


async def test_buttons_work_after_a_restart(world: World) -> None:
    card = await world.schedule("Kick-off", "in 10 minutes")
    await world.restart()
    for label, sentence in (("Going", "**going**"), ("Check in", "checked in to **Kick-off**")):
        assert sentence in whispered(await world.ann.click(card, label=label))
    await world.advance(seconds=5)
    assert "**1** checked in · **1** going" in text_of(world.card("Kick-off"))


async def test_buttons_of_a_card_of_any_age_work(world: World) -> None:
    await world.schedule("Kick-off", "in 1 hour")
    old = world.old_message("sig:going:1")
    await world.restart()
    assert "**going**" in whispered(await world.ann.click(old, label="0"))


# What people type, on a card


NASTY = {
    "markdown": "# **bold** __under__ ~~gone~~ ||secret|| [a](https://b.c) > quote - list 1. one",
    "mentions": "@everyone @here <@1> <@&1> <#1> </sig setup:1> <t:0:R>",
    "backticks": "``` `code` ```` ~~~",
    "right to left": "\u202eabc\u2066 \u200fשלום\u200b\ufeff",
    "backslashes": "\\*\\_\\\\ \\<@1>",
}
OBEYED = re.compile(r"(?<!\\)(?:\\\\)*(<[@#/]|<t:0|```|\|\||\[a|__u)")
"""What Discord would obey, had it not been escaped."""
INVISIBLE = set("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY.keys())
async def test_user_text_is_shown_as_typed_and_changes_nothing_around_it(
    world: World, text: str
) -> None:
    await world.command(world.organizer, "sig subgroup add", name=text[:60])
    await world.command(
        world.organizer,
        "meeting schedule",
        title=text,
        when=WEDNESDAY,
        subgroup="g1",
        place=text,
        speaker=text,
        description=f"{text}\n{text}",
    )
    (card,) = world.cards()
    assert OBEYED.findall(raw_text(card)) == []
    assert not INVISIBLE & set(raw_text(card))
    assert list(buttons_of(card)) == BUTTONS


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY.keys())
async def test_user_text_is_tame_in_answers_and_notices_too(world: World, text: str) -> None:
    await world.command(world.organizer, "meeting schedule", title=text, when=WEDNESDAY)
    going = await world.ann.click(world.cards()[0], label="Going")
    gone = await world.command(world.organizer, "meeting cancel", meeting="m1", reason=text)
    listed = await world.command(world.ann, "meeting list")
    said: list[Message] = [answer(going), answer(gone), answer(listed), *world.cards()]
    for message in said:
        assert OBEYED.findall(raw_text(message)) == []
        assert not INVISIBLE & set(raw_text(message))


async def test_the_longest_texts_fit_on_a_card_with_its_counts_and_buttons(world: World) -> None:
    await world.command(world.organizer, "sig subgroup add", name="*" * 60)
    done = await world.command(
        world.organizer,
        "meeting schedule",
        title="*" * 200,
        when=WEDNESDAY,
        subgroup="g1",
        place="_" * 300,
        speaker="|" * 200,
        link="https://example.org/" + "x" * 480,
        description="~" * 2_000,
        repeat="every 2 weeks",
    )
    assert whispered(done).startswith("Scheduled")
    card = world.cards()[-1]
    assert "**0** going · **0** maybe · **0** can't" in text_of(card)
    assert f"{stamp(WEDNESDAY)}:F>" in text_of(card)
    assert list(buttons_of(card)) == BUTTONS
    assert len(list(parts(card.components))) <= 40


async def test_the_longest_texts_fit_in_every_answer(world: World) -> None:
    await world.command(
        world.organizer,
        "meeting schedule",
        title="*" * 200,
        when=WEDNESDAY,
        description="~" * 2_000,
        speaker="_" * 200,
        place="`" * 300,
    )
    shown = await world.command(world.ann, "meeting show", meeting="m1")
    assert "Your time:" in whispered(shown)
    going = await world.ann.click(answer(shown), label="Going")
    assert "You are **going**" in whispered(going)
    gone = await world.command(world.organizer, "meeting cancel", meeting="m1", reason="|" * 300)
    assert "is cancelled." in whispered(gone)
    assert "Cancelled." in text_of(world.cards()[-2])


def test_the_clock_of_these_tests_says_what_they_say() -> None:
    assert moment("2026-03-02 09:00") == BEGIN


async def test_a_time_picked_in_one_zone_and_another_zone_are_not_mixed(world: World) -> None:
    options = await world.organizer.autocomplete(
        world.chat, "meeting schedule", "when", "2026-03-04 11:00", title="Kick-off"
    )
    picked = str(options[0]["value"])
    told = await world.command(
        world.organizer,
        "meeting schedule",
        title="Kick-off",
        when=picked,
        timezone="Europe/Berlin",
    )
    assert "or leave `timezone` out" in whispered(told)
    assert not world.cards("Kick-off")
