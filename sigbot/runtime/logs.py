"""Write the log as text or as JSON lines, never with the token in it."""

import json
import logging
import sys

HIDDEN = "[token]"
TEXT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"


class _HidingFormatter(logging.Formatter):
    """Format lines of text with the token replaced by HIDDEN, wherever it occurs."""

    def __init__(self, token: str) -> None:
        super().__init__(TEXT)
        self._token = token

    def format(self, record: logging.LogRecord) -> str:
        return self.hide(super().format(record))

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
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
