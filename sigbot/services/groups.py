"""Count people and attendances by group, also by whole quarters, which decide what is shown."""

from dataclasses import dataclass
from datetime import datetime

from sigbot.domain.community import Community
from sigbot.domain.meetings import MeetingKind
from sigbot.domain.members import Attribute
from sigbot.domain.periods import Period
from sigbot.domain.suppression import GroupCount
from sigbot.services.periods import begun
from sigbot.store.attendance import count_groups
from sigbot.store.database import Tx


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of a period, and of each of its quarters; [] where it is not whole quarters."""

    whole: list[GroupCount]
    quarters: list[list[GroupCount]]


async def counts_of(
    tx: Tx,
    community: Community,
    attribute: Attribute,
    period: Period,
    kind: MeetingKind | None,
    now: datetime,
) -> Counts:
    """Count people and attendances by their answer for an attribute.

    Only meetings of `kind` count; None stands for all kinds.
    """

    async def counted(part: Period) -> list[GroupCount]:
        start, until = begun(part, community, now)
        return await count_groups(tx, community.id, attribute, start, until, kind)

    quarters = [await counted(quarter) for quarter in period.quarters()]
    return Counts(await counted(period), quarters)
