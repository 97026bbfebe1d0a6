"""Invented people of the sample, entered by the same rules as everybody: notice, fiche, registration."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Civility, Person, ReferenceKind
from training import identification, reference_lists, registration
from training.identification import Fiche

PUBLIC = ("Police nationale", "Gendarmerie nationale")


@dataclass(frozen=True)
class Arrival:
    """How a person of the sample comes in: the joining code, the notice's version, the moment (programme time)."""

    code: str
    notice_version: str
    now: datetime


def chosen(rows: list[dict[str, str]], count: int) -> list[dict[str, str]]:
    """The first people of the sample whom the shown session addresses."""
    return [row for row in rows if row["corps"] in PUBLIC][:count]


async def enrol(db: AsyncSession, telegram_id: int, row: dict[str, str], arrival: Arrival) -> Person:
    """Somebody of the sample, identified and let in by the joining code."""
    person = await identification.acknowledge_notice(
        db, telegram_id, version=arrival.notice_version, code=arrival.code, now=arrival.now
    )
    await identification.identify(db, person, await _fiche(db, row), now=arrival.now)
    return person


async def seat(db: AsyncSession, person: Person, session_id: int, now: datetime) -> None:
    """Register somebody for a session."""
    verdict = await registration.register(db, person, session_id, now=now)
    assert isinstance(verdict, registration.Seated), verdict


async def _fiche(db: AsyncSession, row: dict[str, str]) -> Fiche:
    corps = await _entry(db, ReferenceKind.CORPS, row["corps"])
    region = await _entry(db, ReferenceKind.REGION, row["region"])
    madam = row["civilite"] == "Mme"
    return Fiche(
        civility=Civility.MADAME if madam else Civility.MONSIEUR,
        first_name=row["prenom"],
        last_name=row["nom"],
        corps_id=corps,
        grade_id=await _entry(db, ReferenceKind.GRADE, row["grade"], corps),
        function_id=await _entry(db, ReferenceKind.FUNCTION, row["fonction"]),
        institution_id=await _entry(db, ReferenceKind.INSTITUTION, row["institution"], region),
        region_id=region,
        judicial_police_officer="OPJ" in row["fonction"],
        form_of_address="Madame," if madam else "Monsieur,",
    )


async def _entry(db: AsyncSession, kind: ReferenceKind, label: str, parent: int | None = None) -> int:
    found = await reference_lists.entries(db, kind, parent, label, limit=20)
    exact = [entry for entry in found.items if entry.label == label]
    return (exact or list(found.items) or [await reference_lists.propose(db, kind, label, parent)])[0].id
