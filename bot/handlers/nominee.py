"""One person whom a list put forward: their link, and what an organiser does for them."""

from collections.abc import Awaitable, Callable

from bot.actions.nominees import (
    AskDecline,
    ConfirmFor,
    DeclineFor,
    IssueLink,
    Nominee,
    RegisterFor,
    RevokeLink,
    SeatFor,
)
from bot.context import Context, Turn, pressed
from bot.dialogs import set_aside
from bot.views import errors, registration
from bot.views import nominee as persons
from bot.views.page import Page
from training import registration as rules
from training.errors import Gone, Stale
from training.links import issuing
from training.nominations import following
from training.registration import Refused, Verdict, WithdrawalReason


async def show_nominee(update: object, context: Context) -> None:
    action = context.action(Nominee)
    async with context.turn() as turn:
        await set_aside(turn)
        page = await _nominee(turn, action.nomination_id)
    await context.show(page)


async def issue_link(update: object, context: Context) -> None:
    """« Nouveau lien personnel »; somebody who has an account meanwhile needs none."""
    action = context.action(IssueLink)
    async with context.turn() as turn:
        _, one = await following.nominee(turn.db, turn.person, action.nomination_id, now=turn.now)
        toast = None
        try:
            made = await issuing.issue_one(turn.db, turn.person, one.person.id, now=turn.now)
            settings = turn.house.settings
            page = persons.issued(turn.t, made, action.nomination_id, turn.house.bot_username, settings.timezone)
        except Stale:
            page, toast = await _nominee(turn, action.nomination_id), errors.stale(turn.t)
    await context.show(page, toast)


async def revoke_link(update: object, context: Context) -> None:
    action = context.action(RevokeLink)
    async with context.turn() as turn:
        _, one = await following.nominee(turn.db, turn.person, action.nomination_id, now=turn.now)
        ended = await issuing.revoke(turn.db, turn.person, one.person.id, now=turn.now)
        page = await _nominee(turn, action.nomination_id)
        toast = turn.t.label("The link is withdrawn.") if ended else errors.stale(turn.t)
    await context.show(page, toast)


async def confirm_for(update: object, context: Context) -> None:
    async def act(turn: Turn, person_id: int, session_id: int) -> str | None:
        person = await following.person(turn.db, person_id)
        outcome = await rules.confirm(turn.db, person, session_id, now=turn.now, by=turn.person)
        return errors.stale(turn.t) if outcome.again else turn.t.label("Presence confirmed.")

    await _act(context, context.action(ConfirmFor).nomination_id, act)


async def ask_decline(update: object, context: Context) -> None:
    action = context.action(AskDecline)
    async with context.turn() as turn:
        session, one = await following.nominee(turn.db, turn.person, action.nomination_id, now=turn.now)
        page = persons.ask_decline(turn.t, session, one)
    await context.show(page)


async def decline_for(update: object, context: Context) -> None:
    action = context.action(DeclineFor)

    async def act(turn: Turn, person_id: int, session_id: int) -> str | None:
        if action.reason not in registration.REASONS:
            raise Stale("reason")
        person, reason = await following.person(turn.db, person_id), WithdrawalReason(action.reason)
        left = await rules.withdraw(turn.db, person, session_id, reason, now=turn.now, by=turn.person)
        return errors.stale(turn.t) if left.was is rules.Seat.WITHDRAWN else turn.t.label("The place is free.")

    await _act(context, action.nomination_id, act)


async def seat_for(update: object, context: Context) -> None:
    async def act(turn: Turn, person_id: int, session_id: int) -> str | None:
        person = await following.person(turn.db, person_id)
        given = await rules.seat(turn.db, person, session_id, by=turn.person, now=turn.now)
        if given:
            return turn.t.label("The place is theirs.")
        return turn.t.label("Not possible: no free place, or somebody waits before them.")

    await _act(context, context.action(SeatFor).nomination_id, act)


async def register_for(update: object, context: Context) -> None:
    async def act(turn: Turn, person_id: int, session_id: int) -> str | None:
        person = await following.person(turn.db, person_id)
        verdict = await rules.register(turn.db, person, session_id, now=turn.now, by=turn.person)
        return _verdict(turn, verdict)

    await _act(context, context.action(RegisterFor).nomination_id, act)


def _verdict(turn: Turn, verdict: Verdict) -> str:
    if isinstance(verdict, Refused):
        return turn.t.label("Not possible: registrations closed, or other days taken.")
    if isinstance(verdict, rules.Waitlisted):
        return turn.t.label("All places are taken: on the waiting list.")
    return turn.t.label("The place is theirs.")


async def _act(context: Context, nomination_id: int, act: Callable[[Turn, int, int], Awaitable[str | None]]) -> None:
    """Something that an organiser does for somebody, who is shown as they are then."""
    async with context.turn() as turn:
        session, one = await following.nominee(turn.db, turn.person, nomination_id, now=turn.now)
        try:
            toast = await act(turn, one.person.id, session.id)
        except (Gone, Stale):
            toast = errors.stale(turn.t)
        page = await _nominee(turn, nomination_id)
    await context.show(page, toast)


async def _nominee(turn: Turn, nomination_id: int) -> Page:
    session, one = await following.nominee(turn.db, turn.person, nomination_id, now=turn.now)
    return persons.nominee(turn.t, session, one, turn.house.settings.timezone, turn.now)


HANDLERS = [
    pressed(Nominee, show_nominee),
    pressed(IssueLink, issue_link),
    pressed(RevokeLink, revoke_link),
    pressed(ConfirmFor, confirm_for),
    pressed(AskDecline, ask_decline),
    pressed(DeclineFor, decline_for),
    pressed(SeatFor, seat_for),
    pressed(RegisterFor, register_for),
]
