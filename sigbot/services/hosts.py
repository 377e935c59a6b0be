"""Ask members whether they want to be hosts, and count only those who said Yes.

From times with one host at every meeting, an organizer can work out when that host is free.
"""

from collections.abc import Sequence
from datetime import datetime

from sigbot.domain.community import Community
from sigbot.domain.hosts import Host, NamedHosts
from sigbot.domain.members import Person
from sigbot.domain.outbox import Due, HostQuestion
from sigbot.domain.refusals import AnsweredError
from sigbot.store import hosts, members, outbox
from sigbot.store.database import Database, Tx


async def named_hosts(tx: Tx, series_id: int, named: Sequence[Person]) -> NamedHosts:
    """Return the named members by what they answered, without an answer as asked."""
    known = await hosts.answers(tx, series_id, [person.id for person in named])
    answers = [(person.name, known.get(person.id)) for person in named]
    return NamedHosts(
        agreed=tuple(name for name, agreed in answers if agreed),
        asked=tuple(name for name, agreed in answers if agreed is None),
        declined=tuple(name for name, agreed in answers if agreed is False),
    )


async def people_named(tx: Tx, community_id: int, ids: Sequence[int]) -> list[Person]:
    """Return people by their ids, without those who were forgotten."""
    people = [await members.person(tx, community_id, person_id) for person_id in ids]
    return [person for person in people if person]


async def agreed_hosts(tx: Tx, series_id: int, people: Sequence[int]) -> list[int]:
    """Return those of some people who agreed to be hosts of a series."""
    known = await hosts.answers(tx, series_id, people)
    return [person_id for person_id in people if known.get(person_id)]


async def ask_hosts(
    tx: Tx, community: Community, series_id: int, people: Sequence[int], now: datetime
) -> None:
    """Ask by direct message those of some people who were never asked about a series."""
    for person_id in people:
        person = await members.person(tx, community.id, person_id)
        if person is None or person.discord_id is None:
            continue
        host_id = await hosts.ask(tx, series_id, person_id, now)
        if host_id is not None:
            message = HostQuestion(host_id, person.discord_id)
            await outbox.post(tx, community.id, message, now, now)


async def host_news(db: Database, due: Due[HostQuestion]) -> Host | None:
    """Return who is asked, None where they answered or were forgotten."""
    async with db.read() as tx:
        host = await hosts.host(tx, due.message.host_id)
        return host if host and host.agreed is None else None


async def answer_host(
    db: Database, discord_id: int, host_id: int, now: datetime, *, agreed: bool
) -> Host:
    """Keep what a member answered; the last answer counts.

    Also for those who have left the server. Raises AnsweredError for a question to somebody else.
    """
    async with db.write() as tx:
        host = await hosts.host(tx, host_id)
        if host is None or host.discord_id != discord_id:
            raise AnsweredError
        await hosts.answer(tx, host_id, now, agreed=agreed)
        return host
