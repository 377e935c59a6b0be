"""What is wrong with a process."""

import pytest

from sigbot.domain.pulse import LATE_AFTER, Pulse, Trouble

LATE_S = LATE_AFTER.total_seconds()


@pytest.mark.parametrize(
    ("pulse", "troubles"),
    [
        (Pulse(is_connected=True, database_s=0.0, waiting_s=0.0), ()),
        (Pulse(is_connected=True, database_s=1.9, waiting_s=LATE_S), ()),
        (Pulse(is_connected=True, database_s=0.1, waiting_s=LATE_S + 1), (Trouble.LATE,)),
        (Pulse(is_connected=False, database_s=0.1, waiting_s=0.0), (Trouble.NOT_CONNECTED,)),
        (
            Pulse(is_connected=False, database_s=None, waiting_s=None),
            (Trouble.NOT_CONNECTED, Trouble.DATABASE),
        ),
    ],
)
def test_what_is_wrong_is_named(pulse: Pulse, troubles: tuple[Trouble, ...]) -> None:
    assert pulse.troubles == troubles
