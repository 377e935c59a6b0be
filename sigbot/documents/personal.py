"""Write what is stored about a person as JSON, and the table of the privacy policy as Markdown.

`python -m sigbot.documents.personal` prints the table.
"""

import json
import sys
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sigbot.domain.personal import Row, Stored
from sigbot.wording import personal as say
from sigbot.wording.times import iso


def personal_json(stored: Stored) -> str:
    """Return everything that is stored about a person as JSON, with a sentence for each section.

    Meetings and subgroups are named beside their ids.
    """
    document = {
        "about": say.EXPORT_ABOUT,
        "community": stored.community,
        "made_at": iso(stored.at),
        "sections": [
            {
                "name": say.SECTIONS[section].name,
                "about": say.SECTIONS[section].what,
                "seen_by": say.SECTIONS[section].seen_by,
                "kept": say.SECTIONS[section].kept,
                "rows": [_named(row, stored) for row in rows],
            }
            for section, rows in stored.rows.items()
        ],
        "not_searched": say.EXPORT_WRITTEN,
    }
    return json.dumps(document, default=_as_json, ensure_ascii=False, indent=2) + "\n"


def _named(row: Row, stored: Stored) -> Mapping[str, Any]:
    """Return a row with the title and start of its meeting, and the name of its subgroup.

    The id of an account is text, as it is too large for a number in JavaScript.
    """
    named = dict(row)
    if row.get("discord_id") is not None:
        named["discord_id"] = str(row["discord_id"])
    if row.get("meeting_id") in stored.meetings:
        named["meeting"] = stored.meetings[row["meeting_id"]]
    if row.get("subgroup_id") in stored.subgroups:
        named["subgroup"] = stored.subgroups[row["subgroup_id"]]
    return named


def _as_json(value: object) -> str:
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(value)


def policy_table() -> str:
    """Return what is stored about people as a table in Markdown, for a privacy policy."""
    head, *rows = say.policy_rows()
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


if __name__ == "__main__":
    sys.stdout.write(policy_table())
