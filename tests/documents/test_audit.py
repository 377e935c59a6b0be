"""The file of who changed what opens in any spreadsheet, and nothing in it runs."""

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sigbot.documents.attendance import SPARE
from sigbot.documents.audit import AuditFiles, audit_file_names
from sigbot.domain.audit import Change
from sigbot.domain.periods import Period
from tests.domain.material import H1

AT = datetime(2021, 1, 6, 16, 5, 7, 400, tzinfo=UTC)
ANA = Change(7, AT, "Ana", 2**60, "meeting.edit", "m12", {"changed": ["when"]}, {"m12": "Call"})
GOLDEN = (
    "\ufeffat,person,discord_id,action,key,title,details\r\n"
    '2021-01-06T16:05:07Z,Ana,1152921504606846976,meeting.edit,m12,Call,"{""changed"": '
    '[""when""]}"\r\n'
    "2021-01-06T16:05:07Z,Somebody,,report.publish,H1 2021,,\r\n"
    '2021-01-06T16:05:07Z,\'=1+1,,plan.add,\'@p1,\'+cmd|x,"{""title"": ""Łąka, 计划""}"\r\n'
)


def written(folder: Path, changes: Sequence[Change], limit: int = 0) -> list[Path]:
    with AuditFiles(folder, H1, limit) as files:
        for change in changes:
            files.add(change)
        assert files.rows == len(changes)
        return files.finish()


def test_the_file_is_as_it_always_was(tmp_path: Path) -> None:
    gone = Change(8, AT, "", None, "report.publish", "H1 2021", {}, {})
    hostile = Change(
        9, AT, "=1+1", None, "plan.add", "@p1", {"title": "Łąka, 计划"}, {"@p1": "+cmd|x"}
    )
    (path,) = written(tmp_path, [ANA, gone, hostile])
    assert path.name == "audit-H1-2021.csv"
    assert path.read_bytes().decode() == GOLDEN


def test_large_files_come_in_parts_each_complete(tmp_path: Path) -> None:
    changes = [replace(ANA, subject=f"m{number}") for number in range(100, 130)]
    paths = written(tmp_path, changes, limit=SPARE + 1_000)
    assert [path.name for path in paths] == audit_file_names(H1, len(paths))
    assert len(paths) > 2
    rows = []
    for path in paths:
        assert path.stat().st_size < SPARE + 1_000
        head, *lines = csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""))
        assert head[0] == "at"
        rows += lines
    assert [row[4] for row in rows] == [change.subject for change in changes]


def test_a_file_of_all_times_is_named_so() -> None:
    ever: Period | None = None
    assert audit_file_names(ever, 1) == ["audit-all.csv"]
    assert audit_file_names(ever, 2) == ["audit-all-1-of-2.csv", "audit-all-2-of-2.csv"]
