"""A member is asked whether a report may name them: by direct message, or beside their answer."""

from datetime import date

import pytest

from sigbot.chat import custom_ids as ids
from tests.chat.earlier_ids import MARKS
from tests.discord.cards import Cards
from tests.discord.test_direct import close_direct, told
from tests.discord.test_reach import press_in_direct
from tests.discord.world import Result, World, answer, buttons_of, text_of, whispered

HALF = date(2026, 1, 1), date(2026, 6, 30)
ASKED = "May the report of H1 2026 name you as an author, as Ann Lee?"
YES = "The report of H1 2026 may name you. Press **No** to take it back."
NO = "The report of H1 2026 does not name you."
WAITING = "Not named, because they have not said Yes yet: Ann Lee."


async def report(world: World) -> Result:
    return await world.command(world.organizer, "report", period="H1 2026")


async def begin(world: World) -> None:
    await world.command(world.ann, "me timezone", zone="Berlin")
    await world.command(world.organizer, "activity add", title="A talk", kind="outreach")


async def name(world: World) -> str:
    """The organizer writes down Ann and somebody from outside; return the card."""
    form = await world.organizer.click(answer(await report(world)), label="Write your sentences")
    saved = await world.organizer.submit_modal(
        form, {"health": "Well.", "authors": "Ann Lee\nDr Okafor"}
    )
    return whispered(saved)


async def show(world: World) -> None:
    await begin(world)
    await name(world)
    await world.advance(seconds=1)


CARDS = Cards(
    ids={
        "sig:author_yes:1": ids.AgreeAuthor(1),
        "sig:author_no:1": ids.DeclineAuthor(1),
        "sig:report_edit:2026-01-01..2026-06-30": ids.EditReport(*HALF),
        f"sig:report_write:2026-01-01..2026-06-30..{MARKS}": ids.WriteSentences(*HALF, MARKS),
        "sig:report_publish:2026-01-01..2026-06-30": ids.PublishReport(*HALF),
    },
    show=show,
)


@pytest.mark.parametrize(
    ("label", "answered", "seen", "named"),
    [
        ("Yes", YES, "It names as authors: Ann Lee and Dr Okafor.", "Saved"),
        ("No", NO, "Not named, because they have not said Yes: Ann Lee.", "Said No"),
    ],
)
async def test_an_author_answers_in_the_direct_message_and_publishing_says_who_is_named(
    world: World, label: str, answered: str, seen: str, named: str
) -> None:
    await begin(world)
    assert WAITING in await name(world)
    await world.advance(seconds=1)
    (question,) = world.ann.user.dm_channel.history()
    assert list(buttons_of(question)) == ["Yes", "No"]
    assert ASKED in text_of(question).replace("*", "")
    assert answered in whispered(await press_in_direct(world, world.ann, question, label))
    card = await name(world)
    assert named in card
    assert WAITING not in card
    asked = whispered(await world.press(await report(world), "Publish"))
    assert seen in asked
    assert "By publishing you confirm: all people who are named as authors, in titles or" in asked


async def test_an_author_whose_direct_messages_are_closed_is_asked_beside_their_next_answer(
    world: World,
) -> None:
    await begin(world)
    close_direct(world, world.ann)
    await name(world)
    await world.advance(seconds=1)
    pressed = await world.command(world.ann, "me timezone", zone="Berlin")
    assert ASKED in told(pressed)[-1].replace("*", "")
    card = pressed.followups[-1]
    assert YES in whispered(await world.ann.click(card, label="Yes"))
    assert WAITING not in await name(world)
