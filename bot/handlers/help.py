"""/aide: how to get an answer."""

from telegram.ext import CommandHandler, filters

from bot.buttons import Help
from bot.context import Context, pressed
from bot.views import help as views
from training.identification import needs_notice


async def help_page(update: object, context: Context) -> None:
    """It names the team's contact, no session and nobody; who has read the notice may write to the team."""
    async with context.turn(before_notice=True) as turn:
        settings = turn.house.settings
        known = not needs_notice(turn.person, settings.notice.version)
        page = views.help_page(turn.t, settings.notice.contact, known=known)
    await context.show(page)


HANDLERS = [CommandHandler("aide", help_page, filters=filters.ChatType.PRIVATE), pressed(Help, help_page)]
