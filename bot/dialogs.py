"""What becomes of a question that waits when somebody goes elsewhere."""

from bot.actions.identification import FICHE
from bot.context import Turn
from bot.views.page import Page


async def set_aside(turn: Turn) -> None:
    """Going home gives a question up, lest a later text be taken for its answer; a first form is kept and goes on."""
    dialog = await turn.dialog()
    first_form = dialog and dialog.flow == FICHE and turn.person and turn.person.identified_at is None
    if dialog and not first_form:
        await turn.stop_asking()


async def give_up(turn: Turn) -> Page:
    """What was asked has no answer any more: nothing waits, and the person is where they are without it."""
    await turn.stop_asking()
    return await turn.house.current_page(turn)
