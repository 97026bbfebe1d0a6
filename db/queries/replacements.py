"""Who is proposed in whose place."""

from collections.abc import Sequence

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import contains_eager, joinedload

from db.models import Registration, Replacement, ReplacementState, Seat
from db.queries.people import FICHE

PENDING = Replacement.state == ReplacementState.PENDING


async def number(db: AsyncSession, session_id: int) -> int:
    """How many proposals of a session wait for a decision."""
    counted = select(func.count()).select_from(Replacement).join(Replacement.registration)
    counted = counted.where(Replacement.session_id == session_id, PENDING, Registration.seat == Seat.SEATED)
    return await db.scalar(counted) or 0


async def pending(db: AsyncSession, session_id: int) -> Sequence[Replacement]:
    """Those proposals with who is to be replaced, the oldest first."""
    wanted = select(Replacement).join(Replacement.registration).join(Registration.person)
    loaded = wanted.options(
        contains_eager(Replacement.registration).contains_eager(Registration.person).options(*FICHE),
        joinedload(Replacement.session),
    )
    seated = Registration.seat == Seat.SEATED
    ordered = loaded.where(Replacement.session_id == session_id, PENDING, seated).order_by(Replacement.id)
    return (await db.scalars(ordered.execution_options(populate_existing=True))).all()


async def find(db: AsyncSession, replacement_id: int) -> Replacement | None:
    """One proposal with its registration, its session and who is to be replaced, read afresh."""
    wanted = select(Replacement).where(Replacement.id == replacement_id)
    loaded = wanted.options(
        joinedload(Replacement.registration).joinedload(Registration.person).options(*FICHE),
        joinedload(Replacement.session),
    )
    return (await db.scalars(loaded.execution_options(populate_existing=True))).one_or_none()


async def pending_of(db: AsyncSession, registration_id: int) -> Replacement | None:
    """The proposal about one registration that waits."""
    wanted = select(Replacement).where(Replacement.registration_id == registration_id, PENDING)
    return (await db.scalars(wanted.execution_options(populate_existing=True))).one_or_none()


async def void(db: AsyncSession, registration_id: int) -> None:
    """What was proposed about a registration waits no more, and what was written is forgotten."""
    these = update(Replacement).where(Replacement.registration_id == registration_id, PENDING)
    await db.execute(these.values(state=ReplacementState.VOID, line=None))


async def person_of(db: AsyncSession, replacement_id: int) -> int | None:
    """Who is to be replaced."""
    wanted = select(Registration.person_id).join(Replacement, Replacement.registration_id == Registration.id)
    return await db.scalar(wanted.where(Replacement.id == replacement_id))
