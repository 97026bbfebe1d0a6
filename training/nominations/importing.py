"""A list of nominations: a dry run that says what would change, then the import, whole or not at all.

The file is read first, outside any transaction. Re-importing the same file changes nothing. Locks: people, then the
session.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import NamesakeAnswer, Nomination, Person, TrainingSession
from db.queries import imports, uploads
from db.queries import nominations as queries
from db.queries import registration as registrations
from db.queries.upsert import insert_once
from training import access, finding, journal, people, quotas, text
from training.audience import PersonFacts
from training.errors import Stale, TrainingError
from training.nominations import persons, seats
from training.nominations.nominee import NominationList
from training.nominations.plan import ImportReport, Namesake, Overlap, Resolution, Target, resolve
from training.nominations.rows import Corps, read_list
from training.tables import off_loop
from training.uploads import upload
from training.waiting_line import ahead, overlaps


@dataclass(frozen=True)
class Imported:
    """How many nominations were made, changed and left alone; of the new ones, `waiting` found no free seat."""

    session: TrainingSession
    created: int
    changed: int
    unchanged: int
    waiting: int


@dataclass
class ImportRefused(TrainingError):
    """The file holds problems or open questions, or nobody: nothing was imported."""

    report: ImportReport


async def known_corps(db: AsyncSession) -> Corps:
    """What the lines of a list are checked against."""
    found: dict[str, tuple[int, str]] = {}
    for corps in await queries.corps(db):
        for spelling in (corps.label, corps.short_label):
            found.setdefault(text.fold(spelling), (corps.id, corps.label))
    return Corps(found)


async def read(name: str, content: bytes, corps: Corps) -> NominationList:
    """A file, read outside the event loop, and to be read outside any transaction. Raises NotATable."""
    return await off_loop(read_list, name, content, corps)


async def session_to_fill(db: AsyncSession, actor: Person | None, session_id: int, *, now: datetime) -> TrainingSession:
    """The session that a list is for. Raises Forbidden, Gone, Stale (a draft, started, or cancelled)."""
    await access.organiser(db, actor)
    return _fillable(await finding.session(db, session_id), now)


async def plan(
    db: AsyncSession, actor: Person | None, session_id: int, upload_id: int, found: NominationList, *, now: datetime
) -> ImportReport:
    """The dry run, with what was said of namesakes. Changes nothing. Raises Forbidden, Gone, Stale."""
    session = await session_to_fill(db, actor, session_id, now=now)
    await upload(db, actor, upload_id)
    resolution = await _resolve(db, session, upload_id, found)
    return await _report(db, session, found, resolution, now)


async def answer(
    db: AsyncSession, actor: Person | None, upload_id: int, line: int, other: str, *, same: bool, now: datetime
) -> None:
    """One person, or two: what is said first of a line and another stays. Raises Forbidden, Gone."""
    kept = await upload(db, actor, upload_id)
    await insert_once(db, NamesakeAnswer, upload_id=kept.id, line=line, other=other, same=same)
    details = {"line": line, "other": other, "same": same}
    journal.record(db, kept.person_id, "nomination.namesake", "upload", kept.id, now=now, **details)


async def apply(
    db: AsyncSession, actor: Person | None, session_id: int, upload_id: int, found: NominationList, *, now: datetime
) -> Imported:
    """Import a list that this organiser sent, planned afresh under the locks, and forget the file.

    Raises Forbidden, Gone (imported already), Stale (the session), or ImportRefused while anything is wrong or open.
    """
    by = await access.organiser(db, actor)
    await imports.one_at_a_time(db)
    session = await session_to_fill(db, actor, session_id, now=now)
    await upload(db, actor, upload_id)
    resolution = await _resolve(db, session, upload_id, found)
    known = [one.person_id for one in resolution.new if one.person_id]
    theirs = await queries.people(db, known, lock=True)
    session = _fillable(await finding.locked_session(db, session_id), now)
    report = await _report(db, session, found, resolution, now)
    if not report.ready:
        raise ImportRefused(report)
    waiting = await _carry_out(db, by, session, resolution, theirs, now)
    await uploads.forget(db, upload_id)
    done = Imported(session, report.new, report.changed, report.unchanged, waiting)
    counts = {"created": done.created, "changed": done.changed, "unchanged": done.unchanged}
    journal.record(db, by.id, "nominations.imported", "session", session.id, now=now, **counts)
    await db.flush()
    return done


def _fillable(session: TrainingSession, now: datetime) -> TrainingSession:
    if not ahead(session, now):
        raise Stale("session")
    return session


async def _resolve(db: AsyncSession, session: TrainingSession, upload_id: int, found: NominationList) -> Resolution:
    resolution = resolve(
        found,
        await queries.of_session(db, session.id),
        await queries.known_people(db),
        await queries.phones(db),
        await queries.answers(db, upload_id),
    )
    named = await _names(db, found, resolution.namesakes)
    return replace(resolution, namesakes=named)


async def _names(db: AsyncSession, found: NominationList, namesakes: Sequence[Namesake]) -> tuple[Namesake, ...]:
    """The questions with the names of those who are asked about."""
    ids = [int(one.other[1:]) for one in namesakes if one.other_line is None]
    theirs = {f"p{id}": people.shown(person) for id, person in (await queries.people(db, ids)).items()}
    lines = {f"l{each.line}": each for each in found.nominees}
    theirs |= {ref: people.display_name(each.first, each.last) for ref, each in lines.items()}
    corps = {ref: each.corps for ref, each in lines.items()}
    return tuple(
        replace(one, other_name=theirs.get(one.other, ""), other_corps=one.other_corps or corps.get(one.other, ""))
        for one in namesakes
    )


async def _report(
    db: AsyncSession, session: TrainingSession, found: NominationList, resolution: Resolution, now: datetime
) -> ImportReport:
    new, changed, repeated = resolution.new, resolution.changed, resolution.repeated
    facts = [PersonFacts(corps=one.nominee.corps, function=one.nominee.function) for one in new]
    overlaps = await _overlaps(db, session, new)
    counts = await registrations.tally(db, session.id, now)
    free = counts.free(session.capacity) if not counts.waiting else 0
    return ImportReport(
        session_id=session.id,
        code=session.code,
        name=found.name,
        rows=found.rows,
        sheet=found.sheet,
        unread=found.unread,
        letters=found.letters,
        new=len(new),
        changed=len(changed),
        unchanged=len(resolution.targets) - len(new) - len(changed) - len(repeated),
        repeated=len(repeated),
        will_wait=max(len(overlaps), len(new) - free),
        problems=found.problems,
        namesakes=resolution.namesakes,
        over=tuple(await quotas.exceeded(db, session, facts, now)),
        overlaps=overlaps,
    )


async def _overlaps(db: AsyncSession, session: TrainingSession, new: Sequence[Target]) -> tuple[Overlap, ...]:
    known = {one.person_id: one.nominee for one in new if one.person_id}
    elsewhere = await overlaps(db, list(known), session)
    return tuple(
        Overlap(nominee.line, people.display_name(nominee.first, nominee.last), elsewhere[person_id].code)
        for person_id, nominee in known.items()
        if person_id in elsewhere
    )


async def _carry_out(
    db: AsyncSession,
    by: Person,
    session: TrainingSession,
    resolution: Resolution,
    known: dict[int, Person],
    now: datetime,
) -> int:
    """Write what the lines say; how many of the new ones wait."""
    made: dict[int, Nomination] = {}
    entries, waiting = persons.Entries(db), 0
    for one in resolution.targets:
        nomination = one.nomination or made.get(one.same_line or 0)
        if nomination is None:
            person = known.get(one.person_id or 0) or await persons.make(db, entries, one.nominee, now)
            nomination = await _nominate(db, by, person, session, one, now)
            waiting += (await seats.give(db, by, person, session, now=now)).seat.value == "waiting"
        elif changes := one.changes():
            await persons.correct(db, entries, nomination, one.nominee, changes)
            names = [column.value for column in changes]
            journal.record(db, by.id, "nomination.corrected", "nomination", nomination.id, now=now, columns=names)
        made[one.nominee.line] = nomination
        if one.same_line is not None or (one.nomination and one.person_id):
            nomination.keys = [*nomination.keys, one.nominee.key]  # so that the same list finds it again
    return waiting


async def _nominate(
    db: AsyncSession, by: Person, person: Person, session: TrainingSession, one: Target, now: datetime
) -> Nomination:
    nomination = Nomination(
        session_id=session.id,
        person_id=person.id,
        person=person,
        keys=[one.nominee.key],
        phone=one.nominee.phone,
        nominated_at=now,
        nominated_by_id=by.id,
    )
    db.add(nomination)
    await db.flush()
    journal.record(db, by.id, "nomination.made", "nomination", nomination.id, now=now, person_id=person.id)
    return nomination
