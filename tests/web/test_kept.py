"""What is kept of contents: for how long, how much, and made how often."""

import asyncio
from datetime import UTC, datetime

import pytest

from sigbot.web.conditional import Content, content
from sigbot.web.kept import Kept

AT = datetime(2026, 3, 2, 14, tzinfo=UTC)
LONG = 10_000.0


def of(text: str) -> Content:
    return content(text.encode(), AT, {}, {}, packs=False)


class Maker:
    """Makes a content, and counts how often."""

    def __init__(self, made: Content | None, error: Exception | None = None) -> None:
        self.made = made
        self.error = error
        self.times = 0

    async def __call__(self) -> Content | None:
        self.times += 1
        await asyncio.sleep(0)
        if self.error:
            raise self.error
        return self.made


async def test_a_content_is_made_once_for_all_who_ask_at_the_same_time() -> None:
    kept, maker = Kept(), Maker(of("a"))
    got = await asyncio.gather(*(kept.get("key", maker, LONG) for _ in range(50)))
    assert (maker.times, {id(each) for each in got}) == (1, {id(maker.made)})
    await kept.get("key", maker, LONG)
    assert maker.times == 1


async def test_what_is_not_fresh_is_made_anew_and_can_be_looked_at() -> None:
    kept, maker = Kept(), Maker(of("a"))
    assert kept.older("key") is None
    await kept.get("key", maker, 0)
    assert (kept.has("key"), kept.older("key")) == (False, maker.made)
    await kept.get("key", maker, 0)
    assert maker.times == 2


async def test_an_error_is_told_to_all_and_not_kept() -> None:
    kept, maker = Kept(), Maker(None, RuntimeError())
    got = await asyncio.gather(
        *(kept.get("key", maker, LONG) for _ in range(3)), return_exceptions=True
    )
    assert [type(error) for error in got] == [RuntimeError] * 3
    maker.error = None
    assert await kept.get("key", maker, LONG) is None
    assert await kept.get("key", maker, LONG) is None
    assert maker.times == 2


async def test_the_oldest_go_first_when_there_is_too_much() -> None:
    kept = Kept(most_bytes=20)
    for key in "abac":
        await kept.get(key, Maker(of("x" * 8)), LONG)
    assert [kept.has(key) for key in "abc"] == [True, False, True]
    await kept.get("large", Maker(of("x" * 21)), LONG)
    assert not kept.has("large")
    assert not kept.has("a")
    await kept.get("d", Maker(of("x" * 20)), LONG)
    assert kept.has("d")


async def test_what_is_made_anew_counts_once() -> None:
    kept = Kept(most_bytes=20)
    await kept.get("other", Maker(of("x" * 8)), LONG)
    for _ in range(5):
        await kept.get("key", Maker(of("x" * 8)), 0)
    assert kept.has("other")


async def test_what_nobody_waits_for_any_more_is_finished() -> None:
    kept, maker = Kept(), Maker(of("a"))
    with pytest.raises(TimeoutError):
        await kept.get("key", maker, LONG, within_s=0)
    assert await kept.get("key", maker, LONG) == maker.made
    assert maker.times == 1
    assert kept.making == 0


async def test_the_end_ends_what_is_being_made() -> None:
    kept, forever, begun = Kept(), asyncio.Event(), asyncio.Event()

    async def wait() -> Content | None:
        begun.set()
        await forever.wait()
        return None

    asked = asyncio.ensure_future(kept.get("key", wait, LONG))
    await begun.wait()
    assert kept.making == 1
    await kept.close()
    with pytest.raises(asyncio.CancelledError):
        await asked
