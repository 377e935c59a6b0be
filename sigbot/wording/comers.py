"""What is said about who comes to a meeting."""

from sigbot.domain.bounds import MOST_NAMED
from sigbot.domain.meetings import Answer, Comers
from sigbot.wording.lists import ROWS, fitted
from sigbot.wording.safe import called, plain

TITLE = "## Who is coming to {title}"
GROUPS = {
    Answer.GOING: "**Going · {count}**\n{names}",
    Answer.MAYBE: "**Maybe · {count}**\n{names}",
    Answer.CANT: "**Can't come · {count}**\n{names}",
}
YOU = "**{name}** (you)"
MORE = "and {count} more"
NOBODY = "Nobody has answered yet."
NAME_SHOWN = 40


def title(comers: Comers) -> str:
    return TITLE.format(title=plain(comers.meeting.title, 100))


def groups(comers: Comers) -> list[str]:
    """Return a text for each answer that somebody gave: how many, and their names."""
    counts = comers.meeting.counts
    of_answer = {Answer.GOING: counts.going, Answer.MAYBE: counts.maybe, Answer.CANT: counts.cant}
    given = {answer: count for answer, count in of_answer.items() if count}
    rows = (ROWS - len(given)) // max(len(given), 1)
    texts = [
        GROUPS[answer].format(
            count=count,
            names=fitted(_names(comers, answer), MORE, MOST_NAMED, ", ", count, rows=rows),
        )
        for answer, count in given.items()
    ]
    return texts or [NOBODY]


def _names(comers: Comers, answer: Answer) -> list[str]:
    names = [called(name, NAME_SHOWN) for name in comers.names[answer]]
    return [YOU.format(name=names[0]), *names[1:]] if answer == comers.own else names
