"""`sigbot rotation`: the best rotation of a file, for people or as JSON."""

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sigbot.domain.refusals import NoRotationError
from sigbot.domain.rotation import ENDLESS, Budget
from sigbot.domain.rotation.files import solve
from sigbot.wording import refusals
from sigbot.wording import tables as say

MOST_BYTES = 64 * 1024 * 1024


def read_document(path: Path) -> Any:
    """Read a JSON file of members and wishes. Raises ValueError, OSError."""
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(say.TOO_LARGE.format(mib=MOST_BYTES // 1024**2))
    try:
        return json.loads(path.read_text(encoding="utf-8"), parse_constant=_no_number)
    except RecursionError as error:
        raise ValueError(say.TOO_DEEP) from error


def _no_number(name: str) -> None:
    raise ValueError(name)


def best(document: Any, seconds: float | None = None) -> Mapping[str, Any]:
    """Return the figures of the best rotation, or `infeasible` with the cause.

    Both are as in the public contract. With `seconds`, return the best that is found in that time.
    Raises RotationFileError.
    """
    budget = Budget(time.monotonic, time.monotonic() + seconds) if seconds else ENDLESS
    try:
        return solve(document, budget)
    except NoRotationError as error:
        return {"infeasible": refusals.unescaped(error)}


def as_json(document: Any, seconds: float | None = None) -> str:
    return json.dumps(best(document, seconds), ensure_ascii=False)


def lines(document: Any, seconds: float | None = None) -> str:
    """Return a table for people, or why there is no rotation."""
    result = best(document, seconds)
    zone = result.get("anchor_zone") or document.get("anchor_zone") or "UTC"
    return str(result.get("infeasible") or say.table(result, zone))
