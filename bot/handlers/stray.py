"""Whatever no other handler took: unknown commands, old or forged buttons, stickers, photos, voice messages."""

from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from bot.actions.stray import Resume
from bot.attachments import answered
from bot.context import Context, pressed
from bot.views import errors
from bot.views import stray as views

PRIVATE = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE


async def resume(update: object, context: Context) -> None:
    """Where the person is now."""
    async with context.turn(before_notice=True) as turn:
        page = await turn.house.current_page(turn)
    await context.show(page)


async def unknown_button(update: object, context: Context) -> None:
    """A button of an older version, or one that nobody drew: the page as it is today, and why."""
    async with context.turn(before_notice=True) as turn:
        page = await turn.house.current_page(turn)
        toast = errors.stale(turn.t)
    await context.show(page, toast)


async def unreadable(update: object, context: Context) -> None:
    """Nothing of it is kept, not even the raw update, unless the question that waits takes it."""
    if await answered(context):
        return
    async with context.turn(confidential=True, before_notice=True) as turn:
        page = views.text_only(turn.t)
    await context.show(page)


HANDLERS = [
    pressed(Resume, resume),
    CallbackQueryHandler(unknown_button),
    MessageHandler(PRIVATE & filters.COMMAND, resume),
    MessageHandler(PRIVATE & ~filters.TEXT & ~filters.StatusUpdate.ALL, unreadable),
]
