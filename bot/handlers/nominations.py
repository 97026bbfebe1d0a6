"""A list of nominations, sent by an organiser for one session: tried, its namesakes asked about, imported."""

from collections.abc import Callable
from functools import partial

import structlog
from markupsafe import Markup
from telegram import Document as Attachment

from bot import sheets
from bot.actions.nominations import (
    ApplyList,
    AskList,
    AskNamesake,
    CancelList,
    SayNamesake,
    SendTemplate,
    SendWholeTrial,
    ShowTrial,
)
from bot.attachments import download
from bot.context import Context, Turn, ids, open_turn, pressed
from bot.house import Dialog
from bot.language import Words
from bot.views import importing as files
from bot.views import nominations as views
from bot.views.page import Page
from training import access, uploads
from training.errors import Gone
from training.nominations import importing
from training.nominations.importing import ImportRefused
from training.nominations.nominee import TEMPLATE, NominationList
from training.nominations.plan import ImportReport
from training.tables import NotATable

NOMINATIONS = "nominations"
"""The name of the flow, as dialogs keep it."""
FILE, SESSION = "file", "session"

log = structlog.get_logger(__name__)

Complaint = Callable[[Words], Markup]
"""Why a file is not tried, in a language."""


async def ask(update: object, context: Context) -> None:
    """« Désignations » of a session."""
    action = context.action(AskList)
    async with context.turn() as turn:
        session = await importing.session_to_fill(turn.db, turn.person, action.session_id, now=turn.now)
        await turn.ask(NOMINATIONS, FILE, {SESSION: session.id})
        page = views.ask(turn.t, session)
    await context.show(page)


async def send_template(update: object, context: Context) -> None:
    action = context.action(SendTemplate)
    async with context.turn() as turn:
        session = await importing.session_to_fill(turn.db, turn.person, action.session_id, now=turn.now)
        words, title = turn.t, views.template_name(turn.t, session)
    content = await sheets.workbook(title[:31], [column.value for column in TEMPLATE], [])
    await context.send_document(views.template(words, session, content))


async def show_trial(update: object, context: Context) -> None:
    action = context.action(ShowTrial)
    await _again(context, action.session_id, action.upload_id, views.report)


async def ask_namesake(update: object, context: Context) -> None:
    action = context.action(AskNamesake)
    await _again(context, action.session_id, action.upload_id, _next_question)


async def say_namesake(update: object, context: Context) -> None:
    """« Même personne », « Deux personnes »: then the next question, or the trial when none is left."""
    action = context.action(SayNamesake)
    read = await _waiting(context, action.upload_id)
    async with context.turn() as turn:
        page = views.over(turn.t, action.session_id)
        if read is not None:
            same = bool(action.same)
            await importing.answer(
                turn.db, turn.person, action.upload_id, action.line, action.other, same=same, now=turn.now
            )
            page = await _planned(turn, action.session_id, action.upload_id, read, _next_question)
    await context.show(page)


async def send_whole(update: object, context: Context) -> None:
    """The whole trial of a list that waits, as it is now; the page stays."""
    action = context.action(SendWholeTrial)
    read = await _waiting(context, action.upload_id)
    if read is None:
        raise Gone("upload")
    async with context.turn() as turn:
        found = await importing.plan(turn.db, turn.person, action.session_id, action.upload_id, read, now=turn.now)
        document = views.whole_report(turn.t, found)
    await context.send_document(document)


async def apply(update: object, context: Context) -> None:
    """« Importer n lignes »: planned afresh; a list that has become wrong meanwhile is reported again."""
    action = context.action(ApplyList)
    await context.toast()  # first: hundreds of people take longer than a press may wait
    read = await _waiting(context, action.upload_id)
    async with context.turn() as turn:
        page = await _imported(turn, action, read) if read else views.over(turn.t, action.session_id)
    await context.show(page)


async def cancel(update: object, context: Context) -> None:
    action = context.action(CancelList)
    async with context.turn() as turn:
        try:
            await uploads.discard(turn.db, turn.person, action.upload_id)
            page = views.over(turn.t, action.session_id, cancelled=True)
        except Gone:
            page = views.over(turn.t, action.session_id)
    await context.show(page)


class Awaiting:
    """The conversation: the list of a session is awaited; a text is none."""

    name = NOMINATIONS

    async def question(self, turn: Turn, dialog: Dialog) -> Page:
        """The page that waits."""
        session_id = dialog.answers[SESSION]
        return views.ask(turn.t, await importing.session_to_fill(turn.db, turn.person, session_id, now=turn.now))

    async def typed(self, turn: Turn, dialog: Dialog, text: str) -> Page:
        """Ask again, and say why."""
        return await _asked_again(turn, dialog.answers[SESSION], files.file_awaited(turn.t))

    async def file(self, context: Context, dialog: Dialog, document: Attachment) -> None:
        """A document that came: read outside any transaction, then tried."""
        session_id, name = dialog.answers[SESSION], document.file_name or ""
        taken = await _taken(context, name, document)
        async with context.turn() as turn:
            if isinstance(taken, tuple):
                kept = await uploads.keep_upload(turn.db, turn.person, name, taken[0], now=turn.now)
                await turn.stop_asking()
                page = await _planned(turn, session_id, kept.id, taken[1], views.report)
            else:
                page = await _asked_again(turn, session_id, taken(turn.t))
        await context.show(page)


async def _asked_again(turn: Turn, session_id: int, reason: Markup) -> Page:
    session = await importing.session_to_fill(turn.db, turn.person, session_id, now=turn.now)
    return views.ask(turn.t, session, reason)


Draw = Callable[[Words, ImportReport, int], Page]


def _next_question(t: Words, found: ImportReport, upload_id: int) -> Page:
    if not found.namesakes:
        return views.report(t, found, upload_id)
    return views.namesake(t, found, found.namesakes[0], upload_id)


async def _again(context: Context, session_id: int, upload_id: int, draw: Draw) -> None:
    read = await _waiting(context, upload_id)
    async with context.turn() as turn:
        page = views.over(turn.t, session_id)
        if read is not None:
            page = await _planned(turn, session_id, upload_id, read, draw)
    await context.show(page)


async def _planned(turn: Turn, session_id: int, upload_id: int, read: NominationList, draw: Draw) -> Page:
    found = await importing.plan(turn.db, turn.person, session_id, upload_id, read, now=turn.now)
    return draw(turn.t, found, upload_id)


async def _imported(turn: Turn, action: ApplyList, read: NominationList) -> Page:
    try:
        done = await importing.apply(turn.db, turn.person, action.session_id, action.upload_id, read, now=turn.now)
    except ImportRefused as error:
        return views.report(turn.t, error.report, action.upload_id)
    except Gone:
        return views.over(turn.t, action.session_id)
    return views.done(turn.t, done)


async def _waiting(context: Context, upload_id: int) -> NominationList | None:
    """A list that this organiser sent, read again; None when it does not wait any more. Raises Forbidden."""
    house = context.house
    async with house.database.transaction() as db:
        turn = await open_turn(house, db, *ids(context.received))
        try:
            kept = await uploads.upload(db, turn.person, upload_id)
        except Gone:
            return None
        corps = await importing.known_corps(db)
    return await importing.read(kept.name, kept.content, corps)


async def _taken(context: Context, name: str, document: Attachment) -> tuple[bytes, NominationList] | Complaint:
    """The file and what it says; or the sentence that says why it is not tried. Raises Forbidden."""
    house = context.house
    async with house.database.transaction() as db:
        turn = await open_turn(house, db, *ids(context.received))
        await access.organiser(db, turn.person)
        corps = await importing.known_corps(db)
    size = document.file_size or 0
    content = b"" if size > uploads.MAX_BYTES else await download(document)
    if content is None:
        return files.not_received
    size = max(size, len(content))
    if size > uploads.MAX_BYTES:
        return partial(files.too_big, size=size, limit=uploads.MAX_BYTES)
    try:
        return content, await importing.read(name, content, corps)
    except NotATable as error:
        log.info("file_refused", reason=error.reason.value, cause=type(error.__cause__).__name__)
        return partial(files.not_a_table, error=error)


FLOW = Awaiting()
HANDLERS = [
    pressed(AskList, ask),
    pressed(SendTemplate, send_template),
    pressed(ShowTrial, show_trial),
    pressed(AskNamesake, ask_namesake),
    pressed(SayNamesake, say_namesake),
    pressed(SendWholeTrial, send_whole),
    pressed(ApplyList, apply),
    pressed(CancelList, cancel),
]
