"""DOIs: found in texts and paths, and brought to one spelling."""

import re
from urllib.parse import quote, unquote

from sigbot.domain.bounds import LINK_LIMIT
from sigbot.domain.links.arxiv import arxiv_of_doi
from sigbot.domain.links.model import LinkReading, WorkKind, identified
from sigbot.domain.refusals import TooLongError
from sigbot.domain.texts import printable

_PREFIX = re.compile(r"10\.\d{3,9}(?:\.\d{1,9}){0,3}(?:/|%2f)", re.IGNORECASE | re.ASCII)
_SHORT = re.compile(r"10/[a-z\d]{3,12}", re.IGNORECASE | re.ASCII)
_NAMED = re.compile(r"(?:info:|urn:)?doi[:=/]?", re.IGNORECASE)
_ENCODED = re.compile(r"%(?:2[389f]|3[abce]|5[bd])", re.IGNORECASE)
"""Signs that DOIs often have, encoded for an address."""

_CLOSING = {")": "(", "]": "[", "}": "{", ">": "<"}
_OPENING = frozenset(_CLOSING.values())
_BEFORE = "([{<\"'“‘«*_`"
_AFTER = ".,;:!?'’*_~/\\" + "".join(_OPENING)
_ENDS_A_DOI = frozenset('"`|“”«»')
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_SAFE = "/:;()!*',$&=@~+"
"""Signs of a DOI that an address may have as they are."""


def find_doi(text: str) -> LinkReading | None:
    """Return the first DOI that stands in a text by itself, with `doi:` before it or without."""
    for word in text.split():
        bare = word.lstrip(_BEFORE)
        name = _NAMED.match(bare)
        work = _read_named(bare[name.end() :]) if name else read_doi(bare)
        if work is not None:
            return work
    return None


def read_doi(text: str) -> LinkReading | None:
    """Read the DOI with which `text` begins; None if it begins with none.

    A DOI ends before white space, before a quotation mark, and before a closing bracket that it
    does not open; signs at its end belong to the sentence around it. Raises TooLongError.
    """
    word = "".join(text.split(maxsplit=1)[:1])
    if not _PREFIX.match(word):
        return None
    if len(word) > 2 * LINK_LIMIT:
        raise TooLongError("link", len(word), LINK_LIMIT)
    return _whole("".join(_decoded(word).split(maxsplit=1)[:1]))


def _read_named(word: str) -> LinkReading | None:
    return read_doi(word) or read_short_doi(word.rstrip(_AFTER + ")"))


def read_short_doi(text: str) -> LinkReading | None:
    """Read `text` as a short DOI such as `10/abcd`. One without a letter may be a date."""
    is_short = _SHORT.fullmatch(text) and not text.removeprefix("10/").isdecimal()
    return _work(text.lower()) if is_short else None


def _whole(word: str) -> LinkReading | None:
    doi = _lower(word[: _end(word)].rstrip(_AFTER))
    prefix, _, suffix = doi.partition("/")
    if not suffix or not prefix or doi != printable(doi) or {".", ".."} & {*doi.split("/")}:
        return None
    if len(doi) > LINK_LIMIT:
        raise TooLongError("link", len(doi), LINK_LIMIT)
    return arxiv_of_doi(doi) or _work(doi)


def _work(doi: str) -> LinkReading:
    return identified(WorkKind.DOI, doi, f"https://doi.org/{quote(doi, safe=_SAFE)}")


def _decoded(word: str) -> str:
    """Return a DOI without the encoding that addresses and web pages need, however often done."""
    for entity, sign in _ENTITIES:
        word = word.replace(entity, sign)
    while _ENCODED.search(word):
        word = unquote(word)
    return word


def _end(word: str) -> int:
    """Return where a DOI ends: before a sign that no DOI has, or a bracket without its partner."""
    opened: list[int] = []
    end = len(word)
    for place, sign in enumerate(word):
        if sign in _ENDS_A_DOI or (sign == "<" and not _is_of_a_doi(word, place)):
            end = place
        elif sign in _OPENING:
            opened.append(place)
        elif sign in _CLOSING:
            partner = word[opened[-1]] if opened else ""
            if partner == _CLOSING[sign]:
                opened.pop()
            else:
                end = place
        if end == place:
            break
    return min([end, *(place for place in opened if word[place] == "<")])


def _is_of_a_doi(word: str, place: int) -> bool:
    """Tell `<493::AID-PROP493>`, which old DOIs have, from a tag of HTML."""
    end = word.find(">", place)
    return ":" in word[place:end] and "<" not in word[place + 1 : end]


def _lower(doi: str) -> str:
    """DOIs are compared without case, in ASCII only."""
    return "".join(sign.lower() if sign.isascii() else sign for sign in doi)
