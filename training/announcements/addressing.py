"""Whom a draft is for, changed by one tap at a time."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Announcement, Person
from training import access
from training.announcements import choices, drafting
from training.announcements.audience import Audience, State
from training.errors import Gone


async def toggle(
    db: AsyncSession, actor: Person | None, announcement_id: int, criterion: str, value: int
) -> Announcement:
    """Add what a line of a list stands for, or take it away. Raises Forbidden, Gone, Stale (no draft any more)."""
    known = await access.organiser(db, actor)
    found = await drafting.locked_draft(db, known, announcement_id)
    if criterion not in choices.CRITERIA:
        raise Gone("criterion")
    audience = Audience.unpack(found.audience).toggled(criterion, await choices.value_of(db, criterion, value))
    return await drafting.address(db, known, announcement_id, _with_states(audience))


async def toggle_state(db: AsyncSession, actor: Person | None, announcement_id: int, state: str) -> Announcement:
    """Add a state to its sessions, or take it away. Raises Forbidden, Gone (no such state, no session), Stale."""
    known = await access.organiser(db, actor)
    found = await drafting.locked_draft(db, known, announcement_id)
    audience = Audience.unpack(found.audience)
    if state not in set(map(str, State)) or not audience.sessions:
        raise Gone("state")
    return await drafting.address(db, known, announcement_id, _with_states(audience.toggled("states", State(state))))


async def to_everybody(db: AsyncSession, actor: Person | None, announcement_id: int) -> Announcement:
    """No criterion any more; who was excluded stays so. Raises Forbidden, Gone, Stale."""
    known = await access.organiser(db, actor)
    found = await drafting.locked_draft(db, known, announcement_id)
    kept = Audience(excluded=Audience.unpack(found.audience).excluded)
    return await drafting.address(db, known, announcement_id, kept)


def _with_states(audience: Audience) -> Audience:
    """Sessions without a state mean their seats; states without a session mean nothing."""
    if not audience.sessions:
        return replace(audience, states=())
    return audience if audience.states else replace(audience, states=(State.SEATED,))
