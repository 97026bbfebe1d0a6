"""What a session asks of a registration, switched by organisers; the registrations that they decide."""

from bot.actions.gates import ApproveRequest, Gates, RefuseRequest, Requests, ToggleApproval, ToggleQuotas
from bot.context import Context, Turn, pressed
from bot.views import gates as views
from bot.views.page import Page
from training import finding, gates, requests
from training.requests import Decided


async def show(update: object, context: Context) -> None:
    action = context.action(Gates)
    async with context.turn() as turn:
        page = await _gates(turn, action.session_id)
    await context.show(page)


async def toggle_approval(update: object, context: Context) -> None:
    action = context.action(ToggleApproval)
    async with context.turn() as turn:
        await gates.toggle_approval(turn.db, turn.person, action.session_id, now=turn.now)
        page = await _gates(turn, action.session_id)
    await context.show(page)


async def toggle_quotas(update: object, context: Context) -> None:
    action = context.action(ToggleQuotas)
    async with context.turn() as turn:
        await gates.toggle_quotas(turn.db, turn.person, action.session_id, now=turn.now)
        page = await _gates(turn, action.session_id)
    await context.show(page)


async def list_requests(update: object, context: Context) -> None:
    action = context.action(Requests)
    async with context.turn() as turn:
        page = await _requests(turn, action.session_id)
    await context.show(page)


async def approve(update: object, context: Context) -> None:
    """« Accepter »: then the next one who waits."""
    action = context.action(ApproveRequest)
    async with context.turn() as turn:
        outcome = await requests.approve(turn.db, turn.person, action.registration_id, now=turn.now)
        page, toast = await _next(turn, outcome)
    await context.show(page, toast)


async def refuse(update: object, context: Context) -> None:
    """« Refuser »: then the next one who waits."""
    action = context.action(RefuseRequest)
    async with context.turn() as turn:
        outcome = await requests.refuse(turn.db, turn.person, action.registration_id, now=turn.now)
        page, toast = await _next(turn, outcome)
    await context.show(page, toast)


async def _next(turn: Turn, outcome: Decided) -> tuple[Page, str]:
    return await _requests(turn, outcome.session.id), views.decided(turn.t, outcome)


async def _gates(turn: Turn, session_id: int) -> Page:
    return views.gates(turn.t, await gates.gates(turn.db, turn.person, session_id, now=turn.now))


async def _requests(turn: Turn, session_id: int) -> Page:
    waiting = await requests.pending(turn.db, turn.person, session_id)
    return views.request(turn.t, await finding.session(turn.db, session_id), waiting)


HANDLERS = [
    pressed(Gates, show),
    pressed(ToggleApproval, toggle_approval),
    pressed(ToggleQuotas, toggle_quotas),
    pressed(Requests, list_requests),
    pressed(ApproveRequest, approve),
    pressed(RefuseRequest, refuse),
]
