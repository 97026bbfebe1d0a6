"""Letting in, or not, whoever came without a joining link: one tap of any organiser."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, Standing
from db.queries import identification as queries
from db.queries import people
from training import access, journal, outbox
from training.errors import Gone
from training.notices import VerificationDecided


@dataclass(frozen=True)
class Decided:
    accepted: bool


@dataclass(frozen=True)
class AlreadyDecided:
    """Another tap, of this organiser or of a colleague, came first; or the person found a joining link meanwhile."""

    accepted: bool


Decision = Decided | AlreadyDecided


async def decide(db: AsyncSession, actor: Person, applicant_id: int, accept: bool, *, now: datetime) -> Decision:
    """An organiser accepts or refuses; the person is told. Raises Forbidden, or Gone for no applicant at all."""
    await access.organiser(db, actor)
    applicant = await people.lock(db, applicant_id)
    if applicant is None or applicant.identified_at is None:
        raise Gone("applicant")
    if applicant.standing is not Standing.UNVERIFIED:
        return AlreadyDecided(applicant.standing is Standing.VERIFIED)
    applicant.standing = Standing.VERIFIED if accept else Standing.REFUSED
    key = f"verification_decided:{applicant.id}"
    await outbox.owe(db, applicant.id, VerificationDecided(accept), key=key, due_at=now)
    journal.record(db, actor.id, "accept" if accept else "refuse", "person", applicant.id, now=now)
    return Decided(accept)


async def number_waiting(db: AsyncSession, actor: Person | None) -> int:
    """How many people wait. Raises Forbidden."""
    await access.organiser(db, actor)
    return await queries.number_waiting(db)


async def applicant(db: AsyncSession, actor: Person | None, applicant_id: int) -> Person | None:
    """Somebody who filled the form, whatever was decided, with it loaded; None for anybody else. Raises Forbidden."""
    await access.organiser(db, actor)
    found = await people.with_fiche(db, applicant_id)
    return found if found and found.identified_at else None


async def waiting_applicants(db: AsyncSession, actor: Person) -> list[Person]:
    """Who waits, with their whole form loaded, the longest waiting first. Raises Forbidden."""
    await access.organiser(db, actor)
    return await queries.waiting(db)
