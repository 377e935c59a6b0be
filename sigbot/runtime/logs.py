"""Write the log as text or as JSON lines: never with the token in it, and calmly in an outage."""

import json
import logging
import math
import re
import sys
import time

from sigbot.chat.outages import CALM, is_outage

HIDDEN = "[token]"
TEXT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
DETAIL = "DETAIL:"
"""How a line begins in which PostgreSQL repeats values of a row."""

ARGUMENT = re.compile(r"(query argument \$\d+): .*")
"""Where its driver repeats the value of a parameter that it cannot use."""

QUIET_S = 60.0
LONGEST_REASON = 300
(IS_CALM,) = CALM


class OutageFilter(logging.Filter):
    """Lets lines about an outage pass once a minute, each as one line without a traceback.

    In an outage every press and every try fails in the same way; one line says it all.
    """

    def __init__(self) -> None:
        super().__init__()
        self._quiet_until: dict[tuple[object, ...], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if not (getattr(record, IS_CALM, False) or is_outage(error)):
            return True
        kind = (record.name, record.msg, type(error))
        now = time.monotonic()
        if now < self._quiet_until.get(kind, -math.inf):
            return False
        self._quiet_until[kind] = now + QUIET_S
        if error:
            reason = " ".join(str(error).split())[:LONGEST_REASON] or type(error).__name__
            record.msg, record.args = f"{record.getMessage()}: {reason}", ()
            record.exc_info = record.exc_text = None
        return True


class _HidingFormatter(logging.Formatter):
    """Format lines of text with the token replaced by HIDDEN, wherever it occurs."""

    def __init__(self, token: str) -> None:
        super().__init__(TEXT)
        self._token = token

    def format(self, record: logging.LogRecord) -> str:
        return self.hide(super().format(record))

    def formatException(self, ei: "logging._SysExcInfoType") -> str:  # noqa: N802
        """Format a traceback without the values of rows, which may be about people."""
        lines = super().formatException(ei).splitlines()
        return "\n".join(ARGUMENT.sub(r"\1", line) for line in lines if not line.startswith(DETAIL))

    def hide(self, line: str) -> str:
        return line.replace(self._token, HIDDEN) if self._token else line


class _JsonFormatter(_HidingFormatter):
    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return self.hide(json.dumps(entry, ensure_ascii=False))


def set_up_logging(style: str, token: str) -> None:
    """Write everything from INFO on to standard error; `style` is "json" or "text"."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter((_JsonFormatter if style == "json" else _HidingFormatter)(token))
    handler.addFilter(OutageFilter())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
