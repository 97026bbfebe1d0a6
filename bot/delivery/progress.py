"""The line that shows an organiser how far an announcement is: edited in place, then turned into the report.

What the line shows is stored after each edit, and compared before: one that changes nothing is not sent. In the same
transaction the announcement is closed, if nothing of it is left to send: what a process that died did not get to show,
another one shows. Whoever else edits the message (a press on its buttons) says so before and after
(`training.announcements.dispatches`): what is stored is then doubted, and the line shown again, so that no older text
stays in place of the report. What goes wrong is paused from here, too, at most one such edit later. One process at a
time plays this role (see `bot.main`).
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Bot

from bot.delivery import outcomes, sending
from bot.delivery.outcomes import OurBug, Outcome, Sent, TooFast, Unreachable
from bot.house import House
from bot.language import Words, words
from bot.views.page import Page
from db.models import Dispatch, DispatchState, Person
from db.queries import dispatches, pauses
from db.queries.pauses import PauseReason
from training.announcements import reporting
from training.announcements.dispatches import finish_if_settled, is_settled, pause_itself
from training.announcements.reporting import Report

log = structlog.get_logger(__name__)

EVERY = 3.0
"""Seconds between two edits of a line."""

ReportPage = Callable[[Words, Report], Page]
"""Draws the progress of an announcement or, when nothing is left, its report."""


@dataclass(frozen=True)
class Line:
    """What is to be shown, where (None: in a new message), instead of what; `last`: nothing will follow it."""

    dispatch_id: int
    chat_id: int
    message_id: int | None
    page: Page
    before: str | None
    last: bool

    @property
    def text(self) -> str:
        return str(self.page.text)


class Progress:
    """Keeps the lines of all announcements under way."""

    def __init__(self, house: House, bot: Bot, page: ReportPage) -> None:
        self._house = house
        self._bot = bot
        self._page = page

    async def run(self) -> None:
        """Show, for ever, at most every three seconds."""
        while True:
            await self.show_all()
            await asyncio.sleep(EVERY)

    async def show_all(self) -> None:
        """Bring every line up to date once, and close what is settled."""
        async with self._house.database.transaction() as db:
            under_way = [] if await pauses.paused(db) else await dispatches.under_way(db)
        for dispatch_id in under_way:
            await self._show(dispatch_id)

    async def _show(self, dispatch_id: int) -> None:
        async with self._house.database.transaction() as db:
            await self._pause_what_goes_wrong(db, dispatch_id)
            over = await is_settled(db, dispatch_id)  # before it is drawn: what settles meanwhile is drawn next time
            line = await self._changed(db, dispatch_id)
        outcome = await self._try(line) if line else None
        async with self._house.database.transaction() as db:
            if line and outcome:
                await self._note(db, line, outcome)
            if over:
                await finish_if_settled(db, dispatch_id, now=self._house.clock.now())

    async def _pause_what_goes_wrong(self, db: AsyncSession, dispatch_id: int) -> None:
        found = await db.get(Dispatch, dispatch_id)
        if found is None or found.state is not DispatchState.RUNNING:
            return
        because = await reporting.goes_wrong(db, found)
        if because and await pause_itself(db, dispatch_id, because, now=self._house.clock.now()):
            log.error("dispatch_paused", dispatch=dispatch_id, because=because)
            await db.refresh(found)

    async def _changed(self, db: AsyncSession, dispatch_id: int) -> Line | None:
        """The line to show; None when there is nothing to do."""
        found = await db.get(Dispatch, dispatch_id)
        author = await db.get(Person, found.shown_to_id) if found and found.shown_to_id else None
        if found is None or author is None or author.telegram_id is None or not _has_line(found):
            return None
        report = await reporting.summary(db, found, now=self._house.clock.now())
        if found.state is DispatchState.CANCELLED and report.left:
            return None  # some are on the wire still: the report comes when they are settled
        page = self._page(words(author.language), report)
        last = report.left == 0 and found.state is not DispatchState.PAUSED
        ended = found.state in (DispatchState.DONE, DispatchState.CANCELLED)  # a press showed it, perhaps under an edit
        line = Line(dispatch_id, author.telegram_id, found.progress_message_id, page, found.progress_shown, last)
        return None if line.text == line.before and not ended else line

    async def _note(self, db: AsyncSession, line: Line, outcome: Outcome) -> None:
        """An edit that failed, or that crossed another, leaves it unknown what is shown: shown again the next time."""
        if not isinstance(outcome, Sent | Unreachable | OurBug):
            log.warning("progress_not_shown", dispatch=line.dispatch_id, outcome=type(outcome).__name__)
        elif await dispatches.swap_shown(db, line.dispatch_id, line.before, line.text):
            if line.last:
                await dispatches.close_line(db, line.dispatch_id, line.text)
            return
        if isinstance(outcome, TooFast):
            await pauses.pause(db, outcome.seconds, PauseReason.TOO_FAST)
        await dispatches.forget_shown(db, line.dispatch_id)

    async def _try(self, line: Line) -> Outcome:
        try:
            at = line.message_id
            if at is None or not await sending.edit(self._bot, line.chat_id, at, line.page):
                await self._begin_anew(line)
        except Exception as error:
            return outcomes.outcome(error)
        return Sent()

    async def _begin_anew(self, line: Line) -> None:
        """There is no line yet, or the organiser deleted it: a new one takes its place."""
        message_id = await sending.send(self._bot, line.chat_id, line.page)
        async with self._house.database.transaction() as db:
            await dispatches.note_line(db, line.dispatch_id, message_id)


def _has_line(dispatch: Dispatch) -> bool:
    """What left by itself, at its time, gets a line as well: its author pressed nothing that could become one."""
    by_itself = dispatch.started_by_id is None and dispatch.progress_shown is None
    return dispatch.progress_message_id is not None or by_itself
