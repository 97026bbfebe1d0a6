"""The editable lists that describe people: corps, grades, functions, institutions, regions.

Filled once from `reference/*.toml`; from then on the database is what counts.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import AudienceTerm, Dimension, Reference, ReferenceKind
from db.queries import references as queries
from training import people, text
from training.errors import TrainingError

FOLDER = Path(__file__).parent / "reference"
MAX_LABEL = 80
MAX_SHORT = 24
"""What fits on a button."""


@dataclass
class UnusableLabel(TrainingError):
    """What was typed for « Autre » cannot be kept."""

    problem: people.TextProblem


@dataclass(frozen=True)
class Entries:
    """One part of a list, and how many entries it has in all."""

    items: tuple[Reference, ...]
    total: int


async def seed(db: AsyncSession) -> bool:
    """Fill the lists and the table of publics if they are empty, each; whether anything was filled.

    To be called by one process at a time (at release): two at once would fill twice.
    """
    fill_lists = await queries.is_empty(db, Reference)
    fill_terms = await queries.is_empty(db, AudienceTerm)
    if fill_lists:
        await _fill_lists(db, _read("lists.toml"))
    if fill_terms:
        db.add_all(shipped_terms())
    await db.flush()
    return fill_lists or fill_terms


async def entries(
    db: AsyncSession,
    kind: ReferenceKind,
    parent_id: int | None = None,
    search: str | None = None,
    *,
    limit: int,
    offset: int = 0,
) -> Entries:
    """A part of a list: grades of a corps, institutions of a region, or all when `parent_id` is None.

    `search`: every word typed is part of the label, without case or accents. What people proposed is left out.
    """
    found = await queries.entries(db, kind, parent_id, proposed=False)
    matching = [entry for entry in found if not search or _holds(entry, search)]
    return Entries(tuple(matching[offset : offset + limit]), len(matching))


async def propose(db: AsyncSession, kind: ReferenceKind, label: str, parent_id: int | None = None) -> Reference:
    """« Autre »: the entry of this label, made if there is none, and shown to nobody until an organiser takes it over.

    The same label, whoever types it and however accented, is the same entry. Raises UnusableLabel.
    """
    checked = people.check_line(label, MAX_LABEL)
    if isinstance(checked, people.TextProblem):
        raise UnusableLabel(checked)
    known = await queries.entries(db, kind, parent_id, proposed=True)
    same = next((entry for entry in known if text.fold(entry.label) == text.fold(checked)), None)
    return same or await _add(db, kind, {"label": checked}, parent_id, position=len(known), proposed=True)


def shipped_terms() -> list[AudienceTerm]:
    """The meanings that the programme ships with, unsaved: « forces » and the words of the quotas."""
    return [
        AudienceTerm(term=term, label=meaning["label"], dimension=dimension, value=value)
        for term, meaning in _read("audience.toml").items()
        for dimension in Dimension
        for value in meaning.get(dimension.value, [])
    ]


def _holds(entry: Reference, search: str) -> bool:
    label = text.fold(f"{entry.label} {entry.short_label}")
    return all(word in label for word in text.fold(search).split())


async def _fill_lists(db: AsyncSession, lists: Mapping[str, Any]) -> None:
    await _add_all(db, ReferenceKind.FUNCTION, lists["functions"])
    for position, corps in enumerate(lists["corps"]):
        parent = await _add(db, ReferenceKind.CORPS, corps, None, position)
        await _add_all(db, ReferenceKind.GRADE, corps["grades"], parent.id)
    for position, region in enumerate(lists["region"]):
        parent = await _add(db, ReferenceKind.REGION, region, None, position)
        await _add_all(db, ReferenceKind.INSTITUTION, region["institutions"], parent.id)


async def _add_all(
    db: AsyncSession, kind: ReferenceKind, listed: Iterable[Mapping[str, Any]], parent_id: int | None = None
) -> None:
    for position, entry in enumerate(listed):
        await _add(db, kind, entry, parent_id, position)


async def _add(
    db: AsyncSession,
    kind: ReferenceKind,
    entry: Mapping[str, Any],
    parent_id: int | None,
    position: int,
    proposed: bool = False,
) -> Reference:
    label = entry["label"]
    short = entry.get("short") or text.cut(label, MAX_SHORT)
    added = Reference(
        kind=kind, label=label, short_label=short, parent_id=parent_id, position=position, proposed=proposed
    )
    db.add(added)
    await db.flush()
    return added


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))
