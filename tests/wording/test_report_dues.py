"""What organizers are told of a report that falls due."""

from datetime import UTC, date, datetime, timedelta

import pytest

from sigbot.wording import report_dues as say
from tests.domain.material import H1

DUE = date(2021, 7, 14)


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (-7, "**The report of H1 2021 is due on 14 Jul 2021.** It is for Health \\*SIG."),
        (0, "**The report of H1 2021 is due today, 14 Jul 2021.** It is for Health \\*SIG."),
        (1, "**The report of H1 2021 was due on 14 Jul 2021.** It is for Health \\*SIG."),
    ],
)
def test_the_first_line_says_which_report_is_due_and_when(days: int, text: str) -> None:
    assert say.heading("Health *SIG", H1, DUE + timedelta(days=days)) == text


def test_figures_that_come_later_are_not_called_worked_out() -> None:
    later = say.draft(datetime(2021, 7, 8, 12, tzinfo=UTC))
    assert "Figures of late hours come <t:1625745600:f>; all others are worked out." in later
    assert say.draft(None) == "The draft is in the file, with every figure worked out."


def test_it_is_said_since_when_a_report_is_skipped() -> None:
    at = datetime(2021, 7, 7, 13, tzinfo=UTC)
    told = "-# Skipped <t:1625662800:f>. Organizers are not reminded of it."
    assert say.is_skipped(at) == told
    assert say.is_skipped(None) == ""
