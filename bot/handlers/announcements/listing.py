"""« Annonces »: all of them, a page at a time."""

from bot.actions.composing import Announcements
from bot.context import Context, Turn, pressed
from bot.dialogs import set_aside
from bot.views.announcements import listing as views
from bot.views.page import Page
from training.announcements import listing


async def announcements(update: object, context: Context) -> None:
    action = context.action(Announcements)
    async with context.turn() as turn:
        page = await _page(turn, max(action.page, 0))
        await set_aside(turn)
    await context.show(page)


async def _page(turn: Turn, number: int) -> Page:
    """A page that exists: a forged or an old number leads to the first."""
    size = views.ANNOUNCEMENTS_A_PAGE
    found = await listing.latest(turn.db, turn.person, limit=size, offset=number * size)
    if number and not found.lines:
        return await _page(turn, 0)
    return views.listing(turn.t, found, number)


HANDLERS = [pressed(Announcements, announcements)]
