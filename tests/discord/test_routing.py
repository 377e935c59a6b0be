"""What cards and forms carry in their custom ids, and who handles it."""

from collections.abc import Iterable

import pytest

from sigbot.chat import custom_ids as ids
from sigbot.chat.actions import Action
from sigbot.store.rows import all_tables
from tests.chat.earlier_ids import EARLIER, NO_LONGER_MADE
from tests.declared import declared
from tests.discord.cards import Cards
from tests.discord.manners import button_ids_in, form_ids_in
from tests.discord.test_imports import dated, send, zoom
from tests.discord.world import World, furnish, moment, set_up, whispered


async def show_every_card(world: World) -> None:
    """One of each card with buttons, and of each form."""
    card = await world.schedule("Kick-off", "in 5 minutes")
    await world.ann.click(card, label="Check in")
    await world.command(world.organizer, "attendance show", meeting="m1")
    await world.command(world.organizer, "meeting schedule", title="Later", when="03/04 11:00")
    await world.advance(hours=2)
    await show_reviews(world)
    await world.command(world.organizer, "attendance link", name="Sammy", member=world.ann)
    report = await world.command(world.organizer, "report", period="H1 2026")
    await world.press(report, "Write your sentences")
    await world.locate(10)
    await world.command(world.ann, "me timezone", zone="New York")
    await world.until(moment("2026-03-11 10:50"))
    await world.plan("Call", "2026-03-11 11:00", repeat="every 2 weeks")
    rotation = await world.command(world.organizer, "rotation suggest", meeting="m2")
    await world.press(rotation, "Ask for something else")
    await world.press(rotation, "Details")
    await world.sure(await world.press(rotation, "Adopt A"))


async def show_reviews(world: World) -> None:
    """Reviews of files that ask for the day, how many people, and who it is."""
    await send(world, dated("04/05/2026"))
    await send(world, zoom(*(f"{name}||9:0{n}|9:30" for name in ("Sam", "Wei") for n in (5, 6))))
    for name in ("sammy.one", "sammy.two"):
        sammy = world.guild.add_member(world.env.create_user(name, global_name="Sammy"))
        await world.command(sammy, "me reminders", dm=True)
    done = await send(world, zoom("Sammy||9:05|9:30"))
    await world.press(done, "Somebody new")
    await world.press(done, "Confirm")


NAMES = ("Kick-off", "Call", "Sam")
FEATURES = [Cards(EARLIER, show_every_card, NAMES), *declared("discord", "CARDS", Cards)]
"""A feature that comes new declares its cards in its own test module."""


@pytest.mark.parametrize("cards", FEATURES, ids=lambda cards: cards.show.__module__)
async def test_cards_and_forms_carry_the_ids_that_they_have_always_carried(
    world: World, cards: Cards
) -> None:
    """Whoever presses them on another server learns nothing, and changes nothing."""
    await cards.show(world)
    sent = world.env.http_requests
    actions = {made.action for made in cards.ids.values()}
    on_buttons = _own(actions, (text for entry in sent for text in button_ids_in(entry)))
    on_forms = _own(actions, (text for entry in sent for text in form_ids_in(entry)))
    assert set(cards.ids) <= on_buttons | on_forms
    assert all(name in str([entry.json for entry in sent]) for name in cards.names)
    presses, submits = world.bot._presses.keys(), world.bot._submits.keys()
    assert {ids.decode(text).action for text in on_buttons} == presses & actions
    assert {ids.decode(text).action for text in on_forms} == submits & actions
    other = furnish(world.env, world.database, "Another SIG")
    await set_up(other)
    before = await kept(world, cards.of_presser)
    for custom_id in sorted(on_buttons):
        pressed = await other.organizer.click(other.old_message(custom_id), label="0")
        told = str(pressed.modal) if pressed.modal else whispered(pressed)
        assert not any(name in told for name in cards.names), told
    assert await kept(world, cards.of_presser) == before


def _own(actions: set[Action], texts: Iterable[str]) -> set[str]:
    """The ids of a feature's own actions: cards of other features carry theirs, too."""
    return {text for text in texts if ids.decode(text).action in actions}


def test_every_action_is_on_a_card_that_a_feature_declares() -> None:
    declared_ids = (made for cards in FEATURES for made in cards.ids.values())
    old = {made.action for made in NO_LONGER_MADE.values()}
    assert {made.action for made in declared_ids} == set(Action) - old


async def kept(world: World, but: Iterable[str] = ()) -> dict[str, list[object]]:
    """What presses might change: every row there is, but for those of some tables."""
    tables = [table for table in all_tables().tables if table not in but]
    return {table: [*await world.sql(f"SELECT * FROM {table}")] for table in tables}


async def test_every_action_has_its_handler_and_no_other_has(world: World) -> None:
    handled = {*world.bot._presses, *world.bot._submits}
    assert handled == set(Action)
