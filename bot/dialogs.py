"""What becomes of a question that waits, and of a progress that is shown, when somebody goes elsewhere."""

from telegram import Message

from bot.actions.identification import CLAIM, FICHE
from bot.context import Context, Turn
from bot.views.page import Page
from training.announcements import dispatches


async def set_aside(turn: Turn) -> None:
    """Going home gives a question up, lest a later text be taken for its answer; a first form is kept and goes on."""
    dialog = await turn.dialog()
    first_form = dialog and dialog.flow in (FICHE, CLAIM) and turn.person and turn.person.identified_at is None
    if dialog and not first_form:
        await turn.stop_asking()


async def give_up(turn: Turn) -> Page:
    """What was asked has no answer any more: nothing waits, and the person is where they are without it."""
    await turn.stop_asking()
    return await turn.house.current_page(turn)


async def leave_line(turn: Turn, context: Context) -> None:
    """Another page takes the place of the pressed one: no progress of an announcement is drawn over it."""
    query = context.received.callback_query
    if query is not None and isinstance(query.message, Message):
        await dispatches.leave_line(turn.db, turn.person, query.message.message_id)
