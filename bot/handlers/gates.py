"""What a session asks of a registration, switched by organisers; the registrations that they decide."""

from collections.abc import Awaitable, Callable

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
    await _toggle(context, gates.toggle_approval, context.action(ToggleApproval).session_id)


async def toggle_quotas(update: object, context: Context) -> None:
    await _toggle(context, gates.toggle_quotas, context.action(ToggleQuotas).session_id)


async def list_requests(update: object, context: Context) -> None:
    action = context.action(Requests)
    async with context.turn() as turn:
        page = await _requests(turn, action.session_id)
    await context.show(page)


async def approve(update: object, context: Context) -> None:
    await _decide(context, requests.approve, context.action(ApproveRequest).registration_id)


async def refuse(update: object, context: Context) -> None:
    await _decide(context, requests.refuse, context.action(RefuseRequest).registration_id)


async def _toggle(context: Context, toggle: Callable[..., Awaitable[object]], session_id: int) -> None:
    """One rule the other way, then the rules."""
    async with context.turn() as turn:
        await toggle(turn.db, turn.person, session_id, now=turn.now)
        page = await _gates(turn, session_id)
    await context.show(page)


async def _decide(context: Context, decide: Callable[..., Awaitable[Decided]], registration_id: int) -> None:
    """« Accepter », « Refuser »: then the next one who waits."""
    async with context.turn() as turn:
        outcome = await decide(turn.db, turn.person, registration_id, now=turn.now)
        page, toast = await _requests(turn, outcome.session.id), views.decided(turn.t, outcome)
    await context.show(page, toast)


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
