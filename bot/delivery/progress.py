"""The line that shows an organiser how far an announcement is: edited in place, then turned into the report.

What the line shows is stored after each edit, and compared before: one that changes nothing is not sent. In the same
transaction the announcement is closed, if nothing of it is left to send: what a process that died did not get to show,
another one shows. One process at a time plays this role (see `bot.main`).
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
from db.models import Announcement, Person
from db.queries import announcements, pauses
from db.queries.pauses import PauseReason
from training.announcements import Report, finish_if_settled, is_settled, summary

log = structlog.get_logger(__name__)

EVERY = 3.0
"""Seconds between two edits of a line."""

ReportPage = Callable[[Words, Report], Page]
"""Draws the progress of an announcement or, when nothing is left, its report."""


@dataclass(frozen=True)
class Line:
    """What is to be shown, where, instead of what."""

    announcement_id: int
    chat_id: int
    message_id: int
    page: Page
    before: str | None

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
            under_way = [] if await pauses.paused(db) else await announcements.under_way(db)
        for announcement_id in under_way:
            await self._show(announcement_id)

    async def _show(self, announcement_id: int) -> None:
        async with self._house.database.transaction() as db:
            over = await is_settled(
                db, announcement_id
            )  # before it is drawn: what settles meanwhile is drawn next time
            line = await self._changed(db, announcement_id)
        outcome = await self._try(line) if line else None
        async with self._house.database.transaction() as db:
            if line and outcome:
                await self._note(db, line, outcome)
            if over:
                await finish_if_settled(db, announcement_id, now=self._house.clock.now())

    async def _changed(self, db: AsyncSession, announcement_id: int) -> Line | None:
        """The line to show; None when there is nothing to do."""
        found = await db.get(Announcement, announcement_id)
        author = await db.get(Person, found.author_id) if found else None
        if found is None or author is None or author.telegram_id is None or found.progress_message_id is None:
            return None
        page = self._page(words(author.language), await summary(db, announcement_id))
        line = Line(announcement_id, author.telegram_id, found.progress_message_id, page, found.progress_shown)
        return None if line.text == line.before else line

    async def _note(self, db: AsyncSession, line: Line, outcome: Outcome) -> None:
        """An edit that failed leaves it unknown what is shown: it is shown again the next time."""
        if isinstance(outcome, Sent | Unreachable | OurBug):
            await announcements.swap_shown(db, line.announcement_id, line.before, line.text)
            return
        log.warning("progress_not_shown", announcement=line.announcement_id, outcome=type(outcome).__name__)
        if isinstance(outcome, TooFast):
            await pauses.pause(db, outcome.seconds, PauseReason.TOO_FAST)
        await announcements.swap_shown(db, line.announcement_id, line.before, None)

    async def _try(self, line: Line) -> Outcome:
        try:
            if not await sending.edit(self._bot, line.chat_id, line.message_id, line.page):
                await self._begin_anew(line)
        except Exception as error:
            return outcomes.outcome(error)
        return Sent()

    async def _begin_anew(self, line: Line) -> None:
        """The organiser deleted the line: a new one takes its place."""
        message_id = await sending.send(self._bot, line.chat_id, line.page)
        async with self._house.database.transaction() as db:
            await announcements.note_line(db, line.announcement_id, message_id)
