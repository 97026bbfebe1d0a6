"""From the inbox to the handlers: one chat's updates in order, different chats in parallel."""

import asyncio
import json
import secrets
from contextvars import ContextVar
from datetime import timedelta

import structlog
from telegram import Bot, Update
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.clock import machine_now
from bot.context import Context, Overtaken, open_turn
from bot.delivery import sending
from bot.house import House, TrainingApplication
from bot.language import words
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

_raised: ContextVar[list[Exception]] = ContextVar("raised")


async def note_error(_update: object, context: Context) -> None:
    """The library's error handler: hands what a handler raised to the processor."""
    if isinstance(context.error, Exception):
        _raised.get().append(context.error)


class Processor:
    """Applies inbox rows by feeding them to the library's Application."""

    def __init__(self, application: TrainingApplication) -> None:
        self._application = application
        self._house: House = application.house
        self._busy: set[int] = set()
        self._wake = asyncio.Event()
        self._places = asyncio.Semaphore(AT_ONCE)

    def wake(self) -> None:
        """Something arrived."""
        self._wake.set()

    async def run(self) -> None:
        """For ever: take every waiting chat, then sleep until woken or for a second."""
        async with asyncio.TaskGroup() as group:
            while True:
                self._wake.clear()
                await self._start_waiting(group)
                try:
                    await asyncio.wait_for(self._wake.wait(), SWEEP_EVERY)
                except TimeoutError:
                    continue

    async def _start_waiting(self, group: asyncio.TaskGroup) -> None:
        async with self._house.database.transaction() as db:
            chats = await inbox.waiting_chats(db, machine_now())
        for chat_id in chats:
            if chat_id not in self._busy:
                self._busy.add(chat_id)
                group.create_task(self._work_off(chat_id))

    async def _work_off(self, chat_id: int) -> None:
        try:
            async with self._places:
                await self._show_stranded(chat_id)
                while await self._one(chat_id):
                    pass
        except Exception:
            log.exception("chat_failed")
        finally:
            self._busy.discard(chat_id)

    async def _one(self, chat_id: int) -> bool:
        async with self._house.database.transaction() as db:
            row = await inbox.oldest(db, chat_id)
        if row is None or (row.lease_machine and row.lease_machine > machine_now()):
            return False
        return await self._apply(row)

    async def _apply(self, row: InboxUpdate) -> bool:
        update = Update.de_json(json.loads(row.payload or "{}"), self._application.bot)
        errors_raised: list[Exception] = []
        _raised.set(errors_raised)
        await self._application.process_update(update)
        if not errors_raised:
            await self._finish(row.update_id)
            return True
        return await self._settle(row, update, errors_raised[0])

    async def _settle(self, row: InboxUpdate, update: Update, error: Exception) -> bool:
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
                return await self._fail(row, update, error)
        await self._finish(row.update_id)
        return True

    def _unshown(self, error: TelegramError) -> bool:
        """What was applied stays applied; the page is shown when its lease runs out."""
        log.warning("page_not_shown", error=type(error).__name__)
        return False

    async def _fail(self, row: InboxUpdate, update: Update, error: Exception) -> bool:
        incident = secrets.token_hex(4)
        log.error("update_failed", incident=incident, attempt=row.attempts + 1, exc_info=error)
        retry_at = machine_now() + timedelta(seconds=2**row.attempts)
        async with self._house.database.transaction() as db:
            given_up = await inbox.fail(db, row.update_id, incident, retry_at, give_up_after=GIVE_UP_AFTER)
        if given_up:
            await self._tell(update, errors.bug(words(), incident))
        return given_up

    async def _finish(self, update_id: int) -> None:
        async with self._house.database.transaction() as db:
            await inbox.finish(db, update_id)

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
            turn = await open_turn(self._house, db, chat_id, chat_id)
            page = await self._house.current_page(turn)
        await self._show_again(self._application.bot, chat_id, page, stranded)

    async def _show_again(self, bot: Bot, chat_id: int, page: Page, stranded: list[int]) -> None:
        message_id = None
        try:
            message_id = await sending.patiently(lambda: sending.send(bot, chat_id, page))
        except (BadRequest, Forbidden) as error:
            log.error("stranded_page_refused", error=type(error).__name__)
        async with self._house.database.transaction() as db:
            if message_id is not None and page.rows:
                await conversation.remember_screen(db, chat_id, message_id)
            for update_id in stranded:
                await inbox.finish(db, update_id)
