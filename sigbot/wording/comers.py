"""What is said about who comes to a meeting."""

from collections.abc import Sequence

from sigbot.domain.bounds import MOST_NAMED
from sigbot.domain.meetings import Answer, Comers
from sigbot.wording.lists import ROWS, fitted
from sigbot.wording.native_events import interested_comers
from sigbot.wording.safe import called, plain

TITLE = "## Who is coming to {title}"
GROUPS = {
    Answer.GOING: "**Going · {count}**\n{names}",
    Answer.MAYBE: "**Maybe · {count}**\n{names}",
    Answer.CANT: "**Can't come · {count}**\n{names}",
}
ASKED = "**Asked again, as the time has changed · {count}**\n{names}"
YOU = "**{name}** (you)"
MORE = "and {count} more"
NOBODY = "Nobody has answered yet."
NAME_SHOWN = 40


def title(comers: Comers) -> str:
    return TITLE.format(title=plain(comers.meeting.title, 100))


def groups(comers: Comers) -> list[str]:
    """Return a text for each answer that somebody gave, and for those who are asked again.

    Each says how many they are, and their names.
    """
    counts = comers.meeting.counts
    listed = [
        (GROUPS[Answer.GOING], counts.going, _names(comers, Answer.GOING)),
        (GROUPS[Answer.MAYBE], counts.maybe, _names(comers, Answer.MAYBE)),
        (GROUPS[Answer.CANT], counts.cant, _names(comers, Answer.CANT)),
        (ASKED, counts.asked, _called(comers.asked, reader_first=comers.is_asked)),
    ]
    given = [group for group in listed if group[1]]
    rows = (ROWS - len(given)) // max(len(given), 1)
    texts = [
        template.format(count=count, names=fitted(names, MORE, MOST_NAMED, ", ", count, rows=rows))
        for template, count, names in given
    ]
    interested = interested_comers(comers.meeting.counts)
    return [*(texts or [NOBODY]), *([interested] if interested else [])]


def _names(comers: Comers, answer: Answer) -> list[str]:
    return _called(comers.names[answer], reader_first=answer == comers.own)


def _called(names: Sequence[str], *, reader_first: bool) -> list[str]:
    """Return names as they are shown; with `reader_first` the first is that of the reader."""
    shown = [called(name, NAME_SHOWN) for name in names]
    return [YOU.format(name=shown[0]), *shown[1:]] if reader_first else shown
