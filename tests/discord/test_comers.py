"""Who is coming: names on demand, for the one who asks."""

from sigbot.domain.bounds import MOST_NAMED
from tests.discord.world import World, answer, buttons_of, say, text_of, whispered


async def test_names_are_told_by_answer_with_the_reader_first(world: World) -> None:
    card = await world.schedule("Kick-off")
    nobody = await world.ann.click(card, label="Who is coming")
    assert whispered(nobody) == "## Who is coming to Kick-off\nNobody has answered yet."
    for who, label in ((world.ben, "Going"), (world.ann, "Going"), (world.organizer, "Can't")):
        await who.click(card, label=label)
    told = whispered(await world.ann.click(card, label="Who is coming"))
    assert told.splitlines()[1:] == [
        "**Going · 2**",
        "**Ann Lee** (you), Ben Ito",
        "**Can't come · 1**",
        "Olga Petrova",
    ]
    others = say(await world.manager.click(card, label="Who is coming"))
    assert "Ben Ito, Ann Lee" in others
    assert "(you)" not in others
    await world.advance(minutes=1)
    assert "Ann Lee" not in text_of(world.card("Kick-off"))


async def test_those_who_are_asked_again_are_named_as_such(world: World) -> None:
    card = await world.schedule("Kick-off")
    for who in (world.ben, world.ann):
        await who.click(card, label="Going")
    await world.command(world.organizer, "meeting edit", meeting="m1", when="2026-03-05 11:00")
    await world.advance(minutes=1)
    told = whispered(await world.ann.click(world.card("Kick-off"), label="Who is coming"))
    assert told.splitlines()[1:] == [
        "**Asked again, as the time has changed · 2**",
        "**Ann Lee** (you), Ben Ito",
    ]
    await world.ann.click(world.card("Kick-off"), label="Going")
    told = whispered(await world.ann.click(world.card("Kick-off"), label="Who is coming"))
    assert told.splitlines()[1:] == [
        "**Going · 1**",
        "**Ann Lee** (you)",
        "**Asked again, as the time has changed · 1**",
        "Ben Ito",
    ]


async def test_who_is_coming_is_offered_until_the_start(world: World) -> None:
    await world.schedule("Kick-off", "in 5 minutes")
    shown = await world.command(world.ann, "meeting show", meeting="m1")
    assert "Who is coming" in buttons_of(answer(shown))
    await world.advance(minutes=5)
    shown = await world.command(world.ann, "meeting show", meeting="m1")
    assert "Check in" in buttons_of(answer(shown))
    assert "Who is coming" not in buttons_of(answer(shown))


async def test_of_many_the_first_are_named_and_the_others_counted(world: World) -> None:
    card = await world.schedule("Kick-off")
    for number in range(MOST_NAMED + 2):
        user = world.env.create_user(f"p{number}", global_name=f"*Person* {number:02} " + "x" * 20)
        await world.guild.add_member(user).click(card, label="Maybe")
    await world.ann.click(card, label="Maybe")
    shown = await world.ann.click(card, label="Who is coming")
    assert f"**Maybe · {MOST_NAMED + 3}**\n**Ann Lee** (you), " in say(shown)
    assert say(shown).endswith("and 3 more")
    assert "Person* 23" in say(shown)
    assert "Person* 24" not in say(shown)
    assert answer(shown).flags.ephemeral
