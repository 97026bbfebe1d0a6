"""Who opened a personal link says what only its person knows; then it is theirs."""

from typing import Any

from telegram.ext import BaseHandler

from bot import fiche
from bot.actions.identification import CLAIM, FICHE
from bot.codes import LINK
from bot.context import Context, Turn
from bot.house import Dialog
from bot.views import claiming as views
from bot.views.page import Page
from training import codes
from training.errors import Forbidden
from training.links import claiming
from training.links.claiming import Claimed, Wrong


class ClaimFlow:
    """The dialogs named CLAIM: the step says what is asked."""

    name = CLAIM

    async def question(self, turn: Turn, dialog: Dialog) -> Page:
        return views.ask(turn.t, dialog.step)

    async def typed(self, turn: Turn, dialog: Dialog, text: str) -> Page:
        """The link is looked at afresh: it may have been used or withdrawn since it was opened."""
        if turn.person is None:
            raise Forbidden
        if codes.looks_like_code(text):  # another code, or the same link once more
            await turn.stop_asking()
            return await turn.house.unasked(turn, text)
        outcome = await claiming.answer(turn.db, turn.person, dialog.answers[LINK], text, now=turn.now)
        if isinstance(outcome, Wrong):
            return views.ask(turn.t, outcome.asked.proof.value, outcome.left)
        await turn.stop_asking()
        if isinstance(outcome, Claimed):
            return await _claimed(turn, outcome)
        return views.refused(turn.t, identified=turn.person.identified_at is not None)


async def _claimed(turn: Turn, claimed: Claimed) -> Page:
    """Their record, as the list has it, is checked next; who had one is home."""
    turn.person = claimed.person
    if claimed.person.identified_at is None:
        form = await fiche.form_of(turn.db, claimed.person)
        await turn.ask(FICHE, form.next(), form.answers)
    return await turn.house.current_page(turn)


FLOW = ClaimFlow()
HANDLERS: list[BaseHandler[Any, Context, Any]] = []
