"""Keep communities and subgroups."""

from datetime import datetime
from functools import cache
from typing import cast

from sqlalchemy import CursorResult, Select, bindparam, delete, func, select, update

from sigbot.domain.community import Community, Language, ReportRhythm, Subgroup
from sigbot.domain.forgetting import kept_until
from sigbot.store.database import Tx
from sigbot.store.once import insert_once
from sigbot.store.rows.community import CommunityRow, SubgroupRow
from sigbot.store.rows.meetings import MeetingRow
from sigbot.store.rows.members import PersonRow, SubgroupMemberRow


def _community(row: CommunityRow) -> Community:
    return Community(
        id=row.id,
        guild_id=row.guild_id,
        name=row.name,
        description=row.description,
        wiki=row.wiki,
        timezone=row.timezone,
        announcements_channel_id=row.announcements_channel_id,
        organizer_role_id=row.organizer_role_id,
        ping_role_id=row.ping_role_id,
        language=Language(row.language),
        report_every=ReportRhythm(row.report_every),
        smallest_group=row.smallest_group,
        voice_minutes=row.voice_minutes,
        keep_years=row.keep_years,
        events=row.events,
        has_page=row.has_page,
    )


async def community_of_guild(tx: Tx, guild_id: int, *, to_change: bool = False) -> Community | None:
    """Return the community of a server, None where it has none.

    With `to_change`, other transactions that want to change it wait until this one ends.
    """
    row = await tx.scalar(_of_guild(to_change=to_change), {"guild_id": guild_id})
    return _community(row) if row else None


@cache
def _of_guild(*, to_change: bool) -> Select[CommunityRow]:
    """Return the statement of `community_of_guild`, which runs in almost every transaction."""
    wanted = select(CommunityRow).where(CommunityRow.guild_id == bindparam("guild_id"))
    return wanted.with_for_update(key_share=True) if to_change else wanted


async def public_community(tx: Tx, guild_id: int) -> Community | None:
    """Return the community of a server that shows its public page, None where there is none.

    No page is shown of a server that removed the bot.
    """
    is_shown = CommunityRow.has_page, CommunityRow.removed_at.is_(None)
    wanted = select(CommunityRow).where(CommunityRow.guild_id == guild_id, *is_shown)
    row = await tx.scalar(wanted)
    return _community(row) if row else None


async def community(tx: Tx, community_id: int) -> Community:
    return _community(await tx.get_one(CommunityRow, community_id))


async def all_communities(tx: Tx) -> list[Community]:
    """Return all communities in the order in which they were set up."""
    rows = await tx.scalars(select(CommunityRow).order_by(CommunityRow.id))
    return [_community(row) for row in rows]


async def community_ids(tx: Tx) -> list[int]:
    """Return the ids of all communities, also of those whose rows cannot be read."""
    return list(await tx.scalars(select(CommunityRow.id).order_by(CommunityRow.id)))


async def lock(tx: Tx, community_id: int) -> None:
    """Lock a community: other transactions that want to change it wait until this one ends."""
    wanted = select(CommunityRow.id).where(CommunityRow.id == community_id)
    await tx.execute(wanted.with_for_update(key_share=True))


async def add_community(
    tx: Tx, community: Community, release_at: datetime, report_at: datetime, now: datetime
) -> bool:
    """Add a community for a server; return False when the server has one already.

    Its first diversity release is made at `release_at`; its organizers are reminded of a report
    first at `report_at`.
    """
    values = {
        "guild_id": community.guild_id,
        "name": community.name,
        "description": "",
        "wiki": "",
        "timezone": community.timezone,
        "language": community.language,
        "report_every": community.report_every,
        "smallest_group": community.smallest_group,
        "voice_minutes": community.voice_minutes,
        "keep_years": community.keep_years,
        "events": community.events,
        "forget_at": kept_until(now, community.keep_years),
        "release_at": release_at,
        "report_at": report_at,
        "created_at": now,
    }
    return await insert_once(tx, CommunityRow, values, "guild_id")


async def change_community(tx: Tx, community_id: int, community: Community) -> Community:
    """Overwrite everything that an organizer can set; return the community."""
    row = await tx.get_one(CommunityRow, community_id)
    row.name = community.name
    row.description = community.description
    row.wiki = community.wiki
    row.timezone = community.timezone
    row.announcements_channel_id = community.announcements_channel_id
    row.organizer_role_id = community.organizer_role_id
    row.ping_role_id = community.ping_role_id
    row.language = community.language
    row.report_every = community.report_every
    row.smallest_group = community.smallest_group
    row.voice_minutes = community.voice_minutes
    row.keep_years = community.keep_years
    row.events = community.events
    row.has_page = community.has_page
    await tx.flush()
    return _community(row)


async def subgroups(tx: Tx, community_id: int) -> list[Subgroup]:
    """Return all subgroups, retired too, by name, each with the number of its members."""
    joined = func.count(SubgroupMemberRow.person_id)
    rows = await tx.execute(
        select(SubgroupRow, joined)
        .outerjoin(SubgroupMemberRow, SubgroupMemberRow.subgroup_id == SubgroupRow.id)
        .where(SubgroupRow.community_id == community_id)
        .group_by(SubgroupRow.id)
        .order_by(SubgroupRow.name_key)
    )
    return [
        Subgroup(row.id, row.name, row.role_id, row.retired_at is not None, members)
        for row, members in rows
    ]


async def role_of(tx: Tx, subgroup_id: int) -> int | None:
    """Return the role of a subgroup's members, None without a role or for a retired subgroup."""
    row = await tx.get(SubgroupRow, subgroup_id)
    return row.role_id if row and row.retired_at is None else None


async def add_subgroup(
    tx: Tx, community_id: int, name: str, role_id: int | None, now: datetime
) -> bool:
    """Add a subgroup; return False when there is one of that name already."""
    values = {
        "community_id": community_id,
        "name": name,
        "name_key": name.casefold(),
        "role_id": role_id,
        "created_at": now,
    }
    return await insert_once(tx, SubgroupRow, values, "community_id", "name_key")


async def revive_subgroup(tx: Tx, community_id: int, name: str, role_id: int | None) -> None:
    """Bring a retired subgroup back, with its history."""
    await tx.execute(
        update(SubgroupRow)
        .where(SubgroupRow.community_id == community_id, SubgroupRow.name_key == name.casefold())
        .values(name=name, role_id=role_id, retired_at=None)
    )


async def retire_subgroup(tx: Tx, subgroup_id: int, now: datetime) -> None:
    await tx.execute(
        update(SubgroupRow).where(SubgroupRow.id == subgroup_id).values(retired_at=now)
    )


async def join_subgroup(tx: Tx, subgroup_id: int, person_id: int, now: datetime) -> bool:
    """Add a person to a subgroup; return False when they were in it already."""
    values = {"subgroup_id": subgroup_id, "person_id": person_id, "joined_at": now}
    return await insert_once(tx, SubgroupMemberRow, values, "subgroup_id", "person_id")


async def leave_subgroup(tx: Tx, subgroup_id: int, person_id: int) -> bool:
    """Take a person out of a subgroup; return False when they were not in it."""
    result = cast(
        "CursorResult[object]",
        await tx.execute(
            delete(SubgroupMemberRow).where(
                SubgroupMemberRow.subgroup_id == subgroup_id,
                SubgroupMemberRow.person_id == person_id,
            )
        ),
    )
    return bool(result.rowcount)


async def count_members(tx: Tx, subgroup_id: int, but: int) -> int:
    """Count the members of a subgroup without the person with the Discord id `but`."""
    counted = (
        select(func.count())
        .select_from(SubgroupMemberRow)
        .join(PersonRow, PersonRow.id == SubgroupMemberRow.person_id)
        .where(
            SubgroupMemberRow.subgroup_id == subgroup_id, PersonRow.discord_id.is_distinct_from(but)
        )
    )
    return await tx.scalar(counted) or 0


async def count_meetings_ahead(tx: Tx, subgroup_id: int, now: datetime) -> int:
    """Count the meetings ahead of a subgroup that are not cancelled."""
    counted = select(func.count()).where(
        MeetingRow.subgroup_id == subgroup_id,
        MeetingRow.starts_at > now,
        MeetingRow.cancelled_at.is_(None),
    )
    return await tx.scalar(counted) or 0


async def subgroups_of(tx: Tx, person_id: int) -> list[str]:
    names = await tx.scalars(
        select(SubgroupRow.name)
        .join(SubgroupMemberRow, SubgroupMemberRow.subgroup_id == SubgroupRow.id)
        .where(SubgroupMemberRow.person_id == person_id, SubgroupRow.retired_at.is_(None))
        .order_by(SubgroupRow.name_key)
    )
    return list(names)
