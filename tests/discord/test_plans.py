"""`/plan`: what the community means to do."""

from typing import Any

import pytest

from sigbot.wording.refusals import NOT_ORGANIZER
from tests.discord.world import Result, World, answer, raw_text, say, whispered


async def add(world: World, title: str = "A paper", **options: Any) -> Result:
    return await world.command(world.organizer, "plan add", title=title, **options)


async def test_an_organizer_plans_work(world: World) -> None:
    told = whispered(await add(world))
    assert told == "Added **A paper** to the planned work. Change its status with `/plan update`."
    shown = whispered(await world.command(world.ann, "plan list"))
    assert "○ **A paper** · planned" in shown


async def test_work_may_be_due(world: World) -> None:
    told = whispered(await add(world, due="2026-12-31"))
    assert told.startswith("Added **A paper** to the planned work, due 31 Dec 2026. Change its")
    assert "due 31 Dec 2026" in say(await world.command(world.ann, "plan list"))


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        ("planned", "planned"),
        ("active", "in progress"),
        ("done", "done"),
        ("dropped", "dropped"),
    ],
)
async def test_an_organizer_says_how_work_goes(world: World, status: str, shown: str) -> None:
    await add(world)
    done = await world.command(world.organizer, "plan update", work="p1", status=status)
    assert whispered(done) == f"**A paper** is now {shown}."
    assert f"**A paper** · {shown}" in say(await world.command(world.ann, "plan list"))


async def test_typing_the_title_works_too(world: World) -> None:
    await add(world)
    done = await world.command(world.organizer, "plan update", work="a PAPER", status="done")
    assert "is now done" in whispered(done)


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "long title": ({"title": "x" * 5_000}, "This title has 5,000 characters;"),
    "unreadable date": ({"due": "soon"}, "I could not read “soon” as a date."),
    "no such day": ({"due": "2026-02-30"}, "I could not read “2026-02-30” as a date."),
}


@pytest.mark.parametrize(("options", "sentence"), REFUSED.values(), ids=REFUSED.keys())
async def test_work_that_cannot_be_is_refused(
    world: World, options: dict[str, Any], sentence: str
) -> None:
    world.forge_lengths()
    assert sentence in whispered(await add(world, **{"title": "A paper", **options}))
    assert "Nothing is planned yet." in say(await world.command(world.ann, "plan list"))


async def test_work_has_a_title_that_can_be_seen(world: World) -> None:
    for title in (" ", "\u200b"):
        assert not whispered(await add(world, title)).startswith("Planned")


async def test_unknown_work_is_refused(world: World) -> None:
    done = await world.command(world.organizer, "plan update", work="p9", status="done")
    assert "planned work “p9” here." in whispered(done)


async def test_a_member_neither_plans_nor_updates(world: World) -> None:
    await add(world)
    added = await world.command(world.ann, "plan add", title="Mine")
    updated = await world.command(world.ann, "plan update", work="p1", status="dropped")
    assert whispered(added) == whispered(updated) == NOT_ORGANIZER
    shown = say(await world.command(world.ann, "plan list"))
    assert "**A paper** · planned" in shown
    assert "Mine" not in shown


async def test_an_empty_list_says_how_to_fill_it(world: World) -> None:
    shown = whispered(await world.command(world.ann, "plan list"))
    assert "Organizers add work with `/plan add`." in shown


async def test_work_is_offered_by_title_and_sent_by_id(world: World) -> None:
    await add(world, "x" * 200)
    await add(world, "Digital twins")
    offered = await world.choices(world.organizer, "plan update", "work", "twin")
    assert offered == {"Digital twins · planned": "p2"}
    assert len(await world.choices(world.organizer, "plan update", "work")) == 2


async def test_a_long_list_of_long_titles_fits_into_one_message(world: World) -> None:
    for number in range(27):
        await add(world, f"{number} " + "x" * 190, due="2026-12-31")
    assert "and 18 more" in whispered(await world.command(world.ann, "plan list"))


async def test_what_people_type_changes_nothing_around_it(world: World) -> None:
    await add(world, "**@everyone** <@1> ```")
    shown = raw_text(answer(await world.command(world.ann, "plan list")))
    assert r"\*\*@everyone\*\* \<@1> \`\`\`" in shown
