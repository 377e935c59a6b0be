"""What is due is said: once, in time, and again after a failure."""

from datetime import timedelta
from itertools import pairwise

import discord
import pytest
from sqlalchemy.exc import OperationalError

from tests.discord.world import (
    BEGIN,
    BUTTONS,
    WEDNESDAY,
    World,
    buttons_of,
    moment,
    text_of,
)

QUIET, STRONG = 2, 3
"""Styles of a button."""


# Once


async def test_a_card_is_posted_at_once_and_only_once(world: World) -> None:
    await world.plan()
    assert len(world.posts()) == 1
    await world.advance(days=1)
    assert len(world.posts()) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 429])
async def test_what_fails_is_tried_again_until_it_is_said_once(world: World, status: int) -> None:
    world.fail_posts(status=status, times=3)
    await world.plan()
    assert world.cards() == []
    await world.advance(minutes=5)
    assert len(world.cards("Kick-off")) == 1
    assert len(world.posts()) == 4


async def test_every_try_carries_the_same_short_nonce(world: World) -> None:
    """Discord drops a message whose nonce it saw: so a send that failed after all is no second."""
    world.fail_posts(status=500, times=3)
    await world.plan()
    await world.advance(minutes=5)
    assert len({body["nonce"] for body in world.posts()}) == 1
    assert all(body["enforce_nonce"] for body in world.posts())
    assert 1 <= len(world.posts()[0]["nonce"]) <= 25


async def test_every_message_has_a_nonce_of_its_own(world: World) -> None:
    await world.plan()
    await world.plan("Digital twins")
    await world.command(world.organizer, "meeting cancel", meeting="m1")
    nonces = [body["nonce"] for body in world.posts()]
    assert len(set(nonces)) == len(nonces) == 3


async def test_a_cancellation_is_posted_once_even_if_the_card_cannot_be_edited(
    world: World,
) -> None:
    await world.plan()
    world.env.inject_error("PATCH", "/channels/*/messages/*", status=500, times=2)
    await world.command(world.organizer, "meeting cancel", meeting="m1")
    await world.advance(minutes=5)
    (card,) = world.cards("Kick-off")
    assert len(world.notices("Kick-off")) == 1
    assert buttons_of(card) == {}


async def test_one_failure_does_not_hold_up_the_others(world: World) -> None:
    card = await world.schedule("Kick-off", WEDNESDAY)
    world.env.inject_error("PATCH", f"/channels/*/messages/{card.id}", status=500, times=None)
    await world.ann.click(card, label="Going")
    await world.advance(seconds=10)
    await world.plan("Digital twins")
    assert len(world.cards("Digital twins")) == 1


# In time


async def test_many_presses_are_few_edits(world: World) -> None:
    card = await world.schedule("Kick-off", WEDNESDAY)
    edited: list[float] = []
    for number in range(24):
        person, label = (world.ann, world.ben)[number % 2], ("Going", "Maybe", "Can't")[number % 3]
        await person.click(card, label=label)
        await world.advance(seconds=0.5)
        if world.edits() > len(edited):
            edited.append(number / 2)
    await world.advance(seconds=5)
    assert 2 <= world.edits() <= 4
    assert all(later - sooner >= 3.5 for sooner, later in pairwise(edited))
    assert "**0** going · **1** maybe · **1** can't" in text_of(world.card("Kick-off"))


async def test_a_single_press_is_counted_within_a_few_seconds(world: World) -> None:
    card = await world.schedule("Kick-off", WEDNESDAY)
    await world.ann.click(card, label="Going")
    await world.advance(seconds=4.5)
    assert "**1** going" in text_of(world.card("Kick-off"))


async def test_the_card_says_when_check_in_opens_and_closes(world: World) -> None:
    card = await world.schedule("Kick-off", WEDNESDAY)
    await world.ann.click(card, label="Going")
    await world.until(moment("2026-03-04 10:45") - timedelta(seconds=1))
    card = world.card("Kick-off")
    assert "**1** going · **0** maybe" in text_of(card)
    assert styles(card) == [STRONG, *[QUIET] * 5]
    await world.until(moment("2026-03-04 10:45") + timedelta(seconds=1))
    card = world.card("Kick-off")
    assert "**0** checked in · **1** going" in text_of(card)
    assert list(buttons_of(card)) == ["Check in", *BUTTONS]
    assert styles(card) == [STRONG, *[QUIET] * 6]
    await world.until(moment("2026-03-04 12:30") + timedelta(seconds=2))
    card = world.card("Kick-off")
    assert "It is not recorded yet who was there." in text_of(card)
    assert buttons_of(card) == {}
    assert len(world.cards()) == 1


def styles(message: discord.Message) -> list[int]:
    return [button["style"] for button in buttons_of(message).values()]


async def test_the_cards_of_a_series_come_a_week_before_each_meeting(world: World) -> None:
    await world.plan(repeat="every 2 weeks")
    await world.until(moment("2026-03-11 11:00") - timedelta(minutes=1))
    assert len(world.cards("Kick-off")) == 1
    await world.until(moment("2026-03-11 11:00") + timedelta(minutes=1))
    assert len(world.cards("Kick-off")) == 2


async def test_a_series_goes_on_for_as_long_as_nobody_ends_it(world: World) -> None:
    await world.plan(repeat="weekly")
    await world.advance(days=60)
    (last,) = (await world.sql("SELECT max(starts_at) FROM meetings"))[0]
    assert last[:10] >= f"{BEGIN + timedelta(days=60 + 184 - 7):%Y-%m-%d}"
    rows = await world.sql("SELECT count(*), count(DISTINCT starts_at) FROM meetings")
    assert rows[0][0] == rows[0][1]


# After a stop


async def test_what_came_due_while_the_bot_was_away_is_said_when_it_is_back(world: World) -> None:
    await world.plan(repeat="weekly")
    world.env.backend.advance_clock(timedelta(days=2, hours=3).total_seconds())
    await world.restart()
    assert len(world.cards("Kick-off")) == 2
    assert "checked in" in text_of(world.cards("Kick-off")[0])


async def test_what_failed_before_a_restart_is_said_once_after_it(world: World) -> None:
    world.fail_posts(status=503, times=1)
    await world.plan()
    await world.restart()
    await world.advance(minutes=1)
    assert len(world.cards("Kick-off")) == 1
    assert len({body["nonce"] for body in world.posts()}) == 1


async def held(world: World) -> None:
    """A process that died a few seconds ago has left its hold on a card that is due."""
    until = (world.env.now() + timedelta(seconds=55)).replace(tzinfo=None)
    due = until - timedelta(seconds=90)
    await world.sql(
        f"UPDATE outbox SET leased_by = 'dead', leased_until = '{until:%Y-%m-%d %H:%M:%S.%f}', "
        f"due_at = '{due:%Y-%m-%d %H:%M:%S.%f}' WHERE topic = 'meeting_card'"
    )


async def test_what_a_dead_process_held_is_said_when_the_next_one_starts(world: World) -> None:
    world.fail_posts(status=503, times=1)
    await world.plan()
    await held(world)
    await world.restart()
    assert len(world.cards("Kick-off")) == 1


async def test_what_another_process_holds_is_taken_over_after_a_minute(world: World) -> None:
    world.fail_posts(status=503, times=1)
    await world.plan()
    await held(world)
    await world.advance(seconds=54)
    assert world.cards() == []
    await world.advance(seconds=2)
    assert len(world.cards("Kick-off")) == 1


async def test_what_a_dead_process_held_does_not_hold_up_the_rest(world: World) -> None:
    world.fail_posts(status=503, times=1)
    await world.plan()
    await held(world)
    await world.plan("Digital twins")
    assert len(world.cards("Digital twins")) == 1


async def test_the_clock_goes_on_after_an_error_nobody_thought_of(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await world.plan()
    world.forgiven.append(OperationalError)
    await world.sql("ALTER TABLE outbox RENAME TO outbox_away")
    await world.until(moment("2026-03-04 10:50"))
    assert "due work failed" in caplog.text
    await world.sql("ALTER TABLE outbox_away RENAME TO outbox")
    await world.advance(days=1, seconds=1)
    assert "It is not recorded yet who was there." in text_of(world.card("Kick-off"))


async def test_after_an_error_of_the_database_the_clock_looks_again_soon(world: World) -> None:
    """Its nap of a day, as nothing else is due, is for the undisturbed."""
    await world.plan()
    await world.until(moment("2026-03-04 10:44"))
    world.forgiven.append(OperationalError)
    await world.sql("ALTER TABLE outbox RENAME TO outbox_away")
    await world.until(moment("2026-03-04 10:45") + timedelta(seconds=20))
    assert "**0** going" in text_of(world.card("Kick-off"))
    await world.sql("ALTER TABLE outbox_away RENAME TO outbox")
    await world.advance(minutes=1)
    assert "checked in" in text_of(world.card("Kick-off"))
