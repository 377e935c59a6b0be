"""`sigbot erase`, in a shell: it asks, erases a person everywhere or in one server, and counts."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sigbot.cli.app import app
from sigbot.domain.community import Actor
from sigbot.services.community import Setup, set_up
from sigbot.services.members import set_timezone
from sigbot.services.personal import stored_in
from sigbot.services.startup import prepare
from sigbot.store.database import Database

PERSON = 912_345_678_901_234_567
SERVERS = {100: "Health", 200: "Elsewhere"}


@pytest.fixture
def erase(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> Callable[..., tuple[Result, list[str]]]:
    """Run the command; return what it printed, and where something is stored about them then."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'sigbot.db'}"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)

    async def live() -> None:
        db = Database(url)
        await prepare(db)
        for guild, name in SERVERS.items():
            organizer = Actor(guild, 1, "Olga", manages_guild=True)
            await set_up(db, organizer, Setup(name=name), "Server", 5, now)
            await set_timezone(db, Actor(guild, PERSON, "Mara"), "Lisbon", now)
        await db.close()

    async def places() -> list[str]:
        db = Database(url)
        communities = await stored_in(db, PERSON)
        await db.close()
        return [community.name for community in communities]

    def run(*options: str, answer: str = "") -> tuple[Result, list[str]]:
        result = CliRunner().invoke(app, ["erase", *options], input=answer)
        return result, asyncio.run(places())

    asyncio.run(live())
    return run


def test_it_asks_and_erases_in_all_communities(
    erase: Callable[..., tuple[Result, list[str]]],
) -> None:
    result, left = erase("--person", str(PERSON), answer="y\n")
    assert result.exit_code == 0, result.output
    asked = f"Erase everything stored about {PERSON} in 100 (Health), 200 (Elsewhere)?"
    assert asked in result.output
    assert "100 (Health): erased" in result.output
    assert "  Name and account: 1" in result.output
    assert "  Changes: 1" in result.output
    assert left == []


def test_without_a_yes_nothing_is_changed(
    erase: Callable[..., tuple[Result, list[str]]],
) -> None:
    result, left = erase("--person", str(PERSON), answer="n\n")
    assert "Nothing was changed." in result.output
    assert left == ["Health", "Elsewhere"]


def test_one_server_alone_and_without_a_question(
    erase: Callable[..., tuple[Result, list[str]]],
) -> None:
    result, left = erase("--person", str(PERSON), "--guild", "200", "--yes")
    assert "Erase everything" not in result.output
    assert left == ["Health"]


def test_of_whoever_is_not_known_it_says_so(
    erase: Callable[..., tuple[Result, list[str]]],
) -> None:
    result, left = erase("--person", "7")
    assert result.output == "Nothing is stored about 7.\n"
    assert left == ["Health", "Elsewhere"]


def test_without_a_person_the_whole_community_is_erased_after_a_question(
    erase: Callable[..., tuple[Result, list[str]]],
) -> None:
    kept, left = erase("--guild", "200", answer="n\n")
    assert "Erase everything stored about 200 (Elsewhere), with all its people" in kept.output
    assert left == ["Health", "Elsewhere"]
    result, left = erase("--guild", "200", "--yes")
    assert "200 (Elsewhere): erased\n  audit: 2\n  people: 1\n" in result.output
    assert "Take the bot off the server too" in result.output
    assert left == ["Health"]
    again, _ = erase("--guild", "200", "--yes")
    assert again.output == "Nothing is stored about the server 200.\n"


def test_it_has_to_be_said_what_to_erase(erase: Callable[..., tuple[Result, list[str]]]) -> None:
    result, left = erase("--yes")
    assert result.exit_code == 2
    assert "--person" in result.output
    assert left == ["Health", "Elsewhere"]
