"""Registering, confirming, withdrawing, leaving the waiting list."""

from typing import assert_never

from bot.actions.sessions import AskLeaveLine, AskReason, ChooseReason, Confirm, LeaveLine, Register, Withdraw
from bot.context import Context, Turn, pressed
from bot.replies import Reply, changed, reply
from bot.views import gates, session_card
from bot.views import registration as views
from training import access, finding, registration, sessions
from training.errors import Stale
from training.registration import AlreadyIn, Refused, Requested, Seat, Seated, Waitlisted, WithdrawalReason
from training.replacements import proposing
from training.sessions import SessionCard

IN_LINE = (Seat.WAITING, Seat.REQUESTED)
"""What is given up in two taps, without a reason."""


async def register(update: object, context: Context) -> None:
    action = context.action(Register)
    await reply(context, lambda turn: _register(turn, action.session_id))


async def confirm(update: object, context: Context) -> None:
    action = context.action(Confirm)
    await reply(context, lambda turn: _confirm(turn, action.session_id))


async def ask_reason(update: object, context: Context) -> None:
    action = context.action(AskReason)
    await reply(context, lambda turn: _ask_reason(turn, action.session_id))


async def choose_reason(update: object, context: Context) -> None:
    action = context.action(ChooseReason)
    await reply(context, lambda turn: _choose_reason(turn, action))


async def withdraw(update: object, context: Context) -> None:
    action = context.action(Withdraw)
    await reply(context, lambda turn: _withdraw(turn, action))


async def ask_leave_line(update: object, context: Context) -> None:
    action = context.action(AskLeaveLine)
    await reply(context, lambda turn: _ask_leave_line(turn, action.session_id))


async def leave_line(update: object, context: Context) -> None:
    action = context.action(LeaveLine)
    await reply(context, lambda turn: _leave_line(turn, action.session_id))


async def _register(turn: Turn, session_id: int) -> Reply:
    verdict = await registration.register(turn.db, turn.person, session_id, now=turn.now)
    if isinstance(verdict, Refused):
        return Reply(views.refused(turn.t, verdict))
    session = await finding.session(turn.db, session_id)
    match verdict:
        case Seated():
            return Reply(views.seated(turn.t, session))
        case Requested():
            return Reply(gates.requested(turn.t, session))
        case Waitlisted(rank, quota_full):
            return Reply(views.waitlisted(turn.t, session, rank, quota_full=quota_full))
        case AlreadyIn():
            toast = turn.t.label("You were already registered: here is where you stand.")
            return Reply(session_card.card(turn.t, await _card(turn, session_id), turn.now), toast)
        case _ as never:
            assert_never(never)


async def _confirm(turn: Turn, session_id: int) -> Reply:
    outcome = await registration.confirm(turn.db, turn.person, session_id, now=turn.now)
    session = await finding.session(turn.db, session_id)
    toast = turn.t.label("Your presence was already confirmed.") if outcome.again else None
    return Reply(views.confirmed(turn.t, session), toast)


async def _ask_reason(turn: Turn, session_id: int) -> Reply:
    found = await _card(turn, session_id)
    if _seat(found) is not Seat.SEATED or found.session.starts_at <= turn.now:
        return await changed(turn, session_id)
    replaceable = await proposing.may_propose(turn.db, access.verified(turn.person), session_id, now=turn.now)
    return Reply(views.ask_reason(turn.t, found.session, replaceable=replaceable))


async def _choose_reason(turn: Turn, action: ChooseReason) -> Reply:
    reason = _reason(action.reason)
    found = await _card(turn, action.session_id)
    if _seat(found) is not Seat.SEATED:
        return await changed(turn, action.session_id)
    return Reply(views.check_withdrawal(turn.t, found.session, reason.value))


async def _withdraw(turn: Turn, action: Withdraw) -> Reply:
    """« Libérer ma place »; pressed again, it says the same."""
    session = (await _card(turn, action.session_id)).session
    outcome = await registration.withdraw(turn.db, turn.person, session.id, _reason(action.reason), now=turn.now)
    toast = turn.t.label("Your place was free already.") if outcome.was is Seat.WITHDRAWN else None
    return Reply(views.withdrawn(turn.t, session), toast)


async def _ask_leave_line(turn: Turn, session_id: int) -> Reply:
    found = await _card(turn, session_id)
    if _seat(found) not in IN_LINE:
        return await changed(turn, session_id)
    return Reply(views.ask_leave_line(turn.t, found.session, requested=_seat(found) is Seat.REQUESTED))


async def _leave_line(turn: Turn, session_id: int) -> Reply:
    """Only a place in the line, or a request: a seat given meanwhile is not thrown away by an old button."""
    found = await _card(turn, session_id)
    if _seat(found) not in IN_LINE:
        return await changed(turn, session_id)
    left = await registration.withdraw(turn.db, turn.person, session_id, WithdrawalReason.UNSAID, now=turn.now)
    return Reply(views.left_line(turn.t, found.session, requested=left.was is Seat.REQUESTED))


async def _card(turn: Turn, session_id: int) -> SessionCard:
    return await sessions.card(turn.db, turn.person, session_id, now=turn.now)


def _seat(found: SessionCard) -> Seat | None:
    return found.mine.seat if found.mine else None


def _reason(key: str) -> WithdrawalReason:
    """The reason of a button; raises Stale for one that is not offered."""
    if key not in views.REASONS:
        raise Stale("reason")
    return WithdrawalReason(key)


HANDLERS = [
    pressed(Register, register),
    pressed(Confirm, confirm),
    pressed(AskReason, ask_reason),
    pressed(ChooseReason, choose_reason),
    pressed(Withdraw, withdraw),
    pressed(AskLeaveLine, ask_leave_line),
    pressed(LeaveLine, leave_line),
]
