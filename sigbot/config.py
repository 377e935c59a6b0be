"""Settings: the one reader of the environment."""

from typing import Annotated, Literal

from pydantic import AfterValidator, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict


class SettingError(Exception):
    """A setting that cannot be used; the text is one line that names it."""


def _check_database(url: str) -> str:
    if not url.startswith(("sqlite+aiosqlite:///", "postgresql+asyncpg://")):
        msg = "must begin with sqlite+aiosqlite:/// or postgresql+asyncpg://"
        raise ValueError(msg)
    return url


def _check_api(url: str) -> str:
    if not url.startswith(("https://", "http://127.0.0.1", "http://localhost", "http://[::1]")):
        msg = "must begin with https:// (http:// is for this machine only)"
        raise ValueError(msg)
    return url.rstrip("/")


def _check_address(address: str) -> str:
    host, colon, port = address.rpartition(":")
    if address not in ("", "off") and not (
        host and colon and port.isdigit() and 0 < int(port) < 65536
    ):
        msg = "must be host:port, such as 127.0.0.1:8080, or off"
        raise ValueError(msg)
    return "" if address == "off" else address


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
    if not slash or not count.isdigit() or not all(number.isdigit() for number in numbers):
        raise ValueError(msg)
    chosen = [int(number) for number in numbers]
    if len(set(chosen)) != len(chosen) or max(chosen) >= int(count):
        raise ValueError(msg)
    return chosen, int(count)


def _check_token(token: SecretStr) -> SecretStr:
    value = token.get_secret_value().strip()
    if not value:
        msg = "is missing; it is on the Bot page of your application in Discord's developer portal"
        raise ValueError(msg)
    if not value.isascii() or any(character.isspace() for character in value):
        msg = "has characters that no token has; please copy it again"
        raise ValueError(msg)
    return SecretStr(value)


class Settings(BaseSettings):
    """Every setting, from the environment or a `.env` file."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True
    )

    discord_token: SecretStr = SecretStr("")
    database_url: Annotated[str, AfterValidator(_check_database)] = "sqlite+aiosqlite:///sigbot.db"
    sigbot_discord_api: Annotated[str, AfterValidator(_check_api)] = "https://discord.com/api/v10"
    sigbot_web_address: Annotated[str, AfterValidator(_check_address)] = ""
    sigbot_shards: Annotated[str, AfterValidator(_check_shards)] = "auto"
    sigbot_log: Literal["text", "json"] = "text"

    def token(self) -> str:
        """Raises SettingError when it is missing or cannot be one."""
        try:
            return _check_token(self.discord_token).get_secret_value()
        except ValueError as error:
            raise SettingError(f"DISCORD_TOKEN {error}") from None


def read_settings() -> Settings:
    """Raises SettingError, one line that names the first setting that cannot be used."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = str(first["loc"][0]).upper()
        reason = str(first["msg"]).removeprefix("Value error, ")
        raise SettingError(f"{name} {_phrase(reason)}") from None


def _phrase(reason: str) -> str:
    return reason.replace("Input should be", "must be")
