"""Show people everything stored about them, and forget them: themselves, or who is long gone."""

import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sigbot.domain.bounds import LONGEST_MEETING
from sigbot.domain.community import Actor, Community
from sigbot.domain.confirmations import Confirmation, Forgetting
from sigbot.domain.forgetting import LOOK_EVERY, Erased, NothingStoredError, kept_since, kept_until
from sigbot.domain.notices import RETRIED_AFTER
from sigbot.domain.personal import Row, Stored, exported
from sigbot.domain.personal_rules import Section
from sigbot.domain.questions import Intent
from sigbot.domain.refusals import StoreBusyError
from sigbot.services.access import community_of
from sigbot.services.announcements import refresh_card
from sigbot.services.confirmations import ask_first, take_confirmed
from sigbot.services.erasures import Erasing, erasing
from sigbot.services.papers import refresh_posted
from sigbot.store import (
    answers,
    attendance,
    audit,
    discussions,
    forgetting,
    imports,
    personal,
    upkeep,
)
from sigbot.store import community as communities
from sigbot.store.database import Database, Tx
from sigbot.store.forgetting import Subject

LONGEST = timedelta(minutes=LONGEST_MEETING)

log = logging.getLogger(__name__)


async def export_me(db: Database, actor: Actor, now: datetime) -> Stored:
    """Return everything that is stored about the actor in this community."""
    async with db.read() as tx:
        community = await community_of(tx, actor)
        who = await forgetting.subject(tx, community.id, discord_id=actor.discord_id)
        tables = await personal.rows_about(tx, who) if who else {}
        stored = Stored(community.name, now, _by_section(tables))
        rows = [row for of_section in stored.rows.values() for row in of_section]
        meetings = {row["meeting_id"] for row in rows if row.get("meeting_id") is not None}
        subgroups = {row["subgroup_id"] for row in rows if "subgroup_id" in row}
        return replace(
            stored,
            meetings=await personal.meetings_called(tx, meetings),
            subgroups=await personal.subgroups_called(tx, subgroups),
        )


def _by_section(tables: Mapping[str, list[Row]]) -> dict[Section, list[Row]]:
    """Return section → rows; a row with columns of several sections is in each of them."""
    by_section: defaultdict[Section, list[Row]] = defaultdict(list)
    for table, rows in tables.items():
        for row in rows:
            for section, part in _parts(table, row):
                by_section[section].append(part)
    return {section: by_section[section] for section in Section if section in by_section}


def _parts(table: str, row: Row) -> Iterator[tuple[Section, Row]]:
    """Yield the columns of a row by section, without sections in which nothing is known."""
    sections = exported(table)
    for section in dict.fromkeys(sections.values()):
        part = {column: row[column] for column in sections if sections[column] is section}
        if any(value is not None for value in part.values()):
            yield section, part


async def ask_to_forget(db: Database, actor: Actor, now: datetime) -> Confirmation:
    """Ask the actor whether to forget them in this community. Raises NothingStoredError."""
    async with db.write() as tx:
        community = await community_of(tx, actor)
        who = await forgetting.subject(tx, community.id, discord_id=actor.discord_id)
        if who is None:
            raise NothingStoredError
        attended = sum([await attendance.count_attended(tx, number) for number in who.ids[:1]])
        reach = Forgetting(community.name, attended)
        return await ask_first(tx, community, actor, Intent.CONFIRM_FORGET, {}, reach, now)


async def forget_me(db: Database, actor: Actor, question_id: int, now: datetime) -> Erased:
    """Forget the actor in this community, as they confirm.

    Raises AnsweredError, and NothingStoredError for a person who was forgotten meanwhile.
    """
    looked = await _look_at_drafts(db, actor.guild_id, actor.discord_id)
    async with erasing(db) as at_work:
        tx = at_work.tx
        await communities.community_of_guild(tx, actor.guild_id, to_change=True)
        community = await community_of(tx, actor)
        await take_confirmed(tx, community, actor, question_id, now, Intent.CONFIRM_FORGET)
        who = await forgetting.subject(tx, community.id, discord_id=actor.discord_id, to_erase=True)
        if who is None:
            raise NothingStoredError
        return await _erase(at_work, community, who, looked, "me.forget", now)


async def erase_person(
    db: Database, discord_id: int, guild_id: int, now: datetime
) -> Erased | None:
    """Forget an account in the community of a server, None where nothing is stored about it.

    For the operator of the bot.
    """
    looked = await _look_at_drafts(db, guild_id, discord_id)
    async with erasing(db) as at_work:
        tx = at_work.tx
        community = await communities.community_of_guild(tx, guild_id, to_change=True)
        if community is None:
            return None
        who = await forgetting.subject(tx, community.id, discord_id=discord_id, to_erase=True)
        return await _erase(at_work, community, who, looked, "person.erase", now) if who else None


async def stored_in(db: Database, discord_id: int) -> list[Community]:
    """Return the communities that store something about an account; for the operator."""
    async with db.read() as tx:
        return [
            community
            for community in await communities.all_communities(tx)
            if await forgetting.subject(tx, community.id, discord_id=discord_id)
        ]


async def _look_at_drafts(db: Database, guild_id: int, discord_id: int) -> imports.LookedAt:
    """Look for a person in files under review, which may be large, before anybody has to wait."""
    async with db.read() as tx:
        community = await communities.community_of_guild(tx, guild_id)
        who = community and await forgetting.subject(tx, community.id, discord_id=discord_id)
        return await _drafts(tx, who) if who else imports.LookedAt()


async def _drafts(tx: Tx, who: Subject) -> imports.LookedAt:
    return await imports.drafts_naming(tx, who.community_id, who.words, who.ids)


async def _erase(
    at_work: Erasing,
    community: Community,
    who: Subject,
    looked: imports.LookedAt,
    action: str,
    now: datetime,
) -> Erased:
    """Erase a person whom this transaction has locked, note that, and correct the cards ahead."""
    tx = at_work.tx
    answered = [
        meeting_id
        for person_id in who.ids[:1]
        for meeting_id in await answers.answered_since(tx, person_id, now - LONGEST)
    ]
    naming = await discussions.items_naming(tx, who.ids)
    counts, marks = await forgetting.erase(tx, who, looked)
    for item_id in naming:
        await refresh_posted(tx, community.id, item_id, now)
    for meeting_id in answered:
        await refresh_card(tx, community.id, meeting_id, now)
    audit.record(tx, community.id, None, action, forgetting.SOMEBODY, now)
    if who.discord_id is not None:
        await at_work.note(community.guild_id, who.discord_id, now)
    return Erased(community.name, community.guild_id, counts, marks)


async def forget_next(db: Database, now: datetime) -> int | None:
    """Forget one person who gave no sign of life for as long as their community keeps people.

    Return how many were forgotten, None if no community is to be looked at. A community in which
    that fails is tried again after RETRIED_AFTER. Raises StoreBusyError.
    """
    async with db.look() as tx:
        community_id = await upkeep.community_to_look_at(tx, now)
    if community_id is None:
        return None
    try:
        return await _forget_in(db, community_id, now)
    except StoreBusyError:
        raise
    except Exception as error:
        log.warning("nobody of community %d could be forgotten", community_id, exc_info=error)
        async with db.write() as tx:
            await upkeep.look_again(tx, community_id, now + RETRIED_AFTER)
        return 0


async def _forget_in(db: Database, community_id: int, now: datetime) -> int:
    """Forget who was not seen for the longest time in a community, if that is too long.

    Files under review are looked at before anybody has to wait for this.
    """
    async with db.read() as tx:
        first = await upkeep.quietest(tx, community_id)
        who = first and await forgetting.subject(tx, community_id, person_id=first[0])
        looked = await _drafts(tx, who) if who else imports.LookedAt()
    async with erasing(db) as at_work:
        tx = at_work.tx
        await communities.lock(tx, community_id)
        community = await communities.community(tx, community_id)
        quietest = await upkeep.quietest(tx, community_id)
        if quietest is None or quietest[1] >= kept_since(now, community.keep_years):
            await _look_later(tx, community, quietest[1] if quietest else now, now)
            return 0
        who = await forgetting.subject(tx, community_id, person_id=quietest[0], to_erase=True)
        # Whoever changed the person was waited for, and may have seen them.
        if who is None or quietest != first or await upkeep.quietest(tx, community_id) != first:
            return 0
        await _erase(at_work, community, who, looked, "person.forget", now)
        return 1


async def _look_later(tx: Tx, community: Community, seen_at: datetime, now: datetime) -> None:
    """Look again when a person is too long gone who was last seen at `seen_at`."""
    again = max(kept_until(seen_at, community.keep_years), now + LOOK_EVERY)
    await upkeep.look_again(tx, community.id, again)


async def forget_quiet(db: Database, now: datetime) -> int:
    """Forget everybody who is too long gone, step by step; return how many were forgotten."""
    forgotten = 0
    while (more := await forget_next(db, now)) is not None:
        forgotten += more
    return forgotten
