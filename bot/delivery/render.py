"""From claimed rows to what is done, checked against today's facts: what is void or too late is never sent."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery import facts as known
from bot.delivery import sending
from bot.delivery.facts import Dropped, Facts, Postponed
from bot.delivery.sending import Delete, Edit, Operation, Send
from bot.language import Words, words
from bot.views.page import Page
from db.models import OutboxState, Person
from db.queries.outbox import Claimed
from training.announcements import fields
from training.notices import Announced, AnnouncementCorrected, AnnouncementRecalled

log = structlog.get_logger(__name__)


class Renderer(Protocol):
    """Makes the page of one kind of notice; None when today's facts leave nothing to say. It changes nothing."""

    async def __call__(
        self, db: AsyncSession, row: Claimed, person: Person, words: Words, now: datetime, /
    ) -> Page | None: ...


@dataclass(frozen=True)
class ForGroups:
    """The renderer of a notice that is owed to a group: there is no person, and the language is the programme's."""

    page: Callable[[AsyncSession, Claimed, Words, datetime], Awaitable[Page | None]]


Renderers = Mapping[str, Renderer | ForGroups]


@dataclass(frozen=True)
class Ready:
    """To be carried out in this chat."""

    row: Claimed
    chat_id: int
    operation: Operation


Rendered = Ready | Dropped | Postponed


@dataclass(frozen=True)
class Desk:
    """What rendering needs besides the rows. `zone`: of the quiet hours of an announcement about no session.

    `drawn`: the pages that are the same for everybody, once they are.
    """

    renderers: Renderers
    now: datetime
    zone: str
    drawn: dict[tuple[int, str], Page | None] = field(default_factory=dict)


async def render(db: AsyncSession, rows: Sequence[Claimed], desk: Desk) -> list[Rendered]:
    """What is to be done with each row, or why nothing is. A renderer's bug fails its row only.

    Raises DBAPIError when the database is lost.
    """
    batch = await known.load(db, rows)
    try:
        async with db.begin_nested():
            return [await _one(db, row, batch.of(row), desk) for row in rows]
    except Exception as error:
        _raise_if_lost(error)
    return [await _apart(db, row, batch.of(row), desk) for row in rows]


async def _apart(db: AsyncSession, row: Claimed, facts: Facts, desk: Desk) -> Rendered:
    """One of the rows among which a renderer failed; on PostgreSQL its transaction is spoilt without a savepoint."""
    try:
        async with db.begin_nested():
            return await _one(db, row, facts, desk)
    except Exception as error:
        _raise_if_lost(error)
        log.exception("notice_not_rendered", outbox=row.id, kind=row.kind)
        return Dropped(row, OutboxState.FAILED, f"not rendered: {type(error).__name__}")


def _raise_if_lost(error: Exception) -> None:
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        raise error


async def _one(db: AsyncSession, row: Claimed, facts: Facts, desk: Desk) -> Rendered:
    objected = known.objection(row, facts, desk.now, desk.zone)
    if objected is not None:
        return objected
    assert facts.chat_id is not None
    if row.original_id is not None and facts.original is None:
        return Dropped(row, OutboxState.CANCELLED, "the message that it changes is not known")
    page = await _page(db, row, facts, desk)
    if page is None:
        return Dropped(row, OutboxState.CANCELLED, "nothing left to say")
    return Ready(row, facts.chat_id, _operation(row, facts, page))


async def _page(db: AsyncSession, row: Claimed, facts: Facts, desk: Desk) -> Page | None:
    renderer = desk.renderers[row.kind]
    if isinstance(renderer, ForGroups):
        return await renderer.page(db, row, words(), desk.now)
    if facts.person is None:
        raise TypeError(f"{row.kind} is for people, not for groups")
    everybodys = _everybodys(row, facts, facts.person)
    if everybodys in desk.drawn:
        return desk.drawn[everybodys]
    page = await renderer(db, row, facts.person, words(facts.person.language), desk.now)
    if everybodys is not None:
        desk.drawn[everybodys] = page
    return page


def _everybodys(row: Claimed, facts: Facts, person: Person) -> tuple[int, str] | None:
    """What names a page that is the same for all who read this language: an announcement that names nobody."""
    if row.kind != Announced.kind or facts.announcement is None:
        return None
    names_them = fields.used(facts.announcement.text) & fields.PERSONAL
    return None if names_them else (facts.announcement.id, person.language)


def _operation(row: Claimed, facts: Facts, page: Page) -> Operation:
    """A button that does not fit fails here, while nothing is on the wire."""
    if facts.original is None:
        return Send(page, sending.markup(page, row.id))
    if row.kind == AnnouncementRecalled.kind:
        return Delete(facts.original)
    assert row.kind == AnnouncementCorrected.kind
    buttons = sending.keyboard(page, row.original_id)
    return Edit(page, buttons, facts.original)
