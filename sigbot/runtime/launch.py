"""Start the bot. Settings are read before large modules are imported."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager

EXIT_SETTING = 2


def run() -> None:
    """Run the bot until a signal ends it. Raises SettingError for a setting that cannot be used."""
    from sigbot.config import read_settings  # noqa: PLC0415

    settings = read_settings()
    token = settings.token()
    from sigbot.runtime.run import run_bot  # noqa: PLC0415

    asyncio.run(run_bot(settings, token))


@contextmanager
def named_in_one_line() -> Iterator[None]:
    """End the process on a SettingError, with one line that names the setting."""
    from sigbot.config import SettingError  # noqa: PLC0415
    from sigbot.wording import cli as say  # noqa: PLC0415

    try:
        yield
    except SettingError as error:
        print(say.SETTING.format(reason=error), file=sys.stderr)  # noqa: T201
        raise SystemExit(EXIT_SETTING) from None
