"""From the inbox to the handlers: one chat's updates in order, different chats in parallel.

What this process has received comes to it in memory; the inbox is asked only for what is out of order, was left by a
process that died, or is tried again.
"""

import asyncio
import secrets
from collections import deque
from collections.abc import Iterable, Sequence
from typing import Any

import orjson
import structlog
from sqlalchemy.exc import SQLAlchemyError
from telegram import Bot, Update
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.clock import machine_now
from bot.context import Context, open_turn
from bot.course import Course, Overtaken, course
from bot.delivery import sending
from bot.delivery.answering import anew
from bot.house import House, TrainingApplication
from bot.language import words
from bot.receiving.arrival import Arrived
from bot.views import errors
from bot.views.page import Page
from db.models import InboxUpdate
from db.queries import conversation, inbox
from training.errors import TrainingError

log = structlog.get_logger(__name__)

AT_ONCE = 32
GIVE_UP_AFTER = 3
SWEEP_EVERY = 1.0
"""Seconds between two looks for work that no arrival announced (another process died, a retry fell due)."""
ASK_AGAIN = (0.02, 0.05, 0.1, 0.2)
"""Seconds between looks at a chat that another process has in hand; after them the next sweep looks."""
FINISH_EVERY = 0.05
"""Seconds that pages shown wait to be noted together. A crash meanwhile shows them once more, as any crash may."""


async def note_error(_update: object, context: Context) -> None:
    """The library's error handler: hands what a handler raised to the processor."""
    if isinstance(context.error, Exception):
        course.get().error = context.error


class Processor:
    """Applies inbox rows by feeding them to the library's Application."""

    def __init__(self, application: TrainingApplication) -> None:
        self._application = application
        self._house: House = application.house
        self._arrived: dict[int, deque[Arrived]] = {}
        self._busy: set[int] = set()
        self._wake = asyncio.Event()
        self._places = asyncio.Semaphore(AT_ONCE)
        self._shown: list[int] = []

    def arrived(self, updates: Sequence[Arrived]) -> None:
        """These are in the inbox by now."""
        for each in updates:
            self._arrived.setdefault(each.chat_id, deque()).append(each)
        self._wake.set()

    def backlog(self) -> int:
        """How many updates have arrived here and were not begun."""
        return sum(map(len, self._arrived.values()))

    async def run(self) -> None:
        """For ever: apply what arrives, and once a second what nobody else does."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._finish_shown())
            group.create_task(self._sweep(group))
            while True:
                await self._wake.wait()
                self._wake.clear()
                self._start(group, list(self._arrived))

    async def _sweep(self, group: asyncio.TaskGroup) -> None:
        while True:
            try:
                async with self._house.database.transaction() as db:
                    chats = await inbox.waiting_chats(db, machine_now())
                self._start(group, chats, forgotten=True)
            except (SQLAlchemyError, OSError) as error:
                log.error("inbox_unavailable", error=type(error).__name__)
            await asyncio.sleep(SWEEP_EVERY)

    def _start(self, group: asyncio.TaskGroup, chats: Iterable[int], *, forgotten: bool = False) -> None:
        for chat_id in chats:
            if chat_id not in self._busy:
                self._busy.add(chat_id)
                group.create_task(self._work_off(chat_id, forgotten))

    async def _work_off(self, chat_id: int, forgotten: bool) -> None:
        try:
            async with self._places:
                if forgotten or not await self._all_arrived(chat_id):
                    await self._all_kept(chat_id)
        except Exception:
            log.exception("chat_failed")
        finally:
            self._busy.discard(chat_id)
            if chat_id in self._arrived:
                self._wake.set()

    async def _all_arrived(self, chat_id: int) -> bool:
        """Apply what is in memory; False when the chat has more to it than that."""
        waiting = self._arrived.get(chat_id, deque())
        while waiting:
            each = waiting.popleft()
            if not await self._apply(each.update_id, each.content):
                self._arrived.pop(chat_id, None)
                return False
        self._arrived.pop(chat_id, None)
        return True

    async def _all_kept(self, chat_id: int) -> None:
        """Apply what the inbox holds, whoever received it."""
        self._arrived.pop(chat_id, None)
        await self._show_stranded(chat_id)
        for pause in ASK_AGAIN:
            while row := await self._oldest(chat_id):
                if not await self._apply(row.update_id, orjson.loads(row.payload or "{}")):
                    break
            if row is None:
                return
            await asyncio.sleep(pause)  # another process has it in hand, or it failed: then the row has a lease

    async def _oldest(self, chat_id: int) -> InboxUpdate | None:
        """The chat's next update, unless it waits for its time."""
        async with self._house.database.transaction() as db:
            row = await inbox.oldest(db, chat_id)
        return None if row is None or (row.lease_machine and row.lease_machine > machine_now()) else row

    async def _apply(self, update_id: int, content: dict[str, Any]) -> bool:
        """One update from its turn to its page; False when this chat's next one must wait."""
        try:
            update = Update.de_json(content, self._application.bot)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            return await self._set_apart(update_id, error)
        noted = Course()
        course.set(noted)
        await self._application.process_update(update)
        if noted.error is not None:
            return await self._settle(update_id, update, noted.error, applied=noted.applied)
        if noted.applied:
            self._shown.append(update_id)
        else:
            await self._finish(update_id)
        return True

    async def _finish_shown(self) -> None:
        try:
            while True:
                await asyncio.sleep(FINISH_EVERY)
                await self._note_shown()
        finally:
            await self._note_shown()

    async def _note_shown(self) -> None:
        shown = tuple(self._shown)
        if not shown:
            return
        try:
            await self._finish(*shown)
            del self._shown[: len(shown)]
        except (SQLAlchemyError, OSError) as error:
            log.error("inbox_unavailable", error=type(error).__name__)

    async def _settle(self, update_id: int, update: Update, error: Exception, *, applied: bool) -> bool:
        match error:
            case Overtaken():
                return False
            case TrainingError():
                await self._tell(update, errors.refusal(words(), error))
            case Forbidden():
                pass  # they blocked the bot: there is nobody to show the page to
            case NetworkError() | RetryAfter() | TelegramError():
                return self._unshown(error)
            case _:
                return await self._fail(update_id, update, error, applied=applied)
        await self._finish(update_id)
        return True

    def _unshown(self, error: TelegramError) -> bool:
        """What was applied stays applied; the page is shown when its lease runs out."""
        log.warning("page_not_shown", error=type(error).__name__)
        return False

    async def _fail(self, update_id: int, update: Update, error: Exception, *, applied: bool) -> bool:
        """Try again later, unless it was tried enough or has taken effect already: then say so, with the number."""
        incident = secrets.token_hex(4)
        log.error("update_failed", incident=incident, exc_info=error)
        if applied:
            await self._finish(update_id)
        else:
            async with self._house.database.transaction() as db:
                if not await inbox.fail(db, update_id, incident, machine_now(), give_up_after=GIVE_UP_AFTER):
                    return False
        await self._tell(update, errors.bug(words(), incident))
        return True

    async def _set_apart(self, update_id: int, error: Exception) -> bool:
        """It is not of the Bot API's shape: nothing can be answered, and its chat goes on without it."""
        log.error("update_unreadable", error=type(error).__name__)
        async with self._house.database.transaction() as db:
            return await inbox.fail(db, update_id, "unreadable", machine_now(), give_up_after=1)

    async def _finish(self, *update_ids: int) -> None:
        async with self._house.database.transaction() as db:
            await inbox.finish(db, update_ids)

    async def _tell(self, update: Update, answer: errors.Answer) -> None:
        context = Context.from_update(update, self._application)
        try:
            await context.show(answer.page, answer.toast) if answer.page else await context.toast(answer.toast)
        except TelegramError as error:
            log.warning("error_not_shown", error=type(error).__name__)

    async def _show_stranded(self, chat_id: int) -> None:
        """A process died between its commit and its page: show the person where they are, once."""
        async with self._house.database.transaction() as db:
            stranded = await inbox.orphans(db, chat_id, machine_now())
            if not stranded:
                return
            if chat_id < 0:  # a group: nobody there waits for a page
                await inbox.finish(db, stranded)
                return
            turn = await open_turn(self._house, db, chat_id, chat_id)
            page = await self._house.current_page(turn)
        await self._show_again(self._application.bot, chat_id, turn.above, page, stranded)

    async def _show_again(self, bot: Bot, chat_id: int, above: Page | None, page: Page, stranded: list[int]) -> None:
        message_id = None
        try:
            if above is not None:
                await anew(self._house, chat_id, lambda: sending.send(bot, chat_id, above))
            message_id = await anew(self._house, chat_id, lambda: sending.send(bot, chat_id, page))
        except (BadRequest, Forbidden) as error:
            log.error("stranded_page_refused", error=type(error).__name__)
        async with self._house.database.transaction() as db:
            if message_id is not None and page.rows:
                await conversation.remember_screen(db, chat_id, message_id)
            await inbox.finish(db, stranded)
