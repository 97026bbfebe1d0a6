"""« Espace organisateur »: the organisers' home."""

from bot.buttons import OrganiserHome
from bot.context import Context, pressed
from bot.dialogs import leave_line, set_aside
from bot.views import organiser_home as views
from training import questions, sessions, verification


async def org_home(update: object, context: Context) -> None:
    """The nearest session, who waits for verification, and the way to everything else."""
    async with context.turn() as turn:
        nearest = await sessions.organiser_sessions(turn.db, turn.person, now=turn.now, limit=1)
        waiting = await verification.number_waiting(turn.db, turn.person)
        await set_aside(turn)
        await leave_line(turn, context)
        ahead = next((line for line in nearest.lines if line.session.ends_at > turn.now), None)
        page = views.org_home(turn.t, ahead, waiting, await questions.number_unanswered(turn.db, turn.person))
    await context.show(page)


HANDLERS = [pressed(OrganiserHome, org_home)]
