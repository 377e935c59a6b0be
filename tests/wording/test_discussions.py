"""What is said of discussions: whole sentences, and nothing that people type breaks them."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigbot.domain.bounds import LARGEST_SMALLEST_GROUP, LINE_LIMIT
from sigbot.domain.community import SMALLEST_GROUP
from sigbot.domain.discussions import (
    AskedTooLateError,
    Discussion,
    ManyQuestionsError,
    NotAskedYetError,
    NotPickedError,
    NotYourQuestionError,
    Question,
    QuestionGoneError,
    WasNotThereError,
)
from sigbot.domain.opinions import EACH_SIDE, Opinion, Share, Sums, Tally, tally
from sigbot.domain.refusals import EmptyError, RefusedError
from sigbot.wording import discussions, missed, opinions, refusals, reminders
from sigbot.wording.phone import TWO_SCREENS, height
from tests.domain.properties import quick, typed
from tests.wording.healthcare import CANCELLED, ITEM, MEETING

PAPER_ITEM = replace(
    ITEM,
    authors=("Ada Lovelace", "Ben Ito"),
    venue="Journal of Notes",
    year=2021,
    abstract_link="https://example.org/abstract",
    open_copy="https://example.org/copy",
)
BARE = Discussion(replace(PAPER_ITEM, open_copy="", abstract_link=""), MEETING, 1)
FULL = Discussion(
    replace(PAPER_ITEM, is_retracted=True),
    MEETING,
    1,
    presenter="Ada",
    readers=3,
    questions=tuple(Question(n, "Why? " * 60, "Ben", 2) for n in range(30)),
    is_discussed=True,
    is_closed=True,
    sums=Sums(Tally(4, 9), Tally(Share.FEW, 9)),
)
PAPERS = (
    BARE,
    FULL,
    replace(FULL, sums=Sums(Tally(Share.MOST, 9), Tally(5, 9))),
    replace(FULL, sums=Sums(Tally(Share.FEW, 9), Tally(Share.MOST, 9))),
    replace(BARE, meeting=CANCELLED),
)
REFUSED: list[RefusedError] = [
    ManyQuestionsError(MEETING.starts_at),
    EmptyError("question"),
    NotPickedError(),
    NotYourQuestionError(),
    QuestionGoneError(),
    WasNotThereError(),
    AskedTooLateError(),
    NotAskedYetError(MEETING.starts_at),
]

SAID = [
    *(discussions.announced(paper) for paper in PAPERS),
    *(text for paper in PAPERS for text in discussions.card(paper)),
    *(discussions.read_label(readers) for readers in range(2)),
    *(discussions.removable(questions) for questions in ((), FULL.questions[:2])),
    *(
        discussions.ahead(paper, zone, presents=presents)
        for paper in PAPERS
        for zone in (None, "Asia/Tokyo")
        for presents in (True, False)
    ),
    *(discussions.foot("Health", presents=presents) for presents in (True, False)),
    opinions.asking(BARE),
    *(opinions.said(BARE, opinion) for opinion in Opinion),
    *(opinions.summed(paper) for paper in PAPERS),
    missed.missed([], [], [], papers=[BARE]),
    *(reminders.agenda(["A title"] * count) for count in range(1, 6)),
    *(refusals.sentence(error) for error in REFUSED),
]


@pytest.mark.parametrize("text", SAID)
def test_what_is_said_has_no_holes_and_no_double_spaces(text: str) -> None:
    assert text
    assert not re.search(r"[{}]|  |None|\*{4}", text)
    assert all(line == line.strip() for line in text.splitlines())


def test_a_card_with_all_there_is_fits_on_two_screens() -> None:
    above, questions = discussions.card(FULL)
    assert height(above) + height(questions) + 4 <= TWO_SCREENS
    assert re.search(r"and \d+ more$", questions)


def test_a_reminder_names_three_papers_at_most() -> None:
    assert reminders.agenda([]) == ""
    assert reminders.agenda(["A", "B"]) == "Papers: **A** and **B**"
    assert reminders.agenda(["A"] * 5) == "Papers: **A**, **A**, **A** and 2 more"


@quick
@given(typed, typed)
def test_nothing_that_people_type_breaks_a_card(title: str, text: str) -> None:
    asked = Question(1, text[:LINE_LIMIT], title[:60], 2)
    paper = replace(FULL, item=replace(PAPER_ITEM, title=title[:200]), questions=(asked,))
    shown = "\n".join([*discussions.card(paper), discussions.removable((asked,))])
    shown += discussions.announced(paper) + opinions.asking(paper)
    assert not re.search(r"(?<!\\)<[@#/:]", shown)
    assert not re.search(r"(?<!\\)(?:```|~~|\|\|)", shown)
    assert len(discussions.announced(paper)) < 1_900


@quick
@given(st.integers(0, 60), st.integers(0, 60), st.integers(SMALLEST_GROUP, LARGEST_SMALLEST_GROUP))
def test_nobodys_opinion_can_be_worked_out(yes: int, no: int, smallest: int) -> None:
    """Not by somebody who knows who answered, and their own answer, nor by all of one opinion."""
    told = tally(yes, yes + no, smallest)
    if yes + no < smallest:
        assert told is None
        return
    assert told is not None
    alike = [y for y in range(yes + no + 1) if tally(y, yes + no, smallest) == told]
    assert len(alike) >= EACH_SIDE or EACH_SIDE <= yes <= yes + no - EACH_SIDE
