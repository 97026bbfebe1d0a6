"""The programme's file, sent by an organiser: tried, reported, imported. Nothing is kept of anybody else's document."""

from telegram import Document as Attachment
from telegram.error import TelegramError
from telegram.ext import MessageHandler, filters

from bot.actions.organiser import ImportAsk
from bot.actions.programme import ApplyImport, CancelImport, SendImportReport
from bot.context import Context, Turn, ids, open_turn, pressed
from bot.house import Dialog
from bot.views import importing as views
from bot.views import stray
from bot.views.page import Page
from training import access, programme_import, publication, uploads
from training.errors import Gone
from training.programme_import import ImportRefused, NotATable

IMPORT = "import"
"""The name of the flow, as dialogs keep it."""
FILE = "file"
PRIVATE_DOCUMENT = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE & filters.Document.ALL


async def ask(update: object, context: Context) -> None:
    """« Importer un fichier »."""
    async with context.turn() as turn:
        await access.organiser(turn.db, turn.person)
        await turn.ask(IMPORT, FILE, {})
        page = views.ask(turn.t)
    await context.show(page)


async def receive(update: object, context: Context) -> None:
    """A document: an organiser's is a programme to try, whether it was asked for or not."""
    message = context.received.message
    document = message.document if message else None
    if document is None or not await _from_organiser(context):
        await _unreadable(context)
        return
    size = document.file_size or 0
    content = b"" if size > uploads.MAX_BYTES else await _download(document)
    async with context.turn() as turn:
        page = await _tried(turn, document.file_name or "", size, content)
    await context.show(page)


async def apply(update: object, context: Context) -> None:
    """« Importer n lignes »: planned afresh; a file that has become wrong meanwhile is reported again."""
    action = context.action(ApplyImport)
    async with context.turn() as turn:
        try:
            page = await _imported(turn, action.upload_id)
        except ImportRefused as error:
            page = views.report(turn.t, error.report, action.upload_id)
        except Gone:
            page = views.over(turn.t)
    await context.show(page)


async def cancel(update: object, context: Context) -> None:
    action = context.action(CancelImport)
    async with context.turn() as turn:
        try:
            await uploads.discard(turn.db, turn.person, action.upload_id)
            page = views.cancelled(turn.t)
        except Gone:
            page = views.over(turn.t)
    await context.show(page)


async def send_report(update: object, context: Context) -> None:
    """The whole report of a file that waits, as it is now; the page stays."""
    action = context.action(SendImportReport)
    async with context.turn() as turn:
        found = await programme_import.plan_upload(
            turn.db, turn.person, action.upload_id, now=turn.now, defaults=turn.house.settings.session_defaults
        )
        document = views.report_document(turn.t, found)
    await context.send_document(document)


class Awaiting:
    """The conversation: a file is awaited; a text is none."""

    name = IMPORT

    async def question(self, turn: Turn, dialog: Dialog) -> Page:
        """The page that waits."""
        await access.organiser(turn.db, turn.person)
        return views.ask(turn.t)

    async def typed(self, turn: Turn, dialog: Dialog, text: str) -> Page:
        """Ask again, and say why."""
        await access.organiser(turn.db, turn.person)
        return views.ask(turn.t, views.file_awaited(turn.t))


async def _from_organiser(context: Context) -> bool:
    """Asked before the download, and again by the use case."""
    house = context.house
    async with house.database.transaction() as db:
        turn = await open_turn(house, db, *ids(context.received))
        return bool(await access.roles(db, turn.person))


async def _unreadable(context: Context) -> None:
    async with context.turn(confidential=True, before_notice=True) as turn:
        page = stray.text_only(turn.t)
    await context.show(page)


async def _download(document: Attachment) -> bytes | None:
    """The content, outside any transaction; None when Telegram does not give it."""
    try:
        file = await document.get_file()
        return bytes(await file.download_as_bytearray())
    except TelegramError:
        return None


async def _tried(turn: Turn, name: str, size: int, content: bytes | None) -> Page:
    """The dry run of a file, kept until it is confirmed, replaced or abandoned."""
    t = turn.t
    if size > uploads.MAX_BYTES:
        return views.ask(t, views.too_big(t, size, uploads.MAX_BYTES))
    if content is None:
        return views.ask(t, views.not_received(t))
    defaults = turn.house.settings.session_defaults
    try:
        found = await programme_import.plan(turn.db, content, name, now=turn.now, defaults=defaults)
    except NotATable as error:
        return views.ask(t, views.not_a_table(t, error))
    kept = await uploads.keep_upload(turn.db, turn.person, name, content, now=turn.now)
    dialog = await turn.dialog()
    if dialog and dialog.flow == IMPORT:
        await turn.stop_asking()
    return views.report(t, found, kept.id)


async def _imported(turn: Turn, upload_id: int) -> Page:
    done = await programme_import.apply(
        turn.db, turn.person, upload_id, now=turn.now, defaults=turn.house.settings.session_defaults
    )
    drafts = await publication.drafts_ahead(turn.db, turn.person, now=turn.now)
    return views.done(turn.t, done, drafts)


FLOW = Awaiting()
HANDLERS = [
    pressed(ImportAsk, ask),
    MessageHandler(PRIVATE_DOCUMENT, receive),
    pressed(ApplyImport, apply),
    pressed(CancelImport, cancel),
    pressed(SendImportReport, send_report),
]
