"""Who came without a link: organisers see who waits, and let in or not in one tap."""

from bot.actions.organiser import AcceptApplicant, Applicant, Applicants, RefuseApplicant
from bot.context import Context, Turn, pressed
from bot.views import errors, people
from bot.views import verification as views
from bot.views.page import Page
from training import access, verification
from training.errors import Gone
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
        page = views.applicant(turn.t, found) if found else views.applicants(turn.t, waiting, 0)
        toast = None if found else errors.stale(turn.t)
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
    pressed(AcceptApplicant, accept),
    pressed(RefuseApplicant, refuse),
]
