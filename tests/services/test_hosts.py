"""A host is asked once, counts only after Yes, and a No is told without a reason."""

from datetime import datetime

from sigbot.domain.community import Community
from sigbot.domain.outbox import HostQuestion, Topic
from sigbot.domain.refusals import AnsweredError
from sigbot.domain.rotation import Offer
from sigbot.runtime.heavy import compute_in_thread as compute
from sigbot.services.hosts import answer_host, host_news
from sigbot.services.members import set_hours, set_timezone
from sigbot.services.rotation import WishText, change_wishes, suggest_rotation
from sigbot.store.database import Database
from tests.services.world import (
    ANA,
    BEN,
    DAY,
    OLGA,
    SECOND,
    refused,
    rows,
    series_at,
    take_kind,
    waiting,
)

HOSTS = WishText(hosts="Ana\nBen")


async def _offer(db: Database, now: datetime) -> Offer:
    """Olga asks for times with Ana or Ben as hosts."""
    suggestion = (await rows(db, "suggestions"))[0]["id"]
    return await change_wishes(db, OLGA, suggestion, HOSTS, now, compute)


async def _begin(db: Database, now: datetime) -> None:
    for someone in (ANA, BEN):
        await set_timezone(db, someone, "Sydney", now)
        await set_hours(db, someone, "3", "4", "Sun", now)
    await series_at(db, now)
    await suggest_rotation(db, OLGA, "Call", 1, now, compute)


async def test_hosts_are_asked_once_and_count_only_after_yes(
    db: Database, here: Community, now: datetime
) -> None:
    await _begin(db, now)
    plain = (await _offer(db, now)).suggestions
    asked = await waiting(db, Topic.HOST)
    people = [ANA.discord_id, BEN.discord_id]
    assert [row.payload for row in asked] == [
        {"host": number, "to": to} for number, to in enumerate(people, 1)
    ]
    assert not plain.refused, "nobody's hours count yet"
    await answer_host(db, BEN.discord_id, 2, now, agreed=False)
    offer = await _offer(db, now)
    assert (offer.hosts, offer.hosts_asked, offer.hosts_declined) == ((), ("Ana",), ("Ben",))
    assert offer.suggestions == plain
    await answer_host(db, ANA.discord_id, 1, now, agreed=True)
    agreed = await _offer(db, now + SECOND)
    assert agreed.hosts == ("Ana",)
    assert agreed.suggestions.refused, "Ana is free at three on Sundays, which is blocked"
    assert len(await waiting(db, Topic.HOST)) == 2
    await answer_host(db, ANA.discord_id, 1, now + DAY, agreed=False)
    assert (await _offer(db, now)).suggestions == plain, "taken back"


async def test_a_question_is_for_one_person_and_not_asked_once_it_is_answered(
    db: Database, here: Community, now: datetime
) -> None:
    await _begin(db, now)
    await _offer(db, now)
    ana, ben = await take_kind(db, now, HostQuestion)
    host = await host_news(db, ana)
    assert host
    assert (host.discord_id, host.community, host.title) == (ANA.discord_id, "Health", "Call")
    for stranger, number in ((BEN, 1), (OLGA, 2), (ANA, 99)):
        async with refused(db, AnsweredError):
            await answer_host(db, stranger.discord_id, number, now, agreed=True)
    await answer_host(db, BEN.discord_id, 2, now, agreed=False)
    assert await host_news(db, ben) is None
