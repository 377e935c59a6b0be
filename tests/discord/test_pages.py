"""`/sig page`: asked first, told where it is, and turned off at once."""

from sigbot.chat import custom_ids as ids
from sigbot.chat.bot import SigBot
from sigbot.wording.pages import NO_PAGES, OFF, OFF_ALREADY, TURNED_OFF
from sigbot.wording.refusals import NOT_ORGANIZER
from tests.discord.cards import Cards
from tests.discord.world import World, answer, buttons_of, say, whispered

BASE = "https://sig.example.org"


def served(world: World, base: str = BASE) -> str:
    """Others reach the web server from now on; return the address of the page."""
    bot = world.env.bot
    assert isinstance(bot, SigBot)
    bot.public_url = base
    return f"{base}/sig/{world.guild.id}"


async def _ask(world: World) -> None:
    served(world)
    await world.command(world.organizer, "sig page", public=True)


CARDS = Cards({"sig:page_yes:1": ids.ConfirmPage(1), "sig:keep:1": ids.Keep(1)}, _ask, ())


async def test_it_is_asked_first_then_told_where_it_is(world: World) -> None:
    address = served(world)
    assert whispered(await world.command(world.organizer, "sig page")) == OFF
    asked = await world.command(world.organizer, "sig page", public=True)
    assert whispered(asked).startswith("**Turn on the public page?** Everybody on the internet")
    assert address in say(asked)
    on = await world.press(asked, "Turn it on")
    assert buttons_of(answer(on)) == {}
    assert answer(on).id == answer(asked).id
    assert f"The public page is on now: <{address}>" in say(on)
    for command in ({}, {"public": True}):
        told = whispered(await world.command(world.organizer, "sig page", **command))
        assert told == f"The public page is on: <{address}>"
    fact = f"**Public page** <{address}>"
    assert fact in whispered(await world.command(world.ann, "sig show"))
    assert fact in whispered(await world.command(world.organizer, "sig setup"))
    off = await world.command(world.organizer, "sig page", public=False)
    assert whispered(off) == TURNED_OFF
    assert fact not in whispered(await world.command(world.ann, "sig show"))
    assert fact not in whispered(await world.command(world.organizer, "sig setup"))
    again = await world.command(world.organizer, "sig page", public=False)
    assert whispered(again) == OFF_ALREADY


async def test_it_can_be_kept_off(world: World) -> None:
    served(world)
    asked = await world.command(world.organizer, "sig page", public=True)
    await world.press(asked, "Keep it off")
    assert whispered(await world.command(world.organizer, "sig page")) == OFF


async def test_without_an_address_it_says_what_the_operator_has_to_do(world: World) -> None:
    for options in ({}, {"public": True}):
        done = await world.command(world.organizer, "sig page", **options)
        assert whispered(done) == NO_PAGES.replace("\\", "")
    served(world)
    asked = await world.command(world.organizer, "sig page", public=True)
    await world.press(asked, "Turn it on")
    served(world, "")
    shown = whispered(await world.command(world.ann, "sig show"))
    assert "Public page" not in shown
    off = await world.command(world.organizer, "sig page", public=False)
    assert whispered(off) == TURNED_OFF


async def test_members_do_not_turn_it_on(world: World) -> None:
    served(world)
    done = await world.command(world.ann, "sig page", public=True)
    assert whispered(done) == NOT_ORGANIZER
