"""How many seats of a session each corps or function may take: counted always, enforced where the session says so.

The keys of `TrainingSession.quotas` are words of the programme's file. Those that mean a corps or a function are caps
here; a number of women is a minimum, and caps nobody.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Dimension, Person, QuotaMode, TrainingSession
from db.queries import quotas as queries
from db.queries import references
from training import audience
from training.audience import PersonFacts, Term

CAPS = (Dimension.CORPS, Dimension.FUNCTION)


@dataclass(frozen=True)
class Quota:
    """One of them, for a page: `used` of `seats`."""

    label: str
    seats: int
    used: int


@dataclass
class Quotas:
    """The caps of a session and how much of each is taken, by who has a seat or is to get one.

    `facts` are those of everybody who holds a seat, asked for one, or waits, by person.
    """

    limits: dict[str, int] = field(default_factory=dict)
    terms: dict[str, list[Term]] = field(default_factory=dict)
    facts: dict[int, PersonFacts] = field(default_factory=dict)
    used: Counter[str] = field(default_factory=Counter)

    def has_room(self, person: PersonFacts | None) -> bool:
        """Whether one more like them stays within every quota that counts them: the smallest wins."""
        return all(self.used[word] < self.limits[word] for word in self._of(person))

    def take(self, person: PersonFacts | None) -> None:
        """One more seat is theirs."""
        self.used.update(self._of(person))

    def give_back(self, person: PersonFacts | None) -> None:
        """One seat is theirs no more."""
        self.used.subtract(self._of(person))

    def _of(self, person: PersonFacts | None) -> Iterable[str]:
        return [word for word, terms in self.terms.items() if person and audience.matches(person, terms)]


async def enforced(db: AsyncSession, session: TrainingSession, now: datetime) -> Quotas | None:
    """The caps of a session that enforces them; None where nothing is capped. The session must be locked."""
    if session.quota_mode is not QuotaMode.BLOCK or not session.quotas:
        return None
    return await _load(db, session, now)


async def listed(db: AsyncSession, session: TrainingSession, now: datetime) -> list[Quota]:
    """The caps of a session and how much of each is taken, in the programme's order."""
    found = await _load(db, session, now) if session.quotas else Quotas()
    labels = {term.term: term.label for term in await references.terms(db)} if found.limits else {}
    return [Quota(labels.get(word, word), seats, found.used[word]) for word, seats in found.limits.items()]


async def exceeded(
    db: AsyncSession, session: TrainingSession, extra: Iterable[PersonFacts], now: datetime
) -> list[Quota]:
    """The caps that would be exceeded if so many more people took a seat, whether they are enforced or not."""
    found = await _load(db, session, now) if session.quotas else Quotas()
    for person in extra:
        found.take(person)
    labels = {term.term: term.label for term in await references.terms(db)} if found.limits else {}
    return [
        Quota(labels.get(word, word), seats, found.used[word])
        for word, seats in found.limits.items()
        if found.used[word] > seats
    ]


async def facts_of(db: AsyncSession, person: Person) -> PersonFacts:
    """What decides of somebody's quotas."""
    return audience.facts(person, await references.meanings(db, person.corps_id, person.function_id))


async def _load(db: AsyncSession, session: TrainingSession, now: datetime) -> Quotas:
    found = Quotas()
    for term in await references.terms(db):
        if term.term in session.quotas and term.dimension in CAPS:
            found.terms.setdefault(term.term, []).append(term)
    found.limits = {word: int(session.quotas[word]) for word in session.quotas if word in found.terms}
    for person in await queries.people(db, session.id, now):
        found.facts[person.id] = PersonFacts(corps=person.corps, function=person.function)
        if person.holds:
            found.take(found.facts[person.id])
    return found
