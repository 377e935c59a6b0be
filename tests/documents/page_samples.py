"""Public pages for tests: a usual one, an empty one, and one of texts that break layouts."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sigbot.domain.meetings import MeetingKind
from sigbot.domain.pages import (
    PublicItem,
    PublicMeeting,
    PublicPage,
    PublicReport,
    PublicRotation,
)
from sigbot.domain.periods import named_period
from sigbot.domain.regions import Region
from sigbot.domain.rotation import Slot

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
GUILD = 905194001349627914
NEW_YORK = "America/New_York"
BASE = "https://sig.example.org"
WHOLE = f"{BASE}/sig/{GUILD}"


def meeting(title: str, starts_at: datetime, zone: str = NEW_YORK, **more: object) -> PublicMeeting:
    made = PublicMeeting(
        title=title,
        kind=MeetingKind.GENERAL,
        subgroup="",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        zone=zone,
        is_cancelled=False,
    )
    return replace(made, **more)  # type: ignore[arg-type]


WEDNESDAY = datetime(2026, 12, 2, 16, tzinfo=UTC)
NEXT = meeting("Healthcare SIG: General Meeting", WEDNESDAY)
MEETINGS = (
    NEXT,
    meeting(
        "Patient subgroup: consent on a ledger",
        WEDNESDAY + timedelta(days=6, hours=-1),
        kind=MeetingKind.SUBGROUP,
        subgroup="Patient/Member",
        ends_at=WEDNESDAY + timedelta(days=6, minutes=-15),
    ),
    meeting("Healthcare SIG: General Meeting", WEDNESDAY + timedelta(days=14, hours=8)),
    meeting(
        "Guest: supply chains of vaccines",
        WEDNESDAY + timedelta(days=21),
        kind=MeetingKind.GUEST,
        is_cancelled=True,
    ),
    meeting("Healthcare SIG: General Meeting", WEDNESDAY + timedelta(days=28)),
)
ROTATION = PublicRotation(
    title="Healthcare SIG: General Meeting",
    slots=(Slot(NEW_YORK, (2 * 24 + 11) * 60), Slot(NEW_YORK, (2 * 24 + 19) * 60)),
    ahead=(MEETINGS[0], MEETINGS[2]),
    reached=(
        Region.NORTH_AMERICA,
        Region.LATIN_AMERICA,
        Region.EUROPE,
        Region.AFRICA,
        Region.SOUTH_ASIA,
        Region.OCEANIA,
    ),
)
REPORTS = tuple(
    PublicReport(named_period(start, end), on)
    for start, end, on in (
        (date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 14)),
        (date(2025, 7, 1), date(2025, 12, 31), date(2026, 1, 13)),
        (date(2025, 1, 1), date(2025, 6, 30), date(2025, 7, 15)),
    )
)
ITEMS = (
    PublicItem(
        title="Zero-knowledge proofs for health records",
        link="https://doi.org/10.1000/zero",
        authors=("A. Okafor", "M. Sato"),
        venue="Journal of Medical Systems",
        year=2026,
    ),
    PublicItem(
        title="Why most published research findings are false",
        link="https://doi.org/10.1371/journal.pmed.0020124",
        authors=("John P. A. Ioannidis",),
        venue="PLoS Medicine",
        year=2005,
        open_copy="https://journals.plos.org/plosmedicine/article?id=10.1371/journal.pmed.0020124",
        discussed_on=date(2026, 11, 18),
    ),
    PublicItem(
        title="Ileal-lymphoid-nodular hyperplasia",
        link="https://doi.org/10.1016/S0140-6736(97)11096-0",
        authors=("A", "B", "C", "D"),
        venue="The Lancet",
        year=1998,
        is_retracted=True,
        discussed_on=date(2026, 10, 21),
    ),
)
USUAL = PublicPage(
    guild_id=GUILD,
    name="Healthcare Special Interest Group",
    description=(
        "We look at how distributed ledgers can help patients, payers and providers.\n"
        "Everybody is welcome, from any time zone."
    ),
    wiki="https://wiki.example.org/display/HCSIG",
    meetings=MEETINGS,
    rotations=(ROTATION,),
    reports=REPORTS,
    items=ITEMS,
)
EMPTY = PublicPage(guild_id=GUILD, name="New SIG", description="", wiki="")

UNBROKEN = "W" * 120
HOSTILE = "</title><script>alert(1)</script>\"'><img src=x onerror=alert(2)>&amp;{{7*7}}"
TEXTS = (UNBROKEN, HOSTILE, "مجموعة الصحة الرقمية", "健康" * 40, "Zaļģo̷̧̨̲̫̤" * 10)


def with_texts(text: str) -> PublicPage:
    """The usual page, where people typed a text into everything."""
    meetings = tuple(replace(m, title=text, subgroup=text) for m in MEETINGS)
    return replace(
        USUAL,
        name=text,
        description=f"{text}\n\n{text}",
        meetings=meetings,
        rotations=(replace(ROTATION, title=text),),
        items=tuple(replace(item, title=text, venue=text, authors=(text,)) for item in ITEMS),
    )
