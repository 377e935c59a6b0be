"""Who waits long for heavy work is told so, and told when it is done."""

import asyncio
from typing import cast

import discord
import pytest
from discord.ui import LayoutView, TextDisplay

from sigbot.chat import heavy
from sigbot.chat.bot import SigBot


class Answer:
    """Where an answer will be: it keeps what is shown there meanwhile."""

    def __init__(self) -> None:
        self.shown: list[str] = []
        self.changed = asyncio.Event()

    async def edit_original_response(self, view: LayoutView) -> None:
        texts = [part.content for part in view.walk_children() if isinstance(part, TextDisplay)]
        self.shown += texts
        self.changed.set()

    async def wait_for(self, work: asyncio.Future[str]) -> str:
        interaction = cast("discord.Interaction[SigBot]", self)
        return await heavy.told_if_slow(interaction, work, "Please wait.", "It is done.")


async def test_who_waits_long_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heavy, "SLOW_S", 0)
    answer, work = Answer(), asyncio.get_running_loop().create_future()
    waiting = asyncio.create_task(answer.wait_for(work))
    await answer.changed.wait()
    assert answer.shown == ["Please wait."]
    work.set_result("report")
    assert await waiting == "report"
    assert answer.shown == ["Please wait.", "It is done."]


async def test_who_need_not_wait_is_told_nothing() -> None:
    answer, work = Answer(), asyncio.get_running_loop().create_future()
    work.set_result("report")
    assert await answer.wait_for(work) == "report"
    assert answer.shown == []


async def test_work_that_fails_fails_for_who_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heavy, "SLOW_S", 0)
    answer, work = Answer(), asyncio.get_running_loop().create_future()
    waiting = asyncio.create_task(answer.wait_for(work))
    await answer.changed.wait()
    work.set_exception(ValueError("no"))
    with pytest.raises(ValueError, match="no"):
        await waiting
