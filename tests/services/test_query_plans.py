"""What runs often uses an index: it does not grow with what is done, old, or of others."""

from datetime import datetime, timedelta

import pytest

from sigbot.domain.community import Community
from sigbot.services.reports import compile_period
from sigbot.services.series import extend_series
from sigbot.store.database import Database
from tests.services.plans import ask_everything, noted, plans_of, scans
from tests.services.releasing import release
from tests.services.test_every_service import furnished
from tests.services.world import OLGA, series_at

__all__ = ["furnished"]


@pytest.mark.usefixtures("furnished")
async def test_no_service_reads_a_growing_table_from_end_to_end(
    db: Database, now: datetime
) -> None:
    with noted(db) as statements:
        await ask_everything(db, now)
    assert scans(await plans_of(db, statements)) == {}


@pytest.mark.usefixtures("furnished")
async def test_making_releases_reads_only_what_is_of_the_community(
    db: Database, now: datetime
) -> None:
    with noted(db) as statements:
        assert await release(db, now + timedelta(days=150)) == 1
        await compile_period(db, OLGA, "H1 2026", now + timedelta(days=150))
    assert scans(await plans_of(db, statements)) == {}


async def test_upkeep_of_a_series_does_not_read_all_that_waits(
    sqlite_db: Database, here_on_sqlite: Community, now: datetime
) -> None:
    """An index of what is not done has the waiting rows of everybody."""
    await series_at(sqlite_db, now)
    with noted(sqlite_db) as statements:
        await extend_series(sqlite_db, now + timedelta(days=100))
    withdrawing = {
        statement: values
        for statement, values in statements.items()
        if statement.startswith("DELETE FROM outbox")
    }
    assert withdrawing
    for lines in (await plans_of(sqlite_db, withdrawing)).values():
        assert ["ix_outbox_meeting_id_topic" in line for line in lines] == [True]
