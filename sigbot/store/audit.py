"""The audit trail: one row for every change, in the transaction of the change."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, literal, select, tuple_

from sigbot.domain.audit import BOT, EVERYDAY, OWN, Change
from sigbot.domain.community import Actor
from sigbot.store.bulk import insert_all
from sigbot.store.database import Tx
from sigbot.store.rows.audit import AuditRow
from sigbot.store.rows.community import SubgroupRow
from sigbot.store.rows.journal import JournalItemRow
from sigbot.store.rows.meetings import MeetingRow, SeriesRow
from sigbot.store.rows.members import PersonRow
from sigbot.store.rows.minutes import PromiseRow
from sigbot.store.rows.reports import ActivityRow, PlannedWorkRow

Place = tuple[datetime, int]
"""Where a row stands in the trail: its moment, and its id."""

_TITLES: Mapping[str, tuple[Any, Any, Any]] = {
    "a": (ActivityRow.id, ActivityRow.community_id, ActivityRow.title),
    "g": (SubgroupRow.id, SubgroupRow.community_id, SubgroupRow.name),
    "t": (PromiseRow.id, PromiseRow.community_id, PromiseRow.text),
    "j": (JournalItemRow.id, JournalItemRow.community_id, JournalItemRow.title),
    "m": (MeetingRow.id, MeetingRow.community_id, MeetingRow.title),
    "p": (PlannedWorkRow.id, PlannedWorkRow.community_id, PlannedWorkRow.title),
    "s": (SeriesRow.id, SeriesRow.community_id, SeriesRow.title),
    "u": (PersonRow.id, PersonRow.community_id, PersonRow.name),
}
"""The first letter of a key → where the id, community and title of such a thing are kept."""

_KEY = re.compile(r"([a-z])([0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class Sought:
    """Which rows to read: from `start` until before `until`, of one account; None for all.

    Presses of every day are among them where `everyday`. What concerns one person alone never is.
    """

    start: datetime | None = None
    until: datetime | None = None
    account: int | None = None
    everyday: bool = False


def record(
    tx: Tx,
    community_id: int,
    actor: Actor | None,
    action: str,
    subject: str,
    now: datetime,
    **details: Any,
) -> None:
    """Note that `actor`, None for the bot, did `action` to the item with the key `subject`.

    Never note here what people say about themselves.
    """
    tx.add(AuditRow(**_values(community_id, actor, action, subject, now, details)))


async def record_all(
    tx: Tx,
    community_id: int,
    actors: Sequence[Actor],
    action: str,
    subject: str,
    now: datetime,
) -> None:
    """Note as `record` does that several people did the same."""
    same = {
        "community_id": community_id,
        "action": action,
        "subject": subject,
        "details": {},
        "at": now,
    }
    people = [(actor.discord_id, actor.name) for actor in actors]
    await insert_all(tx, AuditRow, same, ("discord_id", "name"), people)


async def strangers(tx: Tx, community_id: int) -> dict[int, str]:
    """Return Discord id → last name of those who did something, and are no person of the community.

    Whoever sets up a community or schedules a meeting need not be one of its people yet.
    """
    people = select(PersonRow.discord_id).where(
        PersonRow.community_id == community_id, PersonRow.discord_id == AuditRow.discord_id
    )
    unknown = (
        select(AuditRow.discord_id)
        .where(AuditRow.community_id == community_id, AuditRow.discord_id.is_not(None))
        .where(~people.exists())
        .distinct()
    )
    rows = await tx.execute(
        select(AuditRow.discord_id, AuditRow.name)
        .where(AuditRow.community_id == community_id, AuditRow.discord_id.in_(unknown))
        .order_by(AuditRow.id)
    )
    return {discord_id: name for discord_id, name in rows if discord_id is not None}


def _values(
    community_id: int,
    actor: Actor | None,
    action: str,
    subject: str,
    now: datetime,
    details: dict[str, Any],
) -> dict[str, Any]:
    return {
        "community_id": community_id,
        "discord_id": actor.discord_id if actor else None,
        "name": actor.name if actor else BOT,
        "action": action,
        "subject": subject,
        "details": details,
        "at": now,
    }


async def place_of(tx: Tx, community_id: int, row_id: int) -> Place | None:
    """Return where a row stands in the trail of a community, None for a row of another."""
    of_community = AuditRow.community_id == community_id, AuditRow.id == row_id
    row = (await tx.execute(select(AuditRow.at, AuditRow.id).where(*of_community))).one_or_none()
    return (row.at, row.id) if row else None


async def changes_before(
    tx: Tx, community_id: int, sought: Sought, most: int, place: Place | None = None
) -> list[Change]:
    """Return the newest changes before a place, or of all where none is given, the newest first."""
    chosen = _chosen(community_id, sought).order_by(AuditRow.at.desc(), AuditRow.id.desc())
    if place:
        chosen = chosen.where(tuple_(AuditRow.at, AuditRow.id) < _at(place))
    return await _changes(tx, community_id, chosen.limit(most))


async def changes_after(
    tx: Tx, community_id: int, sought: Sought, most: int, place: Place | None = None
) -> list[Change]:
    """Return the oldest changes after a place, or of all where none is given, the oldest first."""
    chosen = _chosen(community_id, sought).order_by(AuditRow.at, AuditRow.id)
    if place:
        chosen = chosen.where(tuple_(AuditRow.at, AuditRow.id) > _at(place))
    return await _changes(tx, community_id, chosen.limit(most))


def _at(place: Place) -> ColumnElement[Any]:
    return tuple_(literal(place[0], AuditRow.at.type), literal(place[1], AuditRow.id.type))


def _chosen(community_id: int, sought: Sought) -> Select[AuditRow]:
    hidden = OWN if sought.everyday else OWN | EVERYDAY
    chosen = select(AuditRow).where(
        AuditRow.community_id == community_id, AuditRow.action.not_in(sorted(hidden))
    )
    if sought.start is not None:
        chosen = chosen.where(AuditRow.at >= sought.start)
    if sought.until is not None:
        chosen = chosen.where(AuditRow.at < sought.until)
    if sought.account is not None:
        chosen = chosen.where(AuditRow.discord_id == sought.account)
    return chosen


async def _changes(tx: Tx, community_id: int, chosen: Select[AuditRow]) -> list[Change]:
    rows = list(await tx.scalars(chosen))
    changes = [
        Change(r.id, r.at, r.name, r.discord_id, r.action, r.subject, r.details, {}) for r in rows
    ]
    titles = await _titles(tx, community_id, {key for change in changes for key in change.keys})
    return [
        replace(change, titles={key: titles[key] for key in change.keys if key in titles})
        for change in changes
    ]


async def _titles(tx: Tx, community_id: int, keys: Collection[str]) -> dict[str, str]:
    """Return key → title of the things of a community; other texts are left out."""
    ids: dict[str, list[int]] = defaultdict(list)
    for match in filter(None, map(_KEY.fullmatch, keys)):
        ids[match[1]].append(int(match[2]))
    titles: dict[str, str] = {}
    for letter in ids.keys() & _TITLES.keys():
        number, community, title = _TITLES[letter]
        rows = await tx.execute(
            select(number, title).where(community == community_id, number.in_(ids[letter]))
        )
        titles |= {f"{letter}{row_id}": text for row_id, text in rows}
    return titles
