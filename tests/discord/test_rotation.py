"""`/rotation suggest`, `adopt` and `show`, their buttons and form, and `/me hours`."""

import asyncio
import re
from typing import Any

import pytest
import simcord
from simcord.backend import serializers
from simcord.enums import InteractionType
from simcord.interactions import base_payload

from sigbot.chat import custom_ids as ids
from sigbot.chat import minutes_ids
from sigbot.chat.custom_ids import decode
from sigbot.domain.regions import Region
from sigbot.wording.confirmations import CHANGED_MEANWHILE, KEPT
from sigbot.wording.refusals import (
    ANSWERED,
    NO_ROTATION_SERIES,
    NOT_ORGANIZER,
    NOTHING_TO_CHANGE,
    ROTATION_BEGUN,
)
from tests.discord.cards import Cards
from tests.discord.world import (
    Json,
    Message,
    Person,
    Result,
    World,
    answer,
    buttons_of,
    files_of,
    moment,
    parts,
    raw_text,
    say,
    stamp,
    text_of,
    whispered,
)


async def show_unclear_name(world: World) -> None:
    """The name of a host that nobody has."""
    await series(world)
    await ask(world, await suggest(world), hosts="Zoe")


CARDS = Cards(
    ids={
        "sig:going:1": ids.Going(1),
        "sig:maybe:1": ids.Maybe(1),
        "sig:cant:1": ids.Cant(1),
        "sig:who:1": ids.WhoComes(1),
        "sig:ask:1": minutes_ids.AskAhead(1),
        "sig:rotation_ask:1": ids.AskZones(1),
        "sig:rotation_details:1": ids.RotationDetails(1),
        "sig:rotation_wishes:1": ids.ChangeWishes(1),
        "sig:rotation_retype:1": ids.RetypeWishes(1),
    },
    show=show_unclear_name,
    names=("Call", "Zoe"),
)

STAMP = re.compile(r"<t:(\d+)")
CLOCK_TIME = re.compile(r"\d\d:\d\d")


async def series(world: World, **options: Any) -> None:
    await world.plan("Call", "2026-03-11 11:00", repeat="every 2 weeks", **options)


async def suggest(world: World, slots: int | None = None, meeting: str = "m1") -> Result:
    return await world.command(world.organizer, "rotation suggest", meeting=meeting, slots=slots)


async def adopt(world: World, shown: Result, letter: str = "A") -> Result:
    """The organizer adopts a suggestion, and confirms that."""
    return await world.sure(await choose(world, shown, letter))


async def choose(world: World, shown: Result, letter: str = "A") -> Result:
    """The organizer chooses a suggestion, whether its card has a button for that or not."""
    wishes = decode(buttons_of(answer(shown))["Ask for something else"]["custom_id"])
    assert isinstance(wishes, ids.ChangeWishes)
    old = world.old_message(ids.AdoptRotation(wishes.suggestion, letter))
    return await world.organizer.click(old, label="0")


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
    for part in (
        "Fair times for Call",
        "Today: **Wed 11:00 New York**",
        "A · best for all who are",
    ):
        assert part in text
    assert "Worked out for 1 member by where they live," in text
    assert "a few people from every region are counted too" in text
    assert text.count("**9 of 9 regions** can come, today ") >= 2
    assert "pays most: every second meeting at " in text
    assert "I know only 1 member. That is too few" in text
    assert "Adopt A" not in buttons_of(answer(shown))
    assert len(raw_text(answer(shown))) < 4_000
    question = await choose(world, shown)
    assert "**Please wait, if you can:** I know only 1 member." in whispered(question)
    adopted = await world.sure(question)
    assert whispered(adopted).startswith("Adopted. **Call** meets in turn at")
    assert [*buttons_of(answer(adopted))] == ["Undo"]
    await world.advance(minutes=1)
    [news] = world.notices("Call** meets at rotating times")
    assert "Every region of the world is reached." in text_of(news)
    told = STAMP.findall(raw_text(news))
    assert len(told) == 4
    offered = re.search(r"First on your clock: (.*)", raw_text(answer(shown)))
    assert offered is not None
    assert STAMP.findall(offered[1]) == told[::2], "the dates are those of the first meetings"


async def test_where_few_members_are_known_they_are_asked_once_and_nothing_is_adopted(
    world: World,
) -> None:
    await world.command(world.ann, "me timezone", zone="Kolkata")
    for who in (world.ben, world.organizer):
        await world.command(who, "me reminders", dm=False)
    await series(world)
    shown = await suggest(world)
    first = "## Fair times for Call\nThere is no **Adopt** button yet: I know where 1 of 3 members"
    assert say(shown).startswith(first)
    assert list(buttons_of(answer(shown))) == [*ASKING]
    label = ASKING[0]
    question = await world.press(shown, label)
    told = whispered(question)
    where = f"I will post this in {world.news.mention}:"
    assert told.startswith(f"**Ask all members where they live?** {where}")
    assert "> **Where do you live?** We are looking for" in say(question)
    assert "Everybody who can read the channel sees it, nobody is pinged." in told
    assert list(buttons_of(answer(question))) == ["Post it", "Do not post it"]
    assert say(await world.press(question, "Do not post it")) == KEPT
    await world.advance(minutes=1)
    assert world.notices("Where do you live?") == []
    asked = await world.sure(await world.press(shown, label))
    assert say(asked) == f"Asked. The request is on its way to {world.news.mention}."
    assert whispered(await world.press(shown, label)).startswith("I asked the members")
    await world.advance(minutes=1)
    (request,) = world.notices("Where do you live?")
    assert "`/me timezone`" in text_of(request)


async def test_the_request_goes_where_the_question_said_or_nowhere(world: World) -> None:
    await series(world)
    shown = await suggest(world)
    first, second = [await world.press(shown, ASKING[0]) for _ in range(2)]
    other = world.guild.create_text_channel("other-news")
    await world.command(world.manager, "sig setup", announcements=other)
    assert whispered(await world.sure(first)) == CHANGED_MEANWHILE
    await world.command(world.manager, "sig setup", announcements=world.news)
    assert "Asked." in say(await world.sure(second))


async def test_a_suggestion_for_ten_members_is_adopted_when_half_of_those_who_came_are_known(
    world: World,
) -> None:
    await world.locate(10)
    await series(world)
    shown = await suggest(world)
    assert "I know" not in whispered(shown)
    assert next(iter(buttons_of(answer(shown)))) == "Adopt A"
    await world.schedule("Kick-off", "in 5 minutes")
    await world.ann.click(world.card("Kick-off"), label="Check in")
    await world.advance(hours=2)
    assert "I know where 0 of the 1 people live who came" in whispered(await suggest(world))
    await world.command(world.ann, "me timezone", zone="Kolkata")
    assert "I know" not in whispered(await suggest(world))


async def test_the_picture_is_described_in_words(world: World) -> None:
    await series(world)
    message = answer(await suggest(world))
    [(name, data)] = (await files_of(message)).items()
    assert (name, data[:4]) == ("week.png", b"\x89PNG")
    told = alt_text(message)
    assert len(told) <= 1_024
    for part in ("Heat map", "East Asia", "hours of New York", "now at Wed 11:00", "A at"):
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
    adopted = await adopt(world, await suggest(world))
    undone = await world.press(adopted, "Undo")
    assert whispered(undone).startswith("Taken back.")
    await world.advance(minutes=1)
    assert world.notices("Call** meets as before")
    again = await world.press(adopted, "Undo")
    assert "nothing" in whispered(again).lower()
    meeting = say(await world.command(world.ann, "meeting show", meeting="m1"))
    assert "rotating" not in meeting


async def test_once_it_has_begun_it_cannot_be_taken_back(world: World) -> None:
    await series(world)
    adopted = await adopt(world, await suggest(world))
    await world.advance(days=12)
    assert whispered(await world.press(adopted, "Undo")) == ROTATION_BEGUN


async def test_through_restarts(world: World) -> None:
    await series(world)
    shown = await suggest(world)
    await world.restart()
    adopted = await adopt(world, shown)
    assert "Adopted." in whispered(adopted)
    await world.restart()
    assert "Taken back." in whispered(await world.press(adopted, "Undo"))


async def test_an_old_card_adopts_what_it_shows_and_twice_is_once(world: World) -> None:
    await series(world)
    first, second = await suggest(world, 2), await suggest(world, 1)
    assert "in turn" in whispered(await adopt(world, first))
    twice = whispered(await choose(world, first))
    assert "Adopted" not in twice
    assert "Adopted." in whispered(await adopt(world, second))


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
    assert "Adopted." in whispered(await world.sure(done))


# Who may


async def test_only_organizers(world: World) -> None:
    await series(world)
    adopted = await adopt(world, await suggest(world))
    assert "Adopted." in whispered(adopted)
    before = await world.sql("SELECT * FROM rotations")
    old = world.old_message(
        ids.AdoptRotation(1, "B"),
        ids.ChangeWishes(1),
        ids.UndoRotation(1),
        ids.RotationDetails(1),
        ids.RotationClocks(1, "A"),
    )
    for label in ("0", "1", "2", "3", "4"):
        assert whispered(await world.ann.click(old, label=label)) == NOT_ORGANIZER
    for command, more in (("suggest", {}), ("adopt", {"suggestion": "A"})):
        done = await world.command(world.ann, f"rotation {command}", meeting="m1", **more)
        assert whispered(done) == NOT_ORGANIZER
    assert await world.sql("SELECT * FROM rotations") == before


async def test_only_meetings_of_a_series_are_offered(world: World) -> None:
    await world.plan("Single call", "2026-03-10 11:00")
    await series(world)
    for command in ("rotation suggest", "rotation adopt", "rotation show"):
        offered = await world.choices(world.organizer, command, "meeting")
        assert offered
        assert not [label for label in offered if "Single call" in label]


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
    labels = {
        part["component"]["custom_id"]: part for part in parts([opened.modal]) if part.get("label")
    }
    hosts = labels["hosts"]
    assert hosts["label"] == "Hosts: one of them can come to each meeting"
    assert hosts["description"] == "Write each name on its own line."


async def test_a_name_that_is_not_clear_is_put_right_in_the_form_with_what_was_typed(
    world: World,
) -> None:
    await series(world)
    for who in (world.ann, world.ben):
        await world.command(who, "me timezone", zone="Berlin")
    shown = await suggest(world)
    told = await ask(world, shown, hosts="Zoe\nben ito", distance="12", goal=["nobody"])
    assert whispered(told).startswith("I know nobody called “Zoe” here.")
    await world.command(world.organizer, "attendance link", name="Ann Gray", member=world.ann)
    await world.command(world.organizer, "attendance link", name="Ann Black", member=world.ben)
    opened = await world.press(told, "Change what you typed")
    asked = {"hosts": "Zoe\nben ito", "blocked_days": None, "distance": "12", "goal": "nobody"}
    assert prefilled(opened) == asked
    again = await world.organizer.submit_modal(opened, {"hosts": "ann", "goal": ["nobody"]})
    text = "Several names begin with “ann”: Ann Lee and Ben Ito. Please write the whole name."
    assert whispered(again) == text
    await world.restart()
    opened = await world.press(again, "Change what you typed")
    done = await world.organizer.submit_modal(opened, {"hosts": "ann l\nBen", "goal": ["nobody"]})
    assert "Not counted as hosts yet: Ann Lee, Ben Ito" in whispered(done)


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
        "Worked out with: no meetings on Mon, Fri, Sat, Sun; at least 12 h between two times; only "
        "members count."
    ) in text
    assert "Not counted as hosts yet: Olga Petrova. I asked them by direct message." in text
    line = text[text.index("### A") :].splitlines()[1]
    assert not re.search(r"Mon|Fri|Sat|Sun", line)


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("hosts", "Nobody Here", "Nobody Here"),
        ("hosts", "Ben Ito", "I do not know the time zone of Ben Ito."),
        ("blocked_days", "Blursday", "Blursday"),
        ("distance", "a lot", "a lot"),
        ("distance", "99", "0 to 84"),
    ],
)
async def test_what_cannot_be_read_is_said(world: World, field: str, typed: str, told: str) -> None:
    await series(world)
    await world.command(world.ben, "me reminders", dm=True, changes="dm")
    text = whispered(await ask(world, await suggest(world, 1), **{field: typed}))
    assert told in text
    assert "Adopt" not in text


async def test_where_nothing_fits_the_cause_is_named(world: World) -> None:
    await series(world)
    shown = await ask(world, await suggest(world, 1), blocked_days="every day")
    told = "There is no rotation of 1 with all of that. In the way: blocked days"
    assert told in whispered(shown).split("Today: ")[0]
    assert [*buttons_of(answer(shown))] == [*ASKING]


# Times of one's own


async def test_everybody_sees_their_own_next_dates(world: World) -> None:
    """Whoever gave no zone sees Discord's timestamps alone, which show their own clock."""
    await series(world)
    await world.command(world.ann, "me timezone", zone="Tokyo")
    await adopt(world, await suggest(world))
    mine = say(await world.command(world.ann, "meeting show", meeting="m2"))
    assert "Your next dates (Tokyo): " in mine.replace("**", "")
    theirs = raw_text(answer(await world.command(world.ben, "meeting show", meeting="m2")))
    assert "Your next dates" in theirs
    assert not CLOCK_TIME.search(theirs)


async def test_direct_messages_have_ones_own_next_dates(world: World) -> None:
    await series(world)
    await world.command(world.ann, "me timezone", zone="Tokyo")
    await world.command(world.ann, "me reminders", dm=True, changes="dm")
    await world.advance(days=3)
    await world.ann.click(world.card("Call"), label="Going")
    await adopt(world, await suggest(world, meeting="m1"))
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
    assert f"Saved: meetings suit you from {said}" in told
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
    assert "Nothing is stored about you" in say(await world.command(world.ann, "me show"))


# Did it work


async def test_attendance_before_and_since(world: World) -> None:
    await world.plan("Call", "2026-03-03 11:00", repeat="weekly")
    await world.until(moment("2026-03-03 11:00"))
    await world.ann.click(world.card("Call"), label="Check in")
    before = say(await world.command(world.ben, "rotation show", meeting="m2"))
    assert "Attendance so far" in before
    await adopt(world, await suggest(world, meeting="m3"))
    await world.advance(days=20)
    for who in (world.ann, world.ben):
        await world.command(world.organizer, "attendance add", meeting="m3", member=who)
    shown = await world.command(world.ben, "rotation show", meeting="m9")
    text = whispered(shown)
    for part in ("In turn: ", "Did it work?", "less than half a year", "Before", "Since"):
        assert part in text
    assert "People are counted by region once for each half-year." in text
    [(name, data)] = (await files_of(answer(shown))).items()
    assert (name, data[:4]) == ("attendance.png", b"\x89PNG")
    assert "Before: Tue 11:00 New York 1.0" in alt_text(answer(shown))
    assert re.search(r"Since: .* 2\.0", alt_text(answer(shown)))


# The same more closely: whom a card reaches, what it costs, and that it keeps its word


TIMES = re.compile(r"^### ([ABC]) ?.*\n\*\*(.+)\*\*$", re.MULTILINE)
ASKING = ("Ask members where they live", "Details", "Ask for something else")


def times_in(shown: Result) -> dict[str, str]:
    """What a card offers: letters → weekly times."""
    return dict(TIMES.findall(say(shown)))


async def two_places(world: World, when: str = "2026-03-11 11:00") -> Message:
    """The series, in a community of two places; the card of its first meeting."""
    for who, zone in ((world.ann, "Chicago"), (world.ben, "Kolkata")):
        await world.command(who, "me timezone", zone=zone)
    return await world.schedule("Call", when, repeat="every 2 weeks")


async def begins(world: World) -> list[str]:
    """When the meetings of the series begin."""
    return [at for (at,) in await world.sql("SELECT starts_at FROM meetings ORDER BY id")]


async def changed(world: World, shown: Result, **answers: str) -> Result:
    """The form is opened, and sent with some answers changed."""
    opened = await world.press(shown, "Ask for something else")
    values = {name: value or "" for name, value in prefilled(opened).items()} | answers
    chosen = {"goal": [values["goal"]] if values["goal"] else []}
    return await world.organizer.submit_modal(opened, values | chosen)


def prefilled(opened: Result) -> dict[str, str | None]:
    """What is filled in already in a form that opens."""
    assert opened.modal is not None
    fields = [part for part in parts([opened.modal]) if part.get("custom_id") in FIRST_ASKED]
    return {field["custom_id"]: _filled(field) for field in fields}


FIRST_ASKED = {"hosts": None, "blocked_days": "Sat, Sun", "distance": "6", "goal": "every"}


def _filled(field: Json) -> str | None:
    chosen = [each["value"] for each in field.get("options", []) if each["default"]]
    return chosen[0] if chosen else field.get("value")


async def test_card_news_and_meetings_say_the_same_times(world: World) -> None:
    await two_places(world)
    await world.locate(5)
    shown = await suggest(world)
    plans = times_in(shown)
    for block in say(shown).split("\n### ")[1:]:
        assert "\n-# First on your clock: <t:" in block
        assert re.search(r"\n\*\*\d of 9 regions\*\* can come, today \d\.\n", block)
        assert re.search(r"\nYour members can join \*\*\d+ %\*\* of meetings, today", block)
    assert "only members in regions with 5 or more." in say(shown)
    details = await world.press(shown, "Details")
    told = say(details)
    assert "\n**Wed 11:00 and Wed 23:00 New York**\n" in told
    assert re.findall(r"^### (\w) · (.+)$", told, re.MULTILINE) == [*plans.items()]
    assert "### Today · Wed 11:00 New York\n" in told
    assert len(raw_text(answer(details))) < 4_000
    for block in told.split("\n### ")[1:]:
        assert re.search(r"\n(Every region can come|Can't come: .+)\.\n", block)
        assert re.search(r"\nLate or early: \*\*.+\*\*, .+|No late or early hours", block)
    assert "-# A region can come when most people there can come to one of the times." in told
    assert "-# Late or early is the time between" in told
    for letter, times in plans.items():
        clocks = say(await world.press(details, f"Local times of {letter}"))
        assert clocks.startswith(f"## {letter} · {times}\n")
        assert all(f"- **{region}**" in clocks for region in Region)
    adopted = whispered(await adopt(world, shown))
    assert f"**Call** meets in turn at {plans['A']}, from <t:" in adopted
    [news] = world.notices("rotating times")
    first = rf"\*\*Call\*\* meets at rotating times from \w+ \d+ Mar on: {plans['A']}\n"
    assert re.match(first, text_of(news))
    assert re.search(r"can join \d+ % of the meetings, as before\.", text_of(news))
    said = re.findall(r"<t:(\d+):F>", raw_text(news))
    own = await world.command(world.organizer, "meeting show", meeting="m1")
    [dates] = [line for line in whispered(own).splitlines() if "Your next dates" in line]
    rotation = await world.command(world.ann, "rotation show", meeting="m1")
    assert f"In turn: **{plans['A']}**" in whispered(rotation)
    assert STAMP.findall(dates) == said == re.findall(r"<t:(\d+):F>", say(rotation))
    assert adopted.count(f"<t:{said[0]}:F>") == 1


async def test_the_picture_names_every_region_with_its_hours(world: World) -> None:
    await two_places(world)
    shown = await suggest(world, 3)
    told = alt_text(answer(shown))
    for region in Region:
        assert re.search(rf"{region} \d\d:\d\d to \d\d:\d\d", told)
    for label in times_in(shown):
        assert f"{label} at {times_in(shown)[label]}" in told
    bodies = [entry.json for entry in world.env.http_requests if isinstance(entry.json, dict)]
    [[sent]] = [body["attachments"] for body in bodies if body.get("attachments")]
    assert sent["description"] == told
    assert len(told) <= 1_024


async def test_the_picture_has_hours_of_a_region_where_one_is_busy_in_midweek(
    world: World,
) -> None:
    await world.plan("Call", "2026-03-11 11:00", repeat="weekly")
    for n in range(5):
        user = world.env.create_user(f"kolkata{n}", global_name=f"Kolkata {n}")
        person = world.guild.add_member(user)
        await world.command(person, "me timezone", zone="Kolkata")
    await world.command(person, "me hours", start="8", end="22", days="Mon, Tue, Fri")
    told = alt_text(answer(await suggest(world, 1)))
    assert "South Asia" in told
    assert "South Asia 00:00 to 00:00" not in told


async def all_said(world: World) -> str:
    """What a suggestion of one time and its details say."""
    shown = await suggest(world, 1)
    return "\n".join([say(shown), say(await world.press(shown, "Details"))])


async def test_of_few_nothing_is_shown_that_they_said(world: World) -> None:
    await world.plan("Call", "2026-03-11 11:00", repeat="weekly")
    before = await all_said(world)
    await world.command(world.ann, "me timezone", zone="Auckland")
    await world.command(world.ann, "me hours", start="3", end="4")
    after = await all_said(world)
    assert "No member has told me a time zone or a region yet" in before
    for name, lines in (("Today", 3), ("Only for comparison", 5)):
        [told] = re.findall(rf"### {name}.*" + r"\n.*" * (lines - 1), before)
        assert told in after


async def test_whoever_is_no_organizer_any_more_cannot_send_the_form(world: World) -> None:
    await world.plan("Call", "2026-03-11 11:00", repeat="weekly")
    opened = await world.press(await suggest(world, 1), "Ask for something else")
    offered = ("rotation adopt", "suggestion", "")
    assert await world.choices(world.organizer, *offered, meeting="m1")
    assert await world.choices(world.organizer, *offered) == {}
    assert await world.choices(world.ann, *offered, meeting="m1") == {}
    world.loses_role(world.organizer, world.organizers)
    refused = await world.organizer.submit_modal(opened, {"distance": "8"})
    assert whispered(refused) == NOT_ORGANIZER


async def test_a_letter_is_enough_and_the_meeting_is_where_it_begins(world: World) -> None:
    await two_places(world)
    before, plans = await begins(world), times_in(await suggest(world))
    for wrong, told in (("Z", "I can't find a suggestion “Z”"), ("today", NOTHING_TO_CHANGE)):
        options = {"meeting": "m1", "suggestion": wrong}
        refused = await world.command(world.organizer, "rotation adopt", **options)
        assert told in whispered(refused)
    options = {"meeting": "m3", "suggestion": " a "}
    done = await world.command(world.organizer, "rotation adopt", **options)
    assert f"in turn at {plans['A']}" in whispered(await world.sure(done))
    after = await begins(world)
    assert after[:2] == before[:2]
    assert after[2] != before[2]


async def test_what_cannot_rotate_cannot_be_adopted_either(world: World) -> None:
    await world.plan("Single", "2026-03-11 11:00")
    await world.plan("Daily", "2026-03-11 15:00", repeat="FREQ=DAILY")
    for title in ("Single", "Daily"):
        options = {"meeting": title, "suggestion": "A"}
        done = await world.command(world.organizer, "rotation adopt", **options)
        assert whispered(done) == NO_ROTATION_SERIES
    unknown = await suggest(world, meeting="m9999")
    assert "I can't find a meeting “m9999” here." in whispered(unknown)


# Other wishes


async def test_the_form_opens_with_what_the_card_was_asked_for(world: World) -> None:
    await two_places(world)
    first = await suggest(world, 1)
    wishes = {"blocked_days": "Fri to Sun", "distance": "10", "goal": "nobody"}
    second = await changed(world, first, hosts=" Ann Lee \n\nBen Ito", **wishes)
    assert "no meetings on Fri to Sun" in say(second)
    assert "Not counted as hosts yet: Ann Lee, Ben Ito." in say(second)
    opened = await world.press(second, "Ask for something else")
    assert prefilled(opened) == {"hosts": "Ann Lee\nBen Ito", **wishes}
    assert prefilled(await world.press(first, "Ask for something else")) == FIRST_ASKED
    least = await changed(world, first, blocked_days="", distance="", goal="")
    assert "-# Worked out with: only members count." in whispered(least)


async def test_what_is_in_the_way_is_named(world: World) -> None:
    await two_places(world)
    await world.command(world.ann, "me hours", start="9", end="17", days="Sat, Sun")
    shown = await suggest(world, 3)
    await changed(world, shown, hosts="Ann Lee")
    asked = world.old_message(ids.AgreeHost(1))
    await world.press_outside(world.ann.user, world.chat.id, asked, "0")
    for wishes, names in (
        ({"blocked_days": "", "distance": "84"}, "the smallest distance between two times"),
        ({"hosts": "Ann Lee"}, "blocked days or times; enough hosts in every week"),
    ):
        done = await changed(world, shown, **wishes)
        told = f"There is no rotation of 3 with all of that. In the way: {names}."
        assert told in whispered(done)
        assert times_in(done) == {}
        assert list(buttons_of(answer(done))) == [*ASKING]


# At once, late, and without a channel


def start(world: World, who: Person, data: Json, pressed: Message | None = None) -> Result:
    """A command, or a press of a button of a message, that nobody waits for."""
    backend = world.env.backend
    command, press = InteractionType.APPLICATION_COMMAND, InteractionType.MESSAGE_COMPONENT
    record, payload = base_payload(
        backend,
        type=press if pressed else command,
        channel_id=world.chat.id,
        guild_id=world.guild.id,
        user_id=who.id,
        data=data,
    )
    if pressed:
        stored = backend.get_message(world.chat.id, pressed.id)
        payload["message"] = dict(serializers.message_payload(backend, stored))
        record.source_message_id = pressed.id
    backend.emit("INTERACTION_CREATE", payload)
    return simcord.InteractionResult(world.env, record)


async def test_two_presses_at_once_adopt_once(world: World) -> None:
    await two_places(world)
    message = answer(await choose(world, await suggest(world)))
    pressed = {"custom_id": buttons_of(message)["Adopt"]["custom_id"], "component_type": 2}
    both = [start(world, world.organizer, pressed, message) for _ in range(2)]
    await world.advance()
    assert [done.acknowledged for done in both] == [True, True]
    assert ANSWERED in [say(done) for done in both]
    assert len(world.notices("rotating times")) == 1
    assert await world.sql("SELECT count(*) FROM rotations") == [(1,)]


async def test_others_are_answered_while_a_suggestion_is_worked_out(world: World) -> None:
    await two_places(world)
    root = world.env.backend.find_command("meeting", world.guild.id, type=1)
    assert root is not None
    listing = {"id": root["id"], "name": "meeting", "type": 1}
    listing["options"] = [{"type": 1, "name": "list", "options": []}]
    asked = asyncio.create_task(suggest(world, 4))
    await asyncio.sleep(0.1)
    listed, beats = start(world, world.ann, listing), 0
    while not asked.done():
        beats += 1
        await asyncio.sleep(0.01)
    assert beats > 20, "the loop stood still"
    shown = await asked
    sent = [str(entry.json) for entry in world.env.http_requests]
    [offered_at] = [n for n, body in enumerate(sent) if "Fair times for Call" in body]
    [listed_at] = [n for n, body in enumerate(sent) if raw_text(answer(listed))[:12] in body]
    assert listed_at < offered_at
    assert len(CLOCK_TIME.findall(times_in(shown)["A"])) == 4


async def test_each_card_adopts_what_it_shows_and_only_the_last_is_taken_back(
    world: World,
) -> None:
    await two_places(world)
    old, new = await suggest(world), await suggest(world, 1)
    first = await adopt(world, old)
    assert f"in turn at {times_in(old)['A']}, from" in whispered(first)
    second = await adopt(world, new)
    assert times_in(new)["A"] in whispered(second)
    assert whispered(await world.press(first, "Undo")) == NOTHING_TO_CHANGE
    assert whispered(await world.press(second, "Undo")).startswith("Taken back.")
    shown = say(await world.command(world.ann, "rotation show", meeting="m1"))
    assert f"In turn: **{times_in(old)['A']}**" in shown


async def test_undo_puts_everything_back_and_tells_whoever_goes(world: World) -> None:
    card = await two_places(world)
    for who in (world.ann, world.ben):
        await world.command(who, "me reminders", dm=True, changes="dm")
    await world.ann.click(card, label="Going")
    before = await begins(world)
    done = await adopt(world, await suggest(world))
    assert not set(before) & set(await begins(world))
    [moved] = STAMP.findall(whispered(done))[:1]
    assert f"<t:{moved}:F>" in world.direct(world.ann)[-1]
    assert f"<t:{moved}:F>" in raw_text(world.card("Call"))
    undone = whispered(await world.press(done, "Undo"))
    assert f"next {stamp('2026-03-11 11:00')}:F>" in undone
    assert await begins(world) == before
    for message in (world.direct(world.ann)[-1], raw_text(world.card("Call"))):
        assert stamp("2026-03-11 11:00") in message
    assert "**1** going" in text_of(world.card("Call"))
    assert len(world.direct(world.ann)) == 2
    assert world.direct(world.ben) == []


async def test_a_meeting_before_the_first_turn_is_the_next_one(world: World) -> None:
    """The first meeting is too near to be moved, and takes place nevertheless."""
    near = "2026-03-03 11:00"
    await two_places(world, near)
    done = await adopt(world, await suggest(world, 1))
    [news] = world.notices("another time")
    undone = whispered(await world.press(done, "Undo"))
    stays = f"-# Meetings before that stay at the old time. The next is {stamp(near)}:F>"
    assert stays in raw_text(news)
    assert f"next {stamp(near)}:F>" in undone


async def test_news_of_a_rotation_wait_for_another_channel(world: World) -> None:
    await two_places(world)
    shown = await suggest(world, 1)
    world.env.backend.delete_channel(world.news.id)
    assert whispered(await adopt(world, shown)).startswith("Adopted. ")
    await world.advance(minutes=1)
    other = world.guild.create_text_channel("other-news")
    await world.command(world.manager, "sig setup", announcements=other)
    await world.advance(minutes=1)
    assert any("at another time" in text_of(message) for message in other.history())


# Hours, in one's own words


READ = {
    ("9", "21:00", None): "09:00 to 21:00, Mon to Fri",
    ("9am", "9pm", "weekdays"): "09:00 to 21:00, Mon to Fri",
    (" 09:15 ", "5:45 PM", "Mon-Fri"): "09:15 to 17:45, Mon to Fri",
    ("9.30", "18h", "mon – wed"): "09:30 to 18:00, Mon to Wed",
    ("20:00", "2am", "Tue, Sat"): "20:00 to 02:00, Tue, Sat",
    ("noon", "23:30", "every day"): "12:00 to 23:30, every day",
    ("0", "12", "Saturday and Sunday"): "00:00 to 12:00, Sat, Sun",
    ("8", "22", "Sat-Mon"): "08:00 to 22:00, Mon, Sat, Sun",
    ("8", "22", "weekend; we"): "08:00 to 22:00, Wed, Sat, Sun",
}
UNREAD = {
    ("9", "*later* <@1>", None): "I could not read “*later* <@1>” as a time of day.",
    ("24:00", "9", None): "I could not read “24:00” as a time of day.",
    ("-9", "9", None): "I could not read “-9” as a time of day.",
    ("13pm", "22", None): "I could not read “13pm” as a time of day.",
    ("x" * 5_000, "22", None): "This time of day has 5,000 characters; please keep it to 40.",
    ("9", "17", "T"): "I could not read “T” as days.",
    ("9", "17", " , "): "as days. Please write them like `Mon-Fri` or `Tue, Sat`.",
}


async def say_hours(world: World, begin: str, end: str, days: str | None = None) -> str:
    done = await world.command(world.ann, "me hours", start=begin, end=end, days=days)
    return whispered(done)


async def about(world: World, who: Person, fact: str) -> str:
    """A line of `/me show`."""
    lines = whispered(await world.command(who, "me show")).splitlines()
    [line] = [line for line in lines if line.startswith(f"**{fact}** ")]
    return line.removeprefix(f"**{fact}** ")


async def test_hours_are_read_in_many_spellings(world: World) -> None:
    await world.command(world.ann, "me timezone", zone="Kolkata")
    for typed, read in READ.items():
        told = await say_hours(world, *typed)
        assert told.startswith(f"Saved: meetings suit you from {read}, on your own clock."), typed
        assert "/me timezone" not in told
        assert await about(world, world.ann, "Hours that suit you") == read
    await world.command(world.ben, "me reminders", dm=False)
    assert (await about(world, world.ben, "Hours that suit you")).startswith("08:00 to 22:00, ")


async def test_hours_that_cannot_be_read_leave_nothing_behind(world: World) -> None:
    world.forge_lengths()
    for typed, told in UNREAD.items():
        assert told in await say_hours(world, *typed), typed
    assert await world.sql("SELECT * FROM people WHERE name = 'Ann Lee'") == []
    await say_hours(world, "22:00", "06:00", "Fri")
    assert (await say_hours(world, "8am", "10pm")).startswith("Back to the usual hours")
    usual = await about(world, world.ann, "Hours that suit you")
    assert usual.startswith("08:00 to 22:00, Mon to Fri, as for everybody")
    assert await world.sql("SELECT * FROM hours") == []


async def test_late_hours_are_told_to_whoever_carried_them(world: World) -> None:
    await world.command(world.ann, "me timezone", zone="Auckland")
    await world.schedule("Call", "in 5 minutes")
    for who in (world.ann, world.ben):
        await world.command(who, "checkin")
    await world.advance(hours=2)
    fact = "Late or early hours so far"
    assert re.fullmatch(r"\d+ h(?: \d+ min)? in 1 meeting", await about(world, world.ann, fact))
    assert "`/me timezone`" in await about(world, world.ben, fact)
    await say_hours(world, "0", "24:00", "every day")
    assert await about(world, world.ann, fact) == "none"


async def test_after_half_a_year_nobody_is_warned_and_nobody_is_named(world: World) -> None:
    await two_places(world, "2026-03-03 11:00")
    at_first = await world.command(world.ann, "rotation show", meeting="m1")
    assert "Always: **Tue 11:00 New York**." in whispered(at_first)
    assert "### Attendance so far\n**Before**: no meetings yet" in say(at_first)
    assert answer(at_first).attachments == []
    await world.until(moment("2026-03-03 11:00"))
    for who in (world.ann, world.ben):
        await world.command(who, "checkin")
    await world.advance(hours=2)
    done = await adopt(world, await suggest(world, 1, "m2"))
    [first] = STAMP.findall(say(done))[:1]
    await world.advance(seconds=int(first) - world.env.now().timestamp())
    await world.command(world.ann, "checkin")
    await world.away(days=190)
    shown = await world.command(world.ben, "rotation show", meeting="m2")
    text, told = whispered(shown), alt_text(answer(shown))
    assert "### Did it work?\n**Before**: 2 attendees a meeting" in text
    assert "\n**Since**: " in text
    assert "careful" not in text
    assert len(raw_text(answer(shown))) <= 4_000
    assert "Since: " in told
    assert len(told) <= 1_024
    assert not re.search(r"\b(?:Ann|Ben)\b", text + told)
