"""What an audience is chosen from: sessions, lists, people; and what was chosen, in labels."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, ReferenceKind, TrainingSession
from db.queries import announcements as queries
from db.queries import audiences, references
from training import access, journal, text
from training.announcements import drafting, recipients
from training.announcements.audience import Audience, State
from training.errors import Gone
from training.people import shown

LISTS = {
    "corps": ReferenceKind.CORPS,
    "institutions": ReferenceKind.INSTITUTION,
    "regions": ReferenceKind.REGION,
}
CRITERIA = ("sessions", *LISTS, "areas", "publics", "excluded")
"""Criteria of `Audience` that are chosen from a list; its states are chosen apart."""


@dataclass(frozen=True)
class Choice:
    """One line: `value` is what a button carries. `session` is there for sessions, whose label is the page's business.

    `above` is what the entry hangs under: the region of an institution.
    """

    value: int
    label: str
    short_label: str
    chosen: bool = False
    session: TrainingSession | None = None
    above: str = ""


@dataclass(frozen=True)
class Choices:
    """One page (from 0) of a list, and how many lines it has in all. `search` is what was typed."""

    criterion: str
    items: tuple[Choice, ...]
    page: int
    total: int
    search: str = ""


@dataclass(frozen=True)
class Target:
    """An audience in labels; `excluded` counts people. Empty everywhere: everybody."""

    sessions: tuple[str, ...] = ()
    states: tuple[State, ...] = ()
    labels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    excluded: int = 0


async def listed(
    db: AsyncSession, actor: Person | None, announcement_id: int, criterion: str, search: str, page: int, size: int,
    *, now: datetime,
) -> Choices:  # fmt: skip
    """One page of what a criterion of a draft offers; a page that does not exist becomes the nearest.

    `search`: every word typed is part of the label, or of the region's, without case or accents. Of people, only
    those whose name was searched, or who are excluded already, are listed. Raises Forbidden, Gone.
    """
    found = await drafting.find(db, await access.organiser(db, actor), announcement_id)
    audience = Audience.unpack(found.audience)
    if criterion == "sessions":
        return await _sessions(db, audience, page, size, now)
    every = [each for each in await _every(db, audience, criterion, search) if _holds(each, search)]
    last = max(0, (len(every) - 1) // size)
    page = min(max(page, 0), last)
    items = tuple(every[page * size : (page + 1) * size])
    return Choices(criterion, await _marked(db, audience, criterion, items), page, len(every), search)


async def value_of(db: AsyncSession, criterion: str, value: int) -> int | str:
    """What an audience keeps of a line that a button names. Raises Gone for what no list holds."""
    if criterion == "sessions":
        known = await audiences.has_people(db, value)
    elif criterion == "excluded":
        known = bool(await audiences.verified(db, [value]))
    else:
        known = any(each.value == value for each in await _every(db, Audience(), criterion, ""))
    if not known:
        raise Gone("criterion")
    return await _word(db, value) if criterion == "publics" else value


async def target(db: AsyncSession, audience: Audience) -> Target:
    """What an audience means, in short labels."""
    entries = await audiences.short_labels(db, (*audience.corps, *audience.institutions, *audience.regions))
    areas = {area.id: area.short_label for area in await audiences.areas(db)} if audience.areas else {}
    words = {term.term: term.label for term in await references.terms(db)} if audience.publics else {}
    labels = {name: tuple(entries[id] for id in getattr(audience, name) if id in entries) for name in LISTS}
    labels["areas"] = tuple(areas[id] for id in audience.areas if id in areas)
    labels["publics"] = tuple(words.get(word, word) for word in audience.publics)
    sessions = await queries.sessions(db, audience.sessions) if audience.sessions else ()
    return Target(tuple(each.code for each in sessions), audience.states, labels, len(audience.excluded))


async def people(
    db: AsyncSession, actor: Person | None, announcement_id: int, *, now: datetime
) -> Sequence[tuple[str, str, str, str, bool]]:
    """The list on demand: first name, last name, corps, institution, whether they can be reached. By name.

    That it was taken out is noted. Raises Forbidden, Gone.
    """
    known = await access.organiser(db, actor)
    found = await drafting.find(db, known, announcement_id)
    journal.record(db, known.id, "audience_list_taken", "announcement", found.id, now=now)
    return await audiences.rows(db, await recipients.criteria(db, Audience.unpack(found.audience)))


async def _sessions(db: AsyncSession, audience: Audience, page: int, size: int, now: datetime) -> Choices:
    found, total = await audiences.sessions(db, now, size, max(page, 0) * size)
    if total and not found:
        page = (total - 1) // size if page > 0 else 0
        found, total = await audiences.sessions(db, now, size, page * size)
    items = tuple(Choice(each.id, each.code, each.code, each.id in audience.sessions, each) for each in found)
    return Choices("sessions", items, max(page, 0), total)


async def _every(db: AsyncSession, audience: Audience, criterion: str, search: str) -> list[Choice]:
    """The whole list of a criterion. Raises Gone for what is none."""
    if criterion in LISTS:
        found = await audiences.entries(db, LISTS[criterion])
        return [Choice(each.id, each.label, each.short_label, above=above) for each, above in found]
    if criterion == "areas":
        return [Choice(each.id, each.title, each.short_label) for each in await audiences.areas(db)]
    if criterion == "publics":
        return await _publics(db)
    if criterion == "excluded":
        return await _people(db, audience, search)
    raise Gone("criterion")


async def _publics(db: AsyncSession) -> list[Choice]:
    """The words of the programme's file, each under the number of its first meaning."""
    first = {term.term: term for term in reversed(await references.terms(db))}
    ordered = sorted(first.values(), key=lambda term: term.id)
    return [Choice(term.id, term.label, text.cut(term.label, 24)) for term in ordered]


async def _people(db: AsyncSession, audience: Audience, search: str) -> list[Choice]:
    if not search:
        found = await audiences.verified(db, audience.excluded)
    else:
        found = await audiences.by_name(db, await recipients.criteria(db, replace(audience, excluded=())))
    return [Choice(each.id, shown(each), shown(each)) for each in found]


async def _marked(
    db: AsyncSession, audience: Audience, criterion: str, items: tuple[Choice, ...]
) -> tuple[Choice, ...]:
    kept = getattr(audience, criterion)
    if criterion == "publics":
        words = {term.id: term.term for term in await references.terms(db)}
        return tuple(replace(each, chosen=words[each.value] in kept) for each in items)
    return tuple(replace(each, chosen=each.value in kept) for each in items)


async def _word(db: AsyncSession, term_id: int) -> str:
    return next(term.term for term in await references.terms(db) if term.id == term_id)


def _holds(choice: Choice, search: str) -> bool:
    label = text.fold(f"{choice.label} {choice.short_label} {choice.above}").replace("-", " ").replace("'", " ")
    return all(word in label for word in text.fold(search).replace("-", " ").replace("'", " ").split())
