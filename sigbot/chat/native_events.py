"""Lets the native events of servers follow their meetings: asks Discord, and does what is due."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from http import HTTPStatus

import discord

from sigbot.chat.bot import SigBot
from sigbot.chat.event_bodies import Json, changed_body, is_known, new_body, read_event
from sigbot.chat.outages import CALM, asked_pause, is_outage
from sigbot.chat.pace import patiently
from sigbot.domain.event_steps import (
    Adopt,
    AskAbout,
    Board,
    Create,
    Forget,
    NoteInterest,
    Offer,
    Remove,
    Rewrite,
    Step,
    Turn,
    next_look,
    work_out,
)
from sigbot.domain.native_events import LOOK_AFTER, Entity, Field, ListedEvent, NativeEvent, Texts
from sigbot.domain.voice import channel_named
from sigbot.services import native_events
from sigbot.wording import native_events as say

log = logging.getLogger(__name__)

UNKNOWN_EVENT, TOO_MANY_EVENTS = 10070, 30038
ENTITIES = {
    discord.ChannelType.voice.value: Entity.VOICE,
    discord.ChannelType.stage_voice.value: Entity.STAGE,
}
"""Type of a channel → what an event in it is."""

REFUSALS = (HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN)
LONGEST_PAUSE = timedelta(minutes=15)


class _StoppedError(Exception):
    """Meetings changed while their events were looked after."""


# A look


class Mirror:
    """Looks after the events of one community after the other, under the name `holder`."""

    def __init__(self, bot: SigBot, holder: str) -> None:
        self.bot = bot
        self.holder = holder
        self._at_work: set[int] = set()
        """Communities with a look that has not ended."""
        self._unsure: set[int] = set()
        """Servers where an event may have been made twice, as a request was repeated."""

    async def take(self) -> native_events.Look | None:
        """Take the events that are due first, None where none are.

        Where this process is still at them, as Discord lets it wait, it has them longer.
        """
        look = await native_events.take_look(self.bot.db, self.holder, self.bot.now())
        if look is None or look.taken.community_id in self._at_work:
            return None
        self._at_work.add(look.taken.community_id)
        return look

    async def look(self, look: native_events.Look) -> None:
        """Do all that is due about the events of a community. Whatever fails is tried again."""
        db = self.bot.db
        try:
            await self._look(look)
        except _StoppedError:
            await native_events.stop_look(db, look, self.bot.now())
        except discord.Forbidden as refusal:
            log.info("no events on server %d: %r", look.guild_id, refusal)
            await native_events.hold_look(db, look, self.bot.now())
        except Exception as error:
            if is_outage(error):
                log.warning(
                    "events of server %d wait: %r", look.guild_id, error, exc_info=error, extra=CALM
                )
            else:
                log.exception("events of server %d could not be looked after", look.guild_id)
            asked = timedelta(seconds=asked_pause(error))
            pause = min(asked, LONGEST_PAUSE) if asked else None
            await native_events.put_look_off(db, look, self.bot.now(), pause)
        finally:
            self._at_work.discard(look.taken.community_id)

    async def _look(self, look: native_events.Look) -> None:
        self._unsure -= {look.guild_id}
        listed = await self._listed(look)
        board = await self._board(look, listed)
        steps = work_out(board)
        for index, step in enumerate(steps):
            if index and not await native_events.renew(self.bot.db, look, self.bot.now()):
                raise _StoppedError
            if not await self._do(look, step):
                break
        now = self.bot.now()
        await native_events.finish_look(self.bot.db, look, self._next_look(look, board, steps), now)

    def _next_look(self, look: native_events.Look, board: Board, steps: Sequence[Step]) -> datetime:
        """Return when to look again: at once where more may be to do, and soon where an event may
        have come late, or twice."""
        now = self.bot.now()
        if any(isinstance(step, Adopt | Turn) for step in steps):
            return now
        is_unsure = look.taken.is_left or look.guild_id in self._unsure
        return min(next_look(board), now + LOOK_AFTER) if is_unsure else next_look(board)

    async def _listed(self, look: native_events.Look) -> list[ListedEvent]:
        """Ask Discord for the events of a server; one of a kind that is not known is left out."""
        async with patiently():
            answer = await self.bot.http.get_scheduled_events(look.guild_id, True)  # noqa: FBT003
        own_id = self.bot.user.id if self.bot.user else 0
        return [read_event(data, own_id, look.meeting_of) for data in answer if is_known(data)]

    async def _board(self, look: native_events.Look, listed: Sequence[ListedEvent]) -> Board:
        """Return what is there and what is wanted; marks of others' meetings do not count."""
        marked = [event.meeting_id for event in listed if event.meeting_id]
        ground = await native_events.read_ground(self.bot.db, look, marked, self.bot.now())
        named = {m.id: channel_named(m.place, m.link) for m in ground.wanted}
        entities = {each: await self._entity(look.guild_id, each) for each in {*named.values()}}
        wanted = {
            meeting.id: say.native_event(
                meeting,
                ground.community,
                ground.cards.get(meeting.id),
                entities[named[meeting.id]],
                str(named[meeting.id]),
            )
            for meeting in ground.wanted
        }
        own = [event.of_one_of(ground.marked, ground.gone) for event in listed]
        return Board(ground.known, wanted, own, self.bot.now())

    async def _entity(self, guild_id: int, number: int | None) -> Entity:
        """Return what the channel is that a meeting names, seen from this server.

        Discord is asked where this process does not have the channel: the server may be another
        process's, or not be there yet. An answer that fails now must not move the event.
        """
        if number is None:
            return Entity.EXTERNAL
        guild = self.bot.get_guild(guild_id)
        channel = guild.get_channel(number) if guild else None
        if channel is not None:
            return ENTITIES.get(channel.type.value, Entity.EXTERNAL)
        try:
            async with patiently():
                data: Json = await self.bot.http.get_channel(number)
        except discord.HTTPException as refusal:
            if refusal.status not in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND):
                raise
            return Entity.EXTERNAL
        is_here = int(data.get("guild_id") or 0) == guild_id
        return ENTITIES.get(int(data["type"]), Entity.EXTERNAL) if is_here else Entity.EXTERNAL

    async def _do(self, look: native_events.Look, step: Step) -> bool:
        """Do a step, and note that; return False where the server has no room for more events."""
        db, now = self.bot.db, self.bot.now()
        match step:
            case Create(meeting_id, event):
                return await self._create(look, meeting_id, event)
            case Adopt(meeting_id, listed):
                texts = listed.event.texts
                await native_events.note_shown(db, look, meeting_id, listed.id, texts, texts)
            case Rewrite():
                await self._rewrite(look, step)
            case Turn() | Remove():
                await self._turn(look, step)
            case Forget(meeting_id):
                await native_events.note_gone(db, meeting_id)
            case AskAbout() | Offer():
                await self._ask(look, step)
            case NoteInterest(meeting_id, interested):
                await native_events.note_interest(db, look, meeting_id, interested, now)
        return True

    async def _ask(self, look: native_events.Look, step: AskAbout | Offer) -> None:
        if isinstance(step, AskAbout):
            await native_events.note_by_hand(self.bot.db, look, step, self.bot.now())
        else:
            await native_events.note_offer(self.bot.db, look, step, self.bot.now())

    async def _create(self, look: native_events.Look, meeting_id: int, event: NativeEvent) -> bool:
        db = self.bot.db
        try:
            shown = await self._made(look, meeting_id, event)
        except discord.HTTPException as refusal:
            if refusal.code == TOO_MANY_EVENTS:
                return False
            if refusal.status != HTTPStatus.BAD_REQUEST:
                raise
            log.warning("the event of meeting %d was refused: %r", meeting_id, refusal)
            await native_events.note_refused(db, look, meeting_id, event, self.bot.now())
            return True
        await native_events.note_shown(
            db, look, meeting_id, shown.id, event.texts, shown.event.texts
        )
        return True

    async def _made(
        self, look: native_events.Look, meeting_id: int, event: NativeEvent
    ) -> ListedEvent:
        """Make an event; where the bot may make none in its channel, one that only names it."""
        try:
            return await self._post(look, meeting_id, event)
        except discord.HTTPException as refusal:
            if not _is_of_place(event, refusal):
                raise
            return await self._post(look, meeting_id, say.as_external(event))

    async def _post(
        self, look: native_events.Look, meeting_id: int, event: NativeEvent
    ) -> ListedEvent:
        body = new_body(event, look.mark_of(meeting_id))
        async with patiently() as requests:
            answer = await self.bot.http.create_guild_scheduled_event(look.guild_id, **body)
        if requests.unanswered:
            self._unsure.add(look.guild_id)
        return self._read(look, answer)

    def _read(self, look: native_events.Look, answer: Json) -> ListedEvent:
        own_id = self.bot.user.id if self.bot.user else 0
        return read_event(answer, own_id, look.meeting_of)

    async def _rewrite(self, look: native_events.Look, step: Rewrite) -> None:
        """Write fields of an event. One that is gone is found missing by the next look."""
        try:
            shown = await self._rewritten(look, step)
        except discord.HTTPException as refusal:
            if refusal.code == UNKNOWN_EVENT:
                return
            is_not_ours = refusal.status == HTTPStatus.FORBIDDEN and not step.listed.is_ours
            if refusal.status != HTTPStatus.BAD_REQUEST and not is_not_ours:
                raise
            log.warning("the event of meeting %d was refused: %r", step.meeting_id, refusal)
            await native_events.note_rewritten(self.bot.db, step, None)
        else:
            await native_events.note_rewritten(self.bot.db, step, shown)

    async def _rewritten(self, look: native_events.Look, step: Rewrite) -> Texts:
        """Write fields of an event; where it may not be in its channel, let it only name that."""
        try:
            return await self._patch(look, step)
        except discord.HTTPException as refusal:
            if not _is_of_place(step.event, refusal) or Field.PLACE not in step.fields:
                raise
            return await self._patch(look, replace(step, event=say.as_external(step.event)))

    async def _patch(self, look: native_events.Look, step: Rewrite) -> Texts:
        body, event_id = changed_body(step, look.mark_of(step.meeting_id)), step.listed.id
        async with patiently():
            answer = await self.bot.http.edit_scheduled_event(look.guild_id, event_id, **body)
        return self._read(look, answer).event.texts

    async def _turn(self, look: native_events.Look, step: Turn | Remove) -> None:
        """Start, end or delete an event.

        One that is gone by now is done with; one that the bot may not start begins without it.
        """
        http, guild_id, event_id = self.bot.http, look.guild_id, step.event_id
        try:
            async with patiently():
                if isinstance(step, Remove):
                    await http.delete_scheduled_event(guild_id, event_id)
                else:
                    await http.edit_scheduled_event(guild_id, event_id, status=step.status.value)
        except discord.HTTPException as refusal:
            is_start = isinstance(step, Turn) and not step.is_last
            is_others = isinstance(step, Turn) and step.of_others
            is_refused = refusal.status in REFUSALS and (is_start or is_others)
            if refusal.code != UNKNOWN_EVENT and not is_refused:
                raise
            log.info("event %d is not turned: %r", event_id, refusal)
        is_last = isinstance(step, Remove) or step.is_last
        if step.meeting_id and is_last:
            await native_events.note_gone(self.bot.db, step.meeting_id)


def _is_of_place(event: NativeEvent, refusal: discord.HTTPException) -> bool:
    """Return whether an event may have been refused because of the channel that it is in."""
    is_place = refusal.status in REFUSALS and refusal.code not in (UNKNOWN_EVENT, TOO_MANY_EVENTS)
    return is_place and event.entity is not Entity.EXTERNAL
