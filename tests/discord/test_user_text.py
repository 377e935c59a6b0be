"""What people type is shown as they typed it, and breaks nothing around it."""

import re

import pytest

from tests.discord.world import (
    BUTTONS,
    WEDNESDAY,
    Message,
    World,
    answer,
    buttons_of,
    moment,
    parts,
    raw_text,
    stamp,
    text_of,
    whispered,
)

NASTY = {
    "markdown": "# **bold** __under__ ~~gone~~ ||secret|| [a](https://b.c) > quote - list 1. one",
    "mentions": "@everyone @here <@1> <@&1> <#1> </sig setup:1> <t:0:R>",
    "backticks": "``` `code` ```` ~~~",
    "right to left": "\u202eabc\u2066 \u200fשלום\u200b\ufeff",
    "backslashes": "\\*\\_\\\\ \\<@1>",
}
OBEYED = re.compile(r"(?<!\\)(?:\\\\)*(<[@#/]|<t:0|```|\|\||\[a|__u)")
"""What Discord would obey, had it not been escaped."""
INVISIBLE = set("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY.keys())
async def test_user_text_is_shown_as_typed_and_changes_nothing_around_it(
    world: World, text: str
) -> None:
    await world.command(world.organizer, "sig subgroup add", name=text[:60])
    await world.command(
        world.organizer,
        "meeting schedule",
        title=text,
        when=WEDNESDAY,
        subgroup="g1",
        place=text,
        speaker=text,
        description=f"{text}\n{text}",
    )
    (card,) = world.cards()
    assert OBEYED.findall(raw_text(card)) == []
    assert not INVISIBLE & set(raw_text(card))
    assert list(buttons_of(card)) == BUTTONS


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY.keys())
async def test_user_text_is_tame_in_answers_and_notices_too(world: World, text: str) -> None:
    await world.plan(text)
    await world.command(world.ann, "me reminders", dm=True, changes="dm")
    going = await world.ann.click(world.card(""), label="Going")
    await world.until(moment("2026-03-04 10:00"))
    moved = await world.command(
        world.organizer, "meeting edit", meeting="m1", when="2026-03-05 15:00"
    )
    asked = await world.command(world.organizer, "meeting cancel", meeting="m1", reason=text)
    gone = await world.sure(asked)
    listed = await world.command(world.ann, "meeting list")
    await world.advance(seconds=5)
    said: list[Message] = [answer(one) for one in (going, moved, asked, gone, listed)]
    said += [*world.news.history(), *world.ann.user.dm_channel.history()]
    assert len(said) == 5 + 5 + 3
    for message in said:
        told = raw_text(message).replace(world.news.mention, "")
        assert OBEYED.findall(told) == []
        assert not INVISIBLE & set(raw_text(message))


async def test_the_longest_texts_fit_on_a_card_with_its_counts_and_buttons(world: World) -> None:
    await world.command(world.organizer, "sig subgroup add", name="*" * 60)
    done = await world.command(
        world.organizer,
        "meeting schedule",
        title="*" * 200,
        when=WEDNESDAY,
        subgroup="g1",
        place="_" * 300,
        speaker="|" * 200,
        link="https://example.org/" + "x" * 480,
        description="~" * 2_000,
        repeat="every 2 weeks",
    )
    assert whispered(done).startswith("Scheduled")
    card = world.cards()[-1]
    assert "**0** going · **0** maybe · **0** can't" in text_of(card)
    assert f"{stamp(WEDNESDAY)}:F>" in text_of(card)
    assert list(buttons_of(card)) == [*BUTTONS, "Whole description"]
    assert len(list(parts(card.components))) <= 40


async def test_the_longest_texts_fit_in_every_answer(world: World) -> None:
    await world.command(
        world.organizer,
        "meeting schedule",
        title="*" * 200,
        when=WEDNESDAY,
        description="~" * 2_000,
        speaker="_" * 200,
        place="`" * 300,
    )
    await world.command(world.ann, "me timezone", zone="London")
    shown = await world.command(world.ann, "meeting show", meeting="m1")
    assert "Your time:" in whispered(shown)
    going = await world.ann.click(answer(shown), label="Going")
    assert "You are **going**" in whispered(going)
    await world.until(moment(WEDNESDAY))
    assert len(world.reminders("*" * 200)) == 3
    gone = await world.command(world.organizer, "meeting cancel", meeting="m1", reason="|" * 300)
    assert "is cancelled." in whispered(await world.sure(gone))
    assert "Cancelled." in text_of(world.cards()[-1])
