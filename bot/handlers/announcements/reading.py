"""« Lire », under the neutral first line of an announcement: the whole takes its place."""

from bot.actions.composing import ReadAnnouncement
from bot.context import Context, pressed
from bot.delivery.notices import announcement_page
from bot.handlers.announcements import preview
from training.announcements import filling, reading


async def read(update: object, context: Context) -> None:
    """An organiser who tries it in a preview is led away by no button."""
    action = context.action(ReadAnnouncement)
    async with context.turn() as turn:
        found = await reading.read(turn.db, turn.person, action.announcement_id)
        assert turn.person is not None
        if found.state == "draft":
            page = await preview.exact(turn, found, opened=True)
        else:
            page = await announcement_page(turn.db, turn.t, found, filling.addressee(turn.person), opened=True)
    await context.show(page)


HANDLERS = [pressed(ReadAnnouncement, read)]
