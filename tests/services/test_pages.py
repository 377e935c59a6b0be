"""The public page: who turns it on and off, and what strangers are shown of a community."""

from datetime import datetime
from typing import Any

from sqlalchemy import update

from sigbot.domain.community import Actor, Community
from sigbot.domain.confirmations import ChangedMeanwhileError, Confirmation, OpeningPage
from sigbot.domain.meetings import Meeting, MeetingKind
from sigbot.domain.pages import (
    MOST_ITEMS,
    MOST_MEETINGS,
    NoPagesError,
    PublicItem,
    PublicPage,
    page_address,
    page_path,
)
from sigbot.domain.refusals import AnsweredError, NotOrganizerError
from sigbot.domain.regions import Region
from sigbot.domain.rotation import Slot
from sigbot.domain.rotation.turns import Reach
from sigbot.services.activity import add_activity
from sigbot.services.community import Setup, add_subgroup, set_up
from sigbot.services.journal import share_link
from sigbot.services.pages import (
    close_page,
    confirm_page,
    is_public,
    open_page,
    public_calendar,
    public_page,
    public_report,
    published_at,
    show_page,
)
from sigbot.services.removals import note_removed, note_there
from sigbot.store import rotation as kept_rotations
from sigbot.store.database import Database
from sigbot.store.rows.journal import JournalItemRow
from tests.services.samples import Service, Services
from tests.services.world import (
    ANA,
    DAY,
    GUILD,
    HOUR,
    MINUTE,
    NEWS,
    OLGA,
    OTHER_GUILD,
    OTTO,
    audited,
    cancel_meeting,
    meeting_at,
    publish_report,
    refused,
    series_at,
)

ADDRESS = "https://sig.example.org/sig/100"


async def _nothing(_db: Database, _now: datetime) -> None:
    """The page is off; `test_every_service.py` asks whether to turn it on."""


async def _turn_on(db: Database, who: Actor, now: datetime) -> object:
    asked = await open_page(db, who, ADDRESS, now)
    assert isinstance(asked, Confirmation)
    return await confirm_page(db, who, asked.id, ADDRESS, now)


SERVICES = Services(
    furnish=_nothing,
    services=(
        Service("pages.show_page", lambda db, who, _: show_page(db, who, ADDRESS), organizers=True),
        Service("pages.close_page", close_page, organizers=True),
    ),
)


async def on(db: Database, now: datetime, **settings: Any) -> None:
    """The page of Olga's community is on."""
    if settings:
        await set_up(db, OLGA, Setup(**settings), "SIG", NEWS, now)
    assert await _turn_on(db, OLGA, now)


async def page(db: Database, now: datetime) -> PublicPage:
    shown = await public_page(db, GUILD, now)
    assert shown is not None
    return shown


# On and off


async def test_turning_it_on_is_asked_about_first(
    db: Database, here: Community, now: datetime
) -> None:
    asked = await open_page(db, OLGA, ADDRESS, now)
    assert isinstance(asked, Confirmation)
    assert asked.reach == OpeningPage(ADDRESS)
    assert not await is_public(db, GUILD)
    assert await public_page(db, GUILD, now) is None
    assert await confirm_page(db, OLGA, asked.id, ADDRESS, now) is True
    assert await is_public(db, GUILD)
    assert await show_page(db, OLGA, ADDRESS)
    assert await open_page(db, OLGA, ADDRESS, now) is False
    assert [row.action for row in await audited(db)] == ["sig.setup", "page.on"]


async def test_it_is_off_at_once_and_once(db: Database, here: Community, now: datetime) -> None:
    await on(db, now)
    assert await close_page(db, OLGA, now) is True
    assert not await is_public(db, GUILD)
    for read in (
        public_page(db, GUILD, now),
        public_calendar(db, GUILD, now),
        published_at(db, GUILD, "H1-2026"),
    ):
        assert await read is None
    assert await close_page(db, OLGA, now) is False
    assert [row.action for row in await audited(db)][1:] == ["page.on", "page.off"]


async def test_it_is_gone_while_the_server_has_removed_the_bot(
    db: Database, here: Community, now: datetime
) -> None:
    await on(db, now)
    assert await note_removed(db, GUILD, 1, now)
    assert not await is_public(db, GUILD)
    assert await public_page(db, GUILD, now) is None
    assert await note_there(db, [GUILD], 1, now) == [GUILD]
    assert await is_public(db, GUILD)


async def test_only_organizers_turn_it_on_or_off(
    db: Database, here: Community, now: datetime
) -> None:
    asked = await open_page(db, OLGA, ADDRESS, now)
    assert isinstance(asked, Confirmation)
    async with refused(db, NotOrganizerError):
        await confirm_page(db, ANA, asked.id, ADDRESS, now)
    async with refused(db, NotOrganizerError):
        await close_page(db, ANA, now)
    async with refused(db, AnsweredError):
        await confirm_page(db, OLGA, asked.id + 1, ADDRESS, now)


async def test_without_an_address_it_cannot_be_on_but_off(
    db: Database, here: Community, now: datetime
) -> None:
    asked = await open_page(db, OLGA, ADDRESS, now)
    assert isinstance(asked, Confirmation)
    async with refused(db, NoPagesError):
        await show_page(db, OLGA, "")
    async with refused(db, NoPagesError):
        await open_page(db, OLGA, "", now)
    async with refused(db, NoPagesError):
        await confirm_page(db, OLGA, asked.id, "", now)
    async with refused(db, ChangedMeanwhileError):
        await confirm_page(db, OLGA, asked.id, "https://other.example.org/sig/100", now)
    await on(db, now)
    assert await close_page(db, OLGA, now)


async def test_a_setup_leaves_it_on(db: Database, here: Community, now: datetime) -> None:
    await on(db, now)
    await set_up(db, OLGA, Setup(name="Another name"), "SIG", NEWS, now)
    assert (await page(db, now)).name == "Another name"


async def test_communities_are_apart(db: Database, here: Community, now: datetime) -> None:
    await set_up(db, OTTO, Setup(name="Otto's"), "Otto's", NEWS, now)
    await on(db, now)
    await meeting_at(db, now + DAY, now)
    assert not await is_public(db, OTHER_GUILD)
    assert not await is_public(db, 0)
    assert await public_page(db, OTHER_GUILD, now) is None
    await _turn_on(db, OTTO, now)
    other = await public_page(db, OTHER_GUILD, now)
    assert other is not None
    assert other.meetings == ()


def test_an_address_has_the_id_of_the_server() -> None:
    assert page_path(100) == "/sig/100"
    assert page_address("https://sig.example.org", 100) == ADDRESS
    assert page_address("", 100) == ""


# What strangers see


async def test_the_next_meetings_are_on_it_without_what_members_read(
    db: Database, here: Community, now: datetime
) -> None:
    await on(db, now, description="Ledgers", wiki="https://wiki.example.org")
    await add_subgroup(db, OLGA, "Payer", None, now)
    await meeting_at(db, now - HOUR / 2, now - DAY, title="Running")
    await meeting_at(db, now - HOUR * 2, now - DAY, title="Over")
    secret = {"place": "Room 7", "link": "https://zoom.example/j/1", "description": "Passcode 99"}
    await meeting_at(db, now + DAY, now, title="Open", subgroup="Payer", **secret)
    gone = await meeting_at(db, now + 2 * DAY, now, title="Gone")
    await cancel_meeting(db, OLGA, gone.key, "Ann is ill", scope="this", now=now)
    shown = await page(db, now)
    assert (shown.name, shown.description) == (here.name, "Ledgers")
    assert shown.wiki == "https://wiki.example.org"
    assert [m.title for m in shown.meetings] == ["Running", "Open", "Gone"]
    assert [m.is_cancelled for m in shown.meetings] == [False, False, True]
    assert (shown.meetings[1].subgroup, shown.meetings[1].zone) == ("Payer", "UTC")
    assert shown.meetings[1].kind is MeetingKind.SUBGROUP
    assert shown.next_meeting == shown.meetings[0]
    for word in ("Room 7", "zoom", "Passcode", "Ann"):
        assert word not in repr(shown)


async def test_a_cancelled_meeting_is_not_the_next_one(
    db: Database, here: Community, now: datetime
) -> None:
    await on(db, now)
    assert (await page(db, now)).next_meeting is None
    gone = await meeting_at(db, now + DAY, now, title="Gone")
    await cancel_meeting(db, OLGA, gone.key, "", scope="this", now=now)
    await meeting_at(db, now + 2 * DAY, now, title="Next")
    following = (await page(db, now)).next_meeting
    assert following is not None
    assert following.title == "Next"


async def test_meetings_are_bounded(db: Database, here: Community, now: datetime) -> None:
    await on(db, now)
    await series_at(db, now, repeat="weekly")
    assert len((await page(db, now)).meetings) == MOST_MEETINGS


async def test_the_calendar_has_titles_and_times_alone(
    db: Database, here: Community, now: datetime
) -> None:
    await on(db, now)
    secret = {"place": "Room 7", "link": "https://zoom.example/j/1", "description": "Passcode 99"}
    made = await meeting_at(db, now + DAY, now, title="Open", **secret)
    gone = await meeting_at(db, now + 2 * DAY, now, title="Gone")
    await cancel_meeting(db, OLGA, gone.key, "Ann is ill", scope="this", now=now)
    calendar = await public_calendar(db, GUILD, now)
    assert calendar is not None
    assert [event.title for event in calendar.events] == ["Open", "Gone"]
    assert calendar.events[0].starts_at == made.starts_at
    assert calendar.events[1].is_cancelled
    for event in calendar.events:
        assert (event.where, event.description, event.agenda, event.cancel_reason) == (
            "",
            "",
            (),
            "",
        )


async def adopt_rotation(db: Database, community_id: int, first: Meeting, now: datetime) -> None:
    """The series of a meeting follows a rotation from it on."""
    assert first.series_id is not None
    slots = [Slot("UTC", 16 * 60), Slot("UTC", (24 + 2) * 60)]
    reach = Reach((Region.EUROPE, Region.AFRICA), (Region.AFRICA,), 40, 70)
    async with db.write() as tx:
        series_id, begins = first.series_id, first.ruled
        await kept_rotations.adopt(tx, community_id, series_id, begins, slots, reach, now)


async def test_a_rotation_is_on_it_with_the_regions_it_reaches(
    db: Database, here: Community, now: datetime
) -> None:
    await on(db, now)
    assert (await page(db, now)).rotations == ()
    first, *_ = await series_at(db, now, repeat="weekly")
    await adopt_rotation(db, here.id, first, now)
    [rotation] = (await page(db, now)).rotations
    assert rotation.title == "Call"
    assert [slot.minute for slot in rotation.slots] == [16 * 60, 26 * 60]
    assert rotation.reached == (Region.EUROPE, Region.AFRICA)
    assert len(rotation.ahead) == 2


async def test_published_reports_are_on_it_and_no_others(
    db: Database, here: Community, now: datetime
) -> None:
    await on(db, now)
    await add_activity(db, OLGA, "A talk", None, None, None, now)
    assert (await page(db, now)).reports == ()
    assert await published_at(db, GUILD, "H1-2026") is None
    await publish_report(db, OLGA, "H1 2026", now)
    [report] = (await page(db, now)).reports
    assert (report.period.label, report.published_on) == ("H1 2026", now.date())
    found = await published_at(db, GUILD, "H1-2026")
    assert found is not None
    period, at = found
    assert (period, at) == (report.period, now)
    data = await public_report(db, GUILD, period)
    assert data is not None
    assert [activity["title"] for activity in data["activities"]] == ["A talk"]
    assert await published_at(db, GUILD, "H2-2026") is None
    assert await published_at(db, OTHER_GUILD, "H1-2026") is None
    assert await public_report(db, OTHER_GUILD, period) is None


async def set_item(db: Database, title: str, **values: object) -> None:
    """Change a journal item without the commands for it."""
    own = JournalItemRow.title == title
    async with db.write() as tx:
        await tx.execute(update(JournalItemRow).where(own).values(**values))


async def test_the_reading_list_has_what_was_picked_discussed_or_listed(
    db: Database, here: Community, now: datetime
) -> None:
    await on(db, now)
    for number in range(4):
        link = f"https://example.org/{number}"
        await share_link(db, ANA, link, "", "", now, title=f"Item {number}")
    await set_item(db, "Item 1", status="picked")
    await set_item(db, "Item 2", status="discussed", discussed_at=now + MINUTE)
    await set_item(db, "Item 3", is_listed=True)
    items = (await page(db, now)).items
    assert [item.title for item in items] == ["Item 2", "Item 3", "Item 1"]
    assert items[0].discussed_on == now.date()
    assert items[1] == PublicItem("Item 3", "https://example.org/3")
    assert "Ana" not in repr(items)


async def test_the_reading_list_is_bounded(db: Database, here: Community, now: datetime) -> None:
    await on(db, now)
    async with db.write() as tx:
        tx.add_all(
            JournalItemRow(
                community_id=here.id,
                link=f"https://example.org/{number}",
                link_key=f"url:{number}",
                title=f"Item {number}",
                note="",
                tags=[],
                shared_at=now + number * MINUTE,
                status="picked",
                has_own_title=True,
                authors=[],
            )
            for number in range(MOST_ITEMS + 5)
        )
    items = (await page(db, now)).items
    assert [item.title for item in items[:2]] == ["Item 64", "Item 63"]
    assert len(items) == MOST_ITEMS
