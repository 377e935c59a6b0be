"""The review of notes: what is shown of them, on two screens of a phone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.notes import NotesDraft, NotesReview, draft_of, read_notes
from sigbot.domain.texts import printable
from sigbot.wording import notes_reviews as say
from sigbot.wording.phone import TWO_SCREENS, height
from tests.domain.properties import quick, typed
from tests.wording.healthcare import HOSTILE, MEETING

DAY = date(2026, 12, 2)
NOTES = """\
<ann> chair: Ann
<ann> present+ Ann, Ben
<ann> regrets+ Cem
<ann> scribe+ Dora
<ann> q+
<ann> before
<ann> topic: Budget
<ann> agreed: more money
<ann> action: Ann - write, due 2026-12-09
<ann> action: Zed - call
<ann> action: look for a room
<ann> action: find one, due 2026-12-10
<ann> - [x] Ann: sing
<ann> - [x] dance
<ann> topic: Room
<ann> s/nothing/x/
"""


def drafted(text: str, **members: str) -> NotesDraft:
    draft = draft_of(read_notes(text, DAY))
    return NotesDraft(
        draft.lines, draft.problems, draft.problem_count, draft.left_out, draft.title, members
    )


def shown(text: str, **members: str) -> str:
    return "\n".join(say.pages(drafted(text, **members)))


def test_what_was_understood_is_shown_with_what_was_not_first() -> None:
    assert shown(NOTES, Ann="Ann Lee").splitlines() == [
        "**⚠️ Not understood** · 1",
        "- Line 16: no line before it has this text, so nothing was corrected: s/nothing/x/",
        "**Agreed** · 1",
        "- more money",
        "**Action items** · 6",
        "- Ann Lee: write, until 9 Dec 2026",
        "- Zed: call",
        "- look for a room",
        "- find one, until 10 Dec 2026",
        "- ✓ Ann Lee: sing",
        "- ✓ dance",
        "-# I know no member called Zed. Nobody is reminded of what they promised.",
        "**Present** · Ann, Ben",
        "**Regrets** · Cem",
        "**Chair** · Ann",
        "**Scribe** · Dora",
        "**Topics** · 3",
        "- Before any topic · 1 line",
        "- Budget · 7 lines",
        "- Room · 1 line",
        "-# Left out, as nobody said it: 1 line about who came and went, or for a bot.",
    ]


def test_a_topic_without_lines_has_no_number() -> None:
    assert shown("topic: A").splitlines()[-1] == "- A"


def test_long_lists_are_cut_and_counted() -> None:
    text = "\n".join(["agreed: yes"] * 150)
    assert f"and {150 - say.MOST_SHOWN} more" in shown(text)
    names = ", ".join(f"Person {number}" for number in range(40))
    assert f"and {40 - say.MOST_NAMES} more" in shown(f"present: {names}")


@pytest.mark.parametrize("text", [NOTES, "topic: x\n" * 3_000, f"agreed: {HOSTILE}\n" * 500])
def test_every_page_fits_on_two_screens(text: str) -> None:
    for page in say.pages(drafted(text)):
        assert height(page) <= TWO_SCREENS - say.AROUND


@quick
@given(st.lists(typed, min_size=1, max_size=5))
def test_nothing_that_is_typed_breaks_out_of_its_line(lines: list[str]) -> None:
    text = "\n".join(
        f"agreed: x{line}" for line in (" ".join(printable(line).split()) for line in lines)
    )
    page = "\n".join(say.pages(drafted(text)))
    items = [line for line in page.splitlines() if line.startswith("- x")]
    assert len(items) == len(lines)


def test_the_title_and_what_to_do_next() -> None:
    review = NotesReview(1, MEETING, drafted("a"))
    assert say.title(review).startswith("## Notes of ")
    assert say.summary(review) == "-# Read, and not kept yet: 1 line"
