"""A bot goes on after its database was moved, or put back from a backup: nobody notices."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from random import Random

import aiohttp
import pytest

from sigbot.services.backups import back_up
from sigbot.services.calendars import new_address
from sigbot.services.restoring import restore
from sigbot.services.startup import known_database, open_database
from tests import postgres
from tests.process.planning import NEWS, Wish, actor_of
from tests.process.running import PLACES, Running
from tests.process.stage import Stage, titles

SECRET = "s" * 40
LONG = timedelta(hours=5)


async def shell(folder: Path, *words: str, **settings: str) -> str:
    """What a command of the shell says; it does what is wanted."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sigbot", *words),
        cwd=folder,
        env={**PLACES, **settings},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await process.communicate()
    assert process.returncode == 0, out.decode()
    return out.decode()


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


@pytest.fixture
async def target(postgresql_databases: postgres.Server) -> AsyncIterator[str]:
    async with postgresql_databases.empty() as url:
        yield url


async def begin(stage: Stage, port: int) -> Running:
    address = f"127.0.0.1:{port}"
    settings = {
        "SIGBOT_SECRET": SECRET,
        "SIGBOT_WEB_ADDRESS": address,
        "SIGBOT_PUBLIC_URL": f"http://{address}",
    }
    return await (await stage.begin(**settings)).ready()


async def test_a_bot_moves_to_postgresql_and_what_was_posted_goes_on_working(
    stage: Stage, port: int, target: str
) -> None:
    """A card and a calendar address from before the move, and a reminder that falls due after."""
    running = await begin(stage, port)
    await stage.discord.interact("sig setup", {"announcements": stage.discord.guild.channel(NEWS)})
    await stage.schedule("Meeting 001")
    await stage.wait_said(["Meeting 001"])
    (card,) = stage.discord.messages(NEWS)
    await stage.settled()
    assert (await running.end()).code == 0
    await stage.discord.wait_gone()
    olga = next(iter(stage.discord.guild.members.values()))
    db = open_database(stage.url)
    db.secret = SECRET.encode()
    who, public = actor_of(stage.discord.guild, olga), f"http://127.0.0.1:{port}"
    address = await new_address(db, who, public, Random(5), stage.now)
    await db.close()
    said = await shell(stage.folder, "db", "copy", stage.url, target, SIGBOT_SECRET=SECRET)
    assert "Counts and checksums are equal." in said
    stage.url = target
    running = await begin(stage, port)
    reply = await stage.discord.press(card, "Going")
    assert reply
    async with aiohttp.ClientSession() as client:
        answer = await client.get(address.url)
        assert (answer.status, "Meeting 001" in await answer.text()) == (200, True)
    stage.pass_time(timedelta(days=4, minutes=5))
    await stage.wait_until(lambda: stage.said() == ["Meeting 001"] * 2)
    await asyncio.sleep(1)
    stage.check_said_once(["Meeting 001"] * 2)
    assert (await running.end()).code == 0


async def test_what_was_said_after_a_backup_is_not_said_again(stage: Stage) -> None:
    """Cards, reminders, and what follows them: a meeting begins and ends after the backup. What is
    new after that is said, though its numbers might be those of something that was said."""
    start = stage.wait_for_minute() + timedelta(minutes=10)
    people = [stage.discord.guild.add_member(name) for name in ("Ana", "Ben")]
    wishes = [Wish("Meeting 000", start, before="5m, start")]
    wishes += [Wish(title, start + timedelta(days=7)) for title in titles(3, first=1)]
    await stage.plan_meetings(*wishes, going=people, before="5m")
    running = await (await stage.begin()).ready()
    file = stage.folder / "x.backup"
    db = known_database(stage.url)
    await asyncio.to_thread(back_up, db, file, "1", stage.now)
    stage.pass_time_until(start + timedelta(seconds=5))
    await stage.wait_said(["Meeting 000"], stage.discord.direct(people[0]))
    await stage.settled()
    stage.pass_time(timedelta(hours=2))
    await stage.schedule("Meeting 100")
    await stage.wait_said(["Meeting 100"])
    await stage.settled()
    assert (await running.end()).code == 0
    await stage.discord.wait_gone()
    before = [message.id for message in stage.discord.messages()]
    stage.pass_time(LONG)
    await restore(db, file, stage.now)
    await db.close()
    running = await (await stage.begin()).ready()
    await stage.settled()
    assert [message.text for message in stage.discord.messages() if message.id not in before] == []
    await stage.schedule("Meeting 200")
    await stage.wait_said(["Meeting 200"])
    cards = {message.text: message for message in stage.discord.messages(NEWS)}
    later = next(card for text, card in cards.items() if "Meeting 001" in text)
    await stage.discord.press(later, "Going", people[0])
    await stage.settled()
    new = [message for message in stage.discord.messages() if message.id not in before]
    assert [message.text for message in new if "Meeting 200" not in message.text] == []
    assert stage.ask("SELECT * FROM notices") == [], "nothing was missed"
    assert (await running.end()).code == 0


async def test_a_second_bot_is_refused_and_a_backup_is_not(stage: Stage) -> None:
    running = await (await stage.begin()).ready()
    said = await shell(stage.folder, "backup", "x.backup", DATABASE_URL=stage.url)
    assert "Wrote x.backup." in said
    assert "is whole" in await shell(stage.folder, "restore", "x.backup", "--check")
    assert (await running.end()).code == 0
