"""What is said about action items."""

from collections.abc import Sequence

from sigbot.domain.promises import (
    NotOwnerError,
    Promise,
    PromiseGoneError,
    Promises,
    PromiseState,
    is_overdue,
)
from sigbot.wording import times
from sigbot.wording.lists import paged
from sigbot.wording.safe import plain

TITLES = {
    PromiseState.OPEN: "## Open action items",
    PromiseState.DONE: "## Action items that are done",
    PromiseState.DROPPED: "## Action items that were dropped",
}
TITLES_OF = {
    PromiseState.OPEN: "## Open action items of {owner}",
    PromiseState.DONE: "## Action items of {owner} that are done",
    PromiseState.DROPPED: "## Action items of {owner} that were dropped",
}
LINE = "{number}. {text}\n-# {owner} · {meeting}"
LINE_DUE = "{number}. {text}\n-# {owner} · until {due} · {meeting}"
LINE_OVERDUE = "{number}. {text}\n-# {owner} · **was due {due}** · {meeting}"
NOBODY = "nobody yet"
EMPTY = {
    PromiseState.OPEN: (
        "Nothing is open. Action items come from the notes of a meeting: `/meeting note`, kind "
        "action."
    ),
    PromiseState.DONE: "No action item is done yet.",
    PromiseState.DROPPED: "No action item was dropped.",
}
DONE, DROP, REOPEN = "{number} done", "{number} dropped", "{number} open again"
CLOSED = {
    PromiseState.OPEN: "**{text}** is open again.",
    PromiseState.DONE: "**{text}** is done.",
    PromiseState.DROPPED: "**{text}** is dropped.",
}
STATES = {
    PromiseState.OPEN: "open",
    PromiseState.DONE: "done",
    PromiseState.DROPPED: "dropped",
}
NEWS_ONE = "You promised something before **{title}**, {when}"
NEWS = "You promised {count} things before **{title}**, {when}"
NEWS_LINE = "- {text}"
NEWS_LINE_DUE = "- {text} (until {due})"
NEWS_FOOT = (
    "-# From the minutes of {community}. `/meeting actions` closes them, and `/me reminders` turns "
    "this off."
)
NOT_OWNER = "Only the person who owns an action item, or an organizer, can close it."
GONE = "That action item is not there any more. `/meeting actions` shows what is."
NOUNS = {"promise": "open action item"}
A_NOUN = {"promise": "an open action item"}
REFUSALS = {NotOwnerError: lambda _: NOT_OWNER, PromiseGoneError: lambda _: GONE}
VOCABULARIES = {PromiseState: "state of an action item"}
ON_A_PAGE = 4
"""Action items on a page: each that may be closed has two buttons."""


def title(promises: Promises) -> str:
    if promises.owner:
        return TITLES_OF[promises.state].format(owner=plain(promises.owner, 60))
    return TITLES[promises.state]


def pages(promises: Promises) -> list[list[Promise]]:
    """Return the action items of each page, at least one page."""
    listed = promises.listed
    parts = [list(listed[at : at + ON_A_PAGE]) for at in range(0, len(listed), ON_A_PAGE)]
    return parts or [[]]


def lines(promises: Promises, shown: Sequence[Promise]) -> str:
    """Write the action items of a page, numbered on it."""
    if not shown:
        return EMPTY[promises.state]
    rows = [_line(promises, promise, number) for number, promise in enumerate(shown, start=1)]
    return paged(rows, "\n")[0]


def _line(promises: Promises, promise: Promise, number: int) -> str:
    late = is_overdue(promise, promises.today)
    template = LINE_OVERDUE if late else LINE_DUE if promise.due else LINE
    return template.format(
        number=number,
        text=plain(promise.text, 200),
        owner=plain(promise.owner, 40) or NOBODY,
        due=times.day(promise.due) if promise.due else "",
        meeting=plain(promise.meeting, 60),
    )


def closed(promise: Promise) -> str:
    return CLOSED[promise.state].format(text=plain(promise.text, 200))


def news(title: str, when: str, promises: Sequence[Promise], community: str) -> list[str]:
    """Return the direct message that reminds somebody of what they promised."""
    template = NEWS_ONE if len(promises) == 1 else NEWS
    return [
        template.format(title=plain(title), when=when, count=len(promises)),
        *(_news_line(promise) for promise in promises),
        NEWS_FOOT.format(community=plain(community)),
    ]


def _news_line(promise: Promise) -> str:
    return (NEWS_LINE_DUE if promise.due else NEWS_LINE).format(
        text=plain(promise.text, 120), due=times.day(promise.due) if promise.due else ""
    )
