"""`sigbot report`: the file of `/report`, without Discord."""

from datetime import datetime

from sigbot.cli.community import community_of, shell_of
from sigbot.config import Settings
from sigbot.domain.report_data import AskedTemplate
from sigbot.runtime.run import opened_database
from sigbot.runtime.upgrading import bring_up
from sigbot.services.report_drafts import CompiledReport
from sigbot.services.reports import read_report


async def compiled_report(
    settings: Settings,
    period: str,
    guild_id: int | None,
    now: datetime,
    template: AskedTemplate,
) -> CompiledReport:
    """Compile the report of a period, and change nothing.

    Raises SettingError, the refusals of periods, and EmptyPeriodError.
    """
    async with opened_database(settings) as db:
        await bring_up(db)
        community = await community_of(db, guild_id)
        return await read_report(db, shell_of(community), period, now, template)
