"""One sentence for every refusal: what is not possible, and what to do next."""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import TypeVar

from sigbot.domain import refusals as r
from sigbot.domain.activity import ActivityKind
from sigbot.domain.attendance import ExportFormat
from sigbot.domain.bounds import LONGEST_LEAD, LONGEST_MEETING, SHORTEST_MEETING
from sigbot.domain.community import ReportRhythm
from sigbot.domain.hours import LONGEST_DISTANCE
from sigbot.domain.journal import ItemStatus
from sigbot.domain.meetings import (
    FARTHEST,
    OPENS_BEFORE,
    Answer,
    MeetingKind,
    Scope,
)
from sigbot.domain.members import Experience, Gender, Organization
from sigbot.domain.regions import Region
from sigbot.domain.report_data import ReportFormat, ReportTemplate
from sigbot.domain.rotation import ConstraintName, ReachGoal
from sigbot.wording import Table, collected, times
from sigbot.wording.numbers import in_words
from sigbot.wording.safe import clip, plain

Key = TypeVar("Key")
Word = TypeVar("Word")

MOST_ZONES = 8

UNEXPECTED = (
    "Sorry, something went wrong on my side; it is not your fault. Please try again. "
    "If it happens again, tell an organizer this reference: `{reference}`"
)

NOUNS = {
    "authors": "authors",
    "meeting": "meeting",
    "series": "series",
    "subgroup": "subgroup",
    "activity": "activity",
    "item": "journal item",
    "tags": "tags",
    "reminders": "reminders",
    "person": "person",
    "suggestion": "suggestion",
    "rotation": "rotation",
}

IN_THE_WAY: dict[str, str] = {
    ConstraintName.BLOCKED: "blocked days or times",
    ConstraintName.ORGANISERS: "enough hosts in every week",
    ConstraintName.QUORUM: "enough people in every week",
    ConstraintName.CHANGES: "how few times may change",
    ConstraintName.SEPARATION: "the smallest distance between two times",
}

A_NOUN = {
    "authors": "authors",
    "meeting": "a meeting",
    "series": "a series",
    "subgroup": "a subgroup",
    "activity": "an activity",
    "item": "a journal item",
    "tags": "tags",
    "reminders": "reminders",
    "person": "a person",
    "suggestion": "a suggestion",
    "rotation": "a rotation",
}

VOCABULARIES: dict[type[StrEnum], str] = {
    ReportRhythm: "rhythm of reports",
    MeetingKind: "kind of meeting",
    Scope: "scope",
    Answer: "answer",
    ExportFormat: "kind of file",
    ReportFormat: "kind of file",
    ReportTemplate: "template of reports",
    ReachGoal: "goal",
    Gender: "gender",
    Region: "region",
    Organization: "kind of organization",
    Experience: "experience",
    ItemStatus: "status of journal items",
    ActivityKind: "kind of activity",
}
"""What the words of a vocabulary are called; every vocabulary that is read from text is here."""

FIELDS = {
    "title": "title",
    "name": "name",
    "description": "description",
    "wiki": "wiki address",
    "place": "place",
    "link": "link",
    "speaker": "speaker",
    "reason": "reason",
    "note": "note",
    "tag": "tag",
    "narrative": "text",
    "authors": "list of authors",
}

NOT_SET_UP = (
    "This server is not set up yet. Somebody with the permission Manage Server can start with "
    "`/sig setup`."
)
NOT_ORGANIZER = "Only organizers can do this. Please ask one; `/sig show` says who they are."
NOT_MEMBER = "Only members of this server can do this. Please join the server first."
NOT_FOUND = (
    "I can't find {noun} “{text}” here. Please pick one from the list that appears as you type."
)
UNKNOWN_ID = (
    "I do not know this button or form. Please type a command instead; `/help` explains them."
)
TOO_LONG = "This {field} has {length} characters; please keep it to {limit}."
NOT_OFFERED = "I can't use “{text}” as the {vocabulary}. Please choose one of: {offered}."
EMPTY = "The {field} can't be empty."
TOO_MANY = "That is too many {noun}; please keep it to {limit}."
UNKNOWN_ZONE = (
    "I do not know a time zone “{text}”. Please type a city, such as `Nairobi` or `New York`, "
    "and pick it from the list."
)
AMBIGUOUS_ZONE = "“{text}” can mean several time zones: {zones}. Please pick one of them."
FIXED_OFFSET = (
    "“{text}” is a fixed offset and does not follow clock changes. Please pick a city instead."
)
FIXED_OFFSET_SUGGEST = (
    "“{text}” is a fixed offset and does not follow clock changes. Did you mean `{suggest}`?"
)
UNREADABLE_WHEN = (
    "I could not read “{text}” as a date and time. Please write it like `2026-12-02 11:00`, "
    "`Wednesday 11am` or `first Monday of December 10:00`."
)
UNREADABLE_HOURS = {
    "time": "I could not read “{text}” as a time of day. Please write it like `09:00` or `9pm`, "
    "in quarter hours.",
    "distance": "I could not read “{text}” as hours. Please write a number from 0 to {most}.",
    "days": "I could not read “{text}” as days. Please write them like `Mon-Fri` or `Tue, Sat`.",
}
UNKNOWN_CLOCK = (
    "I do not know the time zone of {name}. They can set it with `/me timezone` and then be a host."
)
NO_ROTATION_SERIES = (
    "A rotation needs a series that meets once a week or less often. Please choose such a series, "
    "or make one with `/meeting schedule` and `repeat`."
)
ROTATING = (
    "This series follows a rotation, so its meetings have several times. Please move one meeting "
    "(`scope: this`), or choose other times with `/rotation suggest`."
)
ROTATION_BEGUN = (
    "It is too late to undo this rotation: the time of its first meeting has passed. "
    "You can choose other times with `/rotation suggest`."
)
ROTATION_FILE = "In `{field}` of the file I cannot use “{value}”."
NO_ROTATION = (
    "There is no rotation of {count} that keeps everything you asked for. In the way: {names}. "
    "Please ask for a little less."
)
UNREADABLE_PERIOD = (
    "I could not read “{text}” as a period. Please write it like `H1 2021`, `Q3 2026`, "
    "`June 2021`, `last 6 months` or `2021-01-01..2021-06-30`."
)
BACKWARD_PERIOD = "The period “{text}” ends before it starts. Please swap the two dates."
UNREADABLE_REPEAT = (
    "I could not read “{text}” as a repetition. Please pick one from the list, such as "
    "`every 2 weeks`."
)
TOO_FREQUENT = "“{text}” would meet more than once a day. Please choose daily or less often."
UNREADABLE_DURATION = (
    "I could not read “{text}” as a length of time. Please write it like `60 min` or `1h30`."
)
UNREADABLE_DATE = (
    "I could not read “{text}” as a date. Please write it like `2 Dec` or `2026-12-02`."
)
UNREADABLE_LINK = "That is not a web link. Please give one that starts with `https://`."
USER_IN_LINK = (
    "This link has a user name in it, so it may lead somewhere else than it seems. Please remove "
    "the part before the `@`."
)
ZONE_CONFLICT = (
    "The time {at} has its own time zone, and you also chose {zone}. "
    "Please type `when` again, or leave out `timezone`."
)
PAST = "{at} is in the past. Please choose a moment that is still ahead."
FAR_FUTURE = "{at} is more than {years} years ahead. Please check the year."
DURATION = "A meeting can last from {shortest} to {longest}, not {minutes}."
FIXED_DAYS = (
    "This series repeats on days of its own, so the following meetings cannot move to another day. "
    "Please move this one alone, or cancel the following ones and schedule them again."
)
SAME_TIME = (
    "The meeting before it in this series is {at}. Please choose a later time, or move only "
    "this one."
)
ALREADY_IMPORTED = "This file was already imported {at}. There is nothing left to do."
WHO = "Please give either a member or a name."
AMBIGUOUS_NAME = "Several people are called “{text}”. Please pick one from the list."
WRONG_CODE = "This code does not belong to an open meeting. Please check the screen again."
TOO_MANY_GUESSES = "There were too many wrong codes. Please try again {until}, or ask an organizer."
NOTHING_TO_CHANGE = "Nothing to change. Please fill in at least one field."
ANSWERED = "This question was already answered, or it is too old. Please type the command again."
UNREADABLE_LEAD = (
    "I could not read “{text}”. Please write it like `1d, 1h, 10m`, or `start`, or `off` for none."
)
LONG_LEAD = (
    "“{text}” is too long before a meeting. Please keep it to {weeks} weeks (`{weeks}w`) or less."
)
NOTHING_OPEN = (
    "No meeting is open for check-in right now. Check-in opens {minutes} minutes before a meeting "
    "starts."
)
TOO_EARLY = "It is too early to check in to **{title}**. Check-in opens {opens}."
TOO_LATE = (
    "Check-in to **{title}** closed {closed}. If you were there, press **I was there** in its "
    "thread while it is shown, or ask an organizer to add you; `/sig show` says who they are."
)
TAKEN_OFF = (
    "An organizer removed you from the attendance of this meeting. If that is wrong, please ask "
    "them."
)
MEETING_CANCELLED = "This meeting was cancelled. `/meeting list` shows the next ones."
NOT_BEGUN = "This meeting has not started yet. Please come back {opens}."
MEETING_OVER = "This meeting is already over, so this can no longer be changed."
ALREADY_THERE = "There is already a {noun} “{text}”. Please choose another name."
EMPTY_PERIOD = (
    "Nothing was recorded for {label}: no meetings, no activities, no journal items. "
    "Please check the period."
)
ALREADY_PUBLISHED = "This report is already published, and nothing has changed since."
STORE_BUSY = (
    "I am very busy at the moment and nothing was saved. Please try again in a few seconds."
)
STORE_OUT = (
    "I can't use my database at the moment, so nothing was saved. Please try again later. If it "
    "stays so, tell the person who runs me: my log says why."
)


def _word(table: Table, ours: Mapping[Key, Word], key: Key) -> Word:
    """Look a word up here, else in the other modules of `wording`: they are imported only then."""
    if key in ours:
        return ours[key]
    word: Word = collected(table)[key]
    return word


def _noun(key: str) -> str:
    return _word(Table.NOUNS, NOUNS, key)


def _a_noun(key: str) -> str:
    return _word(Table.A_NOUN, A_NOUN, key)


def _field(key: str) -> str:
    return _word(Table.FIELDS, FIELDS, key)


def _zones(error: r.AmbiguousZoneError) -> str:
    names = ", ".join(f"`{zone}`" for zone in error.zones[:MOST_ZONES])
    return AMBIGUOUS_ZONE.format(text=plain(error.text, 60), zones=names)


def _offset(error: r.FixedOffsetError) -> str:
    text = plain(error.text, 60)
    if error.suggest:
        return FIXED_OFFSET_SUGGEST.format(text=text, suggest=error.suggest)
    return FIXED_OFFSET.format(text=text)


def _not_offered(error: r.NotOfferedError) -> str:
    return NOT_OFFERED.format(
        vocabulary=_word(Table.VOCABULARIES, VOCABULARIES, error.vocabulary),
        text=plain(error.text, 80),
        offered=", ".join(f"`{word}`" for word in error.vocabulary),
    )


def _text(template: str) -> Callable[[r.UnreadableError], str]:
    return lambda error: template.format(text=plain(error.text, 80))


def _file(error: r.FileRefusedError) -> str:
    from sigbot.wording.import_reviews import refused  # noqa: PLC0415  (large, and rarely needed)

    return refused(error.code, error.seen)


REFUSALS: dict[type[r.RefusedError], Callable[..., str]] = {
    r.NotSetUpError: lambda _: NOT_SET_UP,
    r.NotOrganizerError: lambda _: NOT_ORGANIZER,
    r.NotMemberError: lambda _: NOT_MEMBER,
    r.NotFoundError: lambda e: NOT_FOUND.format(noun=_a_noun(e.noun), text=plain(e.text, 80)),
    r.UnknownIdError: lambda _: UNKNOWN_ID,
    r.TooLongError: lambda e: TOO_LONG.format(
        field=_field(e.field), length=f"{e.length:,}", limit=f"{e.limit:,}"
    ),
    r.EmptyError: lambda e: EMPTY.format(field=_field(e.field)),
    r.NotOfferedError: _not_offered,
    r.TooManyError: lambda e: TOO_MANY.format(noun=_noun(e.noun), limit=e.limit),
    r.UnknownZoneError: _text(UNKNOWN_ZONE),
    r.AmbiguousZoneError: _zones,
    r.FixedOffsetError: _offset,
    r.UnreadableWhenError: _text(UNREADABLE_WHEN),
    r.UnreadablePeriodError: _text(UNREADABLE_PERIOD),
    r.BackwardPeriodError: _text(BACKWARD_PERIOD),
    r.UnreadableRepeatError: _text(UNREADABLE_REPEAT),
    r.TooFrequentRepeatError: _text(TOO_FREQUENT),
    r.UnreadableDurationError: _text(UNREADABLE_DURATION),
    r.UnreadableDateError: _text(UNREADABLE_DATE),
    r.UnreadableLinkError: lambda _: UNREADABLE_LINK,
    r.UserInLinkError: lambda _: USER_IN_LINK,
    r.UnreadableLeadError: _text(UNREADABLE_LEAD),
    r.LongLeadError: lambda e: LONG_LEAD.format(
        text=plain(e.text, 80), weeks=LONGEST_LEAD // timedelta(weeks=1)
    ),
    r.ZoneConflictError: lambda e: ZONE_CONFLICT.format(at=times.full(e.at), zone=e.zone),
    r.PastError: lambda e: PAST.format(at=times.full(e.at)),
    r.FarFutureError: lambda e: FAR_FUTURE.format(
        at=times.full(e.at), years=in_words(FARTHEST // timedelta(days=365))
    ),
    r.FixedDaysError: lambda _: FIXED_DAYS,
    r.SameTimeError: lambda e: SAME_TIME.format(at=times.full(e.at)),
    r.UnreadableHoursError: lambda e: UNREADABLE_HOURS[e.what].format(
        text=plain(e.text, 80), most=LONGEST_DISTANCE
    ),
    r.UnknownClockError: lambda e: UNKNOWN_CLOCK.format(name=plain(e.name, 80)),
    r.NoRotationSeriesError: lambda _: NO_ROTATION_SERIES,
    r.RotatingError: lambda _: ROTATING,
    r.RotationBegunError: lambda _: ROTATION_BEGUN,
    r.RotationFileError: lambda e: ROTATION_FILE.format(field=e.field, value=plain(e.value, 80)),
    r.NoRotationError: lambda e: NO_ROTATION.format(
        count=e.count, names="; ".join(IN_THE_WAY[name] for name in e.constraints)
    ),
    r.FileRefusedError: _file,
    r.AlreadyImportedError: lambda e: ALREADY_IMPORTED.format(at=times.full(e.at)),
    r.WhoError: lambda _: WHO,
    r.AmbiguousNameError: _text(AMBIGUOUS_NAME),
    r.WrongCodeError: lambda _: WRONG_CODE,
    r.TooManyGuessesError: lambda e: TOO_MANY_GUESSES.format(until=times.relative(e.until)),
    r.NothingToChangeError: lambda _: NOTHING_TO_CHANGE,
    r.AnsweredError: lambda _: ANSWERED,
    r.DurationError: lambda e: DURATION.format(
        shortest=times.duration(SHORTEST_MEETING),
        longest=times.duration(LONGEST_MEETING),
        minutes=times.duration(max(0, e.minutes)),
    ),
    r.NothingToCheckInError: lambda _: NOTHING_OPEN.format(
        minutes=OPENS_BEFORE // timedelta(minutes=1)
    ),
    r.TooEarlyError: lambda e: TOO_EARLY.format(
        title=plain(e.title, 80), opens=times.full(e.opens_at)
    ),
    r.TooLateError: lambda e: TOO_LATE.format(
        title=plain(e.title, 80), closed=times.full(e.closed_at)
    ),
    r.TakenOffError: lambda _: TAKEN_OFF,
    r.MeetingCancelledError: lambda _: MEETING_CANCELLED,
    r.NotBegunError: lambda e: NOT_BEGUN.format(opens=times.full(e.opens_at)),
    r.MeetingOverError: lambda _: MEETING_OVER,
    r.AlreadyThereError: lambda e: ALREADY_THERE.format(noun=_noun(e.noun), text=plain(e.text, 80)),
    r.EmptyPeriodError: lambda e: EMPTY_PERIOD.format(label=e.label),
    r.AlreadyPublishedError: lambda _: ALREADY_PUBLISHED,
    r.StoreBusyError: lambda _: STORE_BUSY,
    r.StoreOutError: lambda _: STORE_OUT,
}


def sentence(error: r.RefusedError) -> str:
    """Return the sentence for a refusal.

    Every leaf of the tree has one: here, or in the `REFUSALS` of the module of its noun.
    """
    return _word(Table.REFUSALS, REFUSALS, type(error))(error)


def unescaped(error: r.RefusedError) -> str:
    """Return the sentence of a refusal without markdown's backslashes."""
    return re.sub(r"\\([^A-Za-z0-9\s])", r"\1", sentence(error))


def hint(error: r.RefusedError) -> str:
    """Return the sentence for an autocomplete list: no markdown, at most 100 characters."""
    return clip(unescaped(error).replace("`", ""), 100)


def unexpected(reference: str) -> str:
    return UNEXPECTED.format(reference=reference)
