"""What is shown of agendas: the agenda for everybody, a point for organizers, and the forms."""

from collections.abc import Mapping
from datetime import datetime

import discord
from discord.ui import LayoutView, Modal

from sigbot.chat import minutes_ids as ids
from sigbot.chat.buttons import CardButton, button
from sigbot.chat.cards import card
from sigbot.chat.forms import Field, form
from sigbot.domain.agenda import Agenda, AgendaItem, AgendaKind, AgendaState, PointMinutesError
from sigbot.domain.bounds import ANSWER_LIMIT, LINK_LIMIT, POINT_LIMIT
from sigbot.domain.meetings import Meeting
from sigbot.services.agenda import ShownAgenda
from sigbot.wording import agenda as say

TEXT, MINUTES, LINK = "text", "minutes", "link"
GREEN = discord.ButtonStyle.success


def agenda_card(shown: ShownAgenda, now: datetime, done: str = "") -> LayoutView:
    """Return the agenda of a meeting, below what was `done`.

    Nothing can be added once it is over or cancelled. What is only suggested is for organizers,
    and for who suggested it.
    """
    agenda, organizes = shown.agenda, shown.organizes
    meeting, is_cancelled = agenda.meeting.id, agenda.meeting.is_cancelled
    is_ahead = agenda.meeting.ends_at > now and not is_cancelled
    suggested = [
        item for item in agenda.suggested if organizes or item.person_id == shown.person_id
    ]
    buttons = [
        button(say.SUGGEST, ids.SuggestPoint(meeting)),
        button(say.ASK_AHEAD, ids.AskAhead(meeting)),
    ]
    arrange = [button(say.ARRANGE, ids.ArrangeAgenda(meeting, 0))]
    can_arrange = organizes and not is_cancelled and (agenda.items or agenda.parked)
    return card(
        done,
        say.title(agenda),
        say.subtitle(agenda),
        *say.blocks(agenda, suggested, is_ahead=is_ahead),
        say.parked(agenda) if organizes else "",
        buttons=[*(buttons if is_ahead else ()), *(arrange if can_arrange else ())],
    )


def point_card(agenda: Agenda, index: int, now: datetime) -> LayoutView:
    """Return one point of an agenda, counted from 0, with what an organizer can do with it.

    Points that are parked come last. The first one comes after the last one.
    """
    points = agenda.arranged
    if not points:
        return card(say.NOTHING_TO_ARRANGE)
    place = index % len(points)
    return card(
        say.title(agenda),
        *say.point(points[place], place + 1, len(points)),
        buttons=[
            *_point_buttons(points[place], agenda.meeting, now),
            *([_next(agenda, place + 1)] if len(points) > 1 else ()),
            button(say.TO_AGENDA, ids.ShowAgenda(agenda.meeting.id)),
        ],
    )


def place_of(agenda: Agenda, item_id: int) -> int:
    """Return the place of a point on the cards of `point_card`, 0 where it is gone."""
    return next((place for place, item in enumerate(agenda.arranged) if item.id == item_id), 0)


def _next(agenda: Agenda, index: int) -> CardButton:
    return button(say.NEXT_POINT, ids.ArrangeAgenda(agenda.meeting.id, index))


def _point_buttons(item: AgendaItem, meeting: Meeting, now: datetime) -> list[CardButton]:
    """Return what can be done with a point in its state, the next step first."""
    decline = button(say.DECLINE, ids.SettlePoint(item.id, AgendaState.DECLINED))
    if item.state is AgendaState.PARKED:
        take_up = button(say.TAKE_UP, ids.TakeUpPoint(item.id, meeting.id), GREEN)
        return [take_up] if meeting.ends_at > now else []
    edit = button(say.EDIT, ids.EditPoint(item.id))
    if item.state is AgendaState.SUGGESTED:
        return [
            button(say.ACCEPT, ids.SettlePoint(item.id, AgendaState.ACCEPTED), GREEN),
            decline,
            edit,
        ]
    if item.state is AgendaState.DONE:
        return [_after_done(item), edit]
    done = button(say.DONE, ids.SettlePoint(item.id, AgendaState.DONE))
    answer = button(say.ANSWER, ids.AnswerPoint(item.id), GREEN)
    return [
        *([answer] if item.kind is AgendaKind.QUESTION else ()),
        *([done] if meeting.starts_at <= now else ()),
        *([button(say.UP, ids.RaisePoint(item.id))] if item.position > 1 else ()),
        edit,
        button(say.POSTPONE, ids.PostponePoint(item.id)),
        button(say.PARK, ids.SettlePoint(item.id, AgendaState.PARKED)),
    ]


def _after_done(item: AgendaItem) -> CardButton:
    """Return how a point that is done is taken back, or its answer changed."""
    if item.answer:
        return button(say.CHANGE_ANSWER, ids.AnswerPoint(item.id))
    return button(say.NOT_DONE, ids.SettlePoint(item.id, AgendaState.ACCEPTED))


def suggestion_form(meeting_id: int) -> Modal:
    field = Field(TEXT, say.POINT_LABEL, limit=POINT_LIMIT)
    return form(say.SUGGEST_TITLE, ids.WriteSuggestion(meeting_id), [field])


def question_form(meeting_id: int) -> Modal:
    field = Field(TEXT, say.QUESTION_LABEL, limit=POINT_LIMIT, hint=say.QUESTION_HINT)
    return form(say.ASK_TITLE, ids.WriteQuestion(meeting_id), [field])


def point_form(item: AgendaItem) -> Modal:
    """Return the form in which an organizer edits a point."""
    minutes = str(item.minutes) if item.minutes else ""
    return form(
        say.EDIT_TITLE,
        ids.WritePoint(item.id),
        [
            Field(TEXT, say.TEXT_LABEL, item.text, POINT_LIMIT),
            Field(MINUTES, say.MINUTES_LABEL, minutes, 4, long=False),
            Field(LINK, say.LINK_LABEL, item.link, LINK_LIMIT, long=False),
        ],
    )


def answer_form(item: AgendaItem) -> Modal:
    """Return the form for the answer to a question; the question is above it."""
    field = Field(TEXT, say.ANSWER_LABEL, item.answer, ANSWER_LIMIT, hint=say.ANSWER_HINT)
    return form(say.ANSWER_TITLE, ids.WriteAnswer(item.id), [field], notice=item.text)


def minutes_in(answers: Mapping[str, str]) -> int | None:
    """Return the minutes that were typed, None for none. Raises PointMinutesError."""
    text = answers.get(MINUTES, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit()):
        raise PointMinutesError
    return int(text)
