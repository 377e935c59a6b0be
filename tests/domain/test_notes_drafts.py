"""Notes while they are reviewed: what is kept of them, and that nothing changes on the way."""

import json
from datetime import date

import pytest
from hypothesis import given

from sigbot.domain.notes import (
    NoteKind,
    NotesDraft,
    draft_of,
    read_draft,
    read_notes,
    write_draft,
)
from sigbot.domain.notes.drafts import MOST_PROBLEMS
from tests.domain.properties import thorough
from tests.domain.test_notes_properties import documents

DAY = date(2026, 12, 2)


def drafted(*lines: str) -> NotesDraft:
    return draft_of(read_notes("\n".join(lines), DAY))


@thorough
@given(documents())
def test_a_draft_comes_back_from_json_as_it_was(lines: list[str]) -> None:
    draft = drafted(*lines)
    assert read_draft(json.loads(json.dumps(write_draft(draft)))) == NotesDraft(
        draft.lines, draft.problems, draft.problem_count, draft.left_out, draft.title, {}
    )


@pytest.mark.parametrize("values", [{}, {"format": 3}, {"format": "notes-0", "lines": []}])
def test_what_is_no_draft_of_notes_is_none(values: dict[str, object]) -> None:
    assert read_draft(values) is None


def test_the_same_notes_have_one_digest_and_others_another() -> None:
    first = drafted("topic: A", "", "  agreed:   yes ")
    assert first.digest == drafted("Topic: A", "Resolved: yes").digest
    different = ["topic: A", "agreed: no"], ["agreed: yes", "topic: A"], ["topic: A", "yes"]
    assert first.digest not in {drafted(*lines).digest for lines in different}
    due = drafted("action: Ann - a, due 2026-12-09"), drafted("action: Ann - a, due 2026-12-10")
    assert due[0].digest != due[1].digest


def test_topics_are_counted_with_their_lines() -> None:
    draft = drafted("present: Ann", "before", "topic: A", "a", "agreed: b", "topic: B")
    assert draft.topics() == [("", 1), ("A", 2), ("B", 0)]
    assert [line.text for line in draft.of(NoteKind.AGREED)] == ["b"]


def test_only_so_many_problems_are_kept_and_all_are_counted() -> None:
    draft = drafted("x", *["topic:"] * (MOST_PROBLEMS + 5))
    assert (len(draft.problems), draft.problem_count) == (MOST_PROBLEMS, MOST_PROBLEMS + 5)
