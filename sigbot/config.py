"""Settings: the one reader of the environment."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

ENV_FILE = ".env"
SHORTEST_SECRET = 32
THIS_MACHINE = ("127.0.0.1", "localhost", "::1")


class SettingError(Exception):
    """A setting that cannot be used; the text is one line that names it."""


def _check_database(url: str) -> str:
    if not url.startswith(("sqlite+aiosqlite:///", "postgresql+asyncpg://")):
        msg = "must begin with sqlite+aiosqlite:/// or postgresql+asyncpg://"
        raise ValueError(msg)
    return url


def _check_api(url: str) -> str:
    """Compare the host itself: an address may begin with `http://localhost` and lead elsewhere."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host, parts = None, urlsplit("")
    is_usable = parts.scheme == "https" or (parts.scheme == "http" and host in THIS_MACHINE)
    if not host or not is_usable or any(map(str.isspace, url)):
        msg = "must begin with https:// (http:// is for this machine only)"
        raise ValueError(msg)
    return url.rstrip("/")


def _check_secret(secret: str) -> str:
    if secret and len(secret) < SHORTEST_SECRET:
        msg = f"must have at least {SHORTEST_SECRET} characters, made at random"
        raise ValueError(msg)
    return secret


def _check_address(address: str) -> str:
    host, colon, port = address.rpartition(":")
    if address not in ("", "off") and not (
        host and colon and port.isdecimal() and 0 < int(port) < 65536
    ):
        msg = "must be host:port, such as 127.0.0.1:8080, or off"
        raise ValueError(msg)
    return "" if address == "off" else address


def _check_public(url: str) -> str:
    """Return the address without a slash at its end; calendars and pages are found below it."""
    if not url:
        return ""
    address = _check_api(url)
    if {"?", "#"} & {*address}:
        msg = "must be an address without ? and #, such as https://sig.example.org"
        raise ValueError(msg)
    return address


def _check_shards(shards: str) -> str:
    read_shards(shards)
    return shards


def read_shards(shards: str) -> tuple[list[int] | None, int | None]:
    """(shard ids, shard count); (None, None) for `auto`. Raises ValueError."""
    if shards == "auto":
        return None, None
    msg = "must be auto, or ids/count such as 0,1/4"
    ids, slash, count = shards.partition("/")
    numbers = ids.split(",")
    if not slash or not count.isdecimal() or not all(number.isdecimal() for number in numbers):
        raise ValueError(msg)
    chosen = [int(number) for number in numbers]
    if len(set(chosen)) != len(chosen) or max(chosen) >= int(count):
        raise ValueError(msg)
    return chosen, int(count)


def _check_log(style: str) -> str:
    if style not in ("text", "json"):
        msg = "must be 'text' or 'json'"
        raise ValueError(msg)
    return style


def _check_token(token: str) -> str:
    value = token.strip()
    if not value:
        msg = "is missing; it is on the Bot page of your application in Discord's developer portal"
        raise ValueError(msg)
    if not value.isascii() or any(character.isspace() for character in value):
        msg = "has characters that no token has; please copy it again"
        raise ValueError(msg)
    return value


def _check_contact(contact: str) -> str:
    name, at, host = contact.partition("@")
    is_plain = contact.isascii() and contact.isprintable() and not {*' ()<>,;:"'} & {*contact}
    if contact and not (name and at and "." in host and "@" not in host and is_plain):
        msg = "must be an e-mail address"
        raise ValueError(msg)
    return contact


def _check_registry(base: str) -> str:
    return "" if base in ("", "off") else _check_api(base)


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting, from the environment or a `.env` file."""

    discord_token: str = field(default="", repr=False)
    database_url: str = field(default="sqlite+aiosqlite:///sigbot.db", repr=False)
    sigbot_discord_api: str = "https://discord.com/api/v10"
    sigbot_secret: str = field(default="", repr=False)
    sigbot_web_address: str = ""
    sigbot_public_url: str = ""
    sigbot_shards: str = "auto"
    sigbot_log: str = "text"
    sigbot_contact: str = ""
    sigbot_crossref: str = "https://api.crossref.org"
    sigbot_arxiv: str = "https://export.arxiv.org"
    sigbot_europepmc: str = "https://www.ebi.ac.uk/europepmc/webservices/rest"
    sigbot_doi: str = "https://doi.org"

    def token(self) -> str:
        """Raises SettingError when it is missing or cannot be one."""
        return _checked("discord_token", self.discord_token, _check_token)


CHECKS: Mapping[str, Callable[[str], str]] = {
    "database_url": _check_database,
    "sigbot_discord_api": _check_api,
    "sigbot_secret": _check_secret,
    "sigbot_web_address": _check_address,
    "sigbot_public_url": _check_public,
    "sigbot_shards": _check_shards,
    "sigbot_log": _check_log,
    "sigbot_contact": _check_contact,
    "sigbot_crossref": _check_registry,
    "sigbot_arxiv": _check_registry,
    "sigbot_europepmc": _check_registry,
    "sigbot_doi": _check_registry,
}
"""What makes a value usable, in the order of the fields; the token is checked when it is needed."""


@dataclass(frozen=True, slots=True)
class Supervisor:
    """Where systemd listens, and within how many seconds it wants each sign of life, 0 for none."""

    address: str
    within_s: float


def read_supervisor() -> Supervisor | None:
    """Return what systemd told this process, None where it was not started by systemd."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return None
    wanted = os.environ.get("WATCHDOG_USEC", "")
    is_meant = os.environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
    within_s = int(wanted) / 1_000_000 if wanted.isdecimal() and is_meant else 0.0
    # What begins with @ is a name in Linux' abstract namespace.
    return Supervisor(address.replace("@", "\0", 1) if address[0] == "@" else address, within_s)


def read_settings() -> Settings:
    """Raises SettingError, one line that names the first setting that cannot be used."""
    given = _given()
    checked = {
        name: _checked(name, given[name], check) for name, check in CHECKS.items() if name in given
    }
    return Settings(discord_token=given.get("discord_token", ""), **checked)


def _given() -> dict[str, str]:
    """What the environment says, else the file `.env` here; nothing is said by an empty value."""
    sources = (_file(), os.environ)
    return {name.lower(): value for source in sources for name, value in source.items() if value}


def _file() -> dict[str, str | None]:
    """Return what the file `.env` says; a start without one does not wait for its reader."""
    if not os.path.lexists(ENV_FILE):
        return {}
    from dotenv import dotenv_values  # noqa: PLC0415  (see above)

    return dotenv_values(ENV_FILE, encoding="utf-8")


def _checked(name: str, value: str, check: Callable[[str], str]) -> str:
    try:
        return check(value)
    except ValueError as error:
        raise SettingError(f"{name.upper()} {error}") from None
