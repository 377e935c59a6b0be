"""`sigbot run` from outside: what an operator and the members of a server see of the process."""

import signal
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.local_discord import LocalDiscord, Message
from tests.process.running import Ended, Start


async def _card(discord: LocalDiscord) -> Message:
    """Set the community up, schedule a meeting that begins in ten minutes, and read its card."""
    news = discord.guild.channel("announcements")
    await discord.interact("sig setup", {"name": "Care", "timezone": "UTC", "announcements": news})
    when = (datetime.now(UTC) + timedelta(minutes=10)).strftime("%Y-%m-%d %H:%M")
    reply = await discord.interact("meeting schedule", {"title": "Monthly call", "when": when})
    assert (await reply.message()).ephemeral
    return await discord.wait_message("announcements", "Monthly call")


def _check_silent(ended: Ended, token: str) -> None:
    assert token not in ended.out + ended.err
    assert "Traceback" not in ended.err


async def test_a_meeting_is_scheduled_and_someone_checks_in(
    discord: LocalDiscord, start: Start, tmp_path: Path
) -> None:
    """From nothing, also no database."""
    new = f"sqlite+aiosqlite:///{tmp_path}/new.db"
    running = await (await start(by_exec=True, DATABASE_URL=new)).ready()
    card = await _card(discord)
    ana = discord.guild.add_member("Ana")
    for button in ("Going", "Check in"):
        assert (await (await discord.press(card, button, ana)).message()).ephemeral
    assert len(discord.messages("announcements")) == 1
    ended = await running.end()
    assert ended.code == 0
    assert "WARNING" not in ended.err
    _check_silent(ended, discord.token)


async def test_the_card_outlives_a_killed_process(discord: LocalDiscord, start: Start) -> None:
    running = await (await start()).ready()
    card = await _card(discord)
    assert (await running.end(signal.SIGKILL)).code == -signal.SIGKILL
    await discord.wait_gone()
    running = await (await start()).ready()
    reply = await discord.press(card, "Check in", discord.guild.add_member("Ana"))
    assert (await reply.message()).ephemeral
    assert len(discord.messages("announcements")) == 1
    assert (await running.end()).code == 0


async def test_a_lost_gateway_is_found_again(discord: LocalDiscord, start: Start) -> None:
    """At the address of GET /gateway/bot, whether or not the session can be resumed. A signal ends
    it even while it waits for its turn to identify."""
    running = await (await start()).ready()
    await discord.drop_gateway()
    await discord.wait_until(lambda: discord.gateway.resumed == 1)
    await discord.drop_gateway(resume=False)
    await discord.wait_until(lambda: discord.gateway.opened == 3)
    assert (await running.end()).code == 0


async def test_a_signal_ends_it_while_it_logs_in(discord: LocalDiscord, start: Start) -> None:
    discord.fail("GET", "/users/@me", 200, delay=30)
    running = await start(by_exec=True)
    await discord.wait_until(lambda: discord.requests)
    ended = await running.end()
    assert ended.code == 0
    _check_silent(ended, discord.token)


async def test_one_process_of_several_asks_for_the_gateway_too(
    discord: LocalDiscord, start: Start
) -> None:
    running = await (await start(SIGBOT_SHARDS="0/1")).ready()
    assert (await running.end(signal.SIGINT)).code == 0


async def test_the_commands_are_registered_once(discord: LocalDiscord, start: Start) -> None:
    for _ in range(2):
        running = await (await start()).ready()
        assert (await running.end()).code == 0
        await discord.wait_gone()
    assert "meeting schedule" in discord.commands
    assert [request.method for request in discord.requests].count("PUT") == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DISCORD_TOKEN", None),
        ("DATABASE_URL", "mysql://nowhere"),
        ("DATABASE_URL", "sqlite+aiosqlite:////nowhere/at/all/x.db"),
        ("SIGBOT_DISCORD_API", "not an address"),
        ("SIGBOT_WEB_ADDRESS", "8080"),
        ("SIGBOT_SHARDS", "4/4"),
        ("SIGBOT_LOG", "loud"),
    ],
)
async def test_a_setting_of_no_use_stops_the_start_with_one_line(
    discord: LocalDiscord, start: Start, name: str, value: str | None
) -> None:
    ended = await (await start(by_exec=True, **{name: value})).ended()
    assert ended.code == 2
    assert ended.err.count("\n") == 1
    assert name in ended.err
    assert not discord.requests
    _check_silent(ended, discord.token)


async def test_an_address_that_is_taken_stops_the_start_with_one_line(
    discord: LocalDiscord, start: Start
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        ended = await (await start(SIGBOT_WEB_ADDRESS=address)).ended()
    assert ended.code == 2
    (line,) = [line for line in ended.err.splitlines() if "SIGBOT_WEB_ADDRESS" in line]
    assert "cannot be used" in line


@pytest.mark.parametrize("style", ["text", "json"])
async def test_a_refused_token_is_named_but_not_shown(
    discord: LocalDiscord, start: Start, style: str
) -> None:
    wrong = "a-token-that-was-revoked"
    ended = await (await start(DISCORD_TOKEN=wrong, SIGBOT_LOG=style)).ended()
    assert ended.code != 0
    assert [line for line in ended.err.splitlines() if "DISCORD_TOKEN" in line] == [
        ended.err.splitlines()[-1]
    ]
    _check_silent(ended, wrong)


def _modes(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mode & 0o777 for path in folder.glob("new.db*")}


async def test_database_and_secret_are_for_their_owner_only(
    discord: LocalDiscord, start: Start, tmp_path: Path
) -> None:
    """And another secret than before is named in the log."""
    new = f"sqlite+aiosqlite:///{tmp_path}/new.db"
    for secret in (None, "another-secret-of-the-same-database"):
        running = await (await start(DATABASE_URL=new, SIGBOT_SECRET=secret)).ready()
        ended = await running.end()
        assert (ended.code, "SIGBOT_SECRET" in ended.err) == (0, secret is not None)
        await discord.wait_gone()
    modes = _modes(tmp_path)
    assert {"new.db", "new.db.key", "new.db.lock"} <= modes.keys()
    assert set(modes.values()) == {0o600}
