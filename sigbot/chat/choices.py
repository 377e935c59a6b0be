"""Autocomplete: people see a label, and the command gets a short, stable key.

A new list that only one cog offers belongs in that cog: a function under `quiet` that returns
`choices_of` what there is.
"""

from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import discord
from discord import app_commands

from sigbot.chat.people import actor_of
from sigbot.domain.days import read_days_of
from sigbot.domain.half_typed import is_begun
from sigbot.domain.meetings import Meeting
from sigbot.domain.refusals import (
    NotFoundError,
    RefusedError,
    TooLongError,
    UnreadableError,
    UnreadableWhenError,
)
from sigbot.domain.reminders import read_leads
from sigbot.domain.series import Repeat, check_repeat
from sigbot.domain.spans import NoOwnZoneError, names_own_time, split_length, with_length
from sigbot.domain.spelling import LacksTimeError
from sigbot.domain.vocabularies import Word
from sigbot.domain.when import Doubt, Unsure, read_when, understand
from sigbot.domain.zones import ZoneStatus, match_zones, read_zone
from sigbot.later import later
from sigbot.wording import meetings as say_meetings
from sigbot.wording import refusals, times
from sigbot.wording import reminders as say_reminders

if TYPE_CHECKING:
    from sigbot.chat.bot import SigBot
    from sigbot.services import (
        activity,
        community,
        meetings,
        members,
        names,
        periods,
        plans,
        rotation,
    )
    from sigbot.wording import activity as say_activity
    from sigbot.wording import attendance as say_attendance
    from sigbot.wording import plans as say_plans
    from sigbot.wording import rotation as say_rotation
else:
    community = later("sigbot.services.community")
    meetings = later("sigbot.services.meetings")
    members = later("sigbot.services.members")
    activity = later("sigbot.services.activity")
    names = later("sigbot.services.names")
    periods = later("sigbot.services.periods")
    plans = later("sigbot.services.plans")
    rotation = later("sigbot.services.rotation")
    say_activity = later("sigbot.wording.activity")
    say_attendance = later("sigbot.wording.attendance")
    say_plans = later("sigbot.wording.plans")
    say_rotation = later("sigbot.wording.rotation")

MOST = 25
MOST_SEARCHED = 500
LABEL_LIMIT = 100

Choices = list[app_commands.Choice[str]]
Offer = Callable[[discord.Interaction["SigBot"], str], Awaitable[Choices]]


def choices_of(pairs: Iterable[tuple[str, str]], typed: str = "") -> Choices:
    """Return the pairs of label and value that fit the typed text, MOST at most.

    A pair fits if the text is a part of its label, or is its value.
    """
    wanted = typed.casefold().strip()
    fitting = [
        (label, value)
        for label, value in pairs
        if wanted in label.casefold() or wanted == value.casefold()
    ]
    return [
        app_commands.Choice(name=label[:LABEL_LIMIT], value=value[:LABEL_LIMIT])
        for label, value in fitting[:MOST]
    ]


def words(vocabulary: type[Word], labels: Mapping[Word, str] | None = None) -> Choices:
    """Return every word of a vocabulary as a choice, shown by its label or else by its value."""
    shown = labels or {}
    return [
        app_commands.Choice(name=shown.get(word, word.value), value=word.value)
        for word in vocabulary
    ]


def quiet(offer: Offer) -> Callable[[discord.Interaction[Any], str], Coroutine[Any, Any, Choices]]:
    """Make an autocomplete list empty where the command itself would be refused."""

    async def offered(interaction: discord.Interaction[Any], typed: str) -> Choices:
        try:
            return await offer(interaction, typed)
        except RefusedError:
            return []

    return offered


@quiet
async def zones(interaction: discord.Interaction["SigBot"], typed: str) -> Choices:
    bot = interaction.client
    now = bot.now()
    return choices_of((times.zone_now(zone, now), zone) for zone in match_zones(typed))


@quiet
async def moments(interaction: discord.Interaction["SigBot"], typed: str) -> Choices:
    """Show how a typed moment is read; two readings are two choices."""
    bot = interaction.client
    try:
        zone = await members.reading_zone(bot.db, actor_of(interaction), typed)
    except NoOwnZoneError as error:
        return choices_of([(refusals.hint(error), typed)])
    typed_zone = read_zone(str(getattr(interaction.namespace, "timezone", None) or zone))
    if typed_zone.status is ZoneStatus.OK and not names_own_time(typed):
        zone = typed_zone.zones[0]
    return _readings(typed, zone, bot.now())


@quiet
async def new_moments(interaction: discord.Interaction["SigBot"], typed: str) -> Choices:
    """Do as `moments`, for a meeting that is moved: a time of day is read on the meeting's day."""
    bot, actor = interaction.client, actor_of(interaction)
    now = bot.now()
    try:
        zone = await members.reading_zone(bot.db, actor, typed)
        meeting = str(getattr(interaction.namespace, "meeting", ""))
        view = await meetings.show_meeting(bot.db, actor, meeting, now)
    except NoOwnZoneError as error:
        return choices_of([(refusals.hint(error), typed)])
    except NotFoundError:
        return _readings(typed, zone, now)
    return _readings(typed, zone, now, view.meeting.starts_at.astimezone(ZoneInfo(zone)).date())


def _readings(typed: str, zone: str, now: datetime, day: date | None = None) -> Choices:
    """Return a choice for each reading of the typed moment, or why it cannot be read."""
    start, minutes = split_length(typed)
    if not typed.strip():
        return []
    try:
        reading = understand(start, zone, now, day=day)
    except (UnreadableError, TooLongError) as error:
        return choices_of([(_unread(error, start, zone, now), typed)])
    readings = reading.readings if isinstance(reading, Unsure) else (reading,)
    is_shifted = isinstance(reading, Unsure) and reading.reason is Doubt.NONEXISTENT
    echo = times.echo_after_gap if is_shifted else times.echo
    offered = [
        (times.with_length(echo(moment, now), minutes), with_length(moment.choice, minutes))
        for moment in readings
    ]
    if isinstance(reading, Unsure) and reading.reason is Doubt.PAST:
        past = read_when(start, zone, now).readings[:1]
        meant = [times.echo(moment, now) for moment in past] or [times.in_the_past(typed)]
        return choices_of([(meant[0], typed), *offered])
    return choices_of(offered)


def _unread(error: RefusedError, typed: str, zone: str, now: datetime) -> str:
    """Say what is missing in a moment that is typed in part, else why it cannot be read."""
    if isinstance(error, LacksTimeError):
        return times.lacks_time(typed, error.date, error.time)
    if isinstance(error, UnreadableWhenError) and is_begun(typed, zone, now):
        return times.half_typed()
    return refusals.hint(error)


@quiet
async def past_days(interaction: discord.Interaction["SigBot"], typed: str) -> Choices:
    """Show how a typed date is read; without a year it is the last such date."""
    return await _days(interaction, typed, is_past=True)


@quiet
async def days_ahead(interaction: discord.Interaction["SigBot"], typed: str) -> Choices:
    """Show how a typed date is read; without a year it is the next such date."""
    return await _days(interaction, typed, is_past=False)


async def _days(
    interaction: discord.Interaction["SigBot"], typed: str, *, is_past: bool
) -> Choices:
    bot = interaction.client
    today = await periods.today_here(bot.db, actor_of(interaction), bot.now())
    days = read_days_of(typed, today, is_past=is_past)
    return choices_of((times.weekday_and_day(day), day.isoformat()) for day in days)


@quiet
async def repeats(_interaction: discord.Interaction["SigBot"], typed: str) -> Choices:
    pairs = [(say_meetings.REPEAT_CHOICES[repeat], repeat.value) for repeat in Repeat]
    return choices_of(pairs, typed) or choices_of([(_read_as(typed), typed)])


def _read_as(repeat: str) -> str:
    """Return what was typed as a repetition, or why it cannot be one."""
    try:
        check_repeat(repeat)
    except RefusedError as error:
        return refusals.hint(error)
    return repeat


def _leads(typed: str, offered: Sequence[str]) -> Choices:
    """Show how typed leads are read or why they are refused; `offered` while nothing is typed."""
    if not typed.strip():
        return choices_of(say_reminders.choice(read_leads(text)) for text in offered)
    try:
        return choices_of([say_reminders.choice(read_leads(typed))])
    except RefusedError as error:
        return choices_of([(refusals.hint(error), typed)])


@quiet
async def reminders(_interaction: discord.Interaction["SigBot"], typed: str) -> Choices:
    return _leads(typed, say_reminders.LEAD_CHOICES)


@quiet
async def direct_reminders(_interaction: discord.Interaction["SigBot"], typed: str) -> Choices:
    return _leads(typed, say_reminders.DIRECT_CHOICES)


@quiet
async def all_meetings(interaction: discord.Interaction["SigBot"], typed: str) -> Choices:
    """List the next meetings, then the last ones."""
    bot, actor = interaction.client, actor_of(interaction)
    now = bot.now()
    ahead = await meetings.list_meetings(bot.db, actor, now, limit=MOST_SEARCHED)
    past = await meetings.list_meetings(bot.db, actor, now, past=True, limit=MOST_SEARCHED)
    by_id = {meeting.id: meeting for meeting in [*ahead, *past]}
    return choices_of(_meeting_pairs(by_id.values()), typed)


def _meeting_pairs(listed: Iterable[Meeting]) -> Iterator[tuple[str, str]]:
    return ((say_meetings.choice(meeting), meeting.key) for meeting in listed)


@quiet
async def past_meetings(interaction: discord.Interaction["SigBot"], typed: str) -> Choices:
    """List the meetings that run, then those that are over, the latest first."""
    bot, actor = interaction.client, actor_of(interaction)
    now = bot.now()
    past = await meetings.list_meetings(bot.db, actor, now, past=True, limit=MOST_SEARCHED)
    ahead = await meetings.list_meetings(bot.db, actor, now, limit=MOST_SEARCHED)
    begun = [meeting for meeting in ahead if meeting.is_open(now)]
    return choices_of(_meeting_pairs([*begun, *past]), typed)


@quiet
async def people(interaction: discord.Interaction["SigBot"], typed: str) -> Choices:
    """List everybody whom the community knows, for organizers."""
    candidates = await names.offer_people(interaction.client.db, actor_of(interaction), typed)
    return choices_of(say_attendance.choices(candidates))


@quiet
async def names_only(interaction: discord.Interaction["SigBot"], typed: str) -> Choices:
    """List the names that are linked to no member yet, for organizers."""
    candidates = await names.offer_names(interaction.client.db, actor_of(interaction), typed)
    return choices_of(say_attendance.choices(candidates))


@quiet
async def meetings_ahead(interaction: discord.Interaction["SigBot"], typed: str) -> Choices:
    bot = interaction.client
    ahead = await meetings.list_meetings(
        bot.db, actor_of(interaction), bot.now(), limit=MOST_SEARCHED
    )
    standing = [meeting for meeting in ahead if not meeting.is_cancelled]
    return choices_of(_meeting_pairs(standing), typed)


@quiet
async def series_ahead(interaction: discord.Interaction["SigBot"], typed: str) -> Choices:
    """List the meetings ahead that belong to a series."""
    bot = interaction.client
    ahead = await meetings.list_meetings(
        bot.db, actor_of(interaction), bot.now(), limit=MOST_SEARCHED
    )
    of_series = [meeting for meeting in ahead if meeting.series_id and not meeting.is_cancelled]
    return choices_of(_meeting_pairs(of_series), typed)


@quiet
async def cancelled_meetings(interaction: discord.Interaction["SigBot"], typed: str) -> Choices:
    """List the meetings that can be brought back."""
    bot = interaction.client
    now = bot.now()
    ahead = await meetings.list_meetings(bot.db, actor_of(interaction), now, limit=MOST_SEARCHED)
    gone = [meeting for meeting in ahead if meeting.is_cancelled and meeting.starts_at > now]
    return choices_of(_meeting_pairs(gone), typed)


@quiet
async def suggestions(interaction: discord.Interaction["SigBot"], _typed: str) -> Choices:
    """List the alternatives of the last suggestion for the series of the typed meeting."""
    bot, actor = interaction.client, actor_of(interaction)
    meeting = str(getattr(interaction.namespace, "meeting", ""))
    suggested = await rotation.last_suggestion(bot.db, actor, meeting, bot.now())
    return choices_of(
        (say_rotation.suggestion_choice(label, slots), label) for label, slots in suggested.items()
    )


@quiet
async def subgroups(interaction: discord.Interaction["SigBot"], typed: str) -> Choices:
    groups = await community.list_subgroups(interaction.client.db, actor_of(interaction))
    return choices_of(((group.name, group.key) for group in groups), typed)


@quiet
async def all_activities(interaction: discord.Interaction["SigBot"], typed: str) -> Choices:
    bot = interaction.client
    activities = await activity.list_activities(bot.db, actor_of(interaction), bot.now())
    pairs = ((say_activity.choice(activity), activity.key) for activity in reversed(activities))
    return choices_of(pairs, typed)


@quiet
async def all_work(interaction: discord.Interaction["SigBot"], typed: str) -> Choices:
    works = await plans.list_work(interaction.client.db, actor_of(interaction))
    return choices_of(((say_plans.choice(work), work.key) for work in works), typed)


@quiet
async def all_periods(interaction: discord.Interaction["SigBot"], typed: str) -> Choices:
    bot = interaction.client
    offered = await periods.offer_periods(bot.db, actor_of(interaction), bot.now())
    return choices_of(((period.label, period.label) for period in offered), typed)
