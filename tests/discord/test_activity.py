"""`/activity`: what the community did."""

from typing import Any

import pytest

from sigbot.wording.refusals import NOT_ORGANIZER
from tests.discord.world import Result, World, answer, raw_text, say, whispered


async def add(world: World, title: str = "A talk", **options: Any) -> Result:
    return await world.command(world.organizer, "activity add", title=title, **options)


async def test_an_organizer_adds_an_activity_of_today(world: World) -> None:
    told = whispered(await add(world))
    assert (
        told
        == "Added the activity **A talk** (Presentation, 2 Mar 2026). It will be in the report."
    )


async def test_today_is_the_community_s_day(world: World) -> None:
    await world.advance(hours=13)  # 22:00 in New York, 03:00 of the next day in London
    assert "2 Mar 2026" in say(await add(world))


async def test_an_activity_has_a_kind_a_date_and_a_link(world: World) -> None:
    done = await add(world, kind="outreach", date="2026-02-28", link="https://example.org")
    assert "(Outreach, 28 Feb 2026)" in whispered(done)
    shown = whispered(await world.command(world.ann, "activity list"))
    assert "28 Feb 2026 · **A talk** · Outreach" in shown
    rows = await world.sql("SELECT link FROM activities")
    assert rows == [("https://example.org",)]


async def test_a_date_is_typed_as_people_say_it(world: World) -> None:
    offered = await world.choices(world.organizer, "activity add", "date", "3 Mar")
    assert offered == {"Mon 3 Mar 2025": "2025-03-03"}
    assert "27 Feb 2026" in whispered(await add(world, date="last Friday"))
    both = whispered(await add(world, date="02/03/2026"))
    assert both == (
        "“02/03/2026” can mean 3 Feb 2026 or 2 Mar 2026. Please type the date like `2026-02-03`."
    )
    due = await world.choices(world.organizer, "plan add", "due", "3 Mar")
    assert due == {"Tue 3 Mar 2026": "2026-03-03"}


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "long title": ({"title": "x" * 5_000}, "This title has 5,000 characters;"),
    "unreadable date": ({"date": "last week"}, "I could not read “last week” as a date."),
    "no such day": ({"date": "2026-02-30"}, "I could not read “2026-02-30” as a date."),
    "long date": ({"date": "9" * 5_000}, "This date has 5,000 characters; please keep it to 40."),
    "no link": ({"link": "our wiki"}, "That is not a web link."),
}


@pytest.mark.parametrize(("options", "sentence"), REFUSED.values(), ids=REFUSED.keys())
async def test_an_activity_that_cannot_be_is_refused(
    world: World, options: dict[str, Any], sentence: str
) -> None:
    world.forge_lengths()
    assert sentence in whispered(await add(world, **{"title": "A talk", **options}))
    assert "No activities recorded." in say(await world.command(world.ann, "activity list"))


async def test_an_activity_has_a_title_that_can_be_seen(world: World) -> None:
    for title in (" ", "\u200b"):
        assert not whispered(await add(world, title)).startswith("Added")


async def test_an_empty_list_says_how_to_fill_it(world: World) -> None:
    shown = whispered(await world.command(world.ann, "activity list"))
    assert "Organizers add them with `/activity add`." in shown


async def test_the_list_begins_with_the_newest_and_may_be_of_a_period(world: World) -> None:
    await add(world, "Second", date="2026-02-02")
    await add(world, "First", date="2026-01-02")
    await add(world, "Old", date="2025-12-31")
    shown = say(await world.command(world.ann, "activity list", period="H1 2026"))
    assert shown.index("Second") < shown.index("First")
    assert "Old" not in shown


async def test_a_period_that_cannot_be_read_is_refused(world: World) -> None:
    told = whispered(await world.command(world.ann, "activity list", period="some day"))
    assert told.startswith("I could not read “some day” as a period.")


@pytest.mark.parametrize("text", ["a1", "a TALK", "A1"])
async def test_an_organizer_removes_an_activity(world: World, text: str) -> None:
    await add(world)
    done = await world.command(world.organizer, "activity remove", activity=text)
    assert whispered(done) == "Removed the activity **A talk**."
    assert "No activities recorded." in say(await world.command(world.ann, "activity list"))


async def test_an_unknown_activity_is_refused(world: World) -> None:
    done = await world.command(world.organizer, "activity remove", activity="a9")
    assert "I can't find an activity “a9” here." in whispered(done)


async def test_a_member_neither_adds_nor_removes(world: World) -> None:
    await add(world)
    added = await world.command(world.ann, "activity add", title="Mine")
    removed = await world.command(world.ann, "activity remove", activity="a1")
    assert whispered(added) == whispered(removed) == NOT_ORGANIZER
    shown = say(await world.command(world.ann, "activity list"))
    assert "A talk" in shown
    assert "Mine" not in shown


async def test_activities_are_offered_by_title_and_sent_by_id(world: World) -> None:
    await add(world, "x" * 200)
    await add(world, "Digital twins", date="2026-02-28")
    offered = await world.choices(world.organizer, "activity remove", "activity", "twin")
    assert offered == {"Digital twins · 28 Feb 2026": "a2"}
    assert len(await world.choices(world.organizer, "activity remove", "activity")) == 2


async def test_periods_are_offered(world: World) -> None:
    assert "H1 2026" in await world.choices(world.ann, "activity list", "period", "h1")


async def test_a_long_list_of_long_titles_fits_into_one_message(world: World) -> None:
    for number in range(27):
        await add(world, f"{number} " + "x" * 190)
    shown = await world.command(world.ann, "activity list")
    assert "and 18 more" in whispered(shown)


async def test_what_people_type_changes_nothing_around_it(world: World) -> None:
    await add(world, "**@everyone** <@1> ```")
    shown = raw_text(answer(await world.command(world.ann, "activity list")))
    assert r"\*\*@everyone\*\* \<@1> \`\`\`" in shown
