"""How the source of a work is written: who wrote it, where it appeared, and when."""

from collections.abc import Sequence

from sigbot.wording.lists import listed

MOST_NAMED = 3
ET_AL = "{first} and others"
WITH_YEAR = "{source}, {year}"


def source(authors: Sequence[str], venue: str, year: int | None) -> str:
    """Name up to three authors, or the first of more, and the venue with the year.

    Return "" where nothing of it is known.
    """
    named = ET_AL.format(first=authors[0]) if len(authors) > MOST_NAMED else listed(authors)
    known = ", ".join(part for part in (named, venue) if part)
    if year is None:
        return known
    return WITH_YEAR.format(source=known, year=year) if known else str(year)
