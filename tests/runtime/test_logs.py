"""The log: no token, no values of rows, and one line a minute about an outage."""

import io
import json
import logging
import time
from collections.abc import Iterator

import pytest

from sigbot.chat.outages import CALM
from sigbot.domain.refusals import StoreOutError
from sigbot.runtime import logs

TOKEN = "a.b-c"


@pytest.fixture
def log() -> Iterator[logging.Logger]:
    """A log of its own; the usual one is set up again afterwards."""
    before = logging.root.handlers[:], logging.root.level
    yield logging.getLogger("tests.logs")
    logging.root.handlers[:], level = before
    logging.root.setLevel(level)


def said(style: str = "text") -> io.StringIO:
    """Write the log into a text instead of standard error."""
    logs.set_up_logging(style, TOKEN)
    (handler,) = logging.root.handlers
    assert isinstance(handler, logging.StreamHandler)
    text = io.StringIO()
    handler.setStream(text)
    return text


def fail(log: logging.Logger, error: Exception, text: str = "it failed in %s") -> None:
    log.error(text, "here", exc_info=error)


def test_an_outage_is_one_line_a_minute(
    log: logging.Logger, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = said()
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now)
    for error in (StoreOutError("disk full"), StoreOutError("disk full"), ConnectionError("x\ny")):
        fail(log, error)
    (disk, network) = text.getvalue().splitlines()
    assert disk.endswith("it failed in here: disk full")
    assert network.endswith("it failed in here: x y")
    now += logs.QUIET_S
    fail(log, StoreOutError("disk full"))
    assert len(text.getvalue().splitlines()) == 3


def test_what_is_no_outage_is_told_each_time_with_its_traceback(log: logging.Logger) -> None:
    text = said()
    for _ in range(2):
        fail(log, ValueError("a bug"))
    assert text.getvalue().count("\nValueError: a bug") == 2


def test_a_line_that_is_calm_by_itself_is_told_once(log: logging.Logger) -> None:
    text = said("json")
    for _ in range(3):
        log.warning("a row waits", exc_info=ValueError("why"), extra=CALM)
    (line,) = text.getvalue().splitlines()
    assert json.loads(line)["message"] == "a row waits: why"


@pytest.mark.parametrize("style", ["text", "json"])
def test_neither_the_token_nor_values_of_rows_are_told(log: logging.Logger, style: str) -> None:
    text = said(style)
    fail(log, ValueError(f"duplicate key {TOKEN}\nDETAIL:  Key (name)=(Ana) already exists."))
    fail(log, ValueError("invalid input for query argument $1: 'Ana' (expected int)"))
    assert "duplicate key" in text.getvalue()
    assert TOKEN not in text.getvalue()
    assert "Ana" not in text.getvalue()
