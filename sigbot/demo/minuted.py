"""The meetings of the demo that are minuted: from the question of somebody who sleeps through them
to the published minutes."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sigbot.demo import scenario
from sigbot.demo.world import World, answer_to, buttons_of
from sigbot.wording import agenda as say_agenda
from sigbot.wording import meetings as say_meetings
from sigbot.wording import minutes as say_minutes
from sigbot.wording import openings as say_openings

Step = tuple[datetime, Callable[[], Awaitable[None]]]

NOTICES = {
    "antitrust": say_openings.OFFERED_ANTITRUST,
    "conduct": say_openings.OFFERED_CONDUCT,
    "recording": say_openings.OFFERED_RECORDING,
    "declares": ["yes"],
}
EAST = ("Siti Rahman", "Priya Nair", "Ravi Menon", "Tom Bradley")
"""Members who sleep while the General Meetings take place."""


@dataclass(frozen=True, slots=True)
class Minuted:
    """What is said at a General Meeting: its `day`, its points, a question that was asked ahead
    with its answer, the notes of the organizer as (kind, text), and a message that was added.

    `owner` promises the last of the notes, until `due`.
    """

    day: str
    points: tuple[str, ...]
    question: str
    answer: str
    notes: tuple[tuple[str, str], ...]
    owner: str
    due: str
    speaker: str
    message: str


MINUTED = (
    Minuted(
        "2021-05-26",
        ("Use cases for the summer", "News of the subgroups"),
        "Will there be a meeting at an hour that suits Asia?",
        "We look at rotating times after the half-year report.",
        (
            ("topic", "Use cases for the summer"),
            ("info", "Three proposals were presented; consent management was liked most."),
            ("agreed", "The patient subgroup writes up consent management first."),
            ("topic", "News of the subgroups"),
            ("action", "Send the outline of the consent use case to the list"),
        ),
        "Alice Moreau",
        "2021-06-09",
        "Dana Whitfield",
        "Two clinics would test it with us in autumn.",
    ),
    Minuted(
        "2021-06-23",
        ("The half-year report", "Speakers of the second half"),
        "Can the slides of guests be kept where we find them?",
        "Yes, they are linked in the minutes from July on.",
        (
            ("topic", "The half-year report"),
            ("info", "The draft is read together; attendance is stable, the East is missing."),
            ("agreed", "The report is published in the second week of July."),
            ("topic", "Speakers of the second half"),
            ("action", "Ask three speakers from Asia and Africa"),
        ),
        "Beatriz Nogueira",
        "2021-07-07",
        "Alice Moreau",
        "I know somebody in Nairobi who works on supply chains.",
    ),
)


def minuted(world: World, there: Callable[[scenario.Gathering], Sequence[Any]]) -> Iterable[Step]:
    """Yield the steps of the meetings that are minuted; `there` says who attends one."""
    yield scenario.BEGIN + timedelta(minutes=20), partial(_save_notices, world)
    for meeting in scenario.GENERAL_MEETINGS:
        for told in MINUTED:
            if f"{meeting.starts_at:%Y-%m-%d}" == told.day:
                yield from _steps_of(world, meeting, told, {each.name for each in there(meeting)})


def _steps_of(
    world: World, meeting: scenario.Gathering, told: Minuted, there: set[str]
) -> Iterable[Step]:
    start = meeting.starts_at
    missed = [name for name in EAST if name not in there]
    yield start - timedelta(days=2), partial(_ask, world, meeting, told, missed[0])
    yield start + timedelta(minutes=20), partial(_note, world, told)
    yield start + timedelta(hours=3), partial(_publish, world)
    yield start + timedelta(hours=9), partial(_catch_up, world, meeting, missed)


async def _save_notices(world: World) -> None:
    form = await world.command(world.organizer, "sig opening")
    world.accepted(await world.organizer.submit_modal(form, NOTICES))


async def _ask(world: World, meeting: scenario.Gathering, told: Minuted, asking: str) -> None:
    """Let organizers set the agenda, and a member who will be asleep ask a question ahead."""
    for point in told.points:
        await world.command(world.organizer, "meeting agenda", item=point, meeting=scenario.GENERAL)
    card = world.card(meeting.title, say_meetings.ASK_AHEAD)
    asker = world.people[asking]
    form = world.accepted(await asker.click(card, label=say_meetings.ASK_AHEAD))
    world.accepted(await asker.submit_modal(form, {"text": told.question}))


async def _note(world: World, told: Minuted) -> None:
    """Let the organizer take notes, add a message of the thread, and answer the question."""
    last = told.notes[-1]
    for kind, text in told.notes:
        more = {"owner": told.owner, "due": told.due} if (kind, text) == last else {}
        await world.command(world.organizer, "meeting note", kind=kind, text=text, **more)
    thread = world.news.threads[-1]
    message = await world.people[told.speaker].send(thread, told.message)
    world.accepted(await world.organizer.context_menu(thread, "Add to minutes", message))
    shown = await world.command(world.organizer, "meeting agenda", meeting=scenario.GENERAL)
    shown = world.accepted(await world.organizer.click(answer_to(shown), label=say_agenda.ARRANGE))
    while say_agenda.ANSWER not in buttons_of(answer_to(shown)):
        following = say_agenda.NEXT_POINT
        shown = world.accepted(await world.organizer.click(answer_to(shown), label=following))
    form = await world.organizer.click(answer_to(shown), label=say_agenda.ANSWER)
    world.accepted(await world.organizer.submit_modal(form, {"text": told.answer}))


async def _publish(world: World) -> None:
    shown = await world.command(world.organizer, "meeting minutes", meeting=scenario.GENERAL)
    for label in (say_minutes.PUBLISH, say_minutes.PUBLISH_NOW):
        shown = world.accepted(await world.organizer.click(answer_to(shown), label=label))


async def _catch_up(world: World, meeting: scenario.Gathering, missed: Sequence[str]) -> None:
    """Let those who slept read the minutes, and say so."""
    news = world.card(meeting.title, say_minutes.CAUGHT_UP)
    for name in missed:
        world.accepted(await world.people[name].click(news, label=say_minutes.CAUGHT_UP))


async def minutes_files(world: World) -> dict[str, bytes]:
    """Return the files of the minutes that were published last, by their names."""
    news = world.card(scenario.GENERAL, say_minutes.MINUTES)
    return {file.filename: await file.read() for file in news.attachments}
