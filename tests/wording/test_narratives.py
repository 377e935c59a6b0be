"""What is said of earlier texts."""

from datetime import UTC, datetime

from sigbot.domain.narratives import Version
from sigbot.domain.report_data import NarrativePart
from sigbot.wording import narratives as say
from tests.domain.material import H1

AT = datetime(2026, 3, 2, 17, tzinfo=UTC)


def test_a_text_of_nobody_known_names_nobody() -> None:
    version = Version(1, NarrativePart.HEALTH, "All is *well*.", None, AT)
    told = "**2. Overall health**, <t:1772470800:f>\n> All is \\*well\\*."
    assert say.version(version, 2) == told


def test_it_is_said_that_there_are_none() -> None:
    assert say.title(H1, is_empty=True) == "No earlier texts of H1 2021 are kept."
