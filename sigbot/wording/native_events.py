"""What native events say, and what organizers are told and asked about them."""

from collections.abc import Sequence
from dataclasses import replace

from sigbot.domain.community import Community, EventsWanted
from sigbot.domain.meetings import Counts, Meeting
from sigbot.domain.native_events import (
    DESCRIPTION_ROOM,
    LOCATION_LIMIT,
    MOST_MIRRORED,
    NAME_LIMIT,
    OF_A_SERIES,
    Entity,
    EventState,
    Field,
    KnownEvent,
    NativeEvent,
    start_in,
)
from sigbot.domain.notices import HELD_FOR
from sigbot.wording import times
from sigbot.wording.community import channel
from sigbot.wording.lists import NEWS_ROOM, fitted
from sigbot.wording.meetings import kind
from sigbot.wording.reminders import card_address
from sigbot.wording.safe import clip, paragraph, plain

VOCABULARIES = {EventsWanted: "choice of events"}

# The event

OF_COMMUNITY = "{kind} of {community}"
OF_SUBGROUP = "{kind} of {community}, subgroup {subgroup}"
SPEAKER = "Speaker: {speaker}"
LINK = "Link: {link}"
CARD = "Interested does not tell us that you come. Please answer on the card: {address}"
PLACE_NOT_SAID = "On this Discord server"
LINK_ROOM = 250
"""A longer link would leave too little room for all else."""

# Settings

ON = (
    "The next {count} meetings of each series, and single meetings, appear among this server's "
    "events soon, at the top of the list of channels. There are at most {most} events."
)
NO_PERMISSION = (
    "⚠️ I can't create events yet. In Server Settings, Roles, please give my role the permission "
    "Create Events. I try again every {pause}."
)
OFF = "Meetings are not shown among this server's events."
OFF_REMOVES_ONE = "1 event of an upcoming meeting is removed from this server now."
OFF_REMOVES = "{count} events of upcoming meetings are removed from this server now."

# Questions

HEADING_ONE = "**Somebody changed an event of {community}.** Its meeting is as it was."
HEADING = "**Somebody changed {count} events of {community}.** Their meetings are as they were."
MORE = "-# and {count} more"
GONE_LINE = "- **{title}**, {when}: the event was deleted."
FIELD_LINES = {
    Field.NAME: "- **{title}**, {when}: the event has the name “{name}”.",
    Field.TIME: (
        "- **{title}**, {when}: the event starts {time}. If the meeting moves, use `/meeting edit`."
    ),
    Field.PLACE: "- **{title}**, {when}: the event has another place.",
    Field.DESCRIPTION: "- **{title}**, {when}: the event has another description.",
}
HOW = (
    "**Put back**: the event says again what the meeting says. **Keep**: it stays as it is now, "
    "and follows the meeting in all else."
)
PUT_BACK, KEEP = "Put back", "Keep"
BACK_ONE = "1 event is put back as its meeting says."
BACK = "{count} events are put back as their meetings say."
KEPT_ONE = "1 event stays as it is now."
KEPT = "{count} events stay as they are now."
FOOT = "-# You get this because you are an organizer."

INTERESTED_ONE = "-# 1 person is interested in the server event."
INTERESTED = "-# {count} people are interested in the server event."
INTERESTED_COMERS = "**Interested in the server event · {count}**\n-# That is no answer yet."


def native_event(
    meeting: Meeting, community: Community, card: tuple[int, int] | None, entity: Entity, where: str
) -> NativeEvent:
    """Return what the event of a meeting says.

    `entity` and `where` are the channel in which it takes place; an external event is at the place
    of the meeting, or its link.
    """
    return NativeEvent(
        name=clip(" ".join(meeting.title.split()), NAME_LIMIT),
        description=_description(meeting, community, card),
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        entity=entity,
        where=where if entity is not Entity.EXTERNAL else _location(meeting),
    )


def as_external(event: NativeEvent) -> NativeEvent:
    """Return an event in a channel as one that only names its channel."""
    return replace(event, entity=Entity.EXTERNAL, where=channel(int(event.where)))


def _location(meeting: Meeting) -> str:
    """Return the place, else the link, else a sentence; a link that is cut would lead nowhere."""
    place = " ".join(meeting.place.split())
    if place:
        return clip(place, LOCATION_LIMIT)
    fits = 0 < len(meeting.link) <= LOCATION_LIMIT
    return meeting.link if fits else PLACE_NOT_SAID


def _description(meeting: Meeting, community: Community, card: tuple[int, int] | None) -> str:
    """Return what the meeting is, in lines; its first line takes the mark of the event."""
    template = OF_SUBGROUP if meeting.subgroup else OF_COMMUNITY
    lines = [
        template.format(
            kind=kind(meeting.kind),
            community=plain(community.name, 100),
            subgroup=plain(meeting.subgroup or "", 100),
        )
    ]
    if card:
        lines.append(CARD.format(address=card_address(community.guild_id, card)))
    if meeting.speaker:
        lines.append(SPEAKER.format(speaker=plain(meeting.speaker, 100)))
    if 0 < len(meeting.link) <= LINK_ROOM:
        lines.append(LINK.format(link=meeting.link))
    lines.append(paragraph(meeting.description))
    return clip("\n".join(line for line in lines if line), DESCRIPTION_ROOM)


def turned_on(*, may_create: bool) -> str:
    """Say that events are on, and what is missing where the bot may not create any."""
    on = ON.format(count=OF_A_SERIES, most=MOST_MIRRORED)
    missing = NO_PERMISSION.format(pause=times.pause(HELD_FOR))
    return on if may_create else f"{on}\n{missing}"


def turned_off(shown: int) -> str:
    """Say that events are off; `shown` are on the server until now."""
    template = {0: OFF, 1: OFF_REMOVES_ONE}.get(shown, OFF_REMOVES)
    return template.format(count=shown)


def question(community: Community, asked: Sequence[tuple[KnownEvent, str]]) -> str:
    """Ask about events that somebody changed by hand; each comes with the title of its meeting."""
    template = HEADING_ONE if len(asked) == 1 else HEADING
    heading = template.format(community=plain(community.name), count=len(asked))
    lines = [line for known, title in asked for line in _lines(known, title)]
    return "\n".join([heading, fitted(lines, MORE, 10, room=NEWS_ROOM), HOW])


def _lines(known: KnownEvent, title: str) -> list[str]:
    """Return a line for each field that was changed, or that the event was deleted."""
    words = {"title": plain(title, 80), "when": times.short(known.starts_at)}
    if known.state is EventState.GONE:
        return [GONE_LINE.format(**words)]
    name = plain(known.shown[Field.NAME], 80)
    starts = times.full(start_in(known.shown))
    held = [each for each in Field if each in known.held]
    return [FIELD_LINES[each].format(**words, name=name, time=starts) for each in held]


def settled(count: int, *, back: bool) -> str:
    """Confirm the answer to a question about so many events."""
    if count == 1:
        return BACK_ONE if back else KEPT_ONE
    return (BACK if back else KEPT).format(count=count)


def interested(counts: Counts) -> str:
    """Say how many people are interested in the event of a meeting, "" for nobody."""
    if not counts.interested:
        return ""
    template = INTERESTED_ONE if counts.interested == 1 else INTERESTED
    return template.format(count=counts.interested)


def interested_comers(counts: Counts) -> str:
    """Say it beside those who answered, "" for nobody."""
    return INTERESTED_COMERS.format(count=counts.interested) if counts.interested else ""
