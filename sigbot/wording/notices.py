"""What organizers are told when something did not go as it should, and what they can do."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sigbot.domain.notices import HELD_FOR, RETRIED_AFTER, Notice, NoticeTopic
from sigbot.wording import times
from sigbot.wording.community import channel
from sigbot.wording.lists import NEWS_ROOM, fitted
from sigbot.wording.outbox import topic_name
from sigbot.wording.safe import plain

NOTE = "**A note for organizers of {community}:** {text}"
FOOT = "-# You get this because you are an organizer. I report each problem only once."
MISSED = "I was offline, and these meetings ended before I could remind anyone:\n{lines}"
MISSED_LINE = "- **{title}**, {when}"
MORE = "-# and {count} more"
SENTENCES = {
    NoticeTopic.CHANNEL_GONE: (
        "The channel for news is gone. Please choose another one with `/sig setup`; what waits is "
        "posted there."
    ),
    NoticeTopic.NO_PERMISSION: (
        "I may not write in {channel}. Please allow me there: View Channel, Send Messages, Attach "
        "Files. I try again every {pause}. To post at once, run `/sig setup` and choose the "
        "channel."
    ),
    NoticeTopic.NO_THREAD: (
        "I may not start threads in {channel}, or not write in them. What I post there has no "
        "thread until then. Please allow me there: Create Public Threads, Send Messages in Threads."
    ),
    NoticeTopic.NO_MINUTES: (
        "**{title}** on {when} has no minutes yet. Paste your notes with `/meeting notes`, or say "
        "in `/meeting minutes` that there is nothing to record."
    ),
    NoticeTopic.NO_EVENTS: (
        "I may not create events on this server, so its meetings are not among them. In Server "
        "Settings, Roles, please give my role the permission Create Events. I try again every "
        "{pause}. To stop this, run `/sig setup events:off`."
    ),
    NoticeTopic.EVENT_REFUSED: (
        "Discord did not accept the event of **{title}** on {when}. The meeting itself is as it "
        "was. I try again when the meeting changes."
    ),
    NoticeTopic.SET_ASIDE: "{what} could not be posted: {reason}.",
    NoticeTopic.NO_DIRECT: (
        "Discord does not let me send direct messages at the moment. Reminders in the channel go "
        "on; people who asked for direct messages may miss them."
    ),
}
ZONE_RULES = (
    "The rules of time zones have changed ({zones}). Meetings keep their local time. For people "
    "elsewhere, {count} meetings are now at another hour. I updated cards and reminders."
)
ZONE_RULES_ONE = (
    "The rules of time zones have changed ({zones}). Meetings keep their local time. For people "
    "elsewhere, 1 meeting is now at another hour. I updated its card and reminders."
)

STUCK = (
    "I cannot work out the times of **{title}** any more: its repetition or its time zone is not "
    "valid. Meetings that are there keep their time, but no further ones are made. Please cancel "
    "it with `/meeting cancel` and schedule it again. I try again every {pause}."
)
STUCK_MEETINGS = (
    "I could not check your meetings against the new rules of time zones, so the time of some may "
    "be wrong. Please look at `/meeting list`. I try again every {pause}."
)
DATABASE_GONE = (
    "**A note for organizers:** My database was deleted or replaced while I was running. Until it "
    "is back I can't save anything: no meetings, answers or check-ins. Please tell the person who "
    "runs me."
)


def message(community: str, notices: Sequence[Notice]) -> str:
    """Put all notices into one message, with the missed meetings as a list at its end."""
    text = "\n".join(sentences(notices))
    return NOTE.format(community=plain(community), text=text)


def sentences(notices: Sequence[Notice]) -> list[str]:
    """Return a sentence for each notice; the missed meetings share one, with a list below it."""
    missed = [notice for notice in notices if notice.topic == NoticeTopic.MISSED]
    parts = [_sentence(notice) for notice in notices if notice.topic != NoticeTopic.MISSED]
    if missed:
        lines = [_missed_line(notice) for notice in missed]
        parts.append(MISSED.format(lines=fitted(lines, MORE, 15, room=NEWS_ROOM)))
    return parts


def _missed_line(notice: Notice) -> str:
    starts = datetime.fromtimestamp(notice.details["starts"], UTC)
    return MISSED_LINE.format(title=plain(str(notice.details["title"])), when=times.short(starts))


def _sentence(notice: Notice) -> str:
    details = notice.details
    if notice.topic == NoticeTopic.ZONE_RULES:
        zones = ", ".join(times.place(zone) for zone in details["zones"])
        template = ZONE_RULES_ONE if details["count"] == 1 else ZONE_RULES
        return template.format(zones=zones, count=details["count"])
    if notice.topic == NoticeTopic.UPKEEP:
        title = str(details.get("title") or "")
        template = STUCK if title else STUCK_MEETINGS
        return template.format(title=plain(title), pause=times.pause(RETRIED_AFTER))
    starts, zone = details.get("starts"), str(details.get("zone") or "UTC")
    return SENTENCES[notice.topic].format(
        title=plain(str(details.get("title") or "")),
        when=times.in_zone(datetime.fromtimestamp(starts, UTC), zone) if starts else "",
        channel=channel(details.get("channel")),
        what=topic_name(str(details.get("what"))),
        reason=details.get("reason"),
        pause=times.pause(HELD_FOR),
    )
