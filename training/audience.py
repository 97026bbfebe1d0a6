"""Whom a session addresses: the words of the programme's file, read through an editable table.

« parquet » is a function, « forces » are several corps, « opj » a capacity, « femmes_min » a sex: the table says so.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import AudienceTerm, Civility, Dimension, Person, TrainingSession
from db.queries import references as queries
from training import text


@dataclass(frozen=True)
class PersonFacts:
    """What decides of a person's publics; `corps` and `function` are labels."""

    corps: str = ""
    function: str = ""
    civility: Civility | None = None
    judicial_police_officer: bool = False


def matches(person: PersonFacts, terms: Iterable[AudienceTerm]) -> bool:
    """Whether one of the terms, which are alternatives, describes this person."""
    return any(_means(term, person) for term in terms)


def quota_keys(person: PersonFacts, terms: Iterable[AudienceTerm]) -> frozenset[str]:
    """The words that count this person: a quota of each of them takes the person's seat into account."""
    return frozenset(term.term for term in terms if _means(term, person))


def addresses(
    person: PersonFacts, publics: Collection[str], quotas: Collection[str], terms: Sequence[AudienceTerm]
) -> bool:
    """Whether a session of these publics and quota keys is for this person.

    It is for its publics, and for the corps and functions that its quotas count: « institutionnels » with a quota of
    police seats is for the police too. But a session for OPJ is for nobody else, whatever corps its quotas count; and
    a quota of women opens nothing, it counts within the others.
    """
    public = [term for term in terms if term.term in publics]
    if matches(person, public):
        return True
    if any(term.dimension is Dimension.JUDICIAL_POLICE for term in public):
        return False
    counted = (term for term in terms if term.term in quotas and term.dimension in _SERVICES)
    return matches(person, counted)


async def facts_of(db: AsyncSession, person: Person) -> PersonFacts:
    """A person's facts; only the labels are read."""
    wanted = [entry for entry in (person.corps_id, person.function_id) if entry is not None]
    labels = await queries.labels(db, wanted) if wanted else {}
    return PersonFacts(
        corps=labels.get(person.corps_id or 0, ""),
        function=labels.get(person.function_id or 0, ""),
        civility=person.civility,
        judicial_police_officer=bool(person.judicial_police_officer),
    )


async def open_to(db: AsyncSession, person: Person, session: TrainingSession) -> bool:
    """Whether this session addresses this person."""
    return bool(await only_open_to(db, person, [session]))


async def only_open_to(db: AsyncSession, person: Person, sessions: Sequence[TrainingSession]) -> list[TrainingSession]:
    """Those of the sessions that address this person, in the same order. Two queries, however many sessions."""
    if not sessions:
        return []
    known = await facts_of(db, person)
    terms = await queries.terms(db)
    return [session for session in sessions if addresses(known, session.publics, session.quotas, terms)]


_SERVICES = (Dimension.CORPS, Dimension.FUNCTION)


def _means(term: AudienceTerm, person: PersonFacts) -> bool:
    value = text.fold(term.value)
    match term.dimension:
        case Dimension.ANYONE:
            return True
        case Dimension.CORPS:
            return value == text.fold(person.corps)
        case Dimension.FUNCTION:
            return bool(value) and value in text.fold(person.function)
        case Dimension.JUDICIAL_POLICE:
            return person.judicial_police_officer
        case Dimension.SEX:
            return person.civility is not None and value == person.civility.value
