"""Meet many people at once, as at the start of a meeting."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import update

from sigbot.domain.forgetting import is_quiet
from sigbot.store import members
from sigbot.store.bulk import insert_all
from sigbot.store.database import Tx
from sigbot.store.rows.members import PersonRow


async def meet_people(
    tx: Tx,
    community_id: int,
    names: Mapping[int, str],
    now: datetime,
    accounts: Mapping[int, str] = MappingProxyType({}),
) -> dict[int, int]:
    """Add, rename and note as seen many people at once, as `meet_person` does.

    `names` is Discord id → name, `accounts` Discord id → user name, where it is known.
    Return Discord id → person id.
    """
    known = await members.accounts(tx, community_id, names) if names else {}
    # Always in the same order: two transactions with the same people would otherwise deadlock.
    strangers = sorted(names.keys() - known)
    added = await _add_people(tx, community_id, strangers, names, accounts, now)
    if len(added) < len(strangers):  # another transaction was faster
        known |= await members.accounts(tx, community_id, names.keys() - known - added.keys())
    for discord_id, (person_id, name, _, account) in sorted(known.items()):
        renamed = names[discord_id], accounts.get(discord_id) or account
        if (name, account) != renamed:
            own = update(PersonRow).where(PersonRow.id == person_id)
            await tx.execute(own.values(name=renamed[0], account=renamed[1]))
    quiet = [person_id for person_id, _, seen_at, _ in known.values() if is_quiet(seen_at, now)]
    if quiet:
        await members.note_seen(tx, quiet, now)
    return added | {discord_id: person_id for discord_id, (person_id, *_) in known.items()}


async def _add_people(
    tx: Tx,
    community_id: int,
    strangers: Sequence[int],
    names: Mapping[int, str],
    accounts: Mapping[int, str],
    now: datetime,
) -> dict[int, int]:
    """Add accounts that are unknown; return Discord id → person id of those that were added."""
    same = {"community_id": community_id, "created_at": now, "seen_at": now}
    people = [(stranger, names[stranger], accounts.get(stranger) or None) for stranger in strangers]
    added = await insert_all(
        tx,
        PersonRow,
        same,
        ("discord_id", "name", "account"),
        people,
        unless=("community_id", "discord_id"),
        returning=("discord_id", "id"),
    )
    return dict(map(tuple, added))
