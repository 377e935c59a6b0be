"""What does it say?  Pure text. One file a noun; nothing is glued together from fragments.

Every sentence is a whole `str.format` template, so that it can be translated as a whole later.
"""

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any, Literal

Table = Literal["REFUSALS", "NOUNS", "A_NOUN", "FIELDS", "VOCABULARIES"]
"""Tables for refusals. `refusals.py` has the general ones; the module of a noun may have its own:

REFUSALS      refusal (a class) → function that makes its sentence from the refusal
NOUNS         what can be missing, there already, or too many → its word
A_NOUN        the same, each with its article
FIELDS        what can be too long or empty → its word
VOCABULARIES  vocabulary → what its words are called
"""


@cache
def collected(table: Table) -> Mapping[Any, Any]:
    """Import every module here, and return what their tables of this name have together."""
    modules = [
        import_module(module.name) for module in pkgutil.iter_modules(__path__, f"{__name__}.")
    ]
    tables = [getattr(module, table, {}) for module in modules]
    return {key: word for words in tables for key, word in words.items()}
