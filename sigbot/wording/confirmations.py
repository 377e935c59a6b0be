"""What is asked before something reaches several meetings or other people."""

from datetime import datetime

from sigbot.domain.confirmations import (
    Adopting,
    Cancelling,
    ChangedMeanwhileError,
    Coming,
    Doubling,
    Editing,
    Forgetting,
    OpeningPage,
    Publishing,
    Reach,
    RequestingZones,
    Retiring,
)
from sigbot.domain.rotation import ASKED_EVERY
from sigbot.wording import authors, pages, personal, times
from sigbot.wording.adoption import ZONES_WANTED
from sigbot.wording.community import channel
from sigbot.wording.knowledge import why_thin
from sigbot.wording.lists import listed
from sigbot.wording.reports import PARTS
from sigbot.wording.rotation import slots
from sigbot.wording.safe import plain

DOUBLE = "There is already **{title}** on {when}. **Schedule another one?**"
CANCEL = "**Cancel {title} on {when}?**"
CANCEL_MANY = "**Cancel {count} meetings of {title} from {when} on?**"
EDIT = "**Change {title} on {when}?** New: {fields}."
EDIT_MANY = "**Change {count} meetings of {title} from {when} on?** New: {fields}."
MOVE = "**Move {title} from {when} to {to}?**"
MOVE_MANY = "**Move {count} meetings of {title}, the first from {when} to {to}?**"
ALSO_NEW = "Also new: {fields}."
ADOPT = "**Adopt these times for {title}, from {when} on?** {slots}."
PUBLISH = "**Publish the report of {label}?**"
NOT_OVER_NONE = "{label} is not over: no meetings so far."
NOT_OVER_ONE = "{label} is not over: 1 meeting so far."
NOT_OVER = "{label} is not over: {count} meetings so far."
NOT_WRITTEN = "Your sentences are still missing: {parts}."
RETIRE = "**Retire the subgroup {name}?** Its history stays."
REQUEST = "**Ask all members where they live?** I will post this in {channel}:\n{quoted}"
REQUEST_LATER = (
    "**Ask all members where they live?** There is no channel for news yet. I will post this when "
    "you have chosen one with `/sig setup`:\n{quoted}"
)
QUOTED = "> {line}"
REQUEST_SEEN = (
    "Everybody who can read the channel sees it, nobody is pinged. "
    "I post it at most once in {days} days."
)

DROPPED_ONE = "1 of them does not fit the new repetition and is cancelled."
DROPPED = "{count} of them do not fit the new repetition and are cancelled."
MOVED_ONE = "1 meeting gets another time."
MOVED = "{count} meetings get another time."
GOING_ONE = "1 person said they would come."
GOING = "{count} people said they would come."
MAYBE_ONE = "1 person said maybe."
MAYBE = "{count} people said maybe."
MEMBERS_ONE = "It has 1 other member. Nobody is told."
MEMBERS = "It has {count} other members. Nobody is told."
MEETINGS_ONE = "1 meeting of it is ahead, and stays."
MEETINGS = "{count} meetings of it are ahead, and stay."
TOLD = "I will tell people in {channel}."
NOT_TOLD = "There is no channel for news, so nobody is told."
RESTORE = "-# `/meeting restore` brings cancelled meetings back until they would start."
UNDO = "-# You can take it back until the first meeting at a new time begins."
AGAIN = "-# A published report can be published again, but not taken back."

CHANGES = {
    "title": "title",
    "when": "time",
    "kind": "kind",
    "subgroup": "subgroup",
    "repeat": "repetition",
    "duration": "length",
    "place": "place",
    "link": "link",
    "speaker": "speaker",
    "description": "description",
}

DO = {
    Doubling: "Schedule another one",
    Cancelling: "Cancel the meeting",
    Editing: "Change the meeting",
    Adopting: "Adopt",
    Publishing: "Publish",
    Retiring: "Retire",
    OpeningPage: pages.DO_OPEN,
    RequestingZones: "Post it",
    Forgetting: personal.DO_FORGET,
}
CANCEL_COUNT = "Cancel {count} meetings"
CHANGE_COUNT = "Change {count} meetings"
KEEP = {
    Doubling: "Keep only that one",
    Cancelling: "Keep it",
    Editing: "Keep it as it is",
    Adopting: "Keep the times of today",
    Publishing: "Not yet",
    Retiring: "Keep it",
    OpeningPage: pages.KEEP_CLOSED,
    RequestingZones: "Do not post it",
    Forgetting: personal.KEEP_ME,
}
KEEP_MANY = {Cancelling: "Keep them", Editing: "Keep them as they are"}
KEPT = "Nothing was changed."
CHANGED_MEANWHILE = (
    "Something has changed since I asked, so I did nothing. Please type the command again and look "
    "at what it reaches now."
)

REFUSALS = {ChangedMeanwhileError: lambda _: CHANGED_MEANWHILE}


def question(reach: Reach) -> str:
    """Ask whether to do something: what, how many meetings and people, and who is told."""
    if isinstance(reach, Forgetting):
        return personal.forget(reach.community, reach.meetings)
    if isinstance(reach, OpeningPage):
        return pages.to_open(reach.address)
    return "\n".join(_lines(reach))


def _lines(reach: Reach) -> list[str]:
    """Return the lines of a question, for all that `question` does not ask at once."""
    match reach:
        case Doubling():
            when = times.full(reach.starts_at)
            lines = [DOUBLE.format(title=plain(reach.title), when=when)]
        case Cancelling():
            lines = [_cancel(reach), *_coming(reach.coming), _told(reach.channel_id), RESTORE]
        case Editing():
            lines = [*_edit(reach), *_coming(reach.coming), *_told_of(reach)]
        case Adopting():
            lines = [*_adopt(reach), *_coming(reach.coming), _told(reach.channel_id), UNDO]
        case Publishing():
            lines = _publish(reach)
        case Retiring():
            lines = _retire(reach)
        case RequestingZones():
            lines = _request(reach)
    return lines


def _publish(reach: Publishing) -> list[str]:
    label = plain(reach.label)
    people = authors.to_publish(reach.authors)
    missing = [NOT_WRITTEN.format(parts=listed([PARTS[part] for part in reach.missing]))]
    lines = [
        PUBLISH.format(label=label),
        *(missing if reach.missing else []),
        *people,
        _told(reach.channel_id),
        AGAIN,
    ]
    if reach.so_far is None:
        return lines
    template = {0: NOT_OVER_NONE, 1: NOT_OVER_ONE}.get(reach.so_far, NOT_OVER)
    return [lines[0], template.format(label=label, count=reach.so_far), *lines[1:]]


def _cancel(reach: Cancelling) -> str:
    return (CANCEL if reach.count == 1 else CANCEL_MANY).format(
        title=plain(reach.title), when=times.full(reach.starts_at), count=reach.count
    )


def _edit(reach: Editing) -> list[str]:
    lines = _move(reach, reach.moved_to) if reach.moved_to else [_change(reach)]
    if reach.dropped:
        template = DROPPED_ONE if reach.dropped == 1 else DROPPED
        lines.append(template.format(count=reach.dropped))
    return lines


def _change(reach: Editing) -> str:
    return (EDIT if reach.count == 1 else EDIT_MANY).format(
        title=plain(reach.title),
        when=times.full(reach.starts_at),
        count=reach.count,
        fields=listed([CHANGES[name] for name in reach.fields]),
    )


def _move(reach: Editing, to: datetime) -> list[str]:
    """Ask whether to move meetings to the new time of the first one; name what else is new."""
    asked = (MOVE if reach.count == 1 else MOVE_MANY).format(
        title=plain(reach.title),
        to=times.full(to),
        when=times.short(reach.starts_at),
        count=reach.count,
    )
    also_new = [CHANGES[name] for name in reach.fields if name != "when"]
    return [asked, *([ALSO_NEW.format(fields=listed(also_new))] if also_new else [])]


def _told_of(reach: Editing) -> list[str]:
    """Say where people are told of new times; other changes are on the cards alone."""
    return [_told(reach.channel_id)] if reach.moved_to or reach.dropped else []


def _adopt(reach: Adopting) -> list[str]:
    asked = ADOPT.format(
        title=plain(reach.title), when=times.full(reach.starts_at), slots=slots(reach.slots)
    )
    moved = (MOVED_ONE if reach.moved == 1 else MOVED).format(count=reach.moved)
    return [asked, *why_thin(reach.known), moved]


def _retire(reach: Retiring) -> list[str]:
    lines = [RETIRE.format(name=plain(reach.name))]
    if reach.members:
        template = MEMBERS_ONE if reach.members == 1 else MEMBERS
        lines.append(template.format(count=reach.members))
    if reach.meetings:
        template = MEETINGS_ONE if reach.meetings == 1 else MEETINGS
        lines.append(template.format(count=reach.meetings))
    return lines


def _request(reach: RequestingZones) -> list[str]:
    quoted = "\n".join(QUOTED.format(line=line) for line in ZONES_WANTED.splitlines())
    template = REQUEST if reach.channel_id else REQUEST_LATER
    asked = template.format(channel=channel(reach.channel_id), quoted=quoted)
    return [asked, REQUEST_SEEN.format(days=ASKED_EVERY.days)]


def _coming(coming: Coming) -> list[str]:
    lines = []
    if coming.going:
        lines.append((GOING_ONE if coming.going == 1 else GOING).format(count=coming.going))
    if coming.maybe:
        lines.append((MAYBE_ONE if coming.maybe == 1 else MAYBE).format(count=coming.maybe))
    return lines


def _told(channel_id: int | None) -> str:
    return TOLD.format(channel=channel(channel_id)) if channel_id else NOT_TOLD


def labels(reach: Reach) -> tuple[str, str]:
    """Return the label of the button that does it, and of the one that keeps things."""
    if isinstance(reach, Cancelling | Editing) and reach.count > 1:
        template = CANCEL_COUNT if isinstance(reach, Cancelling) else CHANGE_COUNT
        return template.format(count=reach.count), KEEP_MANY[type(reach)]
    return DO[type(reach)], KEEP[type(reach)]
