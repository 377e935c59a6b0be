"""What is said about rotations."""

from collections.abc import Mapping, Sequence
from typing import Any

TOO_LARGE = "the file is larger than {mib} MiB"

BEST = "Best slots ({zone}): {slots}"
TABLE_HEAD = ("", "reached", "can join", "late or early")
TABLE_ALL = "everybody"
NO_REGION = "no region"
SHARE = "{percent:.1f} %"
MINUTES = "{minutes:.0f} min"


def table(found: Mapping[str, Any], zone: str) -> str:
    """The figures of `sigbot rotation`, for people."""
    rows = [TABLE_HEAD]
    for region, cov in found["region_cov"].items():
        rows.append((region or NO_REGION, _share(cov), _share(found["region_share"][region]), ""))
    burden = MINUTES.format(minutes=found["burden_minutes"])
    rows.append((TABLE_ALL, _share(found["cov"]), _share(found["share"]), burden))
    return "\n".join([BEST.format(zone=zone, slots=", ".join(found["slots"])), "", *aligned(rows)])


def _share(share: float) -> str:
    return SHARE.format(percent=100 * share)


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """The rows of a table in plain text: names to the left, figures to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join([name.ljust(widths[0]), *map(str.rjust, figures, widths[1:])]).rstrip()
        for name, *figures in rows
    ]
