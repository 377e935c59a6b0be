"""Tell note-takers, recorders and devices from people, by the names under which they join."""

import re
from enum import StrEnum
from functools import lru_cache


class Machine(StrEnum):
    """A kind of participant in a file that is not a person."""

    NOTE_TAKER = "note_taker"
    DEVICE = "device"


_PRODUCTS = (
    r"otter\.ai|otter ?pilot|read\.?ai|fire ?flies(?:\.ai)?|fathom\.video|tl[;:]?dv(?:\.io)?"
    r"|meetgeek(?:\.ai)?|avoma|gong\.io|chorus\.ai|sembly(?: ai)?|supernormal|krisp\.ai"
    r"|circleback(?:\.ai)?|fellow\.app|tactiq(?:\.io)?|airgram|rewatch|bluedot|spinach\.(?:ai|io)"
    r"|notta(?:\.ai)?|recall\.ai|granola\.ai|jamie\.ai|happy ?scribe|zoom ai companion"
)
"""Names that no person has; they may stand anywhere in a name."""

_ALONE = r"otter|otter ai|read ai|fathom|fathom ai|chorus|krisp|copilot|ai companion"
"""Names that people have, too: they are of a note-taker where they are the whole name."""

_TASK = (
    r"(?:ai |meeting |zoom |fathom |gong |grain |otter |read )*"
    r"(?:note[- ]?taker|(?:meeting |cloud )recorder|recorder|recording(?: bot)?|transcriber"
    r"|transcription|(?:ai|meeting) assistant|notes? bot)"
)
_OWNER = r"(?:\S.{0,59}['\u2019]s? )"
"""Whose it is, such as `Ana's `."""

_NOTE_TAKER = re.compile(
    rf".*(?<!\w)(?:{_PRODUCTS})(?!\w).*|{_OWNER}?(?:{_ALONE})|{_OWNER}?{_TASK}(?!\w).*",
    re.IGNORECASE,
)
_MODEL = (
    r"(?:iphone|ipad|ipod|macbook|imac)"
    r"(?: (?:\d{1,2}\w{0,3}|se|xs?|xr|pro|max|plus|mini|air))*(?: \(.{1,20} generation\))?"
    r"|(?:samsung )?galaxy(?: (?:tab|note|fold|flip|z|ultra|plus|\w{0,3}\d\w{0,5}\+?))+"
    r"|(?:samsung|huawei|xiaomi|oneplus|oppo|vivo|redmi|realme|motorola|moto|nokia|pixel|honor|poco"
    r"|google pixel|lenovo|sony xperia)(?: [\w-]{1,9}){0,2} \w{0,8}\d\w{0,8}"
    r"(?: (?:pro|xl|5g|ne|lite))*"
    r"|(?:samsung )?sm-\w{4,8}|samsung|huawei|xiaomi|oneplus"
    r"|android(?: phone| tablet| device)?|chromebook|(?:desktop|laptop)-\w{6,10}"
    r"|call-in user|phone|mobile|mobile phone|cell phone|tablet|laptop|computer|zoom rooms?"
)
_OF = r"(?: (?:de|di|da|do|von|van|d['\u2019]) ?\S.{0,59})"
"""Whose it is, as other languages write it, such as ` de Ana`."""

_DEVICE = re.compile(
    rf"(?:{_OWNER}|my |the )?(?:{_MODEL}){_OF}?(?:[ _]?[(#]?\d{{1,3}}\)?)?", re.IGNORECASE
)
_LONGEST = 150
"""The longest name that is looked at, in characters."""

_DOMAINS = frozenset(
    {
        "otter.ai",
        "read.ai",
        "fireflies.ai",
        "fathom.video",
        "tldv.io",
        "meetgeek.ai",
        "avoma.com",
        "gong.io",
        "sembly.ai",
        "circleback.ai",
        "recall.ai",
    }
)
"""Where products that take notes have their e-mail addresses."""


@lru_cache(maxsize=4096)
def machine_of(name: str) -> Machine | None:
    """Return which machine has a name, None for a person.

    `Jane Otter` and `iPhone (Ana)` are people; `Otter.ai`, `Ana's Notetaker` and `iPhone (2)` are
    not.
    """
    if len(name) > _LONGEST:
        return None
    if _NOTE_TAKER.fullmatch(name):
        return Machine.NOTE_TAKER
    return Machine.DEVICE if _DEVICE.fullmatch(name) else None


def is_of_note_taker(email: str) -> bool:
    """Return whether an e-mail address is that of a product that takes notes.

    People who work there have such an address, too; they are listed apart as well.
    """
    labels = email.rpartition("@")[2].split(".")
    return ".".join(labels[-2:]) in _DOMAINS
