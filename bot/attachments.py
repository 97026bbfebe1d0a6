"""What is sent and is no text, when the question that waits in this chat takes it as an answer."""

from bot.context import Context, ids, open_turn
from bot.house import Flow, TakesMessages


async def answered(context: Context) -> bool:
    """Give a file or a place to the flow that asked, and show what follows; False when none asked for such a thing."""
    message = context.received.message
    if message is None or not isinstance(await _waiting(context), TakesMessages):
        return False
    async with context.turn() as turn:
        turn.html = message.caption_html if message.caption else ""
        dialog = await turn.dialog()
        flow = turn.house.flows.get(dialog.flow) if dialog else None
        if dialog is not None and isinstance(flow, TakesMessages):
            page = await flow.sent(turn, dialog, message)
        else:
            page = await turn.house.current_page(turn)
    if page is not None:
        await context.show_under(turn.above, page)
    return True


async def _waiting(context: Context) -> Flow | None:
    """The flow whose question waits. Asked before the turn: whoever takes the message then opens it."""
    house = context.house
    async with house.database.transaction() as db:
        turn = await open_turn(house, db, *ids(context.received))
        dialog = await turn.dialog()
    return house.flows.get(dialog.flow) if dialog else None
