"""What is sent and is no text, when the question that waits in this chat takes it as an answer."""

from telegram import Document
from telegram.error import TelegramError

from bot.context import Context, ids, open_turn
from bot.house import Dialog, Flow, TakesFiles, TakesMessages


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


async def _waiting(context: Context) -> tuple[Flow | None, Dialog | None]:
    """The flow whose question waits, and the question; asked before the turn, which who takes the message opens."""
    house = context.house
    async with house.database.transaction() as db:
        turn = await open_turn(house, db, *ids(context.received))
        dialog = await turn.dialog()
    return house.flows.get(dialog.flow) if dialog else None, dialog
