"""A community to talk about: its meetings, people and texts, from plain to hostile."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sigbot.domain.activity import Activity, ActivityKind
from sigbot.domain.attendance import Attendance, Source
from sigbot.domain.community import Community, Subgroup
from sigbot.domain.journal import JournalItem
from sigbot.domain.meetings import Counts, Meeting, MeetingKind
from sigbot.domain.members import AboutMe, Experience, Gender, Organization, Person, SelfDescription
from sigbot.domain.plans import PlannedWork, WorkStatus
from sigbot.domain.regions import Region

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
START = datetime(2026, 12, 2, 16, 0, tzinfo=UTC)
DURING, AFTER = START + timedelta(minutes=5), START + timedelta(days=1)

LONG = "A very long title " * 300
HOSTILE = (
    "**loud** ~~x~~ ||y|| `z` [a](http://b.org) <@1> <@&2> <#3> <t:4:R> @everyone # h\n> q\n- l"
)
TEXTS = ("General Meeting", "", "x", LONG, HOSTILE, "# heading", "1. one", "🦄 مرحبا 👨‍👩‍👧")
"""What people may have typed where one line is expected."""

MEETING = Meeting(
    id=12,
    title="Federated Learning",
    kind=MeetingKind.GENERAL,
    starts_at=START,
    wall=datetime.fromisoformat("2026-12-02T11:00"),
    zone="America/New_York",
    duration=90,
    counts=Counts(going=3, maybe=2, cant=1, attended=7),
)
FULL_MEETING = replace(
    MEETING,
    kind=MeetingKind.SUBGROUP,
    subgroup="Payer",
    subgroup_id=1,
    series_id=4,
    rule="FREQ=WEEKLY;INTERVAL=2",
    place="Room 5",
    link="https://example.org/call",
    speaker="Ada Lovelace",
    description="What we learnt.\nAnd what not.",
)
CANCELLED = replace(MEETING, cancelled_at=NOW)
CANCELLED_WHY = replace(CANCELLED, cancel_reason="A public holiday")
PLAIN_MEETING = replace(MEETING, title="General Meeting")

COMMUNITY = Community(
    id=1,
    guild_id=10,
    name="Healthcare SIG",
    description="We unite.\nGlobally.",
    wiki="https://example.org/wiki",
    timezone="America/New_York",
    announcements_channel_id=77,
    organizer_role_id=88,
)
BARE_COMMUNITY = Community(id=2, guild_id=11, name="New SIG")
PAYER = Subgroup(1, "Payer", members=4)
PATIENT = Subgroup(2, "Patient", members=1)
RETIRED = Subgroup(3, "Interop", retired=True)

ATTENDANCES = tuple(Attendance(f"Person {n}", n, source, DURING) for n, source in enumerate(Source))
ITEM = JournalItem(
    id=7,
    link="https://example.org/paper_(1)",
    title="Deep Learning",
    note="Worth it",
    tags=("nft", "defi"),
    shared_by="Ada",
    shared_at=NOW,
)
ACTIVITY = Activity(3, "Vaccination Passport", ActivityKind.PRESENTATION, date(2026, 3, 1))
WORK = PlannedWork(5, "Risk Pools", WorkStatus.ACTIVE, date(2026, 12, 31))
ADA = AboutMe(
    Person(1, "Ada", 99, "Europe/London"),
    SelfDescription(Gender.FEMALE, Region.EUROPE, Organization.PAYER, Experience.NEW),
    ("Payer", "Patient"),
    12,
    NOW,
)
NOBODY_YET = AboutMe(Person(2, "Bo"), SelfDescription(), (), 0, None)
