"""What the bots of W3C's channels say and are told: of some use, or no part of the minutes."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from sigbot.domain.notes.lines import Line

_BOTS = frozenset(("zakim", "rrsagent", "trackbot", "agendabot", "ghurlbot"))
_TOLD = ("zakim,", "rrsagent,", "trackbot,", "agendabot,", "ghurlbot,")
_QUEUE = re.compile(r"q(?:ueue)?\s?[-+=?](?:\s?\S{1,30})?|ack \S{1,30}|[-+]q", re.IGNORECASE)
"""What people type to get the word, without anything else in it."""

_TAKEN_UP = re.compile(r'agendum \d{1,4}(?:\.| --) "?(?P<title>[^"]{1,300})', re.IGNORECASE)
_ATTENDEES = ("the attendees have been ", "the attendees were ")


def without_bots(lines: Iterable[Line]) -> Iterator[Line]:
    """Yield the lines; those of bots are marks where they name a topic or people, or left out."""
    for line in lines:
        if line.is_verbatim or line.is_left_out or not line.speaker:
            yield line
        elif line.speaker.casefold() in _BOTS:
            yield _of_bot(line)
        elif _QUEUE.fullmatch(line.text) or line.text[:10].casefold().startswith(_TOLD):
            yield replace(line, is_left_out=True)
        else:
            yield line


def _of_bot(line: Line) -> Line:
    if line.speaker.casefold() == "zakim":
        if match := _TAKEN_UP.match(line.text):
            title = match["title"].partition(" -- taken up")[0].rstrip(' "')
            return replace(line, text=f"topic: {title}")
        for words in _ATTENDEES:
            if words in line.text:
                return replace(line, text=f"present+ {line.text.partition(words)[2]}")
    return replace(line, is_left_out=True)
