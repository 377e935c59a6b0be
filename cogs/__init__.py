"""What can a member type or click?  One file a noun; each is an extension of the bot."""

import pkgutil

EXTENSIONS = tuple(sorted(f"{__name__}.{module.name}" for module in pkgutil.iter_modules(__path__)))
"""Every cog: a new file here is loaded without being named anywhere."""
