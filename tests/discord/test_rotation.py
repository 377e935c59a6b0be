"""`/rotation suggest`, `adopt` and `show`, their buttons and form, and `/me hours`."""

import re
from typing import Any

import pytest

from sigbot.wording.refusals import NO_ROTATION_SERIES, NOT_ORGANIZER, ROTATION_BEGUN
from tests.discord.world import (
    Message,
    Result,
    World,
    answer,
    buttons_of,
    files_of,
    moment,
    parts,
    raw_text,
    say,
    text_of,
    whispered,
)

STAMP = re.compile(r"<t:(\d+)")
CLOCK_TIME = re.compile(r"\d\d:\d\d")


async def series(world: World, **options: Any) -> None:
    await world.plan("Call", "2026-03-11 11:00", repeat="every 2 weeks", **options)


async def suggest(world: World, slots: int | None = None, meeting: str = "m1") -> Result:
    return await world.command(world.organizer, "rotation suggest", meeting=meeting, slots=slots)


def alt_text(message: Message) -> str:
    """What is said of the picture to those who do not see it."""
    [gallery] = [part for part in parts(message.components) if part.get("type") == 12]
    return str(gallery["items"][0]["description"])


# The three clicks


async def test_from_a_suggestion_to_the_news(world: World) -> None:
    await world.command(world.ann, "me timezone", zone="Kolkata")
    await series(world)
    shown = await suggest(world)
    text = whispered(shown)
    for part in ("Fair times for Call", "Today", "flip by 12 hours", "A · reaches most people"):
        assert part in text
    assert "Worked out for 1 member," in text
    assert "a tenth of the weight for people in every region" in text
    assert text.count("Reaches every region") >= 2
    assert "Late or early" in text
    assert next(iter(buttons_of(answer(shown)))) == "Adopt A"
    assert len(raw_text(answer(shown))) < 4_000
    adopted = await world.press(shown, "Adopt A")
    assert whispered(adopted).startswith("Adopted. **Call** meets in turn at")
    assert [*buttons_of(answer(adopted))] == ["Undo"]
    await world.advance(minutes=1)
    [news] = world.notices("Call at rotating times")
    assert "Every region of the world is reached." in text_of(news)
    assert len(STAMP.findall(raw_text(news))) == 4


async def test_the_picture_is_described_in_words(world: World) -> None:
    await series(world)
    message = answer(await suggest(world))
    [(name, data)] = (await files_of(message)).items()
    assert (name, data[:4]) == ("week.png", b"\x89PNG")
    told = alt_text(message)
    assert len(told) <= 1_024
    for part in ("Heat map", "East Asia", "hours of New York", "today at Wed 11:00", "A at"):
        assert part in told


@pytest.mark.parametrize("slots", [1, 3])
async def test_so_many_times_as_are_asked_for(world: World, slots: int) -> None:
    await series(world)
    shown = await suggest(world, slots)
    begins = say(shown).index("### A")
    line = say(shown)[begins:].splitlines()[1]
    assert len(CLOCK_TIME.findall(line)) == slots
    assert len(raw_text(answer(shown))) < 4_000


async def test_it_can_be_taken_back_until_it_begins(world: World) -> None:
    await series(world)
    adopted = await world.press(await suggest(world), "Adopt A")
    undone = await world.press(adopted, "Undo")
    assert whispered(undone).startswith("Taken back.")
    await world.advance(minutes=1)
    assert world.notices("Call meets as before")
    again = await world.press(adopted, "Undo")
    assert "nothing" in whispered(again).lower()
    meeting = say(await world.command(world.ann, "meeting show", meeting="m1"))
    assert "rotating" not in meeting


async def test_once_it_has_begun_it_cannot_be_taken_back(world: World) -> None:
    await series(world)
    adopted = await world.press(await suggest(world), "Adopt A")
    await world.advance(days=12)
    assert whispered(await world.press(adopted, "Undo")) == ROTATION_BEGUN


async def test_through_restarts(world: World) -> None:
    await series(world)
    shown = await suggest(world)
    await world.restart()
    adopted = await world.press(shown, "Adopt A")
    assert "Adopted." in whispered(adopted)
    await world.restart()
    assert "Taken back." in whispered(await world.press(adopted, "Undo"))


async def test_an_old_card_adopts_what_it_shows_and_twice_is_once(world: World) -> None:
    await series(world)
    first, second = await suggest(world, 2), await suggest(world, 1)
    assert "in turn" in whispered(await world.press(first, "Adopt A"))
    twice = whispered(await world.press(first, "Adopt A"))
    assert "Adopted" not in twice
    assert "Adopted." in whispered(await world.press(second, "Adopt A"))


async def test_by_command_with_what_was_suggested_offered(world: World) -> None:
    await series(world)
    nothing = await world.command(world.organizer, "rotation adopt", meeting="m1", suggestion="A")
    assert "suggestion “A”" in whispered(nothing)
    await suggest(world)
    offered = await world.choices(world.organizer, "rotation adopt", "suggestion", meeting="m1")
    label = next(name for name in offered if name.startswith("A · "))
    done = await world.command(
        world.organizer, "rotation adopt", meeting="m1", suggestion=offered[label]
    )
    assert "Adopted." in whispered(done)


# Who may


async def test_only_organizers(world: World) -> None:
    await series(world)
    adopted = await world.press(await suggest(world), "Adopt A")
    assert "Adopted." in whispered(adopted)
    before = await world.sql("SELECT * FROM rotations")
    old = world.old_message(
        "sig:rotation_adopt:1-B", "sig:rotation_wishes:1", "sig:rotation_undo:1"
    )
    for label in ("0", "1", "2"):
        assert whispered(await world.ann.click(old, label=label)) == NOT_ORGANIZER
    for command, more in (("suggest", {}), ("adopt", {"suggestion": "A"})):
        done = await world.command(world.ann, f"rotation {command}", meeting="m1", **more)
        assert whispered(done) == NOT_ORGANIZER
    assert await world.sql("SELECT * FROM rotations") == before


@pytest.mark.parametrize("repeat", [None, "FREQ=DAILY"])
async def test_only_series_that_meet_once_a_week_or_less(world: World, repeat: str | None) -> None:
    await world.plan("Call", "2026-03-11 11:00", repeat=repeat)
    for command in ("suggest", "show"):
        done = await world.command(world.organizer, f"rotation {command}", meeting="m1")
        assert whispered(done) == NO_ROTATION_SERIES


# Something else


async def ask(world: World, shown: Result, **answers: str | list[str]) -> Result:
    opened = await world.press(shown, "Ask for something else")
    return await world.organizer.submit_modal(opened, answers)


async def test_the_form_says_what_was_asked_for(world: World) -> None:
    await series(world)
    opened = await world.press(await suggest(world), "Ask for something else")
    assert opened.modal is not None
    fields = [part for part in parts([opened.modal]) if part.get("custom_id")]
    values = {part["custom_id"]: part.get("value") for part in fields}
    assert (values["blocked_days"], values["distance"]) == ("Sat, Sun", "6")


async def test_wishes_are_kept(world: World) -> None:
    await series(world)
    await world.command(world.organizer, "me timezone", zone="Berlin")
    shown = await ask(
        world,
        await suggest(world),
        hosts="Olga Petrova",
        blocked_days="Mon, Fri-Sun",
        distance="12 h",
        goal=["nobody"],
    )
    text = whispered(shown)
    assert (
        "Asked for: one of Olga Petrova at every meeting; no meetings on Mon, Fri, Sat, Sun; at "
        "least 12 h between two times; only members count."
    ) in text
    line = text[text.index("### A") :].splitlines()[1]
    assert not re.search(r"Mon|Fri|Sat|Sun", line)


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("hosts", "Nobody Here", "Nobody Here"),
        ("hosts", "Ben Ito", "I do not know where Ben Ito's clock hangs."),
        ("blocked_days", "Blursday", "Blursday"),
        ("distance", "a lot", "a lot"),
        ("distance", "99", "0 to 84"),
    ],
)
async def test_what_cannot_be_read_is_said(world: World, field: str, typed: str, told: str) -> None:
    await series(world)
    await world.command(world.ben, "me reminders", dm=True)
    text = whispered(await ask(world, await suggest(world, 1), **{field: typed}))
    assert told in text
    assert "Adopt" not in text


async def test_where_nothing_fits_the_cause_is_named(world: World) -> None:
    await series(world)
    shown = await ask(world, await suggest(world, 1), blocked_days="every day")
    told = "There is no rotation of 1 with all of that. In the way: blocked days"
    assert told in whispered(shown)
    assert [*buttons_of(answer(shown))] == ["Ask for something else"]


# Times of one's own


async def test_everybody_sees_their_own_next_dates(world: World) -> None:
    """Whoever gave no zone sees Discord's timestamps alone, which show their own clock."""
    await series(world)
    await world.command(world.ann, "me timezone", zone="Tokyo")
    await world.press(await suggest(world), "Adopt A")
    mine = say(await world.command(world.ann, "meeting show", meeting="m2"))
    assert "Your next dates (Tokyo): " in mine.replace("**", "")
    theirs = raw_text(answer(await world.command(world.ben, "meeting show", meeting="m2")))
    assert "Your next dates" in theirs
    assert not CLOCK_TIME.search(theirs)


async def test_direct_messages_have_ones_own_next_dates(world: World) -> None:
    await series(world)
    await world.command(world.ann, "me timezone", zone="Tokyo")
    await world.command(world.ann, "me reminders", dm=True)
    await world.advance(days=3)
    await world.ann.click(world.card("Call"), label="Going")
    await world.press(await suggest(world, meeting="m1"), "Adopt A")
    await world.advance(minutes=1)
    [told] = world.direct(world.ann)
    assert "Your next dates (Tokyo)" in told.replace("**", "")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"start": "9", "end": "17"}, "09:00 to 17:00, Mon to Fri"),
        ({"start": "9am", "end": "9:30 pm", "days": "every day"}, "09:00 to 21:30, every day"),
        ({"start": "20:00", "end": "2:00", "days": "Tue, Sat"}, "20:00 to 02:00, Tue, Sat"),
        ({"start": "0:15", "end": "24:00", "days": "weekend"}, "00:15 to 00:00, Sat, Sun"),
    ],
)
async def test_hours_that_suit(world: World, typed: dict[str, str], said: str) -> None:
    told = whispered(await world.command(world.ann, "me hours", **typed))
    assert f"Meetings suit you from {said}" in told
    assert "/me timezone" in told
    assert said in say(await world.command(world.ann, "me show"))
    back = await world.command(world.ann, "me hours", start="08:00", end="22:00", days="Mon-Fri")
    assert whispered(back).startswith("Back to the usual hours")


@pytest.mark.parametrize(
    "typed",
    [
        {"start": "soon", "end": "9pm"},
        {"start": "09:10", "end": "9pm"},
        {"start": "25", "end": "26"},
        {"start": "9", "end": "17", "days": "someday"},
        {"start": "@everyone", "end": "17"},
    ],
)
async def test_hours_that_cannot_be_read(world: World, typed: dict[str, str]) -> None:
    told = whispered(await world.command(world.ann, "me hours", **typed))
    assert told.startswith("I could not read")
    assert "Hours that suit you" in say(await world.command(world.ann, "me show"))


# Did it work


async def test_attendance_before_and_since(world: World) -> None:
    await world.plan("Call", "2026-03-03 11:00", repeat="weekly")
    await world.until(moment("2026-03-03 11:00"))
    await world.ann.click(world.card("Call"), label="Check in")
    before = say(await world.command(world.ben, "rotation show", meeting="m2"))
    assert "Attendance so far" in before
    await world.press(await suggest(world, meeting="m3"), "Adopt A")
    await world.advance(days=14)
    shown = await world.command(world.ben, "rotation show", meeting="m9")
    text = whispered(shown)
    for part in ("In turn: ", "Did it work?", "less than half a year", "Before", "Since"):
        assert part in text
    assert "Regions are counted by whole quarters" in text
    [(name, data)] = (await files_of(answer(shown))).items()
    assert (name, data[:4]) == ("attendance.png", b"\x89PNG")
    assert "Before: Tue 11:00 New York 0.5" in alt_text(answer(shown))
