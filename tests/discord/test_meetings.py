"""`/meeting schedule`, `list` and `show`."""

import re
from datetime import timedelta
from typing import Any

import pytest

from sigbot.chat import custom_ids as ids
from sigbot.wording.refusals import NOT_ORGANIZER
from tests.discord.world import (
    BEGIN,
    BUTTONS,
    WEDNESDAY,
    World,
    answer,
    buttons_of,
    furnish,
    moment,
    raw_text,
    say,
    set_up,
    stamp,
    text_of,
    whispered,
)

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
        "Dr. Ada Byron",
        "What a twin is.\nWhat it is not.",
        "**0** going · **0** maybe · **0** can't",
    ):
        assert fact in shown
    assert list(buttons_of(card)) == BUTTONS
    assert "https://" not in raw_text(card)


async def test_the_way_into_a_call_is_a_button_from_an_hour_before_to_the_end(
    world: World,
) -> None:
    link = "https://example.org/join"
    await world.plan(link=link)
    joins: list[tuple[str, bool]] = []
    for at in ("09:59", "10:00", "11:59", "12:01"):
        await world.until(moment(f"2026-03-04 {at}"))
        card = world.card("Kick-off")
        assert link not in raw_text(card)
        joins.append((at, buttons_of(card).get("Join", {}).get("url") == link))
    assert joins == [("09:59", False), ("10:00", True), ("11:59", True), ("12:01", False)]


async def test_a_link_that_was_typed_without_https_is_understood(world: World) -> None:
    await world.schedule("Kick-off", "in 30 minutes", link="zoom.us/j/9")
    assert buttons_of(world.card("Kick-off"))["Join"]["url"] == "https://zoom.us/j/9"


async def test_a_cancelled_meeting_cannot_be_joined(world: World) -> None:
    await world.plan(link="https://example.org/join")
    await world.until(moment("2026-03-04 10:30"))
    assert "Join" in buttons_of(world.card("Kick-off"))
    await world.command(world.organizer, "meeting cancel", meeting="m1")
    await world.advance(minutes=1)
    assert buttons_of(world.card("Kick-off")) == {}


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
    "far date": ({"when": "2206-01-01 10:00"}, "is more than three years ahead."),
    "unreadable date": ({"when": "soonish"}, "I could not read “soonish” as a date and time."),
    "examples": ({"when": "soonish"}, "`2026-12-02 11:00`, `Wednesday 11am` or"),
    "no time": ({"when": "2026-03-04"}, "2026-03-04"),
    "fixed zone": ({"when": "11:00 EST"}, "Did you mean `America/New_York`?"),
    "duration 0": ({"duration": "0"}, "A meeting can last from 5 min to 12 h, not 0 min"),
    "duration 40 hours": ({"duration": "40 hours"}, "not 40 h."),
    "duration in words": ({"duration": "long"}, "I could not read “long” as a length of time."),
    "long title": ({"title": "x" * 5_000}, "This title has 5,000 characters; please keep it to"),
    "long when": ({"when": "x" * 5_000}, "This date and time has 5,000 characters;"),
    "long repeat": ({"repeat": "x" * 5_000}, "This repetition has 5,000 characters;"),
    "long description": ({"description": "x" * 4_000}, "This description has 4,000 characters;"),
    "long speaker": ({"speaker": "x" * 201}, "This speaker has 201 characters;"),
    "long place": ({"place": "x" * 301}, "This place has 301 characters;"),
    "long link": ({"link": "https://x.org/" + "x" * 500}, "This link has 514 characters;"),
    "no link": ({"link": "in the usual room"}, "That is not a web link."),
    "unknown subgroup": ({"subgroup": "Patient"}, "I can't find a subgroup “Patient” here."),
    "unreadable repeat": ({"repeat": "now and then"}, "I could not read “now and then”"),
    "hourly": ({"repeat": "FREQ=HOURLY"}, "would meet more than once a day."),
}


async def test_a_meeting_that_cannot_be_is_refused_and_no_card_is_posted(
    world: World, subtests: pytest.Subtests
) -> None:
    world.forge_lengths()
    for name, (options, sentence) in REFUSED.items():
        with subtests.test(name):
            asked = {"title": "Kick-off", "when": WEDNESDAY} | options
            told = whispered(await world.command(world.organizer, "meeting schedule", **asked))
            assert sentence in told
            assert len(told) < 500
    assert world.cards() == []
    assert await world.keys() == []


async def test_a_meeting_has_a_title_that_can_be_seen(world: World) -> None:
    for title in (" ", "\u200b", "\u202e"):
        done = await world.command(world.organizer, "meeting schedule", title=title, when=WEDNESDAY)
        assert not whispered(done).startswith("Scheduled")
    assert await world.keys() == []


async def test_a_member_cannot_schedule(world: World) -> None:
    done = await world.command(world.ann, "meeting schedule", title="Mine", when=WEDNESDAY)
    assert whispered(done) == NOT_ORGANIZER
    assert world.cards() == []


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
    assert "or leave out `timezone`" in whispered(told)
    assert not world.cards("Kick-off")


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


async def test_a_list_leads_to_the_cards_that_were_posted(world: World) -> None:
    card = await world.schedule("Kick-off", WEDNESDAY)
    await world.plan("Later", "2026-03-20 11:00", repeat="weekly")
    lines = say(await world.command(world.ann, "meeting list")).splitlines()
    channel = f"https://discord.com/channels/{world.guild.id}/{world.news.id}"
    assert lines[2].endswith(f" · [Card](<{channel}/{card.id}>)")
    assert [channel in line for line in lines if "2026" in line or "<t:" in line] == [
        *[True] * 2,
        *[False] * 2,
    ]


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


async def test_show_of_a_cancelled_meeting_asks_for_no_answer(world: World) -> None:
    await world.schedule("Kick-off", WEDNESDAY)
    await world.command(world.organizer, "meeting cancel", meeting="m1")
    shown = whispered(await world.command(world.ann, "meeting show", meeting="m1"))
    assert "**Cancelled.**" in shown
    assert "not answered" not in shown


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
        assert f"I can't find a meeting “{text}” here." in whispered(done)


@pytest.mark.parametrize("command", ["meeting show", "attendance show", "meeting cancel"])
async def test_a_meeting_of_another_server_is_unknown_here(world: World, command: str) -> None:
    other = furnish(world.env, world.database, "Another SIG")
    await set_up(other)
    await other.schedule("Their call", WEDNESDAY)
    for text in ("m1", "Their call"):
        done = await world.command(world.organizer, command, meeting=text)
        assert "I can't find a meeting" in whispered(done)
    assert "Their call" in say(await other.command(other.ann, "meeting list"))


async def test_a_button_of_another_servers_meeting_does_nothing_here(world: World) -> None:
    other = furnish(world.env, world.database, "Another SIG")
    await set_up(other)
    await other.schedule("Their call", "in 10 minutes")
    forged = world.old_message(ids.Going(1), ids.CheckIn(1))
    for label in ("0", "1"):
        assert "I can't find a meeting" in whispered(await world.ann.click(forged, label=label))
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
