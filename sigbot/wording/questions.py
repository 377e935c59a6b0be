"""What the bot asks back when a typed time can be read in more than one way."""

from collections.abc import Sequence
from datetime import timedelta

from sigbot.domain import spelling
from sigbot.domain.bare_hours import day_meant
from sigbot.domain.days import AmbiguousDateError
from sigbot.domain.questions import KindQuestion, Question
from sigbot.domain.spans import LengthConflictError, NoOwnZoneError
from sigbot.domain.spelling import (
    ImpossibleWhenError,
    LacksTimeError,
    RepeatedWhenError,
)
from sigbot.domain.when import MOVED_FAR, Doubt, Moment
from sigbot.wording import times
from sigbot.wording.meetings import kind
from sigbot.wording.numbers import in_words
from sigbot.wording.safe import plain

TEXTS = {
    Doubt.AMBIGUOUS: "“{text}” can mean more than one time. **Which one do you mean?**",
    Doubt.NONEXISTENT: (
        "“{text}” does not exist: that night the clock goes forward. "
        "**Do you want this time instead?**"
    ),
    Doubt.PAST: "“{text}” is in the past. **Did you mean this?**",
    Doubt.SPELLING: "I could not read “{text}”. **Did you mean this?**",
    Doubt.MOVED: (
        "This moves the meeting to {first}, by more than {days} days. **Is this what you mean?**"
    ),
    Doubt.DAY: "“{text}” can be an hour or a day of the month. **Which time do you mean?**",
    Doubt.FAR: "“{text}” is far ahead. **Is this what you mean?**",
}
KIND = "**{speaker}** speaks at **{title}**. **What kind of meeting is it now?**"
IF_DAY = "If you mean the day, please type its time, too: `{day} {time}`"
READING = "- {local}, {relative}"
LACKS_TIME = "“{text}” has no time of day. Please add one, such as “{date} {time}”."
REPEATED = "“{text}” repeats. Please use `repeat` for that, and type its first date: “{first}”."
FOOT = "-# Nothing has changed yet. If none of this is right, please type the command again."


def question(asked: Question) -> str:
    days = in_words(MOVED_FAR // timedelta(days=1))
    first = times.in_zone(asked.readings[0].utc, asked.readings[0].zone)
    text = TEXTS[asked.reason].format(text=plain(asked.text, 80), days=days, first=first)
    lines = [
        READING.format(
            local=times.local(moment.utc, moment.zone), relative=times.relative(moment.utc)
        )
        for moment in asked.readings
    ]
    day = day_meant(asked.text) if asked.reason is Doubt.DAY else None
    hint = [IF_DAY.format(day=day, time=spelling.A_TIME)] if day else []
    return "\n".join([text, *lines, *hint])


def kind_question(asked: KindQuestion) -> str:
    return KIND.format(speaker=plain(asked.speaker, 80), title=plain(asked.title, 80))


def kind_labels(asked: KindQuestion) -> list[str]:
    return [kind(offered) for offered in asked.kinds]


def labels(readings: Sequence[Moment]) -> list[str]:
    """Return the labels of the buttons, at most 80 characters each.

    They have the offset from UTC only if two of them would be the same without it.
    """
    labels = [times.local_briefly(moment.utc, moment.zone) for moment in readings]
    if len(set(labels)) < len(labels):
        labels = [times.local(moment.utc, moment.zone) for moment in readings]
    return [label[:80] for label in labels]


IMPOSSIBLE = "“{text}” has a day or an hour that does not exist. Please check both."
NO_OWN_ZONE = (
    "I do not know your time zone yet, so I cannot read “my time”. Please set it with "
    "`/me timezone`, then type the command again."
)
LENGTH_CONFLICT = (
    "The time that you typed lasts {length}, and `duration` says “{duration}”. "
    "Please leave out one of the two."
)
AMBIGUOUS_DATE = "“{text}” can mean {first} or {last}. Please type the date like `{example}`."

REFUSALS = {
    NoOwnZoneError: lambda _: NO_OWN_ZONE,
    LengthConflictError: lambda e: LENGTH_CONFLICT.format(
        length=times.duration(e.minutes), duration=plain(e.duration, 40)
    ),
    AmbiguousDateError: lambda e: AMBIGUOUS_DATE.format(
        text=plain(e.text, 80),
        first=times.day(e.days[0]),
        last=times.day(e.days[-1]),
        example=e.days[0].isoformat(),
    ),
    ImpossibleWhenError: lambda e: IMPOSSIBLE.format(text=plain(e.text, 80)),
    RepeatedWhenError: lambda e: REPEATED.format(text=plain(e.text, 80), first=plain(e.first, 40)),
    LacksTimeError: lambda e: LACKS_TIME.format(
        text=plain(e.text, 80), date=plain(e.date, 80), time=e.time
    ),
}
