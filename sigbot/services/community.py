"""Set up a community and its subgroups."""

from dataclasses import dataclass, replace
from datetime import datetime

from sigbot.domain.bounds import (
    LINE_LIMIT,
    MOST_SUBGROUPS,
    SUBGROUP_NAME_LIMIT,
    TITLE_LIMIT,
    check_room,
)
from sigbot.domain.community import (
    DEFAULT_ZONE,
    Actor,
    Community,
    EventsWanted,
    ReportRhythm,
    SetupOutcome,
    SetupStep,
    Subgroup,
    check_organizer,
    clamp_keep_years,
    clamp_smallest_group,
    clamp_voice_minutes,
)
from sigbot.domain.confirmations import Confirmation, Retiring
from sigbot.domain.forgetting import GRACE, kept_since
from sigbot.domain.keys import find_begun
from sigbot.domain.links import check_link
from sigbot.domain.questions import Intent
from sigbot.domain.refusals import AlreadyThereError, NotFoundError, NotSetUpError
from sigbot.domain.releases import half_year_of, release_due_at
from sigbot.domain.report_dues import next_reminder
from sigbot.domain.texts import check_length, check_paragraph, check_text, check_title
from sigbot.domain.vocabularies import read_word
from sigbot.domain.zones import find_zone
from sigbot.services.access import (
    community_of,
    lock_for_organizer,
    person_behind,
    require_organizer,
)
from sigbot.services.clocks import check_clocks_soon
from sigbot.services.confirmations import do_or_ask, take_confirmed
from sigbot.services.notices import mend_channel
from sigbot.services.periods import today_in
from sigbot.store import audit, meetings, native_events, outbox, report_dues, upkeep
from sigbot.store import community as communities
from sigbot.store.database import Database, Tx


@dataclass(frozen=True, slots=True)
class Setup:
    """What an organizer wants to set; None leaves a value as it is."""

    name: str | None = None
    description: str | None = None
    wiki: str | None = None
    timezone: str | None = None
    announcements_channel_id: int | None = None
    organizer_role_id: int | None = None
    ping_role_id: int | None = None
    """The id of the server stands for everybody, whom no reminder notifies: it means no role."""
    report_every: str | None = None
    smallest_group: int | None = None
    voice_minutes: int | None = None
    keep_years: int | None = None
    events: str | None = None


@dataclass(frozen=True, slots=True)
class CommunityView:
    community: Community
    subgroups: tuple[Subgroup, ...]
    failures: tuple[tuple[str, str], ...]
    """(topic, reason) of messages that could not be sent, for organizers."""


async def set_up(
    db: Database, actor: Actor, setup: Setup, guild_name: str, here: int, now: datetime
) -> tuple[Community, SetupOutcome]:
    """Make or change the community of a server; return it, and what was done.

    Unless the setup says otherwise, a new community has the server's name and announces in the
    channel `here`. Raises NotOrganizerError, TooLongError, NotOfferedError, and the refusals of
    zones and links.
    """
    async with db.write() as tx:
        known = await communities.community_of_guild(tx, actor.guild_id, to_change=True)
        check_organizer(known.organizer_role_id if known else None, actor)
        fresh = Community(
            id=0, guild_id=actor.guild_id, name=guild_name, announcements_channel_id=here
        )
        wanted = _changed(known or fresh, setup)
        new = known is None and await _add(tx, wanted, now)
        kept = await communities.community_of_guild(tx, actor.guild_id, to_change=True)
        if kept is None:
            raise NotSetUpError
        if setup.announcements_channel_id:
            await mend_channel(tx, kept.id, now)
        if wanted.events:
            # Also where nothing changes: a permission may have been given just now.
            await native_events.begin(tx, kept.id, now)
        elif kept.events:
            await native_events.touch(tx, kept.id, now)
        if kept == wanted:
            return kept, SetupOutcome.SAME
        community = await communities.change_community(tx, kept.id, wanted)
        if known and known.keep_years != community.keep_years:
            # Not at once: until then it can be set back.
            await upkeep.look_again(tx, community.id, now + GRACE)
        if known and _falls_due_otherwise(known, community):
            await report_dues.put_off(tx, community.id, next_reminder(community, now).at)
        await check_clocks_soon(tx, community.id, now)
        audit.record(tx, community.id, actor, "sig.setup", community.name, now)
        return community, SetupOutcome.NEW if new else SetupOutcome.CHANGED


def _falls_due_otherwise(known: Community, community: Community) -> bool:
    """Return whether reports of a community fall due at other moments than before a change."""
    before, now = (known.report_every, known.timezone), (community.report_every, community.timezone)
    return before != now


async def count_too_quiet(db: Database, actor: Actor, now: datetime) -> int:
    """Count the people who gave no sign of life for as long as the community keeps people.

    For organizers only.
    """
    async with db.read() as tx:
        community = await require_organizer(tx, actor)
        return await upkeep.count_quiet(tx, community.id, kept_since(now, community.keep_years))


async def count_events(db: Database, actor: Actor) -> int:
    """Count the native events of meetings that are on the server. For organizers only."""
    async with db.read() as tx:
        community = await require_organizer(tx, actor)
        return await native_events.count_shown(tx, community.id)


async def _add(tx: Tx, community: Community, now: datetime) -> bool:
    first = half_year_of(today_in(community, now))
    release_at = release_due_at(first, community.timezone)
    report_at = next_reminder(community, now).at
    return await communities.add_community(tx, community, release_at, report_at, now)


async def steps_done(db: Database, actor: Actor, *, zone_chosen: bool) -> frozenset[SetupStep]:
    """Return the steps of the setup that are done; the channel is looked at in Discord as well.

    `zone_chosen` says that the zone was just chosen: UTC may be meant, or what nobody changed.
    """
    async with db.read() as tx:
        community = await community_of(tx, actor)
        return await steps_done_in(tx, community, zone_chosen=zone_chosen)


async def steps_done_in(tx: Tx, community: Community, *, zone_chosen: bool) -> frozenset[SetupStep]:
    """Do as `steps_done`, within a transaction."""
    groups = await communities.subgroups(tx, community.id)
    done = {
        SetupStep.TIMEZONE: zone_chosen or community.timezone != DEFAULT_ZONE,
        SetupStep.CHANNEL: community.announcements_channel_id is not None,
        SetupStep.ORGANIZERS: community.organizer_role_id is not None,
        SetupStep.SUBGROUPS: any(not group.retired for group in groups),
        SetupStep.MEETING: await meetings.has_meetings(tx, community.id),
        SetupStep.EVENTS: community.events is not None,
    }
    return frozenset(step for step, is_done in done.items() if is_done)


def _changed(community: Community, setup: Setup) -> Community:
    """Return a community with the values of a setup, checked."""
    return replace(
        community,
        name=check_title("name", setup.name or community.name),
        description=check_paragraph("description", setup.description)
        if setup.description is not None
        else community.description,
        wiki=check_link(check_text("wiki", setup.wiki, LINE_LIMIT))
        if setup.wiki
        else community.wiki,
        timezone=find_zone(setup.timezone) if setup.timezone else community.timezone,
        announcements_channel_id=setup.announcements_channel_id
        or community.announcements_channel_id,
        organizer_role_id=setup.organizer_role_id or community.organizer_role_id,
        ping_role_id=_ping_role(community, setup.ping_role_id),
        report_every=read_word(ReportRhythm, setup.report_every)
        if setup.report_every
        else community.report_every,
        smallest_group=clamp_smallest_group(setup.smallest_group or community.smallest_group),
        voice_minutes=clamp_voice_minutes(setup.voice_minutes or community.voice_minutes),
        keep_years=clamp_keep_years(setup.keep_years or community.keep_years),
        events=community.events
        if setup.events is None
        else read_word(EventsWanted, setup.events) is EventsWanted.ON,
    )


def _ping_role(community: Community, role_id: int | None) -> int | None:
    if role_id is None:
        return community.ping_role_id
    return None if role_id == community.guild_id else role_id


async def view_community(db: Database, actor: Actor) -> CommunityView:
    async with db.read() as tx:
        community = await community_of(tx, actor)
        return CommunityView(
            community=community,
            subgroups=tuple(await communities.subgroups(tx, community.id)),
            failures=tuple(await outbox.failures(tx, community.id)),
        )


async def find_subgroup(tx: Tx, community_id: int, text: str) -> Subgroup:
    """Return the running subgroup with this key (`g3`) or name; the beginning of a name is enough
    where only one begins with it.

    Raises NotFoundError, TooLongError.
    """
    check_length("subgroup", text, TITLE_LIMIT)
    running = [g for g in await communities.subgroups(tx, community_id) if not g.retired]
    group = find_begun(running, text)
    if group is None:
        raise NotFoundError("subgroup", text)
    return group


async def list_subgroups(db: Database, actor: Actor) -> list[Subgroup]:
    """Return the running subgroups."""
    async with db.read() as tx:
        community = await community_of(tx, actor)
        groups = await communities.subgroups(tx, community.id)
        return [group for group in groups if not group.retired]


async def add_subgroup(
    db: Database, actor: Actor, name: str, role_id: int | None, now: datetime
) -> Subgroup:
    """Add a subgroup, or bring a retired subgroup of that name back.

    For organizers only. Raises AlreadyThereError where a running subgroup has the name, FullError.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        name = check_title("name", name, SUBGROUP_NAME_LIMIT)
        groups = await communities.subgroups(tx, community.id)
        same = next((group for group in groups if group.name.casefold() == name.casefold()), None)
        if same is None:
            check_room("subgroup", len(groups), MOST_SUBGROUPS)
            await communities.add_subgroup(tx, community.id, name, role_id, now)
        elif same.retired:
            await communities.revive_subgroup(tx, community.id, name, role_id)
        else:
            raise AlreadyThereError("subgroup", name)
        group = await find_subgroup(tx, community.id, name)
        audit.record(tx, community.id, actor, "subgroup.add", group.key, now, name=name)
        return group


async def retire_subgroup(
    db: Database, actor: Actor, text: str, now: datetime
) -> Subgroup | Confirmation:
    """Retire a subgroup, so that nobody can join it or schedule meetings for it.

    Ask first where it has other members, or meetings ahead. Its history stays. For organizers only.
    Raises NotFoundError.
    """
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        return await _retire(tx, community, actor, text, now)


async def confirm_retirement(
    db: Database, actor: Actor, question_id: int, now: datetime
) -> Subgroup | Confirmation:
    """Retire the subgroup that the actor confirms. Raises AnsweredError, ChangedMeanwhileError."""
    async with db.write() as tx:
        community = await lock_for_organizer(tx, actor)
        intent = Intent.CONFIRM_RETIRE
        asked, agreed = await take_confirmed(tx, community, actor, question_id, now, intent)
        return await _retire(tx, community, actor, asked.request["subgroup"], now, agreed)


async def _retire(
    tx: Tx,
    community: Community,
    actor: Actor,
    text: str,
    now: datetime,
    agreed: str | None = None,
) -> Subgroup | Confirmation:
    group = await find_subgroup(tx, community.id, text)

    async def retire() -> tuple[Subgroup, Retiring | None]:
        members = await communities.count_members(tx, group.id, actor.discord_id)
        ahead = await communities.count_meetings_ahead(tx, group.id, now)
        await communities.retire_subgroup(tx, group.id, now)
        audit.record(tx, community.id, actor, "subgroup.retire", group.key, now)
        return group, Retiring(group.name, members, ahead) if members or ahead else None

    asked = Intent.CONFIRM_RETIRE, {"subgroup": group.key}
    return await do_or_ask(tx, community, actor, asked, retire, now, agreed)


async def join_subgroup(
    db: Database, actor: Actor, text: str, now: datetime
) -> tuple[Subgroup, bool]:
    """Add the actor to a subgroup; return it, and whether they are new in it."""
    async with db.write() as tx:
        community = await community_of(tx, actor)
        group = await find_subgroup(tx, community.id, text)
        person = await person_behind(tx, community, actor, now)
        joined = await communities.join_subgroup(tx, group.id, person.id, now)
        if joined:
            audit.record(tx, community.id, actor, "subgroup.join", group.key, now)
        return group, joined


async def leave_subgroup(
    db: Database, actor: Actor, text: str, now: datetime
) -> tuple[Subgroup, bool]:
    """Take the actor out of a subgroup; return it, and whether they were in it."""
    async with db.write() as tx:
        community = await community_of(tx, actor)
        group = await find_subgroup(tx, community.id, text)
        person = await person_behind(tx, community, actor, now)
        left = await communities.leave_subgroup(tx, group.id, person.id)
        if left:
            audit.record(tx, community.id, actor, "subgroup.leave", group.key, now)
        return group, left


async def all_communities(db: Database) -> list[Community]:
    """Return all communities of the database; for its operator, not for members."""
    async with db.read() as tx:
        return await communities.all_communities(tx)
