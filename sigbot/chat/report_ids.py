"""What the buttons and forms of a report are for."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from sigbot.chat.actions import Action
from sigbot.chat.id_parts import DAY, WORD, CustomId, Part
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
