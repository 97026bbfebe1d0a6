"""The programme's file, sent by an organiser: tried, reported, imported. Nothing is kept of anybody else's document."""

from telegram.ext import MessageHandler, filters

from bot.actions.organiser import ImportAsk
from bot.actions.programme import ApplyImport, CancelImport, SendImportReport
from bot.attachments import Taken, answered, kept, take
from bot.context import Context, Turn, ids, open_turn, pressed
from bot.house import Dialog
from bot.views import importing as views
from bot.views import stray
from bot.views.page import Page
from training import access, programme_import, publication, uploads
from training.errors import Gone
from training.programme_import import ImportRefused, Programme

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
    """A document: an organiser's is a programme to try, asked for or not, unless another question waits for one."""
    if await answered(context):
        return
    message = context.received.message
    document = message.document if message else None
    words = await _organisers_words(context)
    if document is None or words is None:
        await _unreadable(context)
        return
    tried = await take(document, lambda name, content: programme_import.read(name, content, words))
    async with context.turn() as turn:
        page = await _tried(turn, tried) if isinstance(tried, Taken) else views.ask(turn.t, tried(turn.t))
    await context.show(page)


async def apply(update: object, context: Context) -> None:
    """« Importer n lignes »: planned afresh; a file that has become wrong meanwhile is reported again."""
    action = context.action(ApplyImport)
    await context.toast()  # first: thousands of rows take longer than a press may wait
    programme = await _waiting(context, action.upload_id)
    async with context.turn() as turn:
        page = await _imported(turn, action.upload_id, programme) if programme else views.over(turn.t)
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
    await context.toast()  # first: thousands of rows take longer than a press may wait
    programme = await _waiting(context, action.upload_id)
    if programme is None:
        raise Gone("upload")
    async with context.turn() as turn:
        defaults = turn.house.settings.session_defaults
        found = await programme_import.plan_upload(
            turn.db, turn.person, action.upload_id, programme, now=turn.now, defaults=defaults
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


async def _organisers_words(context: Context) -> frozenset[str] | None:
    """What files are checked against; None for anybody but an organiser, whose file is not even downloaded.

    Asked before the download, and again by the use case.
    """
    house = context.house
    async with house.database.transaction() as db:
        turn = await open_turn(house, db, *ids(context.received))
        return await programme_import.known_words(db) if await access.roles(db, turn.person) else None


async def _waiting(context: Context, upload_id: int) -> Programme | None:
    return await kept(context, upload_id, programme_import.known_words, programme_import.read)


async def _unreadable(context: Context) -> None:
    async with context.turn(confidential=True, before_notice=True) as turn:
        page = stray.text_only(turn.t)
    await context.show(page)


async def _tried(turn: Turn, taken: Taken[Programme]) -> Page:
    """The dry run of a file, kept until it is confirmed, replaced or abandoned."""
    defaults = turn.house.settings.session_defaults
    found = await programme_import.plan(turn.db, taken.read, now=turn.now, defaults=defaults)
    kept = await uploads.keep_upload(turn.db, turn.person, taken.name, taken.content, now=turn.now)
    dialog = await turn.dialog()
    if dialog and dialog.flow == IMPORT:
        await turn.stop_asking()
    return views.report(turn.t, found, kept.id)


async def _imported(turn: Turn, upload_id: int, programme: Programme) -> Page:
    defaults = turn.house.settings.session_defaults
    try:
        done = await programme_import.apply(turn.db, turn.person, upload_id, programme, now=turn.now, defaults=defaults)
    except ImportRefused as error:
        return views.report(turn.t, error.report, upload_id)
    except Gone:
        return views.over(turn.t)
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
