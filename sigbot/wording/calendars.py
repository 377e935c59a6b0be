"""What calendars say: the texts in an event, and the answers of `/calendar`."""

from sigbot.domain.calendars import Calendar, CalendarEvent

FILE_NAME = "calendar.ics"
MEETING_FILE_NAME = "meeting-{number}.ics"

NAME = "{community} meetings"
OWN_NAME = "{community}: my meetings"
CANCELLED_TITLE = "Cancelled: {title}"
JOIN_LINE = "Join: {link}"
AGENDA_LINE = "Agenda:"
POINT_LINE = "- {text}"
REASON_LINE = "Why it was cancelled: {reason}"


def name(calendar: Calendar) -> str:
    """Return how calendars call the calendar."""
    pattern = OWN_NAME if calendar.personal else NAME
    return pattern.format(community=calendar.name)


def title(event: CalendarEvent) -> str:
    return CANCELLED_TITLE.format(title=event.title) if event.is_cancelled else event.title


def details(event: CalendarEvent) -> str:
    """Return the description of an event: why it is cancelled, the text, the agenda, the way in."""
    points = [POINT_LINE.format(text=text) for text in event.agenda]
    parts = [
        REASON_LINE.format(reason=event.cancel_reason) if event.cancel_reason else "",
        event.description,
        "\n".join([AGENDA_LINE, *points]) if points else "",
        JOIN_LINE.format(link=event.link) if event.link and not event.is_cancelled else "",
    ]
    return "\n\n".join(part for part in parts if part)
