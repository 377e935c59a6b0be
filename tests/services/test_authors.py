"""A report names members as authors only after they were asked, or entered it themselves."""

import json
from dataclasses import replace
from datetime import datetime

import pytest

from sigbot.domain.bounds import MOST_AUTHORS
from sigbot.domain.community import Actor, Community
from sigbot.domain.confirmations import ChangedMeanwhileError, Publishing
from sigbot.domain.outbox import AuthorAsked, Topic
from sigbot.domain.refusals import AnsweredError, TooManyError
from sigbot.services.activity import add_activity
from sigbot.services.authors import answer_author, author_news
from sigbot.services.members import set_timezone
from sigbot.services.narratives import write_narrative
from sigbot.services.personal import ask_to_forget, forget_me
from sigbot.services.reports import (
    ask_to_publish,
    compile_period,
    publish_report,
    read_report,
)
from sigbot.store.database import Database
from sigbot.store.published import to_json
from tests.services.releasing import attend
from tests.services.world import (
    ANA,
    BEN,
    DAY,
    OLGA,
    meeting_at,
    refused,
    rows,
    schedule,
    take_kind,
    waiting,
)

PERIOD = "H1 2026"
HANA = Actor(OLGA.guild_id, 7, "Hana", manages_guild=True)
BEN_ORGANIZES = Actor(BEN.guild_id, BEN.discord_id, BEN.name, manages_guild=True)


@pytest.fixture
async def worked(db: Database, here: Community, now: datetime) -> Community:
    """There is something to report, and the bot knows Ana and Ben."""
    await add_activity(db, OLGA, "A talk", None, "2026-03-02", None, now)
    for someone in (ANA, BEN):
        await set_timezone(db, someone, "Berlin", now)
    return here


async def _write(
    db: Database, authors: str, now: datetime, who: Actor = OLGA
) -> tuple[list[str], tuple[str, ...], tuple[str, ...]]:
    """Write down authors; return who is named, asked, and who said No."""
    compiled = await write_narrative(db, who, PERIOD, {"health": "Well."}, authors, now)
    return compiled.data["authors"], compiled.authors.asked, compiled.authors.declined


async def _authors(db: Database, now: datetime, who: Actor = OLGA) -> list[str]:
    return (await compile_period(db, who, PERIOD, now)).data["authors"]


async def test_a_member_is_named_only_after_yes_and_may_take_it_back(
    db: Database, worked: Community, now: datetime
) -> None:
    assert await _write(db, "Olga\nAna\nDr Okafor", now) == (["Olga", "Dr Okafor"], ("Ana",), ())
    assert [row.payload for row in await waiting(db, Topic.AUTHOR)] == [
        {"author": 2, "to": ANA.discord_id}
    ]
    await answer_author(db, ANA.discord_id, 2, now, agreed=True)
    assert await _authors(db, now, HANA) == ["Olga", "Ana", "Dr Okafor"]
    await answer_author(db, ANA.discord_id, 2, now, agreed=False)
    assert await _write(db, "Olga\nAna", now) == (["Olga"], (), ("Ana",))
    assert len(await waiting(db, Topic.AUTHOR)) == 1, "nobody is asked twice"
    await set_timezone(db, Actor(ANA.guild_id, ANA.discord_id, "Anastasia"), "Berlin", now)
    assert await _authors(db, now) == ["Olga"], "the old name is still theirs"
    read = await read_report(db, HANA, PERIOD, now)
    assert (read.data["authors"], read.authors.declined) == (["Olga"], ("Ana",))


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Ana 50%", "ANA 50%"),
        ("Ünal Öz", "ünal"),
        ("ÜNAL Öz", "Dr ünal öz (Acme)"),
        ("Ana_Li", "ana_li"),
    ],
)
async def test_a_member_is_recognized_in_any_letter_case(
    db: Database, worked: Community, now: datetime, name: str, typed: str
) -> None:
    await set_timezone(db, replace(ANA, name=name), "Berlin", now)
    assert (await _write(db, typed, now))[1] == (typed,)


async def test_whoever_entered_their_own_name_has_said_yes(
    db: Database, worked: Community, now: datetime
) -> None:
    await compile_period(db, BEN_ORGANIZES, PERIOD, now)
    assert await _authors(db, now) == [], "Ben only looked"
    assert await _write(db, "Ben", now, BEN_ORGANIZES) == (["Ben"], (), ())
    assert await _authors(db, now) == ["Ben"]
    assert await waiting(db, Topic.AUTHOR) == []
    await answer_author(db, BEN.discord_id, 1, now, agreed=False)
    assert await _write(db, "Ben\nOlga", now, BEN_ORGANIZES) == ([], ("Olga",), ("Ben",))


async def test_a_mention_is_the_member_who_is_mentioned(
    db: Database, worked: Community, now: datetime
) -> None:
    told = await _write(db, f"<@{ANA.discord_id}>\n<@!{BEN.discord_id}>\n<@5>", now)
    assert told == (["<@5>"], ("Ana", "Ben"), ())
    assert len(await waiting(db, Topic.AUTHOR)) == 2


async def test_publishing_asks_who_is_named_and_names_nobody_else(
    db: Database, worked: Community, now: datetime
) -> None:
    await compile_period(db, BEN_ORGANIZES, PERIOD, now)
    await _write(db, "Ben\nAna\nDr Okafor", now)
    asked = await ask_to_publish(db, OLGA, PERIOD, now)
    assert isinstance(asked.reach, Publishing)
    assert asked.reach.authors.named == ("Dr Okafor",)
    assert asked.reach.authors.left_out == ("Ben", "Ana")
    [first, *_] = await take_kind(db, now, AuthorAsked)
    question = await author_news(db, first)
    assert question
    assert (question.discord_id, question.label, question.name) == (
        BEN.discord_id,
        PERIOD,
        "Ben",
    )
    for stranger, number in ((OLGA, 1), (BEN, 2), (BEN, 99)):
        async with refused(db, AnsweredError):
            await answer_author(db, stranger.discord_id, number, now, agreed=True)
    await answer_author(db, BEN.discord_id, 1, now, agreed=True)
    assert await author_news(db, first) is None
    async with refused(db, ChangedMeanwhileError):
        await publish_report(db, OLGA, asked.id, now)
    again = await ask_to_publish(db, OLGA, PERIOD, now)
    published = await publish_report(db, OLGA, again.id, now)
    assert published.data["authors"] == ["Ben", "Dr Okafor"]
    [kept] = await rows(db, "reports")
    assert "Ana" not in json.dumps(kept["published"])


async def test_whoever_publishes_has_read_their_name_in_the_question(
    db: Database, worked: Community, now: datetime
) -> None:
    await compile_period(db, OLGA, PERIOD, now)
    asked = await ask_to_publish(db, OLGA, PERIOD, now)
    assert isinstance(asked.reach, Publishing)
    assert asked.reach.authors.named == ("Olga",)
    await publish_report(db, OLGA, asked.id, now)
    assert await _authors(db, now, HANA) == ["Olga"]
    assert not (await compile_period(db, HANA, PERIOD, now)).changed


async def test_somebody_who_was_forgotten_is_named_in_no_later_report(
    db: Database, worked: Community, now: datetime
) -> None:
    await _write(db, "Olga\nAna", now)
    again = await ask_to_publish(db, OLGA, PERIOD, now)
    await publish_report(db, OLGA, again.id, now)
    await answer_author(db, ANA.discord_id, 2, now, agreed=False)
    await forget_me(db, ANA, (await ask_to_forget(db, ANA, now)).id, now)
    assert [row["name"] for row in await rows(db, "authors")] == ["Olga"]
    assert await _authors(db, now) == ["Olga"]


async def test_no_report_says_who_spoke_at_a_meeting(
    db: Database, worked: Community, now: datetime
) -> None:
    made = await schedule(db, now, "tomorrow 15:00", speaker="Zora Quillfeather")
    await attend(db, made.meeting, [ANA])
    other = await meeting_at(db, now + DAY, now, speaker="Ana")
    await attend(db, other, [BEN])
    compiled = await compile_period(db, OLGA, PERIOD, now + 3 * DAY)
    assert compiled.data["health"]["meetings_held"] == 2
    said = json.dumps(to_json(compiled.data))
    assert "Quillfeather" not in said
    assert "Ana" not in said


async def test_more_authors_than_can_be_asked_are_refused(
    db: Database, worked: Community, now: datetime
) -> None:
    names = [f"Author {number}" for number in range(MOST_AUTHORS)]
    assert (await _write(db, "\n".join(names), now))[0] == names
    async with refused(db, TooManyError):
        await _write(db, "\n".join([*names, "One more"]), now)
