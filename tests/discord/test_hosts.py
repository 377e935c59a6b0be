"""A member is asked to be a host: by direct message, or beside their next answer."""

import pytest

from sigbot.chat import custom_ids as ids
from tests.discord.cards import Cards
from tests.discord.test_direct import close_direct, told
from tests.discord.test_reach import press_in_direct
from tests.discord.test_rotation import ask, series, suggest
from tests.discord.world import Result, World, buttons_of, text_of, whispered

ASKED = "Do you want to be a host of Call? An organizer of Healthcare SIG looks for times"
YES = "Times for **Call** may be looked for with you as a host now."
NO = "You are no host of **Call**. Organizers see that you said No, and nothing else."


async def named(world: World) -> Result:
    """The organizer asks for times with Ann as a host."""
    return await ask(world, await suggest(world, 1), hosts="Ann Lee", distance="0")


async def begin(world: World) -> None:
    await world.command(world.ann, "me timezone", zone="Sydney")
    await series(world)


async def show(world: World) -> None:
    await begin(world)
    await named(world)
    await world.advance(seconds=1)


CARDS = Cards(
    ids={
        "sig:host_yes:1": ids.AgreeHost(1),
        "sig:host_no:1": ids.DeclineHost(1),
        "sig:going:1": ids.Going(1),
        "sig:maybe:1": ids.Maybe(1),
        "sig:cant:1": ids.Cant(1),
        "sig:who:1": ids.WhoComes(1),
        "sig:rotation_ask:1": ids.AskZones(1),
        "sig:rotation_details:1": ids.RotationDetails(1),
        "sig:rotation_wishes:1": ids.ChangeWishes(1),
        "sig:rotation_ask:2": ids.AskZones(2),
        "sig:rotation_details:2": ids.RotationDetails(2),
        "sig:rotation_wishes:2": ids.ChangeWishes(2),
    },
    show=show,
)


@pytest.mark.parametrize(
    ("label", "answered", "seen"),
    [
        ("Yes", YES, "one of Ann Lee at every meeting"),
        ("No", NO, "Said No to being a host: Ann Lee."),
    ],
)
async def test_a_host_answers_in_the_direct_message_and_counts_after_yes(
    world: World, label: str, answered: str, seen: str
) -> None:
    await begin(world)
    first = whispered(await named(world))
    assert "Not counted as hosts yet: Ann Lee. I asked them by direct message." in first
    assert "one of Ann Lee" not in first
    await world.advance(seconds=1)
    (question,) = world.ann.user.dm_channel.history()
    assert list(buttons_of(question)) == ["Yes", "No"]
    assert ASKED in text_of(question).replace("*", "")
    assert answered in whispered(await press_in_direct(world, world.ann, question, label))
    assert seen in whispered(await named(world))
    await world.advance(seconds=1)
    assert len(world.direct(world.ann)) == 1


async def test_a_host_whose_direct_messages_are_closed_is_asked_beside_their_next_answer(
    world: World,
) -> None:
    await begin(world)
    close_direct(world, world.ann)
    await named(world)
    await world.advance(seconds=1)
    pressed = await world.ann.click(world.card("Call"), label="Going")
    _, missed, question = told(pressed)
    assert "Your direct messages are closed to me" in missed
    assert ASKED in question.replace("*", "")
    card = pressed.followups[-1]
    assert list(buttons_of(card)) == ["Yes", "No"]
    assert YES in whispered(await world.ann.click(card, label="Yes"))
    assert "one of Ann Lee at every meeting" in whispered(await named(world))


async def test_nobody_answers_for_somebody_else(world: World) -> None:
    await show(world)
    forged = world.old_message(ids.AgreeHost(1), ids.DeclineHost(7))
    for who, label in ((world.ben, "0"), (world.organizer, "0"), (world.ann, "1")):
        pressed = await world.press_outside(who.user, world.chat.id, forged, label)
        assert "answered" in whispered(pressed)
    assert "Not counted as hosts yet: Ann Lee" in whispered(await named(world))
