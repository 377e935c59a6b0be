"""Ask members before a report names them as authors.

Somebody whose name no member has is named as it was typed: whoever publishes the report confirms
that they agreed.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from sigbot.domain.authors import (
    Account,
    AuthorQuestion,
    NamedAuthors,
    accounts_meant,
    named_authors,
    words_of_names,
)
from sigbot.domain.community import Actor, Community
from sigbot.domain.outbox import AuthorAsked, Due
from sigbot.domain.periods import Period
from sigbot.domain.refusals import AnsweredError
from sigbot.services.access import person_behind, person_key
from sigbot.store import authors, members, outbox, reports
from sigbot.store.database import Database, Tx
from sigbot.store.reports import WrittenReport

_MENTION = re.compile(r"<@!?(\d{1,20})>", re.ASCII)


async def open_report(
    tx: Tx, community: Community, period: Period, actor: Actor, now: datetime
) -> WrittenReport:
    """Return the report of a period; add it, with the actor as its author, when there is none yet.

    The actor is known from then on, so that nobody else names them unasked.
    """
    await person_behind(tx, community, actor, now)
    return await reports.open_report(tx, community.id, period, actor.name, now)


async def spell_authors(tx: Tx, community_id: int, typed: Sequence[str]) -> list[str]:
    """Return typed names with the name of a member in place of a mention or key."""
    names = [await _spell(tx, community_id, name) for name in typed]
    return list(dict.fromkeys(names))


async def _spell(tx: Tx, community_id: int, typed: str) -> str:
    mention, key = _MENTION.fullmatch(typed), person_key(typed)
    if mention:
        member = await members.find_person(tx, community_id, int(mention[1]))
    else:
        member = await members.person(tx, community_id, key) if key is not None else None
    return member.name if member else typed


async def authors_named(
    tx: Tx, community: Community, written: WrittenReport | None, viewer: Actor
) -> NamedAuthors:
    """Return the authors of a report by whether it may name them, as a viewer reads it."""
    if written is None:
        return NamedAuthors()
    meant = {
        line: [{account.person_id for account in accounts} for accounts in names]
        for line, names in (await _accounts_meant(tx, community, written)).items()
    }
    own = await members.find_person(tx, community.id, viewer.discord_id)
    asked = await authors.asked(tx, written.id)
    return named_authors(written.authors, meant, asked, own.id if own else None)


async def _accounts_meant(
    tx: Tx, community: Community, written: WrittenReport
) -> dict[str, list[list[Account]]]:
    """Return line → for each name in it, the accounts that it may mean."""
    known = await authors.accounts(tx, community.id, words_of_names(written.authors))
    return {line: accounts_meant(line, known) for line in written.authors}


async def ask_authors(
    tx: Tx, community: Community, written: WrittenReport, actor: Actor, now: datetime
) -> None:
    """Ask by direct message all members whom the authors of a report may mean, each once.

    Whoever saves or publishes their own name has entered it, and says Yes thereby.
    """
    for line, names in (await _accounts_meant(tx, community, written)).items():
        for account in (account for accounts in names for account in accounts):
            author_id = await authors.ask(tx, written.id, account.person_id, line, now)
            if account.discord_id == actor.discord_id:
                await authors.agree_by_hand(tx, written.id, account.person_id, now)
            elif author_id is not None:
                message = AuthorAsked(author_id, account.discord_id)
                await outbox.post(tx, community.id, message, now, now)


async def author_news(db: Database, due: Due[AuthorAsked]) -> AuthorQuestion | None:
    """Return what is asked, None where they answered or were forgotten."""
    async with db.read() as tx:
        asked = await authors.question(tx, due.message.author_id)
        return asked if asked and asked.agreed is None else None


async def answer_author(
    db: Database, discord_id: int, author_id: int, now: datetime, *, agreed: bool
) -> AuthorQuestion:
    """Keep what a member answered; the last answer counts.

    Also for those who have left the server. Raises AnsweredError for a question to somebody else.
    """
    async with db.write() as tx:
        asked = await authors.question(tx, author_id)
        if asked is None or asked.discord_id != discord_id:
            raise AnsweredError
        await authors.answer(tx, author_id, now, agreed=agreed)
        return asked
