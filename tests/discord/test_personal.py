"""`/me export` and `/me forget`: for oneself alone, asked first, and for this server only."""

import json

from sigbot.chat import custom_ids as ids
from sigbot.wording.confirmations import KEPT
from sigbot.wording.personal import NOTHING_STORED, SOMEBODY
from sigbot.wording.refusals import ANSWERED
from tests.discord.cards import Cards
from tests.discord.world import (
    World,
    answer,
    buttons_of,
    files_of,
    say,
    text_of,
    whispered,
)


async def show_the_question(world: World) -> None:
    await world.command(world.ann, "me timezone", zone="Nairobi")
    await world.command(world.ann, "me forget")


CARDS = Cards(
    {"sig:forget_yes:1": ids.ConfirmForgetting(1), "sig:keep:1": ids.Keep(1)}, show_the_question
)


async def test_a_person_gets_everything_stored_about_them_as_a_file(world: World) -> None:
    await world.command(world.ann, "me timezone", zone="Nairobi")
    done = await world.command(world.ann, "me export")
    assert "Here is everything that I store about you" in whispered(done)
    ((name, content),) = (await files_of(answer(done))).items()
    sections = {section["name"]: section["rows"] for section in json.loads(content)["sections"]}
    assert name == "about-me.json"
    assert sections["Time zone"] == [{"timezone": "Africa/Nairobi"}]


async def test_whoever_is_not_known_gets_a_file_that_says_so(world: World) -> None:
    done = await world.command(world.ann, "me export")
    assert "Nothing is stored about you" in whispered(done)
    assert len(await files_of(answer(done))) == 1


async def test_forgetting_is_asked_first_and_says_what_goes_and_what_stays(world: World) -> None:
    await world.schedule("Kick-off", "in 5 minutes")
    await world.command(world.ann, "checkin")
    asked = await world.command(world.ann, "me forget")
    text = whispered(asked)
    assert "Erase what I store about you in" in text
    assert "somebody was at 1 meeting, without a name" in text
    assert "what others wrote about you" in text
    assert "about this server only" in text
    assert [*buttons_of(answer(asked))] == ["Erase it", "Keep it"]
    assert "Ann" in say(await world.command(world.ben, "attendance show", meeting="m1"))


async def test_whoever_confirms_is_forgotten_and_still_counted(world: World) -> None:
    await world.schedule("Kick-off", "in 5 minutes")
    await world.command(world.ann, "checkin")
    asked = await world.command(world.ann, "me forget")
    done = await world.ann.click(answer(asked), label="Erase it")
    assert "Erased what I stored about you" in text_of(answer(done))
    shown = say(await world.command(world.ben, "attendance show", meeting="m1"))
    assert SOMEBODY in shown
    assert "**1** person" in shown
    assert "Ann" not in shown
    assert await world.sql(f"SELECT 1 FROM people WHERE discord_id = {world.ann.id}") == []
    again = await world.ann.click(world.old_message(ids.ConfirmForgetting(1)), label="0")
    assert whispered(again) == ANSWERED


async def test_whoever_keeps_it_is_kept(world: World) -> None:
    await world.command(world.ann, "me timezone", zone="Nairobi")
    asked = await world.command(world.ann, "me forget")
    done = await world.ann.click(answer(asked), label="Keep it")
    assert KEPT in text_of(answer(done))
    assert "Nairobi" in say(await world.command(world.ann, "me show"))


async def test_there_is_nothing_to_forget_of_whoever_is_not_known(world: World) -> None:
    assert whispered(await world.command(world.ann, "me forget")) == NOTHING_STORED


async def test_organizers_choose_how_long_people_are_kept(world: World) -> None:
    done = await world.command(world.organizer, "sig setup", keep=1)
    assert "People are now forgotten after 1 year without a sign of life" in whispered(done)
    shown = say(await world.command(world.ann, "sig show"))
    assert "People are forgotten** after 1 year without a sign of life" in shown


async def test_whoever_is_long_gone_is_forgotten_by_upkeep_and_nobody_is_told(
    world: World,
) -> None:
    await world.command(world.ann, "me timezone", zone="Nairobi")
    before = len(world.news.history())
    await world.away(days=730)
    await world.advance(days=10)
    assert await world.sql(f"SELECT 1 FROM people WHERE discord_id = {world.ann.id}") == []
    assert len(world.news.history()) == before
