"""A typed text: the answer to the question that waits in this chat, whoever asked it."""

from telegram.ext import MessageHandler, filters

from bot.context import Context, Turn
from bot.views.page import Page


async def typed(update: object, context: Context) -> None:
    """Give the text to the flow that asked; without a question, show where the person is."""
    message = context.received.message
    async with context.turn() as turn:
        turn.html = message.text_html if message else ""
        page = await _answer(turn, (message.text if message else None) or "")
    if turn.confidential:
        await context.forget_text()
    await context.show_under(turn.above, page)


async def _answer(turn: Turn, text: str) -> Page:
    dialog = await turn.dialog()
    if dialog is None or dialog.flow not in turn.house.flows:
        return await turn.house.unasked(turn, text)
    return await turn.house.flows[dialog.flow].typed(turn, dialog, text)


HANDLERS = [MessageHandler(filters.ChatType.PRIVATE & filters.TEXT & ~filters.COMMAND, typed)]
