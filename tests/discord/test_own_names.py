"""`/me show` asks whether a name in attendance files is mine."""

from sigbot.chat import custom_ids as ids
from sigbot.wording.members import COUNT_NAME, NOT_MY_NAME
from sigbot.wording.refusals import ANSWERED
from tests.discord.cards import Cards
from tests.discord.test_imports import send, zoom
from tests.discord.test_links import link
from tests.discord.world import Result, World, answer, buttons_of, say, whispered


async def asked(world: World) -> Result:
    """A name in a file was linked to Ann, who looks what is stored about her."""
    await world.hold()
    await world.press(await send(world, zoom("Annie|annie@example.org|9:05|9:30")), "Confirm")
    await link(world, "Annie", world.ann)
    return await world.command(world.ann, "me show")


CARDS = Cards(
    {
        "sig:cant:1": ids.Cant(1),
        "sig:checkin:1": ids.CheckIn(1),
        "sig:going:1": ids.Going(1),
        "sig:maybe:1": ids.Maybe(1),
        "sig:who:1": ids.WhoComes(1),
        "sig:import_drop:1": ids.DropImport(1),
        "sig:import_undo:1": ids.UndoImport(1),
        "sig:import_write:1.0": ids.WriteImport(1, known=0),
        "sig:own_name_yes:1": ids.NameIsMine(1),
        "sig:own_name_no:1": ids.NameIsNotMine(1),
        "sig:unlink:1.2": ids.UndoLink(name=1, owner=2),
    },
    asked,
    ("Kick-off", "Annie"),
)


async def test_somebody_says_that_a_name_is_theirs(world: World) -> None:
    shown = await asked(world)
    assert "An organizer has linked the name **Annie** to you." in say(shown)
    assert [*buttons_of(answer(shown))] == [COUNT_NAME, NOT_MY_NAME]
    await world.ann.click(answer(shown), label=COUNT_NAME)
    again = await world.command(world.ann, "me show")
    assert "Annie" not in say(again)
    assert await world.sql("SELECT is_theirs FROM own_names") == [(1,)]


async def test_somebody_says_that_a_name_is_not_theirs_and_is_not_asked_again(
    world: World,
) -> None:
    shown = await asked(world)
    pressed = await world.ann.click(answer(shown), label=NOT_MY_NAME)
    assert pressed.acknowledged
    assert "Annie" not in say(await world.command(world.ann, "me show"))
    assert await world.sql("SELECT is_theirs FROM own_names") == [(0,)]


async def test_a_button_of_a_name_that_was_answered_says_so(world: World) -> None:
    shown = await asked(world)
    other = await world.command(world.ann, "me show")
    await world.ann.click(answer(shown), label=COUNT_NAME)
    late = await world.ann.click(answer(other), label=NOT_MY_NAME)
    assert whispered(late) == ANSWERED


async def test_nobody_is_asked_about_names_of_others(world: World) -> None:
    await asked(world)
    assert "Annie" not in say(await world.command(world.ben, "me show"))
