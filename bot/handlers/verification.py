"""Who came without a link: organisers see who waits, and let in or not in one tap."""

from bot.actions.organiser import (
    AcceptApplicant,
    Applicant,
    Applicants,
    BindAccount,
    KnownAlready,
    RefuseApplicant,
)
from bot.context import Context, Turn, pressed
from bot.views import errors, people
from bot.views import verification as views
from bot.views.page import Page
from training import access, rebinding, verification
from training.errors import Gone, Stale
from training.verification import AlreadyDecided


async def applicants(update: object, context: Context) -> None:
    action = context.action(Applicants)
    async with context.turn() as turn:
        waiting = await verification.waiting_applicants(turn.db, await access.organiser(turn.db, turn.person))
        page = views.applicants(turn.t, waiting, action.page)
    await context.show(page)


async def applicant(update: object, context: Context) -> None:
    """One record; somebody who does not wait any more leads to the list as it is now."""
    action = context.action(Applicant)
    async with context.turn() as turn:
        waiting = await verification.waiting_applicants(turn.db, await access.organiser(turn.db, turn.person))
        found = next((one for one in waiting if one.id == action.person_id), None)
        known = await rebinding.known(turn.db, turn.person, found) if found else ()
        page = views.applicant(turn.t, found, len(known)) if found else views.applicants(turn.t, waiting, 0)
        toast = None if found else errors.stale(turn.t)
    await context.show(page, toast)


async def known_already(update: object, context: Context) -> None:
    """Who waits beside the known; once they were decided, or nobody is alike any more, the list as it is now."""
    action = context.action(KnownAlready)
    async with context.turn() as turn:
        waiting = await verification.waiting_applicants(turn.db, await access.organiser(turn.db, turn.person))
        found = next((one for one in waiting if one.id == action.person_id), None)
        known = await rebinding.known(turn.db, turn.person, found) if found else ()
        page = views.known_already(turn.t, found, known) if found and known else views.applicants(turn.t, waiting, 0)
        toast = None if found and known else errors.stale(turn.t)
    await context.show(page, toast)


async def bind(update: object, context: Context) -> None:
    action = context.action(BindAccount)
    async with context.turn() as turn:
        actor, toast = await access.organiser(turn.db, turn.person), None
        try:
            bound = await rebinding.bind(turn.db, actor, action.person_id, action.known_id, now=turn.now)
            page = views.bound(turn.t, people.name(bound), await verification.number_waiting(turn.db, actor))
        except (Gone, Stale):
            page = views.applicants(turn.t, await verification.waiting_applicants(turn.db, actor), 0)
            toast = errors.stale(turn.t)
    await context.show(page, toast)


async def accept(update: object, context: Context) -> None:
    action = context.action(AcceptApplicant)
    async with context.turn() as turn:
        page = await _decide(turn, action.person_id, accept=True)
    await context.show(page)


async def refuse(update: object, context: Context) -> None:
    action = context.action(RefuseApplicant)
    async with context.turn() as turn:
        page = await _decide(turn, action.person_id, accept=False)
    await context.show(page)


async def _decide(turn: Turn, person_id: int, *, accept: bool) -> Page:
    actor = await access.organiser(turn.db, turn.person)
    decision = await verification.decide(turn.db, actor, person_id, accept, now=turn.now)
    decided = await verification.applicant(turn.db, actor, person_id)
    if decided is None:
        raise Gone("applicant")
    left = await verification.number_waiting(turn.db, actor)
    again = isinstance(decision, AlreadyDecided)
    return views.decided(turn.t, people.name(decided), accepted=decision.accepted, again=again, left=left)


HANDLERS = [
    pressed(Applicants, applicants),
    pressed(Applicant, applicant),
    pressed(KnownAlready, known_already),
    pressed(BindAccount, bind),
    pressed(AcceptApplicant, accept),
    pressed(RefuseApplicant, refuse),
]
