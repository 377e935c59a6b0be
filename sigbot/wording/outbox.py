"""What could not be posted, why, and what organizers can do about it."""

from collections.abc import Mapping

from sigbot.domain.outbox import Topic

TOPICS: Mapping[str, str] = {
    Topic.CARD: "A meeting's card",
    Topic.REFRESH: "An update of a meeting's card",
    Topic.CANCELLED: "A cancellation",
    Topic.MOVED: "The news of a move",
    Topic.RESTORED: "The news that a meeting takes place after all",
    Topic.REPEATED: "The news of a new repetition",
    Topic.REMINDER: "A reminder",
    Topic.CORRECTION: "A correction of a reminder",
    Topic.JOURNAL: "An update of a shared paper",
    Topic.PICKED: "The news of a paper on the agenda",
    Topic.DISCUSSION: "The card of a discussion",
    Topic.DISCUSSION_REFRESH: "An update of a discussion",
    Topic.OPINIONS: "The questions after a discussion",
    Topic.OPINIONS_CLOSED: "The sums of a discussion",
    Topic.READERS: "A look for readers of a paper",
    Topic.PAPER: "A message about a paper ahead",
    Topic.DIRECT: "A reminder by direct message",
    Topic.DIRECT_NEWS: "News by direct message",
    Topic.CLOCKS: "A warning that the clocks change",
    Topic.CHECK_CLOCKS: "A look for changes of the clocks",
    Topic.GATHER: "Notes for organizers",
    Topic.NOTICE: "A note to an organizer",
    Topic.REPORT_DUE: "A reminder of a report",
    Topic.HOST: "A question to a host",
    Topic.EVENTS_ASKED: "A question about changed events",
    Topic.AUTHOR: "A question to an author",
    Topic.ROTATION: "The news of rotating times",
    Topic.ZONES: "The request to say where people live",
    Topic.PUBLISHED: "A published report",
    Topic.OPENED: "The opening of a meeting",
    Topic.CLOSED: "The end of a meeting",
    Topic.ANSWERED: "The answer to a question",
    Topic.PROMISED: "A reminder of action items",
    Topic.MINUTES_PUBLISHED: "Published minutes",
    Topic.MINUTES_FOR_YOU: "Minutes for somebody who missed a meeting",
    Topic.NAMED: "The message to somebody whom minutes name",
    Topic.MISSING: "A look for missing minutes",
    Topic.CHECK_PROMISES: "A look for open action items",
}
UNKNOWN_TOPIC = "A message of a kind that I do not know"

NO_CHANNEL = "no channel for news is set; choose one with `/sig setup`"
NO_PERMISSION = (
    "I may not write in that channel; please allow me to view it, send messages and attach files"
)
NO_MESSAGE = "the channel or message is gone; choose a channel with `/sig setup`"
REFUSED = "Discord refused it (code {code})"
WORN_OUT = "I had to be started again each time I tried; please report this"
NO_INSTANT = "the time at which it is due cannot be read in my database; please report this"
SLOW = "Discord asks me to slow down"
UNSURE = "it may be there already; I will look for it before I post it again"
UNREACHABLE = "Discord did not answer ({name})"
FAILED = "it failed ({name}); I will try again"
KEPT_FAILING = "it kept failing ({name}); I gave up after several tries"

_CODES = {50001: NO_PERMISSION, 50013: NO_PERMISSION, 10003: NO_MESSAGE, 10008: NO_MESSAGE}


def topic_name(topic: str) -> str:
    """Return what a row of the outbox is called; another version may have written it."""
    return TOPICS.get(topic, UNKNOWN_TOPIC)


def refused(code: int) -> str:
    return _CODES.get(code, REFUSED.format(code=code))


def unreachable(name: str) -> str:
    return UNREACHABLE.format(name=name)


def failed(name: str, *, for_ever: bool) -> str:
    return (KEPT_FAILING if for_ever else FAILED).format(name=name)
