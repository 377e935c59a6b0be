"""A bound on computing time that ends what would not end by itself."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TooSlowError(Exception):
    pass


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raises TooSlowError in what runs longer; processor time, so a busy machine does not count."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TooSlowError(seconds)

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    except TooSlowError:
        # Anew, as the traceback of one raised in the middle of an instruction has no line number.
        raise TooSlowError(seconds) from None
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
