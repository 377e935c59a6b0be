"""A guest from a file with the name of a member: asked about once, at check-in and at `add`."""

from sigbot.chat import custom_ids as ids
from sigbot.wording.attendance import KEPT_APART
from sigbot.wording.refusals import ANSWERED
from tests.discord.cards import Cards
from tests.discord.test_imports import send, zoom
from tests.discord.world import Result, World, answer, buttons_of, say, whispered

QUESTION = "A list from a file has a guest called **Ann Lee**, too. **Is that you?**"


async def _listed(world: World, *names: str) -> None:
    """The list of a meeting that still runs is imported."""
    review = await send(world, zoom(*(f"{name}||9:05|9:30" for name in names)))
    await world.press(review, "Confirm")


async def _asked(world: World) -> Result:
    """Ann checks in to a meeting whose list has a guest of her name."""
    card = await world.schedule("Kick-off", "in 5 minutes")
    await world.advance(minutes=30)
    await _listed(world, "Ann Lee", "Bo")
    return await world.ann.click(card, label="Check in")


async def show(world: World) -> None:
    await _asked(world)
    await world.command(world.organizer, "attendance add", meeting="m1", member=world.ann)


CARDS = Cards(
    ids={
        "sig:checkin:1": ids.CheckIn(1),
        "sig:going:1": ids.Going(1),
        "sig:maybe:1": ids.Maybe(1),
        "sig:cant:1": ids.Cant(1),
        "sig:who:1": ids.WhoComes(1),
        "sig:import_drop:1": ids.DropImport(1),
        "sig:import_undo:1": ids.UndoImport(1),
        "sig:import_write:1.0": ids.WriteImport(1, known=0),
        "sig:name_mine:1": ids.ClaimName(1),
        "sig:name_other:1": ids.KeepApart(1),
        "sig:name_join:1.3": ids.JoinGuest(1, owner=3),
    },
    show=show,
    names=("Kick-off", "Ann Lee"),
)


async def test_who_checks_in_says_that_the_guest_of_their_name_is_them(world: World) -> None:
    asked = await _asked(world)
    assert whispered(asked).startswith("You are checked in to **Kick-off**. Welcome!")
    assert QUESTION in say(asked)
    assert list(buttons_of(answer(asked))) == ["That's me", "Someone else"]
    assert await world.present() == ["Ann Lee", "Bo", "Ann Lee"]
    claimed = await world.press(asked, "That's me", world.ann)
    assert whispered(claimed).startswith("Done. The name **Ann Lee** in lists is you now")
    assert sorted(await world.present()) == ["Ann Lee", "Bo"]
    again = await world.command(world.ann, "checkin")
    assert whispered(again).startswith("You are already checked in to **Kick-off**.")
    assert "That's me" not in buttons_of(answer(again))


async def test_somebody_else_of_that_name_is_counted_apart(world: World) -> None:
    asked = await _asked(world)
    assert whispered(await world.press(asked, "Someone else", world.ann)) == KEPT_APART
    assert await world.present() == ["Ann Lee", "Bo", "Ann Lee"]
    again = await world.command(world.ann, "checkin")
    assert QUESTION not in say(again)
    # The buttons of an answer are for its reader only; a forged press changes nothing.
    old = world.old_message(ids.ClaimName(1))
    assert whispered(await world.ben.click(old, label="0")) == ANSWERED


async def test_who_is_on_the_list_from_a_file_checks_in_for_the_first_time(world: World) -> None:
    await world.command(world.ann, "me reminders", dm=True)
    card = await world.schedule("Kick-off", "in 5 minutes")
    await world.advance(minutes=30)
    await _listed(world, "Ann Lee")
    pressed = await world.ann.click(card, label="Check in")
    assert whispered(pressed) == "You are checked in to **Kick-off**. Welcome!"
    assert await world.present() == ["Ann Lee"]
    again = await world.ann.click(card, label="Check in")
    assert whispered(again).startswith("You are already checked in to **Kick-off**.")


async def test_an_organizer_who_adds_a_member_is_asked_about_the_guest(world: World) -> None:
    await world.hold()
    await _listed(world, "Ann Lee")
    added = await world.command(world.organizer, "attendance add", meeting="m1", member=world.ann)
    assert whispered(added).startswith("Added **Ann Lee** to the attendance of **Kick-off**.")
    assert "The lists also have a guest called **Ann Lee**" in say(added)
    joined = await world.press(added, "Same person")
    assert whispered(joined).startswith(
        "The guest **Ann Lee** from the lists and the member **Ann Lee** are one person now"
    )
    assert await world.present() == ["Ann Lee"]


async def test_a_file_knows_its_organizers(world: World) -> None:
    """Neither the manager, who set the server up, nor the organizer ever checked in."""
    await world.hold()
    people = "Mike McCoy||9:05|9:30", "Olga Petrova||9:05|9:30", "Ann Lee||9:05|9:30"
    review = await send(world, zoom(*people))
    assert "**2** known, **1** new" in say(review)
