"""What is sent and is no text, when the question that waits in this chat takes it as an answer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

import structlog
from markupsafe import Markup
from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Document
from telegram.error import TelegramError

from bot.context import Context, ids, open_turn
from bot.house import Dialog, Flow, TakesFiles, TakesMessages
from bot.language import Words
from bot.views import importing as views
from training import uploads
from training.errors import Gone
from training.tables import NotATable

T = TypeVar("T")
V = TypeVar("V")
Read = Callable[[str, bytes], Awaitable[T]]
Complaint = Callable[[Words], Markup]
"""Why a file is not tried, in a language."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Taken(Generic[T]):
    """A file that came, and what it says."""

    name: str
    content: bytes
    read: T


async def answered(context: Context) -> bool:
    """Give a file or a place to the flow that asked, and show what follows; False when none asked for such a thing."""
    message = context.received.message
    flow, dialog = await _waiting(context)
    if message and message.document and dialog and isinstance(flow, TakesFiles):
        await flow.file(context, dialog, message.document)
        return True
    if message is None or not isinstance(flow, TakesMessages):
        return False
    async with context.turn() as turn:
        turn.html = message.caption_html if message.caption else ""
        dialog = await turn.dialog()
        flow = turn.house.flows.get(dialog.flow) if dialog else None
        if dialog is not None and isinstance(flow, TakesMessages):
            page = await flow.sent(turn, dialog, message)
        else:
            page = await turn.house.current_page(turn)
    if page is not None:
        await context.show_under(turn.above, page)
    return True


async def download(document: Document) -> bytes | None:
    """The content, outside any transaction; None when Telegram does not give it."""
    try:
        file = await document.get_file()
        content = bytes(await file.download_as_bytearray())
    except TelegramError:
        return None
    whole = document.file_size in (None, len(content))  # half a table would look like a whole one
    return content if whole else None


async def take(document: Document, read: Read[T]) -> Taken[T] | Complaint:
    """A table, downloaded and read outside any transaction; or the sentence that says why it is not."""
    name, size = document.file_name or "", document.file_size or 0
    content = b"" if size > uploads.MAX_BYTES else await download(document)
    if content is None:
        return views.not_received
    size = max(size, len(content))
    if size > uploads.MAX_BYTES:
        return partial(views.too_big, size=size, limit=uploads.MAX_BYTES)
    try:
        return Taken(name, content, await read(name, content))
    except NotATable as error:
        log.info("file_refused", reason=error.reason.value, cause=type(error.__cause__).__name__)
        return partial(views.not_a_table, error=error)


async def kept(
    context: Context,
    upload_id: int,
    known: Callable[[AsyncSession], Awaitable[V]],
    read: Callable[[str, bytes, V], Awaitable[T]],
) -> T | None:
    """A table that this organiser sent, read again beside what is `known` today; None when it waits no more.

    Raises Forbidden.
    """
    house = context.house
    async with house.database.transaction() as db:
        turn = await open_turn(house, db, *ids(context.received))
        try:
            upload = await uploads.upload(db, turn.person, upload_id)
        except Gone:
            return None
        beside = await known(db)
    return await read(upload.name, upload.content, beside)


async def _waiting(context: Context) -> tuple[Flow | None, Dialog | None]:
    """The flow whose question waits, and the question; asked before the turn, which who takes the message opens."""
    house = context.house
    async with house.database.transaction() as db:
        turn = await open_turn(house, db, *ids(context.received))
        dialog = await turn.dialog()
    return house.flows.get(dialog.flow) if dialog else None, dialog
