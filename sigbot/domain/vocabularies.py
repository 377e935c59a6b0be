"""Closed vocabularies: turn text from outside into a word of a vocabulary, or refuse it."""

from enum import StrEnum
from typing import TypeVar

from sigbot.domain.refusals import NotOfferedError

Word = TypeVar("Word", bound=StrEnum)


def read_word(vocabulary: type[Word], text: str) -> Word:
    """Return the word of a vocabulary whose value is exactly `text`. Raises NotOfferedError.

    Discord and forms offer the words, but a forged request may contain any text.
    """
    try:
        return vocabulary(text)
    except ValueError:
        raise NotOfferedError(vocabulary, text) from None
