"""`python -m tests.process.shifted run`: `sigbot run` on a clock that a test sets, and which a test
can end in the middle of a commit.

SIGBOT_TEST_CLOCK names a file with the seconds by which its clock is ahead, SIGBOT_TEST_BEHIND says
how many it is behind what is in there. SIGBOT_TEST_DEATH names a file; once it is there, the next
commit that changes the outbox is the last thing the process does. It says at which point of it:
`before` COMMIT, `after` it, or that many microseconds into it.
"""

import datetime as dt
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any, NoReturn

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.default import DefaultDialect

from sigbot.__main__ import hurry, main

CLOCK, BEHIND, DEATH = "SIGBOT_TEST_CLOCK", "SIGBOT_TEST_BEHIND", "SIGBOT_TEST_DEATH"


def shift_clock(file: Path, behind: float) -> None:
    """For all who read it: the bot does so through discord.py, whose loops read it themselves."""
    from discord import utils  # noqa: PLC0415  (after `hurry`)
    from discord.ext import tasks  # noqa: PLC0415

    class Shifted(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> Any:
            ahead = float(_said_in(file) or 0) - behind
            return dt.datetime.now(tz) + dt.timedelta(seconds=ahead)

    for module in (utils, tasks):
        vars(module)["datetime"] = SimpleNamespace(**{**vars(dt), "datetime": Shifted})


@dataclass(slots=True)
class Death:
    """The end of this process, in the first commit of a change of the outbox after the file is
    there."""

    file: Path
    point: str = ""

    def await_commit(self) -> None:
        event.listen(Engine, "begin", _forget)
        event.listen(Engine, "after_cursor_execute", _note)
        event.listen(Engine, "commit", self._at_commit)
        commit: Callable[[Any, Any], None] = DefaultDialect.do_commit

        def do_commit(dialect: Any, connection: Any) -> None:
            # Called right after the event: no other commit comes between.
            point, self.point = self.point, ""
            if point == "before":
                die()
            if point.isdigit():
                Thread(target=die, args=(int(point) / 1e6,)).start()
            commit(dialect, connection)
            if point:
                die()

        DefaultDialect.do_commit = do_commit  # type: ignore[method-assign]

    def _at_commit(self, connection: Connection) -> None:
        if connection.info.get("changes the outbox"):
            self.point = _said_in(self.file)


def _forget(connection: Connection) -> None:
    connection.info["changes the outbox"] = False


def _note(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
    verb, *rest = statement.split()
    if verb in ("INSERT", "UPDATE", "DELETE") and "outbox" in rest[:2]:
        connection.info["changes the outbox"] = True


def die(delay: float = 0.0) -> NoReturn:
    """As by `kill -9`, after so many seconds."""
    time.sleep(delay)
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def _said_in(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii")
    except FileNotFoundError:
        return ""


if __name__ == "__main__":
    hurry()
    shift_clock(Path(os.environ[CLOCK]), float(os.environ.get(BEHIND, "0")))
    Death(Path(os.environ[DEATH])).await_commit()
    main()
