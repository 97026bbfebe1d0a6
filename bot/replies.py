"""One turn and its page, for what participants press: whoever may not see the programme is shown where they are."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.context import Context, Turn
from bot.views import session_card
from bot.views.errors import stale
from bot.views.page import Page
from training import sessions
from training.errors import Forbidden


@dataclass(frozen=True)
class Reply:
    """What to show; `toast` answers the press."""

    page: Page
    toast: str | None = None


async def reply(context: Context, answer: Callable[[Turn], Awaitable[Reply]]) -> None:
    """Run `answer` in this update's turn, then show what it gives.

    Where it raises Forbidden, what it wrote before is committed with the page: no more than a question set aside.
    """
    async with context.turn() as turn:
        try:
            found = await answer(turn)
        except Forbidden:
            found = Reply(await turn.house.current_page(turn))
    await context.show(found.page, found.toast)


async def card(turn: Turn, session_id: int, toast: str | None = None) -> Reply:
    """The card of a session as this person sees it now. Raises Forbidden, Gone."""
    found = await sessions.card(turn.db, turn.person, session_id, now=turn.now)
    return Reply(session_card.card(turn.t, found, turn.now), toast)


async def changed(turn: Turn, session_id: int) -> Reply:
    """The answer to an old button: the card as it is today. Raises Forbidden, Gone."""
    return await card(turn, session_id, stale(turn.t))
