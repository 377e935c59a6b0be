"""What is counted as people use the bot, and as it speaks."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import discord
import pytest
from sqlalchemy.exc import OperationalError

from sigbot.chat.bot import SigBot
from sigbot.domain.measures import Fault, Measures, Outcome, Reason, Use
from tests.discord.test_native_events import turn_on
from tests.discord.world import World, moment

CALLBACK = "/interactions/*/callback"
TOO_LATE: dict[str, Any] = {"status": 404, "code": 10062}


@pytest.fixture
def measures(world: World) -> Iterator[Measures]:
    """Those of the running bot, all at zero."""
    measures, bot = Measures(), world.env.bot
    assert isinstance(bot, SigBot)
    before = bot.measures
    bot.measures = bot.db.measures = measures
    yield measures
    bot.measures = bot.db.measures = before


async def test_commands_presses_and_forms_are_counted(world: World, measures: Measures) -> None:
    card = await world.schedule("Kick-off")
    await world.ann.click(card, label="Going")
    await world.ben.click(card, label="Going")
    form = await world.command(world.ann, "me about")
    await world.ann.submit_modal(form, {"region": ["Europe"]})
    await world.choices(world.organizer, "meeting cancel", "meeting")
    assert measures.uses == {Use.COMMAND: 2, Use.PRESS: 2, Use.FORM: 1}
    assert measures.refusals == measures.faults == {}


async def test_what_is_refused_is_counted(world: World, measures: Measures) -> None:
    await world.command(world.ann, "meeting schedule", title="Kick-off", when="tomorrow")
    await world.ann.click(world.old_message("sig:no:such"), custom_id="sig:no:such")
    assert measures.refusals == {Reason.RULE: 2}
    assert measures.faults == {}


async def test_bugs_and_late_answers_are_counted_but_not_those_of_lists(
    world: World, measures: Measures
) -> None:
    """Lists that appear while people type are asked for anew with each letter."""
    world.forgiven += [OperationalError, discord.HTTPException]
    world.env.inject_error("POST", CALLBACK, **TOO_LATE)
    await world.command(world.ann, "meeting list")
    assert measures.faults == {Fault.TOO_LATE: 1}
    await world.sql("DROP TABLE activities")
    await world.choices(world.organizer, "activity remove", "activity")
    world.env.inject_error("POST", CALLBACK, **TOO_LATE)
    await world.choices(world.organizer, "meeting cancel", "meeting")
    assert measures.faults == {Fault.TOO_LATE: 1}
    await world.sql("DROP TABLE journal_items")
    await world.command(world.ann, "journal list")
    assert measures.faults == {Fault.TOO_LATE: 1, Fault.UNEXPECTED: 1}


async def test_what_becomes_of_messages_is_counted(world: World, measures: Measures) -> None:
    """A card, a counter on it, a reminder that nobody needs any more, and a row without sense."""
    await world.plan("Kick-off", "2026-03-05 11:00")
    assert measures.messages == {Outcome.SAID: 1}
    await world.ann.click(world.card("Kick-off"), label="Going")
    await world.advance(seconds=10)
    assert measures.messages == {Outcome.SAID: 1, Outcome.EDITED: 1}
    assert measures.lateness.counts[0] == 1
    await world.sql("UPDATE outbox SET payload = '{}' WHERE due_at < '2026-03-05'")
    await world.until(moment("2026-03-04 11:01"))
    assert measures.messages[Outcome.FAILED] >= 1
    assert measures.messages[Outcome.GIVEN_UP] == 0
    await world.advance(hours=5)
    assert measures.messages[Outcome.GIVEN_UP] >= 1
    assert measures.late_messages == 0


async def test_a_card_that_was_deleted_is_let_go(world: World, measures: Measures) -> None:
    await world.plan()
    card = world.card("Kick-off")
    await world.ann.click(card, label="Going")
    await card.delete()
    await world.advance(seconds=10)
    assert measures.messages == Counter({Outcome.SAID: 1, Outcome.LET_GO: 1})


async def test_what_nobody_needs_any_more_is_let_go(world: World, measures: Measures) -> None:
    """The bot was away until the meeting was over."""
    await world.plan("Kick-off", "2026-03-04 11:00")
    assert measures.messages == {Outcome.SAID: 1}
    await world.away(days=14)
    assert measures.messages[Outcome.LET_GO] >= 1


async def test_a_message_that_comes_late_is_counted_as_late(
    world: World, measures: Measures
) -> None:
    world.fail_posts(status=503, times=None)
    world.forgiven.append(discord.HTTPException)
    await world.plan()
    await world.advance(minutes=2)
    world.mend()
    await world.advance(minutes=10)
    assert measures.messages[Outcome.SAID] == measures.late_messages == 1
    assert measures.messages[Outcome.FAILED] > 1


def transactions(measures: Measures) -> tuple[int, int]:
    """How many transactions there were to read, and how many to write."""
    return sum(measures.reads.counts), sum(measures.writes.counts)


async def test_on_a_quiet_day_the_bot_writes_nothing_and_asks_little(
    world: World, measures: Measures
) -> None:
    await world.advance(days=2)
    reads, writes = transactions(measures)
    await world.advance(days=10)
    now = transactions(measures)
    assert now[1] == writes
    assert 0 < (now[0] - reads) / 10 < 12


async def test_a_look_after_native_events_does_no_other_upkeep(
    world: World, measures: Measures
) -> None:
    await turn_on(world)
    await world.advance(days=2)
    before, asked = sum(transactions(measures)), len(world.sent("GET", "/scheduled-events"))
    await world.advance(days=1)
    looks = len(world.sent("GET", "/scheduled-events")) - asked
    assert 0 < (sum(transactions(measures)) - before) / looks < 17
