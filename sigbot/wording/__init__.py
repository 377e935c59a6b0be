"""What does it say?  Pure text. One file a noun; nothing is glued together from fragments.

Every sentence is a whole `str.format` template, so that it can be translated as a whole later.
"""

import pkgutil
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib import import_module
from typing import Any


class Table(StrEnum):
    """Tables for refusals: `refusals.py` has the general ones, the module of a noun its own.

    REFUSALS      refusal (a class) → function that makes its sentence from the refusal
    NOUNS         what is missing, there already, or too many → its word
    A_NOUN        the same, each with its article
    FIELDS        what is too long or empty → its word
    VOCABULARIES  vocabulary → what its words are called
    """

    REFUSALS = "REFUSALS"
    NOUNS = "NOUNS"
    A_NOUN = "A_NOUN"
    FIELDS = "FIELDS"
    VOCABULARIES = "VOCABULARIES"


@cache
def collected(table: Table) -> Mapping[Any, Any]:
    """Import every module here, and return what their tables of this name have together."""
    modules = [
        import_module(module.name) for module in pkgutil.iter_modules(__path__, f"{__name__}.")
    ]
    tables = [getattr(module, table, {}) for module in modules]
    return {key: word for words in tables for key, word in words.items()}
