"""The texts of a public page in their order, as its template takes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from sigbot.documents.reports import formats_here, report_file_name
from sigbot.domain.bounds import ZONE_LIMIT
from sigbot.domain.calendars import webcal
from sigbot.domain.pages import (
    CLOCKS,
    PublicItem,
    PublicMeeting,
    PublicPage,
    PublicReport,
    PublicRotation,
    page_path,
)
from sigbot.domain.regions import Region
from sigbot.domain.report_data import ReportFormat
from sigbot.domain.rotation import minute_of_week
from sigbot.domain.zone_names import COMMON_ZONES
from sigbot.wording import pages as say
from sigbot.wording import times

SCHEMES = ("http", "https")
ORDER = (
    ReportFormat.HTML,
    ReportFormat.PDF,
    ReportFormat.MD,
    ReportFormat.JSON,
    ReportFormat.CONFLUENCE,
)
"""The formats of a report, those for people first."""


@dataclass(frozen=True, slots=True)
class OwnZone:
    """The zone in which a visitor wants all times, "" for none; `typed` is what they wrote."""

    zone: str = ""
    typed: str = ""

    @property
    def is_unknown(self) -> bool:
        return bool(self.typed) and not self.zone


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant: as it is for programs, and in words on a clock, in full and in parts."""

    iso: str
    full: str
    day: str
    time: str
    clock: str


@dataclass(frozen=True, slots=True)
class MeetingShown:
    title: str
    facts: str
    moment: Moment
    own: str
    utc: str
    distance: str
    is_cancelled: bool
    is_running: bool


@dataclass(frozen=True, slots=True)
class Clock:
    """What a clock in one place shows at a meeting."""

    place: str
    local: str


@dataclass(frozen=True, slots=True)
class RegionShown:
    name: str
    times: tuple[str, ...]
    is_reached: bool


@dataclass(frozen=True, slots=True)
class RotationShown:
    title: str
    why: str
    slots: str
    reaches: str
    ahead: tuple[Moment, ...]
    regions: tuple[RegionShown, ...]


@dataclass(frozen=True, slots=True)
class FileShown:
    """A link to a file; `label` says which one it is without the text around it."""

    text: str
    label: str
    address: str


@dataclass(frozen=True, slots=True)
class ReportShown:
    label: str
    published: str
    files: tuple[FileShown, ...]


@dataclass(frozen=True, slots=True)
class ItemShown:
    title: str
    address: str
    source: str
    state: str
    open_copy: str
    open_label: str
    is_retracted: bool


@dataclass(frozen=True, slots=True)
class PageOutline:
    """Everything on a page. `zone` is the one that a visitor chose, "" for none."""

    title: str
    name: str
    description: tuple[str, ...]
    wiki: str
    path: str
    whole: str
    subscription: str
    own: OwnZone
    all_in: str
    next: MeetingShown | None
    clocks: tuple[Clock, ...]
    coming: tuple[MeetingShown, ...]
    rotations: tuple[RotationShown, ...]
    reports: tuple[ReportShown, ...]
    items: tuple[ItemShown, ...]
    zones: tuple[str, ...]


def page_outline(
    page: PublicPage, now: datetime, base: str, whole: str, own: OwnZone
) -> PageOutline:
    """Return all texts of a page, see `write_page`."""
    path = base + page_path(page.guild_id)
    following = page.next_meeting
    return PageOutline(
        title=say.TITLE.format(name=page.name),
        name=page.name,
        description=_paragraphs(page.description),
        wiki=safe_address(page.wiki),
        path=path,
        whole=whole,
        subscription=_subscription(whole),
        own=own,
        all_in=say.ALL_IN.format(place=say.clock(now, own.zone)) if own.zone else "",
        next=_meeting(following, now, own) if following else None,
        clocks=_clocks(following) if following else (),
        coming=tuple(_meeting(m, now, own) for m in page.meetings if m is not following),
        rotations=tuple(_rotation(rotation, own) for rotation in page.rotations),
        reports=tuple(_report(report, path) for report in page.reports),
        items=tuple(map(_work, page.items)),
        zones=tuple(sorted(times.place(zone) for zone in COMMON_ZONES)),
    )


def labels() -> dict[str, str]:
    """Return the texts that are the same on every page, by the names that the template has."""
    return {
        "weekdays": " ".join(times.WEEKDAYS),
        "months": " ".join(times.MONTHS),
        "your_clock": say.YOUR_CLOCK,
        "your_time": say.YOUR_TIME,
        "skip": say.SKIP,
        "wiki": say.WIKI,
        "next": say.NEXT,
        "now": say.NOW,
        "no_meeting": say.NO_MEETING,
        "cancelled": say.CANCELLED,
        "elsewhere": say.ELSEWHERE,
        "place": say.PLACE,
        "local_time": say.LOCAL_TIME,
        "ask_zone": say.ASK_ZONE,
        "ask_zone_example": say.ASK_ZONE_EXAMPLE,
        "longest_zone": str(ZONE_LIMIT),
        "show_there": say.SHOW_THERE,
        "as_before": say.AS_BEFORE,
        "unknown_zone": say.UNKNOWN_ZONE,
        "joining": say.JOINING,
        "how_to_join": say.HOW_TO_JOIN,
        "how_to_join_wiki": say.HOW_TO_JOIN_WIKI,
        "subscribe": say.SUBSCRIBE,
        "download": say.DOWNLOAD,
        "coming": say.COMING,
        "rotations": say.ROTATIONS,
        "rotation_next": say.ROTATION_NEXT,
        "region": say.REGION,
        "region_times": say.REGION_TIMES,
        "reached": say.REACHED,
        "reached_note": say.reached_note(),
        "yes": say.YES,
        "no": say.NO,
        "reports": say.REPORTS,
        "reading": say.READING,
        "retracted": say.RETRACTED,
        "open_copy": say.OPEN_COPY,
        "foot": say.FOOT,
    }


def safe_address(link: str) -> str:
    """Return an address that a browser may open, "" for any other text."""
    try:
        return link if urlsplit(link).scheme.lower() in SCHEMES else ""
    except ValueError:
        return ""


def _subscription(whole: str) -> str:
    """Return the address with which programs subscribe to the meetings, "" without one."""
    return webcal(f"{whole}/meetings.ics") if whole else ""


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.splitlines() if line.strip())


def _moment(at: datetime, zone: str) -> Moment:
    local = times.date_and_time(at, zone)
    return Moment(
        iso=times.iso(at),
        full=times.local_briefly(at, zone).removesuffix(f" {times.place(zone)}"),
        day=times.weekday_and_date(at, zone),
        time=local.rpartition(", ")[2],
        clock=say.clock(at, zone),
    )


def _meeting(meeting: PublicMeeting, now: datetime, own: OwnZone) -> MeetingShown:
    meant = say.zone_of(meeting.zone)
    return MeetingShown(
        title=meeting.title,
        facts=say.meeting_facts(meeting),
        moment=_moment(meeting.starts_at, own.zone or meant),
        own=times.in_zone(meeting.starts_at, meant) if meant != "UTC" else "",
        utc=say.in_utc(meeting.starts_at),
        distance=say.distance(meeting, now),
        is_cancelled=meeting.is_cancelled,
        is_running=meeting.starts_at <= now,
    )


def _clocks(meeting: PublicMeeting) -> tuple[Clock, ...]:
    at = meeting.starts_at
    return tuple(Clock(say.clock(at, zone), times.date_and_time(at, zone)) for zone in CLOCKS)


def _rotation(rotation: PublicRotation, own: OwnZone) -> RotationShown:
    why, slots, reaches = say.rotation_texts(rotation)
    starts = [meeting.starts_at for meeting in rotation.ahead]
    return RotationShown(
        title=rotation.title,
        why=why,
        slots=slots,
        reaches=reaches,
        ahead=tuple(_moment(m.starts_at, own.zone or say.zone_of(m.zone)) for m in rotation.ahead),
        regions=tuple(_region(region, starts, region in rotation.reached) for region in Region),
    )


def _region(region: Region, starts: Sequence[datetime], is_reached: bool) -> RegionShown:  # noqa: FBT001
    name, zone = say.region(region)
    return RegionShown(
        name=name,
        times=tuple(_weekly(at, zone) for at in starts),
        is_reached=is_reached,
    )


def _weekly(at: datetime, zone: str) -> str:
    return times.weekday_and_time(minute_of_week(at.astimezone(ZoneInfo(zone))))


def _report(report: PublicReport, path: str) -> ReportShown:
    here, label = formats_here(), report.period.label
    return ReportShown(
        label=label,
        published=say.published(report.published_on),
        files=tuple(
            FileShown(
                text=say.FORMATS[format_],
                label=say.FORMAT_OF.format(format=say.FORMATS[format_], label=label),
                address=f"{path}/{quote(report_file_name(report.period, format_))}",
            )
            for format_ in ORDER
            if format_ in here
        ),
    )


def _work(item: PublicItem) -> ItemShown:
    open_copy = safe_address(item.open_copy)
    return ItemShown(
        title=item.title or item.link,
        address=safe_address(item.link),
        source=say.item_source(item),
        state=say.item_state(item),
        open_copy=open_copy if open_copy != item.link else "",
        open_label=say.OPEN_COPY_OF.format(title=item.title),
        is_retracted=item.is_retracted,
    )
