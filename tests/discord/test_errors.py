"""Whatever goes wrong, a person is answered, with a reference that is also in the log."""

import re
import sqlite3
from contextlib import closing
from typing import Any

import discord
import pytest
from sqlalchemy.exc import OperationalError

from sigbot.wording.refusals import UNKNOWN_ID
from tests.discord.world import Result, World, say, whispered

SORRY = re.compile(r"Sorry, something went wrong on my side;.* `([0-9A-F]{6})`")

THINKING = 5
"""Type of the answer that only says that one is coming."""


def reference(result: Result, log: str) -> str:
    """The reference in an answer that only one person sees; it is in the log with its traceback."""
    found = SORRY.match(whispered(result))
    assert found is not None, say(result)
    assert f"reference {found[1]} in " in log
    assert "Traceback (most recent call last)" in log
    return found[1]


@pytest.fixture
def broken(world: World) -> World:
    """A server whose database lost tables: every use of them is a bug."""
    world.forgiven.append(OperationalError)
    return world


async def test_a_command_that_breaks_gives_a_reference(
    broken: World, caplog: pytest.LogCaptureFixture
) -> None:
    await broken.sql("DROP TABLE journal_items")
    done = await broken.command(broken.ann, "journal list")
    reference(done, caplog.text)
    assert "in /journal list" in caplog.text
    assert "no such table" in caplog.text
    assert "journal_items" not in say(done)


async def test_a_command_that_breaks_while_it_thinks_gives_a_reference(
    broken: World, caplog: pytest.LogCaptureFixture
) -> None:
    await broken.sql("DROP TABLE meetings")
    done = await broken.command(broken.organizer, "attendance export")
    assert broken.sent("POST", "/callback")[-1]["type"] == THINKING
    reference(done, caplog.text)


async def test_a_message_menu_that_breaks_gives_a_reference(
    broken: World, caplog: pytest.LogCaptureFixture
) -> None:
    await broken.sql("DROP TABLE journal_items")
    message = await broken.ben.send(broken.chat, "https://example.org")
    done = await broken.ann.context_menu(broken.chat, "Share to journal", message)
    reference(done, caplog.text)


@pytest.mark.parametrize(("label", "table"), [("Going", "rsvps"), ("Check in", "attendances")])
async def test_a_button_that_breaks_gives_a_reference(
    broken: World, caplog: pytest.LogCaptureFixture, label: str, table: str
) -> None:
    card = await broken.schedule("Kick-off", "in 5 minutes")
    await broken.sql(f"DROP TABLE {table}")
    reference(await broken.ann.click(card, label=label), caplog.text)
    assert re.search(r"reference \w+ in sig:\w+:1", caplog.text)


async def test_a_form_that_breaks_gives_a_reference(
    broken: World, caplog: pytest.LogCaptureFixture
) -> None:
    shown = await broken.command(broken.ann, "me about")
    await broken.sql("DROP TABLE self_descriptions")
    done = await broken.ann.submit_modal(shown, {"region": ["Europe"]})
    reference(done, caplog.text)


async def test_every_error_has_a_reference_of_its_own(
    broken: World, caplog: pytest.LogCaptureFixture
) -> None:
    await broken.sql("DROP TABLE journal_items")
    found = {
        reference(await broken.command(broken.ann, "journal list"), caplog.text) for _ in range(3)
    }
    assert len(found) == 3


async def test_nothing_is_kept_of_what_broke_half_way(broken: World) -> None:
    await broken.sql("DROP TABLE outbox")
    done = await broken.command(
        broken.organizer, "meeting schedule", title="Kick-off", when="in 2 hours"
    )
    assert SORRY.match(say(done))
    assert await broken.sql("SELECT * FROM meetings") == []


async def test_a_list_that_breaks_does_not_stop_the_bot(
    broken: World, caplog: pytest.LogCaptureFixture
) -> None:
    await broken.sql("DROP TABLE activities")
    assert await broken.choices(broken.organizer, "activity remove", "activity") == {}
    assert "no such table" in caplog.text
    assert "Nobody" not in whispered(await broken.command(broken.ann, "meeting list"))


# Discord fails


CALLBACK = "/interactions/*/callback"


@pytest.fixture
def unlucky(world: World) -> World:
    """A server on which Discord's answers will be errors."""
    world.forgiven.append(discord.HTTPException)
    return world


@pytest.mark.parametrize("status", [400, 500, 503])
async def test_an_answer_that_discord_did_not_take_is_followed_by_a_reference(
    unlucky: World, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    card = await unlucky.schedule("Kick-off")
    unlucky.env.inject_error("POST", CALLBACK, status=status)
    reference(await unlucky.command(unlucky.ann, "meeting list"), caplog.text)
    unlucky.env.inject_error("POST", CALLBACK, status=status)
    reference(await unlucky.ann.click(card, label="Going"), caplog.text)


async def test_a_form_whose_answer_discord_did_not_take_gives_a_reference(
    unlucky: World, caplog: pytest.LogCaptureFixture
) -> None:
    shown = await unlucky.command(unlucky.ann, "me about")
    unlucky.env.inject_error("POST", CALLBACK, status=500)
    reference(await unlucky.ann.submit_modal(shown, {"region": ["Europe"]}), caplog.text)
    assert "Europe" in say(await unlucky.command(unlucky.ann, "me show"))


async def test_a_file_that_discord_did_not_take_gives_a_reference(
    unlucky: World, caplog: pytest.LogCaptureFixture
) -> None:
    unlucky.env.inject_error("POST", "/webhooks/*", status=500)
    reference(await unlucky.command(unlucky.organizer, "attendance export"), caplog.text)


@pytest.mark.parametrize(("status", "code"), [(500, 0), (404, 10062), (403, 50013)])
async def test_when_discord_takes_no_answer_at_all_the_bot_goes_on(
    unlucky: World, caplog: pytest.LogCaptureFixture, status: int, code: int
) -> None:
    unlucky.env.inject_error("POST", CALLBACK, status=status, code=code, times=None)
    done = await unlucky.command(unlucky.ann, "meeting list")
    assert not done.acknowledged
    assert "could not answer in /meeting list" in caplog.text
    unlucky.env.backend.faults.clear()
    assert "No meetings ahead." in whispered(await unlucky.command(unlucky.ann, "meeting list"))


# The database is busy


async def test_when_the_database_is_busy_people_are_asked_to_try_again(world: World) -> None:
    with closing(sqlite3.connect(world.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        done = await world.command(world.ann, "me timezone", zone="Nairobi")
        assert whispered(done).startswith("I am very busy at the moment and nothing was saved.")
        other.execute("ROLLBACK")
    again = await world.command(world.ann, "me timezone", zone="Nairobi")
    assert "Nairobi" in whispered(again)


# What no button of ours says


MALFORMED = [
    "sig:going:",
    "sig:going:abc",
    "sig:going:-1",
    "sig:going:1.5",
    "sig:going:²",
    "sig:going:٣",
    "sig:checkin:",
    "sig:checkin:1:2",
    "sig:nothing:1",
    "sig::",
    "sig:",
    "sig:going",
    "sig:going:" + "9" * 70,
    "sig:going:" + "9" * 90,
    "sig:going:" + "x" * 90,
    "sig:" + "x" * 96,
    "sig:report_edit:" + "x" * 80,
    "sig:unlink:1",
    "sig:import_answer:1.n0",
    "sig:import_write:1.x",
    "sig:import_drop:",
    "sig:rotation_adopt:1",
    "sig:rotation_wishes:x",
    "sig:rotation_undo:1-A",
    "sig:about:",
]
"""The last is the id of a form."""

LARGE = f"sig:going:{2**63 - 1}"
"""The largest id that a row could have."""


async def test_a_button_that_nobody_made_is_refused(
    world: World, subtests: pytest.Subtests
) -> None:
    await world.schedule("Kick-off", "in 5 minutes")
    for custom_id in MALFORMED:
        with subtests.test(custom_id[:24]):
            pressed = await world.organizer.click(world.old_message(custom_id), label="0")
            assert whispered(pressed) == UNKNOWN_ID
    pressed = await world.organizer.click(world.old_message(LARGE), label="0")
    assert whispered(pressed).startswith("I can't find a meeting")
    assert await world.sql("SELECT * FROM rsvps") == []
    assert await world.sql("SELECT * FROM attendances") == []


async def test_a_form_that_nobody_made_is_refused(world: World) -> None:
    for custom_id in ("sig:nothing:", "sig:", "sig:about:x", "sig:going:1", "sig", "knock:1"):
        shown = await world.command(world.ann, "me about")
        modal: Any = shown._interaction.modal
        modal["custom_id"] = custom_id
        told = whispered(await world.ann.submit_modal(shown, {"region": ["Europe"]}))
        assert told == UNKNOWN_ID
    assert await world.sql("SELECT * FROM self_descriptions") == []
