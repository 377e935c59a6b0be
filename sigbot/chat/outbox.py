"""Delivers what is due: rows of different lanes at once, rows of a lane one after the other."""

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus

import aiohttp
import discord
from discord.abc import Messageable

from sigbot.chat.acts import Act, Edit, Place, Post
from sigbot.chat.bodies import as_posted, as_reply, only_called
from sigbot.chat.bot import SigBot
from sigbot.chat.news import compose
from sigbot.chat.outages import CALM, FIRST_FAILURE_STATUS
from sigbot.chat.pace import patiently
from sigbot.chat.searching import find_posted
from sigbot.chat.threads import edit_message, is_refused, start_thread
from sigbot.domain.measures import Outcome
from sigbot.domain.notices import NoticeTopic
from sigbot.domain.outbox import FROM_ONE_LANE, MOST_ATTEMPTS, AnyDue, is_direct
from sigbot.domain.refusals import StoreBusyError, StoreOutError
from sigbot.services import news, notices, outbox
from sigbot.wording import outbox as say

MOST_LANES = 150
"""Lanes that are worked on at once.

Their rows wait for Discord's 50 requests a second, but far less long than their leases last.
"""

AHEAD_S = 3
"""For how many seconds a process takes rows ahead, as its share of the requests allows.

Of several processes, one that took more would still send when the others have nothing left.
"""

LOOK_AGAIN_S = 1.0
"""How often rows that became due are looked for while other rows are being delivered."""

MOST_LOOKS = 100
"""Looks for due rows in a row, before the timer may do other work."""

MOST_COMPOSED = 3
"""Rows that are read from the database at once. A hundred of them would wait for each other until
the database counts as busy, and presses would wait with them."""

STORE_AGAIN = timedelta(seconds=5)
KEPT_AGAIN_S = 0.5

UNKNOWN_CHANNEL, UNKNOWN_MESSAGE = 10003, 10008
MISSING_ACCESS, MISSING_PERMISSIONS = 50001, 50013
CLOSED_CODES = (50007, 50033, 50278)
"""Discord's codes for: direct messages are closed; the account is gone; no server in common."""

SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(minutes=15)

log = logging.getLogger(__name__)


class NoChannelError(Exception):
    """No channel for news was chosen yet."""


class StoreTroubleError(Exception):
    """The database did not answer before anything of a row was sent."""


class UnsureError(Exception):
    """Discord refused a message that may have been posted all the same.

    When Discord fails, the library repeats a request; an earlier one may have been accepted.
    """

    def __init__(self, refusal: discord.HTTPException) -> None:
        super().__init__(refusal)
        self.refusal = refusal


class Courier:
    """Takes rows that are due, under the name `holder`, and delivers them."""

    def __init__(self, bot: SigBot, holder: str) -> None:
        self.bot = bot
        self.holder = holder
        self.has_more = False
        """Whether `deliver_due` has to be called again, as it did not come to an end."""
        self._paused_until = -math.inf
        """In seconds of the loop's clock, which cannot be set."""
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._in_hand = 0
        """How many rows were taken, and are not done."""
        # Lanes use the database in turn, so that presses do not queue behind a hundred of them.
        self._noting = asyncio.Lock()
        self._composing = asyncio.Semaphore(MOST_COMPOSED)

    @property
    def pause(self) -> timedelta:
        """How much longer Discord asks the bot to send nothing; zero if it does not."""
        left = self._paused_until - asyncio.get_running_loop().time()
        return timedelta(seconds=max(0.0, left))

    async def deliver_due(self) -> None:
        """Deliver everything that is due, but look for due rows MOST_LOOKS times at most.

        Where that is not the end, it `has_more`, and lanes go on in the background. A row that
        fails is put off or set aside, and never holds up rows of other lanes. Raises the database's
        errors if no row can be taken.
        """
        self.has_more = False
        try:
            for _ in range(MOST_LOOKS):
                if not await self._take() and not self._lanes:
                    return
                await self._wait_for_a_lane()
            self.has_more = True
        except BaseException:
            if self._lanes:
                await asyncio.wait(self._lanes.values())
                self._lanes = {}
            raise

    async def _wait_for_a_lane(self) -> None:
        """Wait until a lane comes to its end, LOOK_AGAIN_S at most."""
        await asyncio.wait(
            self._lanes.values(), timeout=LOOK_AGAIN_S, return_when=asyncio.FIRST_COMPLETED
        )
        self._lanes = {lane: task for lane, task in self._lanes.items() if not task.done()}

    async def _take(self) -> bool:
        """Start on the due rows of lanes that are not worked on; return whether there were any."""
        now = self.bot.now()
        if self.pause:
            return False
        ahead = self.bot.pace.limit * AHEAD_S - self._in_hand
        room = min((MOST_LANES - len(self._lanes)) * FROM_ONE_LANE, ahead)
        if room <= 0:
            return False
        async with self._noting:
            rows = await outbox.take_due(self.bot.db, now, self.holder, tuple(self._lanes), room)
        for lane in {row.lane: None for row in rows}:
            of_lane = [row for row in rows if row.lane == lane]
            self._lanes[lane] = task = asyncio.create_task(self._say_all(of_lane))
            self._in_hand += len(of_lane)
            task.add_done_callback(partial(self._put_down, len(of_lane)))
        return bool(rows)

    def _put_down(self, count: int, _task: asyncio.Task[None]) -> None:
        self._in_hand -= count

    async def _say_all(self, rows: Sequence[AnyDue]) -> None:
        """Deliver the rows of a lane in order, and put back the rest if the lane has to wait.

        Never raises: a row whose outcome cannot be noted is taken again when its lease ends.
        """
        for index, due in enumerate(rows):
            try:
                pause = self.pause
                again = self.bot.now() + pause if pause else await self._say(due)
                if again:
                    waiting = partial(outbox.put_back, self.bot.db, rows[index:], again)
                    await self._keep(due, waiting)
                    return
            except Exception:
                log.exception("outbox row %d (%s) could not be noted", due.id, due.topic)
                return

    async def _say(self, due: AnyDue) -> datetime | None:
        """Deliver a row; return when its lane may go on, None for at once."""
        now = self.bot.now()
        if due.leased_until and now >= due.leased_until:
            return now
        if due.is_broken or due.attempts > MOST_ATTEMPTS + 1:
            reason = say.NO_INSTANT if due.is_broken else say.WORN_OUT
            await notices.give_up(self.bot.db, due, reason, now)
            return None
        try:
            await (self._look_for if due.attempts > MOST_ATTEMPTS else self._do)(due)
        except StoreTroubleError as trouble:
            log.warning(
                "outbox row %d waits for the database", due.id, exc_info=trouble, extra=CALM
            )
            return self.bot.now() + STORE_AGAIN
        except Exception as error:  # noqa: BLE001  (nothing that fails may stop the loop)
            self.bot.measures.messages[Outcome.FAILED] += 1
            async with self._noting:
                return await self._react(due, error)
        return None

    async def _do(self, due: AnyDue) -> None:
        """Post, edit or drop the message of a row, and note that the row is done."""
        act = await self._compose(due)
        if isinstance(act, Post):
            await self._do_post(due, act)
        elif isinstance(act, Edit):
            is_there = await self._edit(act)
            await self._keep(due, lambda: self._finish(due) if is_there else act.gone())
            self.bot.measures.messages[Outcome.EDITED if is_there else Outcome.LET_GO] += 1
        else:
            await self._keep(due, lambda: news.let_go(self.bot.db, due, self.bot.now()))
            self.bot.measures.messages[Outcome.LET_GO] += 1

    async def _do_post(self, due: AnyDue, act: Post) -> None:
        try:
            place = await self._post(due, act)
        except (discord.Forbidden, discord.NotFound) as refusal:
            if not act.in_thread:
                raise
            note = self._finish if refusal.code == UNKNOWN_CHANNEL else self._finish_without_thread
            await self._keep(due, partial(note, due))
        else:
            await self._note_posted(due, act, place)

    async def _note_posted(self, due: AnyDue, act: Post, place: Place) -> None:
        """Note that a row's message is at `place`, with its thread, which is started before."""
        if act.in_thread:
            db, now = self.bot.db, self.bot.now()
            await self._keep(due, partial(notices.note_thread, db, due, now, in_thread=True))
        has_thread = act.thread is not None and await self._start_thread(
            due, place, act.thread.name
        )
        note = act.thread.started if act.thread and has_thread else act.posted
        await self._keep(due, lambda: note(place))
        self.bot.measures.note_said(self.bot.now() - due.due_at)

    async def _start_thread(self, due: AnyDue, place: Place, name: str) -> bool:
        """Return whether the message at `place` has a thread; tell organizers where it may not.

        Raises UnsureError where another try may help: the message is there already.
        """
        db, now = self.bot.db, self.bot.now()
        try:
            async with patiently():
                await start_thread(self.bot, place, name)
        except discord.HTTPException as refusal:
            if not is_refused(refusal):
                raise UnsureError(refusal) from refusal
            log.info("no thread for outbox row %d (%s): %r", due.id, due.topic, refusal)
            if refusal.code != UNKNOWN_MESSAGE:
                await self._keep(due, partial(notices.note_no_thread, db, due, now))
            return False
        await self._keep(due, partial(notices.note_thread, db, due, now))
        return True

    async def _compose(self, due: AnyDue) -> Act:
        """Return what is done for a row. Raises StoreTroubleError, and what `compose` raises."""
        async with self._composing:
            try:
                return await compose(self.bot, due)
            except (StoreBusyError, StoreOutError) as trouble:
                raise StoreTroubleError from trouble

    async def _look_for(self, due: AnyDue) -> None:
        """Note that a row is done if its message is there; set it aside otherwise.

        For a row at which the process has ended each time: it may have ended after sending.
        """
        act = await self._compose(due)
        place = await self._earlier_place(due, act) if isinstance(act, Post) else None
        if isinstance(act, Post) and place:
            await self._note_posted(due, act, place)
        else:
            await notices.give_up(self.bot.db, due, say.WORN_OUT, self.bot.now())

    async def _earlier_place(self, due: AnyDue, act: Post) -> Place | None:
        async with patiently():
            return await find_posted(self.bot, await self._channel(act), due, act.body)

    async def _finish(self, due: AnyDue) -> None:
        await outbox.finish(self.bot.db, due, self.bot.now())

    async def _finish_without_thread(self, due: AnyDue) -> None:
        await notices.note_no_thread(self.bot.db, due, self.bot.now(), in_thread=True)

    async def _edit(self, act: Edit) -> bool:
        """Edit a message. Return False if it is gone, or out of reach in an earlier channel."""
        try:
            async with patiently():
                await edit_message(self.bot, act)
        except (discord.NotFound, discord.Forbidden) as error:
            if error.code == UNKNOWN_MESSAGE or not act.is_current:
                return False
            raise
        return True

    async def _post(self, due: AnyDue, act: Post) -> Place:
        """Post a message, unless an earlier try has posted it already; return its place.

        For a few minutes Discord knows it by its nonce; later, the channel is searched for it.
        Raises UnsureError.
        """
        async with patiently() as requests:
            try:
                return await self._send(due, act)
            except discord.HTTPException as refusal:
                if requests.unanswered:
                    raise UnsureError(refusal) from refusal
                raise

    async def _send(self, due: AnyDue, act: Post) -> Place:
        channel = await self._channel(act)
        if due.may_be_said_already(self.bot.now()):
            place = await find_posted(self.bot, channel, due, act.body)
            if place:
                return place
        message = await channel.send(
            **as_posted(act.body, due.mark),
            **as_reply(act),
            files=list(act.files),
            nonce=due.nonce,
            allowed_mentions=only_called(act),
        )
        return message.channel.id, message.id

    async def _channel(self, act: Post) -> Messageable:
        if act.to is not None:
            return await self.bot.create_dm(discord.Object(act.to))
        if act.channel_id is None:
            raise NoChannelError
        return self.bot.get_partial_messageable(act.channel_id)

    async def _keep(self, due: AnyDue, note: Callable[[], Awaitable[None]]) -> None:
        """Note that a row is done; repeat it while the database fails and the lease lasts.

        Until the lease ends no other process takes the row. Raises what `note` raises.
        """
        while True:
            try:
                async with self._noting:
                    return await note()
            except Exception as error:
                if due.leased_until is None or self.bot.now() >= due.leased_until:
                    raise
                log.warning("an outbox row is done, but not noted yet", exc_info=error, extra=CALM)
                await asyncio.sleep(KEPT_AGAIN_S)

    async def _react(self, due: AnyDue, error: Exception) -> datetime | None:
        """Put a row off or set it aside; return when its lane may go on, None for at once."""
        db, now = self.bot.db, self.bot.now()
        if isinstance(error, UnsureError):
            tried = replace(due, tried_at=due.tried_at or now)
            if error.refusal.status < FIRST_FAILURE_STATUS:
                return await self._react_to_refusal(tried, error.refusal, say.UNSURE)
            return await self._react(tried, error.refusal)
        if isinstance(error, NoChannelError):
            return await notices.hold_for_organizers(
                db, due, NoticeTopic.NO_CHANNEL, say.NO_CHANNEL, now
            )
        if isinstance(error, discord.HTTPException) and error.status < FIRST_FAILURE_STATUS:
            return await self._react_to_refusal(due, error, say.refused(error.code))
        if isinstance(error, (discord.HTTPException, aiohttp.ClientError, OSError)):
            log.warning("outbox row %d (%s): Discord did not answer: %r", due.id, due.topic, error)
            reason = say.unreachable(type(error).__name__)
            return await outbox.wait_for_discord(db, due, reason, now)
        log.warning("outbox row %d (%s) failed", due.id, due.topic, exc_info=error)
        reason = say.failed(type(error).__name__, for_ever=due.attempts >= MOST_ATTEMPTS)
        await outbox.try_later(db, due, reason, now)
        return None

    async def _react_to_refusal(
        self, due: AnyDue, error: discord.HTTPException, reason: str
    ) -> datetime | None:
        """React to a row that Discord refused; return as `_react` does."""
        db, now = self.bot.db, self.bot.now()
        topic, closed = _CHANNEL_TROUBLES.get(error.code), error.code in CLOSED_CODES
        if error.status == HTTPStatus.TOO_MANY_REQUESTS:
            pause = _pause(error)
            self._paused_until = asyncio.get_running_loop().time() + pause.total_seconds()
            slow = reason if reason == say.UNSURE else say.SLOW
            return await outbox.slow_down(db, due, slow, now + pause)
        if is_direct(due) and (closed or error.status == HTTPStatus.FORBIDDEN):
            await notices.note_direct_refused(db, due, now, closed=closed)
        elif topic:
            return await notices.hold_for_organizers(db, due, topic, reason, now)
        else:
            await outbox.try_later(db, due, reason, now)
        return None


_CHANNEL_TROUBLES = {
    UNKNOWN_CHANNEL: NoticeTopic.CHANNEL_GONE,
    MISSING_ACCESS: NoticeTopic.NO_PERMISSION,
    MISSING_PERMISSIONS: NoticeTopic.NO_PERMISSION,
}


def _pause(error: discord.HTTPException) -> timedelta:
    """Return the pause that Discord asks for, from SHORTEST_PAUSE to LONGEST_PAUSE."""
    try:
        asked = timedelta(seconds=float(error.response.headers.get("Retry-After", "")))
    except ValueError:
        asked = SHORTEST_PAUSE
    return min(max(asked, SHORTEST_PAUSE), LONGEST_PAUSE)
