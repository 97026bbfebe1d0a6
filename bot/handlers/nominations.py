"""A list of nominations, sent by an organiser for one session: tried, its namesakes asked about, imported."""

from collections.abc import Callable

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
from bot.attachments import Taken, kept, take
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
from training.nominations.rows import Corps

NOMINATIONS = "nominations"
"""The name of the flow, as dialogs keep it."""
FILE, SESSION = "file", "session"


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
        session_id, corps = dialog.answers[SESSION], await _corps(context)
        taken = await take(document, lambda name, content: importing.read(name, content, corps))
        async with context.turn() as turn:
            if isinstance(taken, Taken):
                upload = await uploads.keep_upload(turn.db, turn.person, taken.name, taken.content, now=turn.now)
                await turn.stop_asking()
                page = await _planned(turn, session_id, upload.id, taken.read, views.report)
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
    return await kept(context, upload_id, importing.known_corps, importing.read)


async def _corps(context: Context) -> Corps:
    """What lists are checked against; nobody's but an organiser's file is downloaded. Raises Forbidden."""
    house = context.house
    async with house.database.transaction() as db:
        turn = await open_turn(house, db, *ids(context.received))
        await access.organiser(db, turn.person)
        return await importing.known_corps(db)


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
