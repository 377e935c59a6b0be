"""The pages of `/meeting list`."""

import re

from sigbot.chat import custom_ids as ids
from sigbot.chat import minutes_ids
from tests.discord.cards import Cards
from tests.discord.world import Result, World, answer, buttons_of, moment, say, text_of


async def plan_many(world: World) -> None:
    for number in range(20):
        await world.plan(f"Talk {number}", f"2026-03-{number + 10} 11:00")


def titles(shown: Result) -> list[str]:
    return re.findall(r"\*\*(Talk \d+)\*\*", text_of(answer(shown)))


async def turn(world: World, listed: Result, label: str) -> Result:
    return await world.ann.click(answer(listed), label=label)


async def show(world: World) -> None:
    await plan_many(world)
    listed = await world.command(world.ann, "meeting list")
    await turn(world, await turn(world, listed, "Next"), "Previous")


ON_A_CARD = {
    "going": ids.Going,
    "maybe": ids.Maybe,
    "cant": ids.Cant,
    "who": ids.WhoComes,
    "ask": minutes_ids.AskAhead,
}
CARDS = Cards(
    {
        f"sig:{action}:{meeting}": kind(meeting)
        for meeting in range(1, 21)
        for action, kind in ON_A_CARD.items()
    }
    | {
        "sig:meeting_page:all.0.0": ids.TurnMeetingPage("all", past=0, page=0),
        "sig:meeting_page:all.0.1": ids.TurnMeetingPage("all", past=0, page=1),
        "sig:meeting_page:all.0.2": ids.TurnMeetingPage("all", past=0, page=2),
    },
    show,
)


async def read_all(world: World, listed: Result) -> list[str]:
    """The titles on all pages of a list."""
    found = titles(listed)
    while "Next" in buttons_of(answer(listed)):
        listed = await turn(world, listed, "Next")
        found += titles(listed)
    return found


async def test_every_meeting_ahead_is_on_one_of_the_pages(world: World) -> None:
    await plan_many(world)
    listed = await world.command(world.ann, "meeting list")
    first = titles(listed)
    assert "Page 1 of 3" in say(listed)
    assert list(buttons_of(answer(listed))) == ["Next"]
    second = await turn(world, listed, "Next")
    assert list(buttons_of(answer(second))) == ["Previous", "Next"]
    assert titles(await turn(world, second, "Previous")) == first
    everything = await read_all(world, await world.command(world.ann, "meeting list"))
    assert everything == [f"Talk {number}" for number in range(20)]


async def test_past_meetings_have_pages_too_and_a_kind_stays(world: World) -> None:
    await plan_many(world)
    await world.plan("Talk 99", "2026-03-09 11:00", kind="guest")
    await world.until(moment("2026-03-31 12:00"))
    listed = await world.command(world.ann, "meeting list", past=True, kind="general")
    assert await read_all(world, listed) == [f"Talk {number}" for number in range(19, -1, -1)]


async def test_a_page_that_is_gone_is_the_last_one(world: World) -> None:
    await plan_many(world)
    old = world.old_message(ids.TurnMeetingPage("all", 0, 7))
    assert "Page 3 of 3" in say(await world.ann.click(old, label="0"))


async def test_the_list_says_that_a_series_has_more(world: World) -> None:
    await world.plan("Weekly call", repeat="weekly")
    shown = say(await world.command(world.ann, "meeting list"))
    assert shown.count("**Weekly call**") == 3
    assert shown.endswith("Of each series, the next 3 are listed.")
    await world.plan("Talk", "2026-03-10 11:00")
    assert "Of each series" not in say(await world.command(world.ann, "meeting list", past=True))
