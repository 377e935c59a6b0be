"""What the public page says, and `/sig page`."""

from datetime import date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sigbot.domain.pages import NoPagesError, PublicItem, PublicMeeting, PublicRotation
from sigbot.domain.regions import REGION_ZONES, Region
from sigbot.domain.report_data import ReportFormat
from sigbot.domain.rotation import REACHED as SHARE_REACHED
from sigbot.wording import meetings, sources, times
from sigbot.wording.adoption import reaches
from sigbot.wording.rotation import slots
from sigbot.wording.safe import held, plain

# `/sig page`

ON = "The public page is on: <{address}>"
TURNED_ON = "The public page is on now: <{address}>\n-# `/sig page public:False` turns it off."
OFF = "The public page is off. `/sig page public:True` turns it on."
TURNED_OFF = "The public page is off now. Its address leads nowhere."
OFF_ALREADY = "The public page is off already."
NO_PAGES = (
    "There can be no public page yet. Please ask the people who run the bot to set "
    "`SIGBOT_WEB_ADDRESS` and `SIGBOT_PUBLIC_URL`."
)
TO_OPEN = (
    "**Turn on the public page?** Everybody on the internet can then open {address} and find it "
    "with a search.\n"
    "- It shows the name, description and wiki page of the community; titles and times of the next "
    "meetings; rotating times and the regions they reach; all published reports; and the papers "
    "that were picked, discussed or put on the report.\n"
    "- It shows no links to join, no descriptions or agendas of meetings, and no members but "
    "authors of reports.\n"
    "-# `/sig page public:False` turns it off again at once."
)
DO_OPEN, KEEP_CLOSED = "Turn it on", "Keep it off"

REFUSALS = {NoPagesError: lambda _: NO_PAGES}

# The page

TITLE = "{name}: meetings and reports"
SKIP = "Skip to the next meeting"
WIKI = "Wiki page"
NEXT, NOW = "Next meeting", "Happening now"
NO_MEETING = "No meeting is scheduled yet."
CANCELLED = "Cancelled"
FACTS = "{kind} · {length}"
FACTS_OF_SUBGROUP = "{kind} · {subgroup} · {length}"
CLOCK = "{place} ({offset})"
YOUR_CLOCK = "on your clock ({offset})"
YOUR_TIME = "your time"
IN_UTC = "{when} UTC"
ELSEWHERE = "This meeting in other places"
PLACE, LOCAL_TIME = "Place", "Local time"
ASK_ZONE = "Another city or time zone"
ASK_ZONE_EXAMPLE = "such as Nairobi"
SHOW_THERE = "Show times there"
ALL_IN = "All times on this page are in {place}."
AS_BEFORE = "Show the meetings’ own times"
UNKNOWN_ZONE = "It is not clear which clock you mean. Please try the name of a large city there."

JOINING = "Taking part"
HOW_TO_JOIN = (
    "Meetings are announced on the community’s Discord server. The links to join are shown there, "
    "not here."
)
HOW_TO_JOIN_WIKI = "The wiki page says more about the community."
SUBSCRIBE = "Subscribe in your calendar"
DOWNLOAD = "Download as a calendar file"
IN_CALENDAR = "The links to join are on the community’s Discord server. About it: {address}"
IN_CALENDAR_NOWHERE = "The links to join are on the community’s Discord server."

COMING = "Coming up"
ROTATIONS = "Rotating times"
ROTATION_WHY = "Meetings take turns at these times, so that people everywhere can join sometimes."
ROTATION_ONE_WHY = "This time was chosen so that many people can join."
ROTATION_SLOTS = "In turn: {slots}."
ROTATION_ONE_SLOT = "Always: {slots}."
ROTATION_NEXT = "The next meetings"
REGION, REGION_TIMES, REACHED = "Region", "Local times", "Reached"
REGION_PLACE = "{region} ({place})"
YES, NO = "yes", "no"
REACHED_NOTE = (
    "A region is reached when {percent} % of its people or more can come to one of the times."
)

REPORTS = "Reports"
PUBLISHED = "Published {day}"
FORMATS = {
    ReportFormat.HTML: "Read it",
    ReportFormat.PDF: "PDF",
    ReportFormat.MD: "Markdown",
    ReportFormat.JSON: "Data (JSON)",
    ReportFormat.CONFLUENCE: "Confluence (XHTML)",
}
FORMAT_OF = "{format}: report of {label}"

READING = "Reading list"
DISCUSSED = "Discussed {day}"
NOT_YET_DISCUSSED = "To be discussed"
RETRACTED = "Retracted"
OPEN_COPY = "Free to read"
OPEN_COPY_OF = "Free to read: {title}"

FOOT = "Made with sigbot. This page sets no cookies and loads nothing from elsewhere."

# Other pages

HOME_TITLE = "sigbot"
HOME = (
    "sigbot is a Discord bot for special interest groups whose members live in many time zones. It "
    "keeps their meetings, attendance and reports."
)
HOME_PAGES = "Some communities have a public page here. They tell its address themselves."
REFUSED_TITLE = "Sorry"
REPORT_LATER = "This report is being made. Please try again in a few seconds."
REPORT_FAILED = "This file could not be made. Please try another format."

SUBSCRIBING = {
    "title": "Follow your meetings",
    "devices": (
        "For iPhone, iPad and Mac: your calendar asks whether you want to subscribe. It then "
        "follows moves and cancellations by itself."
    ),
    "press": "Subscribe on this device",
    "elsewhere": "If nothing opens",
    "google": (
        "Google Calendar, also for Android: on a computer, under Other calendars, choose From URL. "
        "After that, the app on your phone shows the meetings, too."
    ),
    "outlook": "Outlook: on the web, choose Add calendar, then Subscribe from web.",
    "paste": "This is the address to paste there:",
    "secret": (
        "Keep this page to yourself: everybody who has its address can read your calendar. "
        "On Discord, /calendar makes a new one, and this one stops."
    ),
}


def opened(address: str, *, was_on: bool) -> str:
    return (ON if was_on else TURNED_ON).format(address=address)


def shown(address: str, *, is_on: bool) -> str:
    """Say whether the page is on, and where."""
    return ON.format(address=address) if is_on else OFF


def closed(*, was_on: bool) -> str:
    return TURNED_OFF if was_on else OFF_ALREADY


def to_open(address: str) -> str:
    return TO_OPEN.format(address=plain(address))


def zone_of(zone: str) -> str:
    """Return a zone, or UTC for one that is not valid any more."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        return "UTC"
    return zone


def clock(at: datetime, zone: str) -> str:
    """Name a zone with its offset at an instant: `New York (UTC-5)`."""
    return CLOCK.format(place=times.place(zone), offset=times.offset(at.astimezone(ZoneInfo(zone))))


def in_utc(at: datetime) -> str:
    return IN_UTC.format(when=times.date_and_time(at, "UTC"))


def meeting_facts(meeting: PublicMeeting) -> str:
    """Say of which kind a meeting is, for which subgroup, and how long it takes."""
    minutes = int((meeting.ends_at - meeting.starts_at).total_seconds() // 60)
    template = FACTS_OF_SUBGROUP if meeting.subgroup else FACTS
    return template.format(
        kind=meetings.KINDS[meeting.kind],
        subgroup=held(meeting.subgroup),
        length=times.duration(minutes),
    )


def distance(meeting: PublicMeeting, now: datetime) -> str:
    """Say how far ahead a meeting is; "" once it has begun."""
    minutes = int((meeting.starts_at - now).total_seconds() // 60)
    return times.starts_in(minutes) if minutes > 0 else ""


def rotation_texts(rotation: PublicRotation) -> tuple[str, str, str]:
    """Say why there are such times, which they are, and which regions they reach."""
    is_one = len(rotation.slots) == 1
    template = ROTATION_ONE_SLOT if is_one else ROTATION_SLOTS
    why = ROTATION_ONE_WHY if is_one else ROTATION_WHY
    return why, template.format(slots=slots(rotation.slots)), reaches(rotation.reached)


def reached_note() -> str:
    return REACHED_NOTE.format(percent=round(100 * SHARE_REACHED))


def region(region: Region) -> tuple[str, str]:
    """Return a region with its largest place, and the zone of that place."""
    of_people = REGION_ZONES[region]
    zone = max(of_people, key=lambda zone: of_people[zone])
    return REGION_PLACE.format(region=region, place=times.place(zone)), zone


def published(day: date) -> str:
    return PUBLISHED.format(day=times.day(day))


def item_source(item: PublicItem) -> str:
    return sources.source(item.authors, item.venue, item.year)


def item_state(item: PublicItem) -> str:
    day = item.discussed_on
    return DISCUSSED.format(day=times.day(day)) if day else NOT_YET_DISCUSSED


def in_calendar(address: str) -> str:
    """Say in an event how to get in, and where the page is if others can reach it."""
    return IN_CALENDAR.format(address=address) if address else IN_CALENDAR_NOWHERE
