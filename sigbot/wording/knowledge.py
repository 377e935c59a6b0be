"""What is said where it is known of too few members where they live."""

from sigbot.domain.rotation import FEWEST_KNOWN, LOOKED_BACK, Knowledge
from sigbot.wording import times
from sigbot.wording.numbers import in_words

THIN = (
    "There is no **Adopt** button yet: I know where {known} of {all} members live. "
    "Ask the others to use `/me timezone` first."
)
THIN_ALL = (
    "There is no **Adopt** button yet: I know only {known} members. "
    "That is too few to choose times that are fair to everybody."
)
THIN_ALL_ONE = (
    "There is no **Adopt** button yet: I know only 1 member. "
    "That is too few to choose times that are fair."
)
THIN_CAME = (
    "There is no **Adopt** button yet: I know where {known} of the {came} people live who came in "
    "the last {months} months. Ask the others to use `/me timezone` first."
)
WHY = (
    "**Please wait, if you can:** I know where {known} of {all} members live. These times may be "
    "bad for the others. Ask them to use `/me timezone` first."
)
WHY_ALL = (
    "**Please wait, if you can:** I know only {known} members. "
    "That is too few to choose times that are fair to everybody."
)
WHY_ALL_ONE = (
    "**Please wait, if you can:** I know only 1 member. "
    "That is too few to choose times that are fair."
)
WHY_CAME = (
    "**Please wait, if you can:** I know where {known} of the {came} people live who came in the "
    "last {months} months. These times may be bad for the others."
)


def thin(known: Knowledge) -> str:
    """Say that too few members are known to adopt times; "" where there are enough."""
    return _filled(known, THIN, THIN_ALL, THIN_ALL_ONE, THIN_CAME) if known.is_thin else ""


def why_thin(known: Knowledge) -> list[str]:
    """Return the line that says that too few members are known, to whoever adopts times anyway."""
    return [_filled(known, WHY, WHY_ALL, WHY_ALL_ONE, WHY_CAME)] if known.is_thin else []


def _filled(known: Knowledge, part: str, every: str, only: str, came: str) -> str:
    """Return the sentence that fits: some members are not known, all are, or few who came are."""
    if known.counted >= FEWEST_KNOWN:
        months = in_words(times.months(LOOKED_BACK))
        return came.format(known=known.came_known, came=known.came, months=months)
    if known.unknown:
        return part.format(known=known.counted, all=known.counted + known.unknown)
    return (only if known.counted == 1 else every).format(known=known.counted)
