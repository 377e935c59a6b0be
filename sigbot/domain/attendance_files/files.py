"""From the bytes of an attendance file to its text, or why the file is refused."""

from sigbot.domain import text_files
from sigbot.domain.attendance_files.reasons import Why, WhyCode
from sigbot.domain.bounds import MOST_BYTES, MOST_LINES
from sigbot.domain.text_files import Fault, Limits, Text

_LIMITS = Limits(MOST_BYTES, MOST_LINES)


def text_of(data: bytes) -> Text | Why:
    """Return the text of a file, or why the file is refused."""
    text = text_files.text_of(data, _LIMITS)
    return why_of(text) if isinstance(text, Fault) else text


def why_of(fault: Fault) -> Why:
    return Why(WhyCode(fault.code), (fault.kind,) if fault.kind else ())
