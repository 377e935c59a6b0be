"""Every table, as typed rows; one module for each noun.

Only `store` imports them, each module when it is needed: defining a table takes milliseconds, and
the bot starts faster without the tables that it needs later.
"""

import pkgutil
from functools import cache
from importlib import import_module

from sqlalchemy import MetaData

from sigbot.store.base import Base


@cache
def all_tables() -> MetaData:
    """Import every module here, and return the tables of all of them."""
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        import_module(module.name)
    return Base.metadata
