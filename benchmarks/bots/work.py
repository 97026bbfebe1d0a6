"""The small bot's work: what the product does for the same press, without its inbox, its rules and its wording."""

from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.answers import PAGE
from db.engine import Database
from db.models import Intention, Person, Registration, Seat, SessionState, TrainingSession


async def pressed(database: Database, telegram_id: int, data: str) -> str:
    """Carry out a press in one transaction; gives the text of the page to show."""
    code, _, argument = data.partition(":")
    async with database.transaction() as db:
        person = (await db.scalars(select(Person).where(Person.telegram_id == telegram_id))).one()
        if code == "ss":
            return await _card(db, person, int(argument))
        if code == "reg":
            return await _register(db, person, int(argument))
        return await _areas(db)


async def _areas(db: AsyncSession) -> str:
    ahead = (TrainingSession.state == SessionState.OPEN) & (TrainingSession.starts_at > _now())
    sessions = (await db.scalars(select(TrainingSession).where(ahead).order_by(TrainingSession.starts_at))).all()
    return "\n".join([PAGE[:200], *(session.area.title for session in sessions[:5])])


async def _card(db: AsyncSession, person: Person, session_id: int) -> str:
    session = await db.get_one(TrainingSession, session_id)
    mine = await _mine(db, person, session)
    return f"{PAGE}\n{session.title} {await _seated(db, session)} {mine.seat if mine else ''}"


async def _register(db: AsyncSession, person: Person, session_id: int) -> str:
    locked = select(TrainingSession).where(TrainingSession.id == session_id)
    session = (await db.scalars(locked.with_for_update(of=TrainingSession, key_share=True))).one()
    if await _mine(db, person, session) is None:
        seated = await _seated(db, session)
        _seat(db, person, session, seated + 1)
    return f"{PAGE}\n{session.title}"


def _seat(db: AsyncSession, person: Person, session: TrainingSession, place: int) -> None:
    db.add(
        Registration(
            session_id=session.id,
            person_id=person.id,
            seat=Seat.SEATED if place <= session.capacity else Seat.WAITING,
            intention=Intention.UNKNOWN,
            place_in_line=place,
            registered_at=_now(),
            changed_at=_now(),
        )
    )


async def _mine(db: AsyncSession, person: Person, session: TrainingSession) -> Registration | None:
    mine = (Registration.session_id == session.id) & (Registration.person_id == person.id)
    return (await db.scalars(select(Registration).where(mine))).one_or_none()


async def _seated(db: AsyncSession, session: TrainingSession) -> int:
    seated = (Registration.session_id == session.id) & (Registration.seat == Seat.SEATED)
    return int(await db.scalar(select(func.count()).select_from(Registration).where(seated)) or 0)


def _now() -> datetime:
    return datetime.now(UTC)
