"""What is said when a rotation is adopted or taken back."""

from collections.abc import Sequence

from sigbot.domain.meetings import Meeting
from sigbot.domain.regions import Region
from sigbot.domain.rotation import Adoption, AskedLatelyError, Reach, RotationNews
from sigbot.wording import times
from sigbot.wording.lists import listed
from sigbot.wording.rotation import slots
from sigbot.wording.safe import plain

ADOPTED_ONE = "Adopted. **{title}** meets at {slots}, from {when} on."
ADOPTED = "Adopted. **{title}** meets in turn at {slots}, from {when} on."
MOVED = "{count} meetings have a new time."
MOVED_ONE = "1 meeting has a new time."
KEPT = "Answers are kept, reminders come at the new times, and people are told."
UNDONE = "Taken back. **{title}** meets as before, next {when}."
MOVED_BACK = "{count} meetings have their old time again."
MOVED_BACK_ONE = "1 meeting has its old time again."
NEWS_TITLE = "**{title}** meets at rotating times from {day} on: {slots}"
NEWS_ONE_TITLE = "**{title}** meets at another time from {day} on: {slots}"
NEWS_ONE = (
    "More people can join at this time.\n"
    "{changes}\n\n**The first meeting, on your clock**\n{ahead}\n\n"
    "-# Answers you gave are kept; please look whether you can still come."
)
NEWS = (
    "We meet at these times in turn, so that people everywhere can join sometimes.\n"
    "{changes}\n\n**The first meetings, on your clock**\n{ahead}\n\n"
    "-# `/meeting show` tells your own next dates. Answers you gave are kept; please look whether "
    "you can still come."
)
AS_BEFORE = "{ahead}\n-# Meetings before that stay at the old time. The next is {when}."
NEWS_UNDONE_TITLE = "**{title}** meets as before: the rotating times were taken back"
NEWS_UNDONE = "**The next meetings, on your clock**\n{ahead}"
REACHES_ALL = "Every region of the world is reached."
REACHES = "Reached: {regions}."
REACHES_NONE = "No region is reached by half of its people."
GAINED = "New: people in {regions} can join some of the meetings."
SHARE = (
    "Members in regions with {k} members or more could join {before} % of the meetings, and can "
    "join {share} % now: late and early hours are shared."
)
SHARE_AS_BEFORE = (
    "Members in regions with {k} members or more can join {share} % of the meetings, as before."
)
ZONES_WANTED = (
    "**Where do you live?** We are looking for meeting times that are fair to everybody.\n"
    "Please type `/me timezone` and pick your city, so that your clock counts, too."
)
ZONES_ASKED = "Asked. The request is on its way to {channel}."
ASKED_LATELY = "I asked the members {at} already. Please give them a week to answer."
AHEAD_LINE = "- {when}"
LATER = "later"
YOUR_DATES = "**Your next dates** ({place}): {dates}"
YOUR_DATES_STAMPED = "**Your next dates**: {dates}"


def adopted(adoption: Adoption) -> str:
    template = ADOPTED if len(adoption.rotation.slots) > 1 else ADOPTED_ONE
    lines = [
        template.format(
            title=plain(adoption.title),
            slots=slots(adoption.rotation.slots),
            when=_first(adoption.ahead),
        )
    ]
    if adoption.moved:
        moved = MOVED_ONE if adoption.moved == 1 else MOVED
        lines += [moved.format(count=adoption.moved), KEPT]
    return "\n".join(lines)


def _first(ahead: Sequence[Meeting]) -> str:
    return times.full(ahead[0].starts_at) if ahead else LATER


def undone(adoption: Adoption) -> str:
    lines = [UNDONE.format(title=plain(adoption.title), when=_first(adoption.ahead))]
    if adoption.moved:
        moved = MOVED_BACK_ONE if adoption.moved == 1 else MOVED_BACK
        lines.append(moved.format(count=adoption.moved))
    return "\n".join(lines)


def news(news: RotationNews) -> tuple[str, str]:
    """Return the heading and the text of the news about a rotation, for the whole community.

    The heading has the day of the first meeting at a new time, on the clock of that time.
    """
    title, rotation = plain(news.title), news.rotation
    lines = [AHEAD_LINE.format(when=times.full(meeting.starts_at)) for meeting in news.ahead]
    ahead = "\n".join(lines)
    if rotation.undone_at:
        return NEWS_UNDONE_TITLE.format(title=title), NEWS_UNDONE.format(ahead=ahead)
    if news.before:
        ahead = AS_BEFORE.format(ahead=ahead, when=times.full(news.before.starts_at))
    is_one, k = len(rotation.slots) == 1, news.community.smallest_group
    text = (NEWS_ONE if is_one else NEWS).format(changes=_changes(rotation.reach, k), ahead=ahead)
    heading = NEWS_ONE_TITLE if is_one else NEWS_TITLE
    first = news.ahead[0]
    day = times.weekday_and_date(first.starts_at, first.zone)
    return heading.format(title=title, day=day, slots=slots(rotation.slots)), text


def _changes(reach: Reach, smallest_group: int) -> str:
    """Say which regions the rotation reaches, which are new, and what share can join."""
    lines = [reaches(reach.reached)]
    if reach.gained:
        lines.append(GAINED.format(regions=listed(reach.gained)))
    if reach.share is not None:
        template = SHARE_AS_BEFORE if reach.share == reach.share_before else SHARE
        share = {"before": reach.share_before, "share": reach.share}
        lines.append(template.format(k=smallest_group, **share))
    return "\n".join(lines)


def reaches(regions: Sequence[Region]) -> str:
    if len(regions) == len(Region):
        return REACHES_ALL
    return REACHES.format(regions=listed(regions)) if regions else REACHES_NONE


def your_dates(ahead: Sequence[Meeting], zone: str | None) -> str:
    """List the next meetings of a person, in words and in their zone; "" if there are none.

    Without a zone they are Discord timestamps, which Discord shows in the reader's own zone.
    """
    if not ahead:
        return ""
    if zone is None:
        return YOUR_DATES_STAMPED.format(
            dates=listed([times.short(meeting.starts_at) for meeting in ahead])
        )
    dates = [times.date_and_time(meeting.starts_at, zone) for meeting in ahead]
    return YOUR_DATES.format(place=times.place(zone), dates=" · ".join(dates))


REFUSALS = {AskedLatelyError: lambda e: ASKED_LATELY.format(at=times.relative(e.at))}
