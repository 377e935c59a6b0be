"""Tell people which direct messages they missed, as theirs are closed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sigbot.domain.agenda import AgendaItem
from sigbot.domain.authors import AuthorQuestion
from sigbot.domain.community import Actor, Community, may_organize
from sigbot.domain.discussions import Discussion
from sigbot.domain.hosts import Host
from sigbot.domain.meetings import Meeting
from sigbot.domain.notices import Notice
from sigbot.domain.outbox import (
    AnyMessage,
    AuthorAsked,
    DirectNews,
    DirectReminder,
    HostQuestion,
    MinutesForYou,
    NamedInMinutes,
    OrganizerNotice,
    PaperAhead,
    PromisesDue,
    QuestionAnswered,
)
from sigbot.domain.periods import Period
from sigbot.services.access import community_of
from sigbot.services.event_questions import EventQuestion, missed_question
from sigbot.services.report_dues import missed_due
from sigbot.store import agenda, authors, discussions, hosts, meetings, members, notices, outbox
from sigbot.store import community as communities
from sigbot.store.database import Database, Tx

MOST_MISSED = 10
"""How many messages are told; the last ones of a longer list are left out."""


@dataclass(frozen=True, slots=True)
class Missed:
    """What a person missed: reminders and news of meetings as these are now, notices, reports that
    fall due, what they were asked as hosts and authors, papers ahead, minutes that are for them or
    name them, answers to their questions, and meetings before which they promised something."""

    reminders: tuple[Meeting, ...]
    changes: tuple[Meeting, ...]
    notices: tuple[Notice, ...]
    reports: tuple[Period, ...]
    hosts: tuple[Host, ...]
    authors: tuple[AuthorQuestion, ...]
    papers: tuple[Discussion, ...]
    minutes: tuple[Meeting, ...]
    answers: tuple[AgendaItem, ...]
    promises: tuple[Meeting, ...]
    events: EventQuestion | None = None
    """Events of the server that somebody changed by hand."""


async def all_unreached(db: Database) -> set[tuple[int, int]]:
    """Return (guild, Discord id) of all who were not told yet that they missed messages."""
    async with db.look() as tx:
        return set(await members.direct_refused(tx))


async def missed_messages(db: Database, actor: Actor) -> Missed | None:
    """Return what the actor missed, None where they were told, or their messages are not closed."""
    async with db.read() as tx:
        community = await community_of(tx, actor)
        person = await members.find_person(tx, community.id, actor.discord_id)
        if person is None or person.direct_refused_at is None:
            return None
        since = person.direct_refused_at
        messages = await outbox.missed(tx, community.id, actor.discord_id, since, MOST_MISSED)
        return Missed(
            await _meetings(tx, community, messages, DirectReminder),
            await _meetings(tx, community, messages, DirectNews),
            await _notices(tx, community, messages, actor),
            await missed_due(tx, community, messages, actor),
            await _hosts(tx, messages),
            await _authors(tx, messages),
            await _papers(tx, community, messages),
            await _meetings(tx, community, messages, MinutesForYou, NamedInMinutes),
            await _answers(tx, community, messages),
            await _meetings(tx, community, messages, PromisesDue),
            await missed_question(tx, community, messages, actor),
        )


async def _meetings(
    tx: Tx,
    community: Community,
    messages: Sequence[AnyMessage],
    *kinds: type[DirectReminder | DirectNews | MinutesForYou | NamedInMinutes | PromisesDue],
) -> tuple[Meeting, ...]:
    """Return the meetings that messages of some kinds were about, each once."""
    ids = {message.meeting_id: None for message in messages if isinstance(message, kinds)}
    by_id = await meetings.counted_meetings(tx, community.id, ids)
    return tuple(by_id[meeting_id] for meeting_id in ids if meeting_id in by_id)


async def _notices(
    tx: Tx, community: Community, messages: Sequence[AnyMessage], actor: Actor
) -> tuple[Notice, ...]:
    """Return the notices in the messages, none for a person who is not an organizer any more."""
    if not may_organize(community.organizer_role_id, actor):
        return ()
    told = [message for message in messages if isinstance(message, OrganizerNotice)]
    ids = [notice_id for message in told for notice_id in message.notice_ids]
    return tuple(await notices.notices(tx, ids))


async def _hosts(tx: Tx, messages: Sequence[AnyMessage]) -> tuple[Host, ...]:
    """Return the questions to a host that are not answered yet."""
    ids = [message.host_id for message in messages if isinstance(message, HostQuestion)]
    asked = [await hosts.host(tx, host_id) for host_id in ids]
    return tuple(host for host in asked if host and host.agreed is None)


async def _authors(tx: Tx, messages: Sequence[AnyMessage]) -> tuple[AuthorQuestion, ...]:
    """Return the questions to an author that are not answered yet."""
    ids = [message.author_id for message in messages if isinstance(message, AuthorAsked)]
    asked = [await authors.question(tx, author_id) for author_id in ids]
    return tuple(author for author in asked if author and author.agreed is None)


async def _papers(
    tx: Tx, community: Community, messages: Sequence[AnyMessage]
) -> tuple[Discussion, ...]:
    """Return the papers that the messages were about, each once, where they are still picked."""
    ids = {(m.item_id, m.meeting_id): None for m in messages if isinstance(m, PaperAhead)}
    papers = [await discussions.discussion(tx, community.id, *each) for each in ids]
    return tuple(paper for paper in papers if paper and not paper.meeting.is_cancelled)


async def _answers(
    tx: Tx, community: Community, messages: Sequence[AnyMessage]
) -> tuple[AgendaItem, ...]:
    """Return the answered questions that the messages were about, each once."""
    ids = {message.point_id: None for message in messages if isinstance(message, QuestionAnswered)}
    items = [await agenda.item(tx, community.id, point_id) for point_id in ids]
    return tuple(item for item in items if item and item.answer)


async def note_told(db: Database, guild_id: int, discord_id: int) -> None:
    """Note that a person was told what they missed."""
    async with db.write() as tx:
        community = await communities.community_of_guild(tx, guild_id)
        person = community and await members.find_person(tx, community.id, discord_id, to_keep=True)
        if person:
            await members.tell_direct_refused(tx, person.id)
