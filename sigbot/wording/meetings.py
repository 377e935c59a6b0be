"""What is said about meetings: the card, the lists, the answers to a press."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sigbot.domain.meetings import (
    JOINED_BEFORE,
    AlreadyCancelledError,
    Answer,
    Counts,
    Meeting,
    MeetingKind,
    NotCancelledError,
    NotRepeatedError,
    RepeatDayError,
    RepeatOneError,
    RestoredLateError,
    SameStartError,
)
from sigbot.domain.series import Repeat
from sigbot.wording import times
from sigbot.wording.community import channel
from sigbot.wording.lists import paged
from sigbot.wording.safe import clip, plain, with_channels

KINDS = {
    MeetingKind.GENERAL: "General Meeting",
    MeetingKind.GUEST: "Guest Presentation",
    MeetingKind.SUBGROUP: "Subgroup Meeting",
    MeetingKind.REVIEW: "Use Case Review",
    MeetingKind.SPECIAL: "Special Topic",
}
REPEATS = {
    "FREQ=WEEKLY;INTERVAL=1": "every week",
    "FREQ=WEEKLY;INTERVAL=2": "every 2 weeks",
    "FREQ=WEEKLY;INTERVAL=4": "every 4 weeks",
}
MONTHLY, QUARTERLY, REGULAR = "every month", "every 3 months", "regularly"

GOING, MAYBE, CANT, CHECK_IN = "Going", "Maybe", "Can't", "Check in"
JOIN, WHO_COMES, ASK_AHEAD = "Join", "Who is coming", "Ask ahead"
ADD_TO_CALENDAR = "Add to calendar"
SLIDES, RECORDING = "Slides", "Recording"

TITLE = "## {title}"
TITLE_CANCELLED = "## ~~{title}~~"
KIND_LINE = "-# {kind}"
REPEAT_LINE = "-# {repeat}"
KIND_LINE_GROUP = "-# {kind} · {subgroup}"
KIND_LINE_REPEAT = "-# {kind} · {repeat}"
KIND_LINE_GROUP_REPEAT = "-# {kind} · {subgroup} · {repeat}"
WHEN = "🗓️ {when}\n⏱️ {duration}"
SPEAKER = "🎤 {speaker}"
PLACE = "📍 {place}"
COUNTS_ASKED = "**{going}** going · **{maybe}** maybe · **{cant}** can't · **{asked}** asked again"
COUNTS = "**{going}** going · **{maybe}** maybe · **{cant}** can't"
COUNTS_OPEN = "**{attended}** checked in · **{going}** going\nCheck-in is open until {closes}."
COUNTS_AFTER = "**{attended}** people were there."
COUNTS_AFTER_ONE = "**1** person was there."
COUNTS_AFTER_NONE = (
    "It is not recorded yet who was there. Organizers can add it with `/attendance import` or "
    "`/attendance add`."
)
CANCELLED = "**Cancelled.**"
CANCELLED_REASON = "**Cancelled.** {reason}"

SCHEDULED = "Scheduled for {when}. {news}"
SCHEDULED_SERIES = (
    "Scheduled from {when}, {repeat}. The first {count} meetings are made; I add later ones by "
    "myself. {news}"
)
NEWS = "The card is on its way to {channel}."
NO_NEWS = "Choose a channel for news with `/sig setup` and I will post the card there."
READ_AS = "-# On the meeting's clock: {local}"
LINK_SHOWN = "-# From {length} before the start, the card and the reminders have a **Join** button."
NO_SUBGROUP = (
    "-# It counts for no subgroup yet. `/meeting edit` with `subgroup` says which one meets."
)

LIST_TITLE = "## Next meetings"
PAST_TITLE = "## Past meetings"
LIST_LINE = "**{title}**\n{when}"
LINKED = "{line} · [Card](<{address}>)"
LIST_LINE_KIND = "**{title}** · {kind}\n{when}"
LIST_LINE_CANCELLED = "~~{title}~~ · cancelled\n{when}"
LIST_LINE_PAST = "**{title}** · {attended} were there\n{when}"
LIST_LINE_PAST_NONE = "**{title}** · no attendance recorded\n{when}"
LIST_LINE_PAST_ONE = "**{title}** · 1 was there\n{when}"
OF_A_SERIES = "-# Of each series, the next {count} are listed."
MOST_LISTED = "-# Only {count} meetings are listed."
NONE_AHEAD = "No meetings ahead. Organizers schedule one with `/meeting schedule`."
NONE_PAST = "No past meetings."
YOUR_ANSWER = "-# Your answer: {answer}. Your time: {local}."
YOUR_TIME = "-# You have not answered yet. Your time: {local}."
YOUR_TIME_ONLY = "-# Your time: {local}."
YOUR_ANSWER_ONLY = "-# Your answer: {answer}. `/me timezone` tells me your clock."
ASKED_AGAIN = (
    "You said Going before this meeting moved. **Still coming?** Please answer again.\n"
    "-# Your time: {local}."
)
ASKED_AGAIN_ONLY = (
    "You said Going before this meeting moved. **Still coming?** Please answer again.\n"
    "-# `/me timezone` tells me your clock."
)
NOT_ANSWERED = "-# You have not answered yet. `/me timezone` tells me your clock."

ANSWERED = {
    Answer.GOING: "You are **going** to {title}. Start: {when}.",
    Answer.MAYBE: "You answered **maybe** for {title}. Start: {when}.",
    Answer.CANT: "You **can't** come to {title}.",
}
CHECK_IN_TOO = "The meeting is open for check-in. Are you there?"
CHECKED_IN = "You are checked in to {title}. **Do you want to take your check-in back?**"
TAKE_BACK, STAY = "Take it back", "Keep it"
TAKEN_BACK = "Took your check-in back. You **can't** come to {title}."
UNDONE = "Took your check-in to {title} back."
STILL_THERE = (
    "Took your check-in back. You are still on the list of {title}, as others saw you there. "
    "If that is wrong, please ask an organizer."
)
STAYED = "You are still checked in to {title}."
ANSWER_WORDS = {Answer.GOING: GOING, Answer.MAYBE: MAYBE, Answer.CANT: CANT}

REPEAT_CHOICES = {
    Repeat.WEEKLY: "Every week",
    Repeat.EVERY_2_WEEKS: "Every 2 weeks",
    Repeat.EVERY_4_WEEKS: "Every 4 weeks",
    Repeat.MONTHLY: "Every month, on the same weekday of the month",
    Repeat.QUARTERLY: "Every 3 months, on the same weekday of the month",
}
CHOICE = "{title} · {weekday} {day} {month} {year}, {time} {place}"
CHOICE_CANCELLED = "{title} · {weekday} {day} {month} {year} · cancelled"

NOT_CANCELLED = "This meeting is not cancelled. Nothing has to be brought back."
SAME_START = "Nothing to change. The meeting is at that time already."
ALREADY_CANCELLED = (
    "This meeting is already cancelled. `/meeting restore` brings it back, until it would start."
)
RESTORED_LATE = (
    "This meeting would have started {at}, so it is too late to bring it back. "
    "Please schedule another one with `/meeting schedule`."
)
REPEAT_SINGLE = (
    "This meeting has no series, so it cannot be repeated. "
    "Please schedule a series with `/meeting schedule` and `repeat`."
)
REPEAT_ONE = (
    "A repetition belongs to a series, not to one meeting of it. "
    "Please choose `scope: following` as well."
)
REPEAT_DAY = (
    "This meeting is not on a day of that repetition. Please give a day in `when` that is one."
)


def kind(name: MeetingKind) -> str:
    return KINDS[name]


def repeat(rule: str) -> str:
    if rule in REPEATS:
        return REPEATS[rule]
    if rule.startswith("FREQ=MONTHLY;BYDAY="):
        return MONTHLY
    return QUARTERLY if rule.startswith("FREQ=MONTHLY;INTERVAL=3;") else REGULAR


def title(meeting: Meeting) -> str:
    template = TITLE_CANCELLED if meeting.is_cancelled else TITLE
    return template.format(title=plain(meeting.title))


def kind_line(meeting: Meeting) -> str:
    if meeting.title == kind(meeting.kind) and not meeting.subgroup:
        return REPEAT_LINE.format(repeat=repeat(meeting.rule)) if meeting.rule else ""
    templates = {
        (False, False): KIND_LINE,
        (True, False): KIND_LINE_GROUP,
        (False, True): KIND_LINE_REPEAT,
        (True, True): KIND_LINE_GROUP_REPEAT,
    }
    template = templates[meeting.subgroup is not None, meeting.rule is not None]
    return template.format(
        kind=kind(meeting.kind),
        subgroup=plain(meeting.subgroup or ""),
        repeat=repeat(meeting.rule) if meeting.rule else "",
    )


def facts(meeting: Meeting) -> str:
    """Return the lines that are known: when, how long, who speaks, where."""
    when, length = times.full(meeting.starts_at), times.duration(meeting.duration)
    lines = [WHEN.format(when=when, duration=length)]
    if meeting.speaker:
        lines.append(SPEAKER.format(speaker=plain(meeting.speaker, 100)))
    if meeting.place:
        lines.append(PLACE.format(place=with_channels(meeting.place, 150)))
    return "\n".join(lines)


def counts(meeting: Meeting, now: datetime) -> str:
    """Count the answers before a meeting, and the check-ins from its opening on."""
    counts: Counts = meeting.counts
    if meeting.is_cancelled:
        reason = plain(meeting.cancel_reason)
        return CANCELLED_REASON.format(reason=reason) if reason else CANCELLED
    if meeting.is_open(now):
        return COUNTS_OPEN.format(
            attended=counts.attended, going=counts.going, closes=times.clock(meeting.closes_at)
        )
    if now > meeting.closes_at:
        return attended(counts)
    template = COUNTS_ASKED if counts.asked else COUNTS
    return template.format(
        going=counts.going, maybe=counts.maybe, cant=counts.cant, asked=counts.asked
    )


def attended(counts: Counts) -> str:
    """Say how many people were at a meeting that is over."""
    template = COUNTS_AFTER_ONE if counts.attended == 1 else COUNTS_AFTER
    return template.format(attended=counts.attended) if counts.attended else COUNTS_AFTER_NONE


def scheduled(meeting: Meeting, count: int, channel_id: int | None) -> str:
    """Confirm what was scheduled, in which zone it was read, and where the link will be."""
    confirmed = _scheduled(meeting, count, channel_id)
    read_as = READ_AS.format(local=times.local(meeting.starts_at, meeting.zone))
    length = times.duration(JOINED_BEFORE // timedelta(minutes=1))
    linked = [LINK_SHOWN.format(length=length)] if meeting.link else []
    is_unnamed = meeting.kind is MeetingKind.SUBGROUP and meeting.subgroup is None
    return "\n".join([confirmed, read_as, *linked, *([NO_SUBGROUP] if is_unnamed else [])])


def _scheduled(meeting: Meeting, count: int, channel_id: int | None) -> str:
    news = NEWS.format(channel=channel(channel_id)) if channel_id else NO_NEWS
    when = times.full(meeting.starts_at)
    if meeting.rule is None:
        return SCHEDULED.format(when=when, news=news)
    return SCHEDULED_SERIES.format(when=when, repeat=repeat(meeting.rule), count=count, news=news)


def listing(
    meetings: Sequence[Meeting], addresses: Mapping[int, str] | None = None, *, past: bool
) -> list[str]:
    """Return the pages of a list of meetings, at least one.

    `addresses` are those of the cards that were posted, by meeting id.
    """
    if not meetings:
        return [NONE_PAST if past else NONE_AHEAD]
    known = addresses or {}
    lines = [_linked(_list_line(meeting, past=past), known.get(meeting.id)) for meeting in meetings]
    return paged(lines, between="\n\n")


def left_out(meetings: Sequence[Meeting], most: int, of_a_series: int, *, past: bool) -> str:
    """Say that a list may leave meetings out; "" where it has all of them.

    It has at most `most` meetings, and of each series at most `of_a_series` that are ahead.
    """
    if len(meetings) >= most:
        return MOST_LISTED.format(count=most)
    series = Counter(meeting.series_id for meeting in meetings if meeting.series_id is not None)
    if past or max(series.values(), default=0) < of_a_series:
        return ""
    return OF_A_SERIES.format(count=of_a_series)


def _linked(line: str, address: str | None) -> str:
    return LINKED.format(line=line, address=address) if address else line


def _list_line(meeting: Meeting, *, past: bool) -> str:
    template = LIST_LINE_KIND if meeting.title != kind(meeting.kind) else LIST_LINE
    if past:
        counted = {0: LIST_LINE_PAST_NONE, 1: LIST_LINE_PAST_ONE}
        template = counted.get(meeting.counts.attended, LIST_LINE_PAST)
    return (LIST_LINE_CANCELLED if meeting.is_cancelled else template).format(
        title=plain(meeting.title),
        kind=kind(meeting.kind),
        when=times.full(meeting.starts_at),
        attended=meeting.counts.attended,
    )


def your_line(
    meeting: Meeting,
    answer: Answer | None,
    zone: str | None,
    now: datetime,
    *,
    is_asked: bool = False,
) -> str:
    """Tell a reader their answer, and the time of the meeting in their own zone.

    Without a zone there is no time, as the time of another zone would mislead. With `is_asked` they
    said Going before the meeting moved, and are asked again. Nobody is told that they have not
    answered once that is not possible any more.
    """
    if zone is None and answer:
        return YOUR_ANSWER_ONLY.format(answer=ANSWER_WORDS[answer])
    takes_answers = not meeting.is_cancelled and now <= meeting.ends_at
    if is_asked and takes_answers:
        local = times.local(meeting.starts_at, zone) if zone else ""
        return (ASKED_AGAIN if zone else ASKED_AGAIN_ONLY).format(local=local)
    if zone is None:
        return NOT_ANSWERED if takes_answers else ""
    local = times.local(meeting.starts_at, zone)
    if answer is None:
        return (YOUR_TIME if takes_answers else YOUR_TIME_ONLY).format(local=local)
    return YOUR_ANSWER.format(answer=ANSWER_WORDS[answer], local=local)


def answered(meeting: Meeting, answer: Answer) -> str:
    return ANSWERED[answer].format(
        title=plain(meeting.title), when=times.relative(meeting.starts_at)
    )


def checked_in(meeting: Meeting) -> str:
    """Ask a person who can't come, but is checked in."""
    return CHECKED_IN.format(title=plain(meeting.title))


def taken_back(meeting: Meeting, *, still_there: bool) -> str:
    return (STILL_THERE if still_there else TAKEN_BACK).format(title=plain(meeting.title))


def undone(meeting: Meeting, *, still_there: bool) -> str:
    """Confirm that a check-in by mistake was taken back."""
    return (STILL_THERE if still_there else UNDONE).format(title=plain(meeting.title))


def stayed(meeting: Meeting) -> str:
    return STAYED.format(title=plain(meeting.title))


def button_label(meeting: Meeting) -> str:
    """Return the label of a meeting on a button, at most 80 characters."""
    return clip(meeting.title, 80)


def choice(meeting: Meeting) -> str:
    """Return the label of a meeting in an autocomplete list, at most 100 characters."""
    template = CHOICE_CANCELLED if meeting.is_cancelled else CHOICE
    wall = meeting.wall
    return template.format(
        title=meeting.title[:50],
        weekday=times.WEEKDAYS[wall.weekday()],
        day=wall.day,
        month=times.MONTHS[wall.month - 1],
        year=wall.year,
        time=f"{wall:%H:%M}",
        place=times.place(meeting.zone),
    )[:100]


REFUSALS = {
    NotCancelledError: lambda _: NOT_CANCELLED,
    SameStartError: lambda _: SAME_START,
    AlreadyCancelledError: lambda _: ALREADY_CANCELLED,
    RestoredLateError: lambda e: RESTORED_LATE.format(at=times.relative(e.started_at)),
    NotRepeatedError: lambda _: REPEAT_SINGLE,
    RepeatOneError: lambda _: REPEAT_ONE,
    RepeatDayError: lambda _: REPEAT_DAY,
}
