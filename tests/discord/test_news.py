"""How messages become posts and edits; what they say is tried with the whole bot, beside this."""

from typing import Any, get_args, get_origin, get_type_hints

from sigbot.chat.news import COMPOSERS
from sigbot.domain.outbox import MESSAGES, Due


def test_every_message_has_a_composer_that_takes_rows_of_its_kind() -> None:
    assert set(COMPOSERS) == set(MESSAGES.values())
    for kind, composer in COMPOSERS.items():
        taken = get_type_hints(composer)["due"]
        assert get_origin(taken) is Due
        assert get_args(taken) in ((kind,), (Any,))
