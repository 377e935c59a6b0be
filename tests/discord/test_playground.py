"""The menus that the playground offers by a message, and the story that the demo tells."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console
from sqlalchemy import func, select

from sigbot.demo.playground import offer_link, use_menus
from sigbot.demo.replay import simulated_world
from sigbot.demo.scenario import GENERAL, HOME, NAME
from sigbot.demo.second_act import show_events
from sigbot.demo.summary import local_times, show_line, show_progress
from sigbot.demo.world import World, texts_of
from sigbot.domain.native_events import LOOK_FAR, OF_A_SERIES
from sigbot.store.rows.journal import JournalItemRow
from sigbot.wording import cli as say


@asynccontextmanager
async def community(tmp_path: Path) -> AsyncIterator[World]:
    async with simulated_world(tmp_path) as simulated:
        await simulated.command(simulated.organizer, "sig setup", name=NAME, timezone=HOME)
        yield simulated


async def test_the_next_meetings_are_events_of_the_server(tmp_path: Path) -> None:
    async with community(tmp_path) as world:
        wish = {"title": GENERAL, "when": "2021-01-06 10:00", "repeat": "weekly"}
        await world.command(world.organizer, "meeting schedule", **wish)
        events = await show_events(world)
        assert [name for name, _ in events] == [GENERAL] * OF_A_SERIES
        assert events[0][1] == datetime(2021, 1, 6, 15, tzinfo=UTC)
        await world.env.advance_time(LOOK_FAR.total_seconds())
        shown = "\n".join(texts_of(message) for message in world.chat.history())
        assert "2 people are interested in the server event." in shown


def no_answer(text: str) -> None:
    raise AssertionError(text)


async def _items(world: World) -> int:
    async with world.db.read() as tx:
        return (await tx.scalar(select(func.count()).select_from(JournalItemRow))) or 0


async def test_a_message_uses_the_menu_on_the_message_before_it(tmp_path: Path) -> None:
    async with community(tmp_path) as world:
        await offer_link(world)
        seen = world.news.last_message.id
        asked = await world.organizer.send(world.news, "menu: Share to journal")
        assert await use_menus(world, seen, no_answer) >= asked.id
        assert await _items(world) == 1


async def test_a_menu_is_used_once(tmp_path: Path) -> None:
    async with community(tmp_path) as world:
        await offer_link(world)
        await world.organizer.send(world.news, "menu: Share to journal")
        seen = await use_menus(world, 0, no_answer)
        answers = len(world.news.history())
        assert await use_menus(world, seen, no_answer) >= seen
        assert len(world.news.history()) == answers


async def test_an_unknown_menu_is_answered_with_those_there_are(tmp_path: Path) -> None:
    async with community(tmp_path) as world:
        await offer_link(world)
        await world.organizer.send(world.news, "menu: Share")
        told: list[str] = []
        seen = await use_menus(world, 0, told.append)
        assert told == [say.MENU_UNKNOWN.format(name="Share", names="Share to journal")]
        await world.organizer.send(world.news, "menu: Share to journal")
        await use_menus(world, seen, no_answer)
        assert await _items(world) == 1, "it works on the link, not on the message for a menu"


async def test_a_menu_without_a_message_above_is_answered(tmp_path: Path) -> None:
    async with community(tmp_path) as world:
        await world.organizer.send(world.news, "menu: Share to journal")
        told: list[str] = []
        await use_menus(world, 0, told.append)
        assert told == [say.MENU_NO_MESSAGE]


@pytest.mark.parametrize("width", [20, 40, 80])
def test_no_word_is_cut_in_two(width: int) -> None:
    text = f"The {GENERAL} starts. See /a/path/that/is/longer/than/the/line/report-H1-2021.md here."
    output = io.StringIO()
    show_line(Console(file=output, width=width), text, indent=2)
    assert output.getvalue().split() == text.split()


def test_without_a_terminal_progress_is_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with show_progress() as advance:
        for done in range(1, 101):
            advance(done, 100)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith("1 of 100 steps")
    assert lines[-1].endswith("100 of 100 steps")
    assert len(lines) < 100


def test_times_are_those_of_the_clocks_of_all_regions() -> None:
    wednesday = {"zone": "America/New_York", "minute": (2 * 24 + 10) * 60}
    tuesday = {"zone": "UTC", "minute": 24 * 60}
    at = datetime(2021, 7, 19, 14, tzinfo=UTC)
    lines = local_times({"slots": [wednesday]}, {"slots": [tuesday]}, at)
    assert lines[0].split() == ["Local", "time", "before", "turn", "1"]
    assert len(lines) == 10
    assert next(line.split() for line in lines if line.startswith("Kolkata")) == [
        "Kolkata",
        "Wed",
        "19:30",
        "Tue",
        "05:30",
    ]
