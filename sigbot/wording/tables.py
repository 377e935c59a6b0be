"""Tables in plain text, and what `sigbot rotation` says in a shell."""

from collections.abc import Mapping, Sequence
from typing import Any

TOO_DEEP = "the JSON is nested too deeply"
TOO_LARGE = "the file is larger than {mib} MiB"

BEST_SLOTS = "Best slots ({zone}): {slots}"
NOT_PROVEN = "Reaches {reached:.1f} %; no rotation can reach more than {most:.1f} %."
TABLE_HEAD = ("", "reached", "can join", "late or early")
TABLE_ALL = "everybody"
NO_REGION = "no region"
SHARE = "{percent:.1f} %"
MINUTES = "{minutes:.0f} min"


def table(result: Mapping[str, Any], zone: str) -> str:
    """Write the result of `sigbot rotation` as a table for people in a shell."""
    rows = [TABLE_HEAD]
    for region, cov in result["region_cov"].items():
        rows.append((region or NO_REGION, _share(cov), _share(result["region_share"][region]), ""))
    burden = MINUTES.format(minutes=result["burden_minutes"])
    rows.append((TABLE_ALL, _share(result["cov"]), _share(result["share"]), burden))
    best = BEST_SLOTS.format(zone=zone, slots=", ".join(result["slots"]))
    proof = [] if result.get("proven", True) else ["", _not_proven(result)]
    return "\n".join([best, "", *aligned(rows), *proof])


def _not_proven(result: Mapping[str, Any]) -> str:
    return NOT_PROVEN.format(reached=100 * result["cov"], most=100 * result["most_cov"])


def _share(share: float) -> str:
    return SHARE.format(percent=100 * share)


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of a table in plain text: names to the left, figures to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join([name.ljust(widths[0]), *map(str.rjust, figures, widths[1:])]).rstrip()
        for name, *figures in rows
    ]
