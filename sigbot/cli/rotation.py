"""`sigbot rotation`: the best rotation of a file, for people or as JSON."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sigbot.domain.refusals import NoRotationError
from sigbot.domain.rotation.files import solve
from sigbot.wording import refusals
from sigbot.wording import rotation as say

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


def best(document: Any) -> Mapping[str, Any]:
    """Return the figures of the best rotation, or `infeasible` with the cause.

    Both are as in the public contract. Raises RotationFileError.
    """
    try:
        return solve(document)
    except NoRotationError as error:
        return {"infeasible": refusals.unescaped(error)}


def as_json(document: Any) -> str:
    return json.dumps(best(document), ensure_ascii=False)


def lines(document: Any) -> str:
    """Return a table for people, or why there is no rotation."""
    result = best(document)
    zone = result.get("anchor_zone") or document.get("anchor_zone") or "UTC"
    return str(result.get("infeasible") or say.table(result, zone))
