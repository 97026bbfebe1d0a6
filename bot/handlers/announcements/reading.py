"""« Lire », under the neutral first line of an announcement: the whole takes its place."""

from bot.actions.composing import ReadAnnouncement
from bot.context import Context, Turn, pressed
from bot.delivery.announcement_notices import announcement_page
from bot.handlers.announcements import preview
from bot.views.page import Page
from training.announcements import filling, reading


async def read(update: object, context: Context) -> None:
    """An organiser who tries it in a preview is led away by no button."""
    action = context.action(ReadAnnouncement)
    async with context.turn() as turn:
        page = await whole(turn, action.announcement_id)
    await context.show(page)


async def whole(turn: Turn, announcement_id: int) -> Page:
    """An announcement as this reader gets it, whatever it hides on a locked screen. Raises Forbidden, Gone, Stale."""
    found = await reading.read(turn.db, turn.person, announcement_id)
    assert turn.person is not None
    if found.state == "draft":
        return await preview.exact(turn, found, opened=True)
    return await announcement_page(turn.db, turn.t, found, filling.addressee(turn.person), opened=True)


HANDLERS = [pressed(ReadAnnouncement, read)]
