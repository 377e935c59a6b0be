"""Earlier texts of a report's sentences: kept, shown and brought back."""

from datetime import datetime, timedelta

import pytest

from sigbot.domain.bounds import MOST_VERSIONS
from sigbot.domain.community import Actor, Community
from sigbot.domain.narratives import GoneTextError, Version
from sigbot.domain.report_data import NarrativePart
from sigbot.services.activity import add_activity
from sigbot.services.narratives import (
    EarlierTexts,
    bring_back_text,
    earlier_texts,
    narrative_of,
    write_narrative,
)
from sigbot.services.reports import compile_period
from sigbot.store.database import Database
from tests.services.samples import Service, Services
from tests.services.world import GUILD, OLGA, OTTO, audited, refused, rows

PERIOD = "H1 2026"
HANA = Actor(GUILD, 8, "Hana", manages_guild=True)
HOUR = timedelta(hours=1)


async def write(db: Database, who: Actor, now: datetime, **parts: str) -> None:
    await write_narrative(db, who, PERIOD, parts, None, now)


@pytest.fixture
async def written(db: Database, here: Community, now: datetime) -> None:
    """Olga wrote of health and issues, then Hana wrote another text of health."""
    await add_activity(db, OLGA, "Talk", None, "2026-03-01", None, now)
    await write(db, OLGA, now, health="First.", issues="Few people.")
    await write(db, HANA, now + HOUR, health="Second.", issues="Few people.")


@pytest.mark.usefixtures("written")
async def test_each_save_keeps_the_text_before_with_who_wrote_it_and_when(
    db: Database, now: datetime
) -> None:
    earlier = await earlier_texts(db, OLGA, PERIOD, now)
    [version] = earlier.versions
    assert version == Version(version.id, NarrativePart.HEALTH, "First.", OLGA.discord_id, now)
    assert (await compile_period(db, OLGA, PERIOD, now)).has_earlier_texts


@pytest.mark.usefixtures("written")
async def test_an_earlier_text_is_brought_back_and_the_other_one_kept(
    db: Database, now: datetime
) -> None:
    [version] = (await earlier_texts(db, OLGA, PERIOD, now)).versions
    back = await bring_back_text(db, OLGA, PERIOD, version.id, now + 2 * HOUR)
    assert back.brought_back == version
    assert [kept.text for kept in back.versions] == ["Second."]
    texts = (await narrative_of(db, OLGA, PERIOD, now)).narrative
    assert texts == {"health": "First.", "issues": "Few people."}
    noted = (await audited(db))[-1]
    assert (noted.action, noted.subject, noted.name) == ("report.bring_back", PERIOD, "Olga")
    async with refused(db, GoneTextError):
        await bring_back_text(db, OLGA, PERIOD, version.id, now)


@pytest.mark.usefixtures("written")
async def test_a_text_of_another_period_or_community_is_not_brought_back(
    db: Database, elsewhere: Community, now: datetime
) -> None:
    [version] = (await earlier_texts(db, OLGA, PERIOD, now)).versions
    async with refused(db, GoneTextError):
        await bring_back_text(db, OLGA, "2026", version.id, now)
    async with refused(db, GoneTextError):
        await bring_back_text(db, OTTO, PERIOD, version.id, now)


@pytest.mark.usefixtures("written")
async def test_emptied_texts_come_back_and_only_the_newest_are_kept(
    db: Database, now: datetime
) -> None:
    await write(db, OLGA, now, issues="")
    newest, _ = (await earlier_texts(db, OLGA, PERIOD, now)).versions
    assert (newest.part, newest.text) == (NarrativePart.ISSUES, "Few people.")
    for number in range(MOST_VERSIONS + 2):
        await write(db, OLGA, now, health=f"Text {number}.")
    kept = [row["text"] for row in await rows(db, "narrative_versions") if row["part"] == "health"]
    assert kept == [f"Text {number}." for number in range(2, MOST_VERSIONS + 2)]
    issues = [row for row in await rows(db, "narrative_versions") if row["part"] == "issues"]
    assert len(issues) == 2


async def test_nothing_is_kept_of_a_report_that_nobody_wrote(
    db: Database, here: Community, now: datetime
) -> None:
    assert (await earlier_texts(db, OLGA, PERIOD, now)).versions == []
    await add_activity(db, OLGA, "Talk", None, "2026-03-01", None, now)
    await write(db, OLGA, now, health="First.")
    assert not (await compile_period(db, OLGA, PERIOD, now)).has_earlier_texts


async def _furnish(db: Database, now: datetime) -> None:
    await write(db, OLGA, now, health="First.")
    await write(db, OLGA, now, health="Second.")


async def _bring_back(db: Database, who: Actor, now: datetime) -> EarlierTexts:
    return await bring_back_text(db, who, PERIOD, 1, now)


SERVICES = Services(
    furnish=_furnish,
    services=(
        Service(
            "narratives.earlier_texts",
            lambda db, who, now: earlier_texts(db, who, PERIOD, now),
            organizers=True,
        ),
        Service(
            "narratives.bring_back_text",
            _bring_back,
            organizers=True,
            action="report.bring_back",
            subject=PERIOD,
        ),
    ),
)
