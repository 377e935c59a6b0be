"""`sigbot calendar` writes the whole calendar of a community, without Discord."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sigbot.cli.app import app
from sigbot.config import Settings
from sigbot.domain.community import Actor
from sigbot.runtime.run import opened_database
from sigbot.services.community import Setup, add_subgroup, set_up
from sigbot.services.meetings import MeetingRequest, schedule_meeting
from sigbot.services.startup import prepare
from tests.calendars import with_icalendar

OLGA, OTTO = Actor(10, 1, "Olga", manages_guild=True), Actor(20, 2, "Otto", manages_guild=True)


def _run(*words: str) -> Result:
    return CliRunner().invoke(app, ["calendar", *words])


@pytest.fixture
def furnished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Olga's community with two meetings in the database of the working folder."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'sig.db'}"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)
    asyncio.run(_furnish(url))


async def _furnish(url: str, *, another: bool = False) -> None:
    now = datetime.now(UTC)
    async with opened_database(Settings(database_url=url)) as db:
        await prepare(db)
        if another:
            await set_up(db, OTTO, Setup(name="Other"), "Elsewhere", 6, now)
            return
        await set_up(db, OLGA, Setup(name="Health", timezone="UTC"), "Server", 5, now)
        await add_subgroup(db, OLGA, "Care", None, now)
        for title, group in (("All", None), ("Of Care", "Care")):
            kind = "subgroup" if group else None
            when = f"{now + timedelta(days=1):%Y-%m-%d %H:%M} UTC"
            request = MeetingRequest(title, when, subgroup=group, kind=kind)
            await schedule_meeting(db, OLGA, request, now)


def _titles(path: Path) -> list[str]:
    return sorted(event.summary for event in with_icalendar(path.read_bytes()))


@pytest.mark.usefixtures("furnished")
def test_it_has_the_meetings_of_all_subgroups(tmp_path: Path) -> None:
    done = _run()
    assert (done.exit_code, done.output) == (0, "calendar.ics\n")
    assert _titles(tmp_path / "calendar.ics") == ["All", "Of Care"]


@pytest.mark.usefixtures("furnished")
def test_another_file_may_be_named(tmp_path: Path) -> None:
    assert _run("--output", "new/mine.ics").exit_code == 0
    assert _titles(tmp_path / "new" / "mine.ics") == ["All", "Of Care"]


@pytest.mark.usefixtures("furnished")
def test_of_several_communities_one_is_named(tmp_path: Path) -> None:
    asyncio.run(_furnish(f"sqlite+aiosqlite:///{tmp_path / 'sig.db'}", another=True))
    unclear = _run()
    assert "--guild has to be the number of a server" in str(unclear.exception)
    assert _run("--guild", "20").exit_code == 0
    assert _titles(tmp_path / "calendar.ics") == []


@pytest.mark.usefixtures("furnished")
def test_a_file_that_cannot_be_written_is_named_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    done = _run("--output", "taken/mine.ics")
    assert done.exit_code == 2
    assert done.output.count("\n") == 1
