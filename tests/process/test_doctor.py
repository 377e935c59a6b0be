"""`sigbot doctor` and `sigbot db upgrade`, as processes."""

import asyncio
import json
import os
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from discord import Permissions

from sigbot.domain.permissions import Permission
from sigbot.store.database import HEAD
from sigbot.wording.permissions import NAMES, PURPOSES
from tests.local_discord import LocalDiscord

NEEDED = Permissions(**dict.fromkeys(Permission, True)).value
"""The permissions that the code needs."""


async def shell(*words: str, **settings: str) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "sigbot",
        *words,
        env={**os.environ, "COLUMNS": "200", **settings},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await process.communicate()
    return process.returncode or 0, out.decode()


def allow(discord: LocalDiscord, permissions: int) -> None:
    """Every role, the bot's too, has just these permissions."""
    roles = discord.guild.roles
    roles[:] = [replace(role, permissions=permissions) for role in roles]


def settings(discord: LocalDiscord, folder: Path) -> dict[str, str]:
    return {
        "DISCORD_TOKEN": discord.token,
        "SIGBOT_DISCORD_API": discord.api_url,
        "DATABASE_URL": f"sqlite+aiosqlite:///{folder}/x.db",
    }


async def test_all_is_well_on_a_server_that_gave_what_the_invitation_asks_for(
    tmp_path: Path,
) -> None:
    async with LocalDiscord() as discord:
        allow(discord, NEEDED)
        code, out = await shell("db", "upgrade", **settings(discord, tmp_path))
        assert (code, out.strip()) == (0, "The database is up to date.")
        code, out = await shell("doctor", **settings(discord, tmp_path))
    assert code == 0, out
    assert "bad" not in out.split()
    assert f"schema {HEAD}" in out
    assert "all there" in out
    assert "tzdata" in out
    assert "SIGBOT_WEB_ADDRESS" not in out


def test_the_invitation_asks_for_what_the_code_needs() -> None:
    readme = Path("README.md").read_text()
    [asked] = re.findall(r"&permissions=(\d+)`", readme)
    assert int(asked) == NEEDED
    [names] = re.findall(r"The permissions are: ([^.]+)\.", readme)
    assert " ".join(names.split()).split(", ") == [NAMES[permission] for permission in Permission]


@pytest.mark.parametrize(
    ("url", "told"),
    [
        (None, "SIGBOT_PUBLIC_URL is not set"),
        ("https://sig.example.org", "reached at https://sig.example.org"),
    ],
)
async def test_pages_that_nobody_reaches_are_named_and_are_no_fault(
    tmp_path: Path, url: str | None, told: str
) -> None:
    async with LocalDiscord() as discord:
        given = settings(discord, tmp_path) | {"SIGBOT_WEB_ADDRESS": "127.0.0.1:8080"}
        allow(discord, NEEDED)
        code, out = await shell("doctor", **given, **({"SIGBOT_PUBLIC_URL": url} if url else {}))
    assert code == 0, out
    assert told in " ".join(out.split())


async def test_missing_permissions_are_named(tmp_path: Path) -> None:
    async with LocalDiscord() as discord:
        allow(discord, 0)
        code, out = await shell("doctor", **settings(discord, tmp_path))
    assert code == 1
    told = " ".join(out.split())
    for permission in Permission:
        assert NAMES[permission] in told
        assert PURPOSES[permission] in told


async def test_a_wrong_token_is_named_and_the_rest_is_still_looked_at(tmp_path: Path) -> None:
    async with LocalDiscord() as discord:
        wrong = {**settings(discord, tmp_path), "DISCORD_TOKEN": "wrong"}
        code, out = await shell("doctor", **wrong)
    assert code == 1
    assert "DISCORD_TOKEN was refused" in out
    assert "reachable and empty" in out


async def test_a_database_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    async with LocalDiscord() as discord:
        url = f"sqlite+aiosqlite:///{tmp_path}/none/x.db"
        code, out = await shell("doctor", **{**settings(discord, tmp_path), "DATABASE_URL": url})
    assert code == 1
    assert "DATABASE_URL cannot be used (unable to open database file)" in out


async def test_files_that_others_can_read_are_named(tmp_path: Path) -> None:
    async with LocalDiscord() as discord:
        given = settings(discord, tmp_path)
        allow(discord, NEEDED)
        await shell("db", "upgrade", **given)
        _, private = await shell("doctor", **given)
        file = tmp_path / "x.db"
        file.chmod(0o644)
        code, out = await shell("doctor", **given)
    assert "only their owner can read them: x.db" in private
    assert f"chmod 600 {file}" in " ".join(out.split())
    assert code == 0, out


@pytest.mark.parametrize(("permissions", "is_well"), [(NEEDED, True), (0, False)])
async def test_a_script_reads_the_same_as_people(
    tmp_path: Path, permissions: int, is_well: bool
) -> None:
    async with LocalDiscord() as discord:
        given = settings(discord, tmp_path)
        allow(discord, permissions)
        discord.guild.name = "Grüße \U0001f389"
        for_people, lines = await shell("doctor", **given, COLUMNS="2000")
        code, out = await shell("doctor", "--json", **given, PYTHONIOENCODING="ascii")
    examined = json.loads(out)
    assert out.count("\n") == 1
    assert examined.keys() == {"ok", "checks"}
    assert (examined["ok"], code, for_people) == (is_well, int(not is_well), code)
    checks = examined["checks"]
    assert {tuple(check) for check in checks} == {("check", "verdict", "text")}
    told = [line.split()[0] for line in lines.splitlines()]
    assert [check["verdict"] for check in checks] == told
    assert {check["check"] for check in checks} >= {"token", "permissions", "database", "zones"}
    assert any(discord.guild.name in check["text"] for check in checks)


async def test_a_script_reads_nothing_but_json_where_everything_is_bad(tmp_path: Path) -> None:
    async with LocalDiscord() as discord:
        wrong = settings(discord, tmp_path) | {
            "DISCORD_TOKEN": "wrong",
            "DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/none/x.db",
        }
        code, out = await shell("doctor", "--json", **wrong)
    examined = json.loads(out)
    verdicts = {check["check"]: check["verdict"] for check in examined["checks"]}
    assert (code, examined["ok"]) == (1, False)
    assert (verdicts["token"], verdicts["database"], verdicts["zones"]) == ("bad", "bad", "ok")
