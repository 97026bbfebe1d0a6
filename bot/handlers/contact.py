"""A telephone number: only by the contact button, and only the sender's own."""

from typing import assert_never

from telegram.ext import MessageHandler, filters

from bot.actions.my_data import AskPhone
from bot.context import Context, Turn, pressed
from bot.views import contact as views
from bot.views.page import Page
from training import identification
from training.identification import PhoneRefused, PhoneTrusted


async def ask(update: object, context: Context) -> None:
    """Show the contact button; somebody unknown is first welcomed."""
    async with context.turn() as turn:
        page = views.ask(turn.t) if turn.person else await turn.house.current_page(turn)
    await context.show(page)


async def received(update: object, context: Context) -> None:
    """A card of somebody else, or of nobody, is neither kept nor shown: the raw update goes with the transaction."""
    message = context.received.message
    card = message.contact if message else None
    async with context.turn(confidential=True) as turn:
        page = await _kept(turn, card.phone_number, card.user_id) if card else await turn.house.current_page(turn)
    await context.show(page)


async def _kept(turn: Turn, number: str, owner: int | None) -> Page:
    if turn.person is None:
        return await turn.house.current_page(turn)
    outcome = await identification.trust_phone(turn.db, turn.person, number, owner, now=turn.now)
    match outcome:
        case PhoneTrusted(phone):
            return views.trusted(turn.t, phone)
        case PhoneRefused(reason):
            return views.refused(turn.t, reason.value)
        case _:
            assert_never(outcome)


HANDLERS = [
    pressed(AskPhone, ask),
    MessageHandler(filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE & filters.CONTACT, received),
]
