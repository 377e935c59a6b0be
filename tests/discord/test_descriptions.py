"""The card has the beginning of a long description; all of it is shown to whoever asks."""

from sigbot.chat import custom_ids as ids
from tests.discord.cards import Cards
from tests.discord.world import WEDNESDAY, Result, World, answer, buttons_of, say, text_of

LONG = "word " * 399 + "end"


async def read(world: World) -> Result:
    card = await world.schedule("Kick-off", WEDNESDAY, description=LONG)
    return await world.ann.click(card, label="Whole description")


async def turned(world: World) -> Result:
    shown = await world.ann.click(answer(await read(world)), label="Next")
    return await world.ann.click(answer(shown), label="Previous")


CARDS = Cards(
    {
        "sig:going:1": ids.Going(1),
        "sig:maybe:1": ids.Maybe(1),
        "sig:cant:1": ids.Cant(1),
        "sig:who:1": ids.WhoComes(1),
        "sig:description:1": ids.ReadDescription(1),
        "sig:description_page:1.0": ids.TurnDescription(1, 0),
        "sig:description_page:1.1": ids.TurnDescription(1, 1),
    },
    turned,
    ("Kick-off", "word"),
)


async def test_a_long_description_is_read_on_pages(world: World) -> None:
    shown = await read(world)
    assert answer(shown).flags.ephemeral
    assert say(shown).startswith("## About Kick-off\nword word")
    assert "Page 1 of 2" in say(shown)
    last = await world.ann.click(answer(shown), label="Next")
    assert text_of(answer(last)).count("word ") < 399
    assert "word end" in text_of(answer(last))
    assert list(buttons_of(answer(last))) == ["Previous"]
    assert "…" in text_of(world.card("Kick-off"))


async def test_a_short_description_needs_no_button(world: World) -> None:
    card = await world.schedule("Kick-off", WEDNESDAY, description="What we learnt.")
    assert "Whole description" not in buttons_of(card)
