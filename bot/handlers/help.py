"""/aide: how to get an answer."""

from telegram.ext import CommandHandler, filters

from bot.buttons import Help
from bot.context import Context, pressed
from bot.views import help as views


async def help_page(update: object, context: Context) -> None:
    """The same page for everybody: it names the team's contact, no session and nobody."""
    async with context.turn(before_notice=True) as turn:
        page = views.help_page(turn.t, turn.house.settings.notice.contact)
    await context.show(page)


HANDLERS = [CommandHandler("aide", help_page, filters=filters.ChatType.PRIVATE), pressed(Help, help_page)]
