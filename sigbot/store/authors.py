"""Keep who was asked whether a report may name them as an author, and what they answered."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import aliased

from sigbot.domain.authors import Account, AskedAuthor, AuthorQuestion
from sigbot.store.database import Tx
from sigbot.store.once import insert_once
from sigbot.store.rows.community import CommunityRow
from sigbot.store.rows.members import PersonRow
from sigbot.store.rows.reports import AuthorRow, ReportRow


async def accounts(tx: Tx, community_id: int, words: Collection[str]) -> list[Account]:
    """Return the names of members with an account, and the names linked to them, that may have one
    of the words.

    SQLite knows the lower case of ASCII only, so names with other letters are always returned.
    """
    is_sqlite = tx.get_bind().dialect.name == "sqlite"
    name, beyond_ascii = PersonRow.name, "[^ -~]"
    may_match = [name.icontains(word, autoescape=True) for word in sorted(words)]
    may_match.append(
        name.op("GLOB")(f"*{beyond_ascii}*") if is_sqlite else name.regexp_match(beyond_ascii)
    )
    owner = aliased(PersonRow)
    rows = await tx.execute(
        select(PersonRow.name, owner.id, owner.discord_id)
        .join(owner, owner.id == func.coalesce(PersonRow.same_as, PersonRow.id))
        .where(
            PersonRow.community_id == community_id,
            owner.discord_id.is_not(None),
            or_(*may_match),
        )
        .order_by(PersonRow.id)
    )
    return [
        Account(name, person_id, discord_id)
        for name, person_id, discord_id in rows
        if discord_id is not None
    ]


async def ask(tx: Tx, report_id: int, person_id: int, name: str, now: datetime) -> int | None:
    """Keep that a member is asked about a name, and return the id of the question.

    Return None if they were asked before; the name is that of the last question.
    """
    values = {"report_id": report_id, "person_id": person_id, "name": name, "asked_at": now}
    same = (AuthorRow.report_id == report_id, AuthorRow.person_id == person_id)
    if not await insert_once(tx, AuthorRow, values, "report_id", "person_id"):
        await tx.execute(update(AuthorRow).where(*same).values(name=name))
        return None
    return await tx.scalar(select(AuthorRow.id).where(*same))


async def agree_by_hand(tx: Tx, report_id: int, person_id: int, now: datetime) -> None:
    """Keep the Yes of a member who entered their own name, unless they have answered before."""
    own = AuthorRow.report_id == report_id, AuthorRow.person_id == person_id
    await tx.execute(
        update(AuthorRow)
        .where(*own, AuthorRow.agreed.is_(None))
        .values(agreed=True, answered_at=now)
    )


async def asked(tx: Tx, report_id: int) -> list[AskedAuthor]:
    """Return all who were asked about a report."""
    rows = await tx.execute(
        select(AuthorRow.person_id, AuthorRow.name, AuthorRow.agreed)
        .where(AuthorRow.report_id == report_id)
        .order_by(AuthorRow.id)
    )
    return [AskedAuthor(*row) for row in rows]


async def question(tx: Tx, author_id: int) -> AuthorQuestion | None:
    """Return what was asked, None where the person was forgotten."""
    rows = await tx.execute(
        select(
            PersonRow.discord_id,
            CommunityRow.name,
            ReportRow.label,
            AuthorRow.name,
            AuthorRow.agreed,
        )
        .select_from(AuthorRow)
        .join(PersonRow, PersonRow.id == AuthorRow.person_id)
        .join(ReportRow, ReportRow.id == AuthorRow.report_id)
        .join(CommunityRow, CommunityRow.id == PersonRow.community_id)
        .where(AuthorRow.id == author_id)
    )
    for discord_id, community, label, name, agreed in rows:
        if discord_id is not None:
            return AuthorQuestion(author_id, discord_id, community, label, name, agreed)
    return None


async def answer(tx: Tx, author_id: int, now: datetime, *, agreed: bool) -> None:
    changed = update(AuthorRow).where(AuthorRow.id == author_id)
    await tx.execute(changed.values(agreed=agreed, answered_at=now))
