"""`/me`: what people say of themselves, and what is stored about them."""

import pytest

from sigbot.chat import custom_ids as ids
from sigbot.domain.members import ATTRIBUTES
from sigbot.wording import members as members_say
from sigbot.wording.refusals import NOT_SET_UP
from tests.discord.cards import Cards
from tests.discord.world import Result, World, buttons_of, parts, say, stamp, whispered

EVERYTHING = {
    "region": ["Europe"],
    "gender": ["female"],
    "organization": ["life sciences"],
    "experience": ["over 10 years"],
}

CARDS = Cards(
    {"sig:about:": ids.DescribeSelf()}, lambda world: world.command(world.ann, "me about")
)


def chosen(shown: Result) -> dict[str, list[str]]:
    """What is chosen already in a modal that opens: name of the question → values."""
    assert shown.modal is not None
    menus = [part for part in parts(shown.modal["components"]) if "options" in part]
    return {
        menu["custom_id"]: [option["value"] for option in menu["options"] if option.get("default")]
        for menu in menus
    }


# Time zone


@pytest.mark.parametrize(
    ("typed", "place", "time"),
    [
        ("nairobi", "Nairobi", "17:00"),
        ("Asia/Calcutta", "Kolkata", "19:30"),
        ("America/New York", "New York", "09:00"),
    ],
)
async def test_a_member_says_where_they_are(
    world: World, typed: str, place: str, time: str
) -> None:
    told = whispered(await world.command(world.ann, "me timezone", zone=typed))
    assert f"Your time zone is now **{place}**, where it is {time}." in told
    assert place.replace(" ", "_") in say(await world.command(world.ann, "me show"))


REFUSED_ZONES = {
    "Atlantis": "I do not know a time zone “Atlantis”.",
    "IST": "“IST” can mean several time zones: `Asia/Kolkata`, `Europe/Dublin`",
    "UTC+3": "“UTC+3” is a fixed offset and does not follow clock changes.",
    "EST": "Did you mean `America/New_York`?",
    "*@everyone*": "I do not know a time zone “*@everyone*”.",
    "x" * 5_000: "This time zone has 5,000 characters; please keep it to 100.",
}


@pytest.mark.parametrize(("typed", "sentence"), REFUSED_ZONES.items(), ids=range(6))
async def test_a_zone_that_cannot_be_read_is_refused(
    world: World, typed: str, sentence: str
) -> None:
    world.forge_lengths()
    assert sentence in whispered(await world.command(world.ann, "me timezone", zone=typed))
    assert members_say.SHOW_NOTHING in say(await world.command(world.ann, "me show"))


async def test_zones_are_offered_while_typing(world: World) -> None:
    offered = await world.choices(world.ann, "me timezone", "zone", "new")
    assert next(iter(offered.items())) == ("New York, now 09:00 (UTC-5)", "America/New_York")
    assert await world.choices(world.ann, "me timezone", "zone", "atlantis") == {}


async def test_times_are_read_where_the_reader_is(world: World) -> None:
    await world.command(world.organizer, "me timezone", zone="Nairobi")
    done = await world.command(
        world.organizer, "meeting schedule", title="Call", when="2026-03-04 11:00"
    )
    assert stamp("2026-03-04 03:00") in whispered(done)


# About


async def test_the_form_asks_four_things_and_tells_why(world: World) -> None:
    shown = await world.command(world.ann, "me about")
    assert shown.modal is not None
    assert shown.modal["title"] == "About me"
    texts = [part["content"] for part in parts(shown.modal["components"]) if "content" in part]
    purpose, seen, taken_back = texts[0].splitlines()
    assert purpose.startswith("**What it is for:**")
    assert "All of it is optional." in purpose
    assert seen.startswith("**What organizers see:** your region.")
    assert taken_back.startswith("**To take it back:**")
    assert set(chosen(shown)) == set(ATTRIBUTES)


async def test_nothing_in_the_form_has_to_be_answered(world: World) -> None:
    shown = await world.command(world.ann, "me about")
    assert shown.modal is not None
    menus = [part for part in parts(shown.modal["components"]) if "options" in part]
    assert [(menu["required"], menu["min_values"]) for menu in menus] == [(False, 0)] * 4


async def test_what_somebody_says_of_themselves_is_kept_for_them(world: World) -> None:
    shown = await world.command(world.ann, "me about")
    saved = await world.ann.submit_modal(shown, EVERYTHING)
    assert "Your region also helps to find fair meeting times, and organizers see it." in say(saved)
    about = whispered(await world.command(world.ann, "me show"))
    for answer in ("Europe", "Female", "Life sciences, pharma", "More than 10 years"):
        assert answer in about
    assert "You agreed to be counted <t:" in about


async def test_the_form_opens_with_what_was_said_before(world: World) -> None:
    await world.ann.submit_modal(await world.command(world.ann, "me about"), EVERYTHING)
    assert chosen(await world.command(world.ann, "me about")) == EVERYTHING


async def test_one_answer_alone_is_enough(world: World) -> None:
    shown = await world.command(world.ann, "me about")
    await world.ann.submit_modal(shown, {"region": ["Africa"]})
    about = say(await world.command(world.ann, "me show"))
    assert "Africa" in about
    assert about.count("not stated") == 3


async def test_without_a_region_nothing_is_said_of_organizers(world: World) -> None:
    shown = await world.command(world.ann, "me about")
    saved = await world.ann.submit_modal(shown, {"gender": ["female"]})
    assert whispered(saved).startswith("Saved your answers. They are counted in averages.")
    assert "organizers" not in say(saved)


async def test_somebody_new_is_told_that_nothing_is_stored(world: World) -> None:
    title, told = whispered(await world.command(world.ann, "me show")).splitlines()
    assert title == members_say.SHOW_TITLE
    assert told == members_say.SHOW_NOTHING
    # Who set the server up is no person of the community, but what they did is noted.
    told = whispered(await world.command(world.manager, "me show"))
    assert told.endswith(members_say.SHOW_TRACES)


async def test_an_empty_form_takes_everything_back(world: World) -> None:
    await world.ann.submit_modal(await world.command(world.ann, "me about"), EVERYTHING)
    emptied = await world.ann.submit_modal(await world.command(world.ann, "me about"), {})
    assert whispered(emptied).startswith("Deleted your answers.")
    about = say(await world.command(world.ann, "me show"))
    assert "not stated" not in about
    assert "You said nothing about yourself" in about


async def test_an_empty_form_of_somebody_who_said_nothing_stores_nothing(world: World) -> None:
    emptied = await world.ann.submit_modal(await world.command(world.ann, "me about"), {})
    assert whispered(emptied).startswith("You gave no answers, so nothing was stored.")
    assert await world.sql("SELECT count(*) FROM consents") == [(0,)]


async def test_two_people_may_have_the_form_open_at_once(world: World) -> None:
    first = await world.command(world.ann, "me about")
    second = await world.command(world.ben, "me about")
    saved = [
        await world.ben.submit_modal(second, {"region": ["Africa"]}),
        await world.ann.submit_modal(first, {"region": ["Europe"]}),
    ]
    assert all(whispered(each).startswith("Saved your answers.") for each in saved)
    assert "Europe" in say(await world.command(world.ann, "me show"))
    assert "Africa" in say(await world.command(world.ben, "me show"))


async def test_a_form_that_was_open_during_a_restart_is_still_saved(world: World) -> None:
    shown = await world.command(world.ann, "me about")
    await world.restart()
    assert whispered(await world.ann.submit_modal(shown, EVERYTHING)).startswith(
        "Saved your answers."
    )
    assert "Europe" in say(await world.command(world.ann, "me show"))


async def test_before_the_setup_a_form_is_answered_with_how_to_begin(world: World) -> None:
    shown = await world.command(world.ann, "me about")
    await world.sql("UPDATE communities SET guild_id = guild_id + 1")
    assert whispered(await world.ann.submit_modal(shown, EVERYTHING)) == NOT_SET_UP


# Show


async def test_show_tells_all_that_is_stored(world: World) -> None:
    await world.command(world.organizer, "sig subgroup add", name="Patient")
    await world.command(world.ann, "sig subgroup join", subgroup="Patient")
    card = await world.schedule(when="in 10 minutes")
    await world.ann.click(card, label="Check in")
    about = whispered(await world.command(world.ann, "me show"))
    for fact in ("Ann Lee", "Patient", "**Meetings attended** 1", "You said nothing"):
        assert fact in about


async def test_show_tells_nothing_about_others(world: World) -> None:
    await world.ann.submit_modal(await world.command(world.ann, "me about"), EVERYTHING)
    await world.command(world.ben, "me reminders", dm=False)
    about = whispered(await world.command(world.ben, "me show"))
    assert "Ben Ito" in about
    assert "Europe" not in about
    assert buttons_of((await world.command(world.ben, "me show")).response) == {}  # type: ignore[arg-type]
