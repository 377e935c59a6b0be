"""Settings: where each comes from, and what is said of one that cannot be used."""

import os
from pathlib import Path

import pytest

from sigbot.config import (
    CHECKS,
    SettingError,
    Settings,
    Supervisor,
    read_settings,
    read_supervisor,
)

NAMES = ("discord_token", *CHECKS)


@pytest.fixture
def env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The `.env` of the working directory, which is not there yet; the environment says nothing."""
    for name in NAMES:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path / ".env"


@pytest.fixture
def given(env_file: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Sets the environment, without a file."""
    return monkeypatch


def reason(name: str, value: str, environment: pytest.MonkeyPatch) -> str:
    environment.setenv(name, value)
    with pytest.raises(SettingError) as refused:
        read_settings()
    return str(refused.value)


def test_every_setting_but_the_token_has_a_check_in_the_order_of_the_fields() -> None:
    assert tuple(Settings.__dataclass_fields__) == NAMES


def test_nothing_given_gives_the_defaults(env_file: Path) -> None:
    assert read_settings() == Settings(
        discord_token="",
        database_url="sqlite+aiosqlite:///sigbot.db",
        sigbot_discord_api="https://discord.com/api/v10",
        sigbot_web_address="",
        sigbot_shards="auto",
        sigbot_log="text",
        sigbot_contact="",
        sigbot_crossref="https://api.crossref.org",
        sigbot_arxiv="https://export.arxiv.org",
        sigbot_europepmc="https://www.ebi.ac.uk/europepmc/webservices/rest",
        sigbot_doi="https://doi.org",
    )


@pytest.mark.parametrize("name", CHECKS)
def test_a_default_passes_its_own_check(name: str) -> None:
    default = getattr(Settings(), name)
    assert CHECKS[name](default) == default


def test_the_example_file_gives_the_defaults(env_file: Path) -> None:
    example = Path(__file__).parents[1] / ".env.example"
    env_file.write_bytes(example.read_bytes())
    assert read_settings() == Settings()


def test_the_file_is_read_as_shells_write_it(env_file: Path) -> None:
    env_file.write_text(
        "# a note\nexport DISCORD_TOKEN='a.b-c' # mine\n\nSIGBOT_LOG=\"json\"\nALONE\nOTHER=1\n",
        encoding="utf-8",
    )
    assert read_settings() == Settings(discord_token="a.b-c", sigbot_log="json")


def test_the_environment_goes_before_the_file(
    env_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env_file.write_text("DISCORD_TOKEN=file\nSIGBOT_LOG=json\n", encoding="utf-8")
    monkeypatch.setenv("DISCORD_TOKEN", "environment")
    assert read_settings() == Settings(discord_token="environment", sigbot_log="json")


def test_an_empty_value_says_nothing(env_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    env_file.write_text("DISCORD_TOKEN=file\nSIGBOT_SHARDS=\nDATABASE_URL=\n", encoding="utf-8")
    monkeypatch.setenv("DISCORD_TOKEN", "")
    monkeypatch.setenv("SIGBOT_LOG", "")
    assert read_settings() == Settings(discord_token="file")


def test_names_may_be_small(env_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    env_file.write_text("discord_token=file\n", encoding="utf-8")
    monkeypatch.setenv("sigbot_log", "json")
    assert read_settings() == Settings(discord_token="file", sigbot_log="json")


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("DATABASE_URL", "postgresql+asyncpg://me:pass@host/db", None),
        ("SIGBOT_DISCORD_API", "https://discord.test/api/", "https://discord.test/api"),
        ("SIGBOT_DISCORD_API", "http://[::1]:8000", None),
        ("SIGBOT_DISCORD_API", "http://localhost:8000/api", None),
        ("SIGBOT_SECRET", "s" * 32, None),
        ("SIGBOT_WEB_ADDRESS", "127.0.0.1:65535", None),
        ("SIGBOT_WEB_ADDRESS", "off", ""),
        ("SIGBOT_PUBLIC_URL", "https://sig.test/bot/", "https://sig.test/bot"),
        ("SIGBOT_SHARDS", "0,1/4", None),
        ("SIGBOT_LOG", "json", None),
        ("SIGBOT_CONTACT", "ann+sig@mail.example.org", None),
        ("SIGBOT_CROSSREF", "off", ""),
        ("SIGBOT_ARXIV", "https://arxiv.test/", "https://arxiv.test"),
        ("SIGBOT_DOI", "http://127.0.0.1:8000", None),
        ("SIGBOT_EUROPEPMC", "off", ""),
    ],
)
def test_what_can_be_used_is_kept(
    given: pytest.MonkeyPatch, name: str, value: str, kept: str | None
) -> None:
    given.setenv(name, value)
    assert getattr(read_settings(), name.lower()) == (value if kept is None else kept)


@pytest.mark.parametrize(
    ("name", "values", "sentence"),
    [
        (
            "DATABASE_URL",
            ["mysql://nowhere", " sqlite+aiosqlite:///a", "sqlite+aiosqlite://"],
            "must begin with sqlite+aiosqlite:/// or postgresql+asyncpg://",
        ),
        (
            "SIGBOT_DISCORD_API",
            [
                "not an address",
                "http://discord.test",
                "http://localhost.discord.test",
                "http://127.0.0.1.discord.test/api",
                "http://localhost@discord.test",
                "https:///api",
                "https://[::1/api",
            ],
            "must begin with https:// (http:// is for this machine only)",
        ),
        (
            "SIGBOT_SECRET",
            ["s" * 31],
            "must have at least 32 characters, made at random",
        ),
        (
            "SIGBOT_WEB_ADDRESS",
            ["8080", ":8080", "host:", "host:0", "host:65536", "host:²", "host:-1"],
            "must be host:port, such as 127.0.0.1:8080, or off",
        ),
        (
            "SIGBOT_PUBLIC_URL",
            ["sig.test", "http://sig.test", "ftp://sig.test", "https://"],
            "must begin with https:// (http:// is for this machine only)",
        ),
        (
            "SIGBOT_PUBLIC_URL",
            ["https://sig.test/?a", "https://sig.test#a"],
            "must be an address without ? and #, such as https://sig.example.org",
        ),
        (
            "SIGBOT_SHARDS",
            ["4/4", "0,0/2", "1", "/4", "0/", "a/4", "-1/3", "0/²", "AUTO"],
            "must be auto, or ids/count such as 0,1/4",
        ),
        ("SIGBOT_LOG", ["loud", "TEXT", " json"], "must be 'text' or 'json'"),
        (
            "SIGBOT_CONTACT",
            ["ann", "ann@", "@example.org", "ann@host", "a b@example.org", "ann@a.org)", "é@a.org"],
            "must be an e-mail address",
        ),
        (
            "SIGBOT_CROSSREF",
            ["OFF", "http://crossref.test", "ftp://localhost", "no"],
            "must begin with https:// (http:// is for this machine only)",
        ),
    ],
)
def test_what_cannot_be_used_is_named_in_one_line(
    given: pytest.MonkeyPatch, name: str, values: list[str], sentence: str
) -> None:
    assert {reason(name, value, given) for value in values} == {f"{name} {sentence}"}


def test_the_first_setting_that_cannot_be_used_is_named(given: pytest.MonkeyPatch) -> None:
    given.setenv("SIGBOT_LOG", "loud")
    assert reason("SIGBOT_SHARDS", "4/4", given).startswith("SIGBOT_SHARDS ")
    assert reason("DATABASE_URL", "mysql://nowhere", given).startswith("DATABASE_URL ")


@pytest.mark.parametrize(("value", "word"), [("", "missing"), ("  ", "missing"), ("a b", "copy")])
def test_a_token_that_cannot_be_one_is_named_when_it_is_needed(value: str, word: str) -> None:
    with pytest.raises(SettingError, match=rf"^DISCORD_TOKEN .*{word}"):
        Settings(discord_token=value).token()


def test_a_token_may_have_spaces_around_it() -> None:
    assert Settings(discord_token=" a.b-c\n").token() == "a.b-c"


def test_the_token_is_never_shown() -> None:
    url = "postgresql+asyncpg://me:a.b-c@host/db"
    settings = Settings(discord_token="a.b-c", database_url=url, sigbot_secret="a.b-c")
    assert "a.b-c" not in f"{settings} {settings!r}"
    with pytest.raises(SettingError) as refused:
        Settings(discord_token="a.b-c é").token()
    assert "a.b-c" not in repr(refused.value)


@pytest.mark.parametrize(
    ("environment", "supervisor"),
    [
        ({}, None),
        ({"NOTIFY_SOCKET": "somewhere"}, None),
        ({"NOTIFY_SOCKET": "/run/notify"}, Supervisor("/run/notify", 0.0)),
        ({"NOTIFY_SOCKET": "@notify"}, Supervisor("\0notify", 0.0)),
        (
            {"NOTIFY_SOCKET": "/run/notify", "WATCHDOG_USEC": "60000000"},
            Supervisor("/run/notify", 60.0),
        ),
        (
            {"NOTIFY_SOCKET": "/n", "WATCHDOG_USEC": "500000", "WATCHDOG_PID": str(os.getpid())},
            Supervisor("/n", 0.5),
        ),
        (
            {"NOTIFY_SOCKET": "/n", "WATCHDOG_USEC": "500000", "WATCHDOG_PID": "1"},
            Supervisor("/n", 0.0),
        ),
        ({"NOTIFY_SOCKET": "/n", "WATCHDOG_USEC": "soon"}, Supervisor("/n", 0.0)),
    ],
)
def test_what_systemd_says_is_read_where_it_means_this_process(
    environment: dict[str, str],
    supervisor: Supervisor | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert read_supervisor() == supervisor
