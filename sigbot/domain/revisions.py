"""A published report beside the report as it is now."""

from collections.abc import Mapping
from typing import Any, cast

from sigbot.domain.report_data import ReportData

Figures = Mapping[str, Any]


def as_before(data: ReportData, published: ReportData) -> ReportData:
    """Return a report with only what the version before this one published, to compare with it.

    Evidence and the links of the journal are taken from the published report: that version drew
    them up in another way.
    """
    health, earlier = data["health"], published["health"]
    known: dict[str, Any] = {name: health.get(name) for name in earlier}
    for name in ("by_subgroup", "by_meeting"):
        if name in earlier:
            known[name] = _as_known(known[name], cast("Figures", earlier)[name])
    kept = {name: value for name, value in data.items() if name in published}
    kept |= {"health": known, "issues": published["issues"], "journal": published["journal"]}
    return cast("ReportData", kept)


def _as_known(rows: list[Figures], earlier: list[Figures]) -> list[Figures]:
    names = earlier[0].keys() if earlier else ()
    return [{name: row[name] for name in names} if names else row for row in rows]
