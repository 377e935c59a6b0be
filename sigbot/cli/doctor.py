"""`sigbot doctor`: checks everything the bot needs, and says how to put right what is wrong."""

import importlib.metadata
import json
import os
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import discord
from rich.console import Console
from rich.table import Table

from sigbot.chat.bot import intents
from sigbot.config import ENV_FILE, SettingError, Settings
from sigbot.domain.permissions import Permission
from sigbot.domain.zone_names import zone_names
from sigbot.runtime.run import DATABASE, opened_database, use_api
from sigbot.runtime.secret import key_file
from sigbot.services.startup import HEAD, KNOWN, SQLITE_VERSION, StoreUnusableError, schema_revision
from sigbot.store.database import Database
from sigbot.store.sqlite_file import COMPANIONS, OWNER_ONLY
from sigbot.wording import cli as say
from sigbot.wording.permissions import with_purposes

SAFE_SQLITE = (3, 51, 3)


class Finding(NamedTuple):
    """What a check has found; `text` is the state, or what to do."""

    check: str
    verdict: str
    text: str


async def examine(settings: Settings, *, as_json: bool = False) -> int:
    """Print each finding; return the exit status: 1 if a finding is bad, else 0.

    A line for people is printed for each, or one JSON document and nothing else.
    """
    findings = [finding async for finding in _findings(settings)]
    is_well = all(finding.verdict != say.BAD for finding in findings)
    if as_json:
        checks = [finding._asdict() for finding in findings]
        print(json.dumps({"ok": is_well, "checks": checks}))  # noqa: T201
    else:
        Console().print(_table(findings))
    return int(not is_well)


def _table(findings: Sequence[Finding]) -> Table:
    table = Table(show_header=False, box=None, pad_edge=False)
    for finding in findings:
        table.add_row(finding.verdict, say.CHECKS[finding.check], finding.text)
    return table


async def _findings(settings: Settings) -> AsyncIterator[Finding]:
    async for finding in _discord(settings):
        yield finding
    async for finding in _database(settings):
        yield finding
    version = importlib.metadata.version("tzdata")
    count = len(zone_names())
    yield Finding("zones", say.OK, say.ZONES_OK.format(version=version, count=count))
    if settings.sigbot_web_address or settings.sigbot_public_url:
        yield _web(settings.sigbot_web_address, settings.sigbot_public_url)


def _web(address: str, url: str) -> Finding:
    if not address:
        return Finding("web", say.WARNING, say.WEB_NOT_SERVED.format(url=url))
    if not url:
        return Finding("web", say.WARNING, say.WEB_NOT_REACHED.format(address=address))
    return Finding("web", say.OK, say.WEB_OK.format(address=address, url=url))


async def _discord(settings: Settings) -> AsyncIterator[Finding]:
    use_api(settings.sigbot_discord_api)
    client = discord.Client(intents=intents())
    try:
        await client.login(settings.token())
        yield Finding("token", say.OK, say.TOKEN_OK.format(name=client.user))
        yield Finding("intents", say.OK, say.INTENTS_OK)
        async for finding in _permissions(client):
            yield finding
    except SettingError as error:
        yield Finding("token", say.BAD, str(error))
    except discord.LoginFailure:
        yield Finding("token", say.BAD, say.TOKEN_REFUSED)
    except (OSError, discord.HTTPException) as error:
        reason = type(error).__name__
        yield Finding("token", say.BAD, say.API_UNREACHABLE.format(reason=reason))
    finally:
        await client.close()


async def _permissions(client: discord.Client) -> AsyncIterator[Finding]:
    """Check what the bot's roles allow on each server; its channels may still allow less."""
    has_guilds = False
    me_id = client.user.id if client.user else 0
    async for partial in client.fetch_guilds(limit=50):
        has_guilds = True
        guild = await client.fetch_guild(partial.id)
        me = await guild.fetch_member(me_id)
        missing = [name for name in Permission if not getattr(me.guild_permissions, name)]
        if missing:
            names = ", ".join(with_purposes(missing))
            text = say.PERMISSIONS_MISSING.format(guild=guild.name, names=names)
            yield Finding("permissions", say.BAD, text)
        else:
            yield Finding("permissions", say.OK, say.PERMISSIONS_OK.format(guild=guild.name))
    if not has_guilds:
        yield Finding("permissions", say.WARNING, say.NO_GUILDS)


async def _database(settings: Settings) -> AsyncIterator[Finding]:
    try:
        async with opened_database(settings) as db:
            revision = await schema_revision(db)
            yield _schema(revision)
            if db.is_sqlite:
                yield _sqlite()
            yield _secret(settings, key_file(db))
            for finding in _files([*_kept_files(db), key_file(db), Path(ENV_FILE)]):
                yield finding
    except (SettingError, StoreUnusableError) as error:
        yield Finding("database", say.BAD, say.DATABASE_BAD.format(reason=error))


def _schema(revision: str | None) -> Finding:
    if revision is None:
        return Finding("database", say.OK, say.DATABASE_EMPTY)
    if revision == HEAD:
        return Finding("database", say.OK, say.DATABASE_OK.format(revision=revision))
    if revision not in KNOWN:
        newer = say.DATABASE_NEWER.format(name=DATABASE, schema=revision, head=HEAD)
        return Finding("database", say.BAD, newer)
    return Finding("database", say.WARNING, say.DATABASE_OLD.format(revision=revision))


def _sqlite() -> Finding:
    is_safe = SQLITE_VERSION >= SAFE_SQLITE
    text = (say.SQLITE_OK if is_safe else say.SQLITE_OLD).format(
        version=_dotted(SQLITE_VERSION), safe=_dotted(SAFE_SQLITE)
    )
    return Finding("sqlite", say.OK if is_safe else say.WARNING, text)


def _secret(settings: Settings, file: Path) -> Finding:
    if settings.sigbot_secret:
        return Finding("secret", say.OK, say.SECRET_OK)
    text = say.SECRET_FILE if file.exists() else say.SECRET_NONE
    return Finding("secret", say.OK, text.format(file=file))


def _kept_files(db: Database) -> Sequence[Path]:
    return [Path(f"{db.file.path}{ending}") for ending in ("", *COMPANIONS)] if db.file else []


def _files(paths: Iterable[Path]) -> Iterator[Finding]:
    """Look whether anybody but the owner can read or write the files that are there."""
    present = [path for path in paths if path.is_file()]
    open_to_others = [path for path in present if path.stat().st_mode & 0o077]
    for path in open_to_others if os.name == "posix" else []:
        yield Finding(
            "files", say.WARNING, say.FILES_OPEN.format(name=path, mode=f"{OWNER_ONLY:o}")
        )
    if present and not open_to_others:
        names = ", ".join(path.name for path in present)
        yield Finding("files", say.OK, say.FILES_OK.format(names=names))


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
