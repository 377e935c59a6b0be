"""What the buttons and forms of a report are for."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from sigbot.chat.actions import Action
from sigbot.chat.id_parts import DAY, NUMBER, WORD, CustomId, Part
from sigbot.domain.report_data import ReportTemplate

TEMPLATE = Part(ReportTemplate.__str__, ReportTemplate)


@dataclass(frozen=True, slots=True)
class OfReport(CustomId):
    """The report of a period, from its first to its last day."""

    parts: ClassVar[tuple[Part[Any], ...]] = (DAY, DAY)
    separator = ".."
    start: date
    end: date

    @property
    def period(self) -> str:
        """The period as text for `read_period`."""
        return f"{self.start}..{self.end}"


@dataclass(frozen=True, slots=True)
class OfShownReport(OfReport):
    """A report as it is shown on a card: in a template."""

    parts: ClassVar[tuple[Part[Any], ...]] = (DAY, DAY, TEMPLATE)
    template: ReportTemplate = ReportTemplate.FOUNDATION


class EditReport(OfShownReport):
    action = Action.EDIT_REPORT


class EditFromEarlier(OfShownReport):
    """Edit the sentences, beginning with those of the period before."""

    action = Action.EDIT_FROM_EARLIER


class WriteNarrative(OfReport):
    """A form that an earlier version opened."""

    action = Action.WRITE_NARRATIVE


@dataclass(frozen=True, slots=True)
class WriteSentences(OfReport):
    """A form that was opened with texts of these `marks`."""

    action, parts = Action.WRITE_SENTENCES, (DAY, DAY, WORD, TEMPLATE)
    marks: str
    template: ReportTemplate = ReportTemplate.FOUNDATION


class PublishReport(OfShownReport):
    action = Action.PUBLISH_REPORT


class EarlierTexts(OfReport):
    """Show earlier texts of the sentences."""

    action = Action.EARLIER_TEXTS


@dataclass(frozen=True, slots=True)
class TurnEarlierTexts(OfReport):
    """Show a page of them, counted from 0."""

    action, parts = Action.TURN_EARLIER_TEXTS, (DAY, DAY, NUMBER)
    page: int


@dataclass(frozen=True, slots=True)
class BringBackText(OfReport):
    """Write an earlier text again."""

    action, parts = Action.BRING_BACK_TEXT, (DAY, DAY, NUMBER)
    version: int


@dataclass(frozen=True, slots=True)
class OfDueReport(CustomId):
    """A report that falls due, of the community of a server: its buttons are in direct messages."""

    parts: ClassVar[tuple[Part[Any], ...]] = (NUMBER, DAY, DAY)
    separator = ".."
    guild: int
    start: date
    end: date

    @property
    def period(self) -> str:
        """The period as text for `read_period`."""
        return f"{self.start}..{self.end}"


class SkipReport(OfDueReport):
    action = Action.SKIP_REPORT


class ConfirmSkipping(OfDueReport):
    action = Action.CONFIRM_SKIPPING


class KeepReminding(OfDueReport):
    action = Action.KEEP_REMINDING


class UnskipReport(OfDueReport):
    action = Action.UNSKIP_REPORT


class ReviewIssues(OfShownReport):
    """Read the drafted sentences, from the first that nobody has read."""

    action = Action.REVIEW_ISSUES


@dataclass(frozen=True, slots=True)
class OfIssue(OfReport):
    """A drafted sentence by its key, of a report that is shown in a template."""

    parts: ClassVar[tuple[Part[Any], ...]] = (DAY, DAY, WORD, TEMPLATE)
    issue: str
    template: ReportTemplate = ReportTemplate.FOUNDATION


class ShowIssue(OfIssue):
    action = Action.SHOW_ISSUE


class EditIssue(OfIssue):
    action = Action.EDIT_ISSUE


@dataclass(frozen=True, slots=True)
class JudgeIssue(OfReport):
    """Keep or drop a sentence whose figures had the mark `figures` when it was shown."""

    parts = (DAY, DAY, WORD, WORD, TEMPLATE)
    issue: str
    figures: str
    template: ReportTemplate = ReportTemplate.FOUNDATION


class KeepIssue(JudgeIssue):
    action = Action.KEEP_ISSUE


class DropIssue(JudgeIssue):
    action = Action.DROP_ISSUE


@dataclass(frozen=True, slots=True)
class WriteIssue(OfReport):
    """A form that was opened with a sentence of this mark."""

    action, parts = Action.WRITE_ISSUE, (DAY, DAY, WORD, WORD, TEMPLATE)
    issue: str
    opened: str
    template: ReportTemplate = ReportTemplate.FOUNDATION
