"""What is said where drafted sentences of a report are read."""

from sigbot.domain.issues import GoneIssueError, JudgedIssue, UnreadIssuesError
from sigbot.domain.periods import Period
from sigbot.domain.report_data import IssueCode, IssueData, IssueState, ReportTemplate
from sigbot.wording import issues as say
from sigbot.wording.refusals import sentence
from tests.domain.material import H1

SILENT = IssueData(code=IssueCode.SUBGROUP_SILENT, subject="g1", names=["Payer"])
UNREAD = JudgedIssue(SILENT)
KEPT = JudgedIssue(SILENT, IssueState.KEPT)
STALE = JudgedIssue(SILENT, IssueState.EDITED, "Payer sleeps.", has_changed=True)


def test_how_many_are_unread_and_how_many_edits_have_other_figures() -> None:
    assert say.unread([KEPT, STALE]) == say.stale([UNREAD, KEPT]) == say.left([KEPT]) == ""
    assert say.unread([UNREAD]).startswith("1 drafted sentence is not read yet.")
    assert say.unread([UNREAD] * 3).startswith("3 drafted sentences are not read yet.")
    assert say.left([UNREAD] * 3) == "-# 3 sentences are left to read."
    assert say.left([UNREAD, KEPT]) == say.left([UNREAD]) == ""
    assert say.stale([STALE]) == "1 sentence was edited, and its figures have changed since."
    assert say.stale([STALE] * 2).startswith("2 sentences were edited, and their figures")


def test_publishing_is_refused_with_what_to_do() -> None:
    one, three = (UnreadIssuesError(count, H1, ReportTemplate.FOUNDATION) for count in (1, 3))
    assert sentence(one).startswith("Not published: 1 drafted sentence is")
    assert sentence(three).startswith("Not published: 3 drafted sentences are")
    assert sentence(GoneIssueError()).startswith("This sentence is not drafted any more")


def test_a_kept_sentence_with_other_figures_is_to_be_read_again() -> None:
    issue = JudgedIssue(SILENT, IssueState.DRAFT, has_changed=True)
    told = "-# It was kept, but its figures have changed since. Please read it again."
    assert say.shown(H1, [issue], 0)[-1] == told


def test_what_became_of_all() -> None:
    [told, _] = say.all_read(H1, [KEPT])
    assert told == "**The drafted sentence is read.** In the report: 1. Dropped: 0."
    nothing = "No sentences are drafted: nothing stands out in the figures of H1 2021."
    assert say.all_read(H1, []) == [nothing]


def test_the_longest_sentences_fit_on_two_screens_of_a_phone() -> None:
    period = Period("2021-01-01..2021-06-30", H1.start, H1.end)
    long = JudgedIssue(SILENT, IssueState.EDITED, "Long words. " * 50, has_changed=True)
    assert len("\n".join(say.shown(period, [long], 0))) < 1_000
