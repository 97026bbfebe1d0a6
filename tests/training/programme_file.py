"""Files of the programme, as organisers write them, and what they lead to. Used by the tests of the import."""

import csv
import io
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select

from db.engine import Database
from db.models import TrainingSession
from tests.factories import NOW
from training import programme_import
from training.programme_import import Defaults, Imported, ImportReport, Programme

SAMPLE = (Path(__file__).parents[2] / "demo" / "activities.csv").read_bytes()
DEFAULTS = Defaults()
ROW = {
    "code": "POC2-3.05",
    "domaine": "3 – Chaîne pénale\u00a0: magistrats et officiers de police judiciaire",
    "titre": "Conduire l’audition d’une victime présumée de traite",
    "public": "opj",
    "lieu": "Salle d’essai",
    "ville": "Thiès",
    "debut": "12 novembre 2026",
    "fin": "13/11/2026",
    "places": "22",
    "quotas": "police=11;gendarmerie=11;femmes_min=3",
    "langue": "français",
    "formateur_institution": "École d’essai",
    "objectifs": "Écouter ; consigner ; orienter.",
}


def file(*rows: dict[str, str], without: str | None = None) -> bytes:
    columns = [column for column in dict.fromkeys([*ROW, *(name for row in rows for name in row)]) if column != without]
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, delimiter=";", extrasaction="ignore", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def row(**cells: str) -> dict[str, str]:
    return ROW | cells


async def read(database: Database, content: bytes, name: str = "programme.csv") -> Programme:
    async with database.transaction() as db:
        known = await programme_import.known_words(db)
    return await programme_import.read(name, content, known)


async def planned(database: Database, content: bytes) -> ImportReport:
    programme = await read(database, content)
    async with database.transaction() as db:
        return await programme_import.plan(db, programme, now=NOW, defaults=DEFAULTS)


async def imported(database: Database, content: bytes, *, now: datetime = NOW) -> Imported:
    programme = await read(database, content)
    async with database.transaction() as db:
        return await programme_import.apply_file(db, programme, now=now, defaults=DEFAULTS)


async def session(database: Database, code: str = "3.05") -> TrainingSession:
    async with database.transaction() as db:
        return (await db.scalars(select(TrainingSession).where(TrainingSession.code == code))).one()


async def number(database: Database) -> int:
    async with database.transaction() as db:
        return await db.scalar(select(func.count()).select_from(TrainingSession)) or 0
