"""Another text in place of the one that arrived; where it arrived to many people, a second organiser agrees first."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Announcement, Content, Dispatch, DispatchKind, DispatchState, Person
from db.queries import announcements, identification, reports
from db.queries import dispatches as queries
from training import access, journal, outbox
from training.announcements import amending, drafting, objections
from training.announcements.amending import Amending, Reach
from training.announcements.departure import Awaiting, NobodyElse
from training.announcements.drafting import Message
from training.announcements.objections import Rules
from training.errors import Forbidden, Gone, Stale
from training.notices import CorrectionAsked, CorrectionDecided


@dataclass(frozen=True)
class Asked:
    """A correction, `dispatch`, of `n` messages, that waits for another's agreement than `by_id`'s; both are locked."""

    dispatch: Dispatch
    announcement: Announcement
    n: int

    @property
    def by_id(self) -> int | None:
        return self.dispatch.started_by_id

    @property
    def html_text(self) -> str:
        return self.dispatch.text or ""


async def reach(db: AsyncSession, actor: Person, announcement_id: int, html_text: str) -> Reach:
    """What this text would take the place of; nothing is changed. Raises what `correct` raises."""
    found = await amending.sent(db, actor, announcement_id)
    await _check(db, found, html_text)
    sending = await amending.sending_of(db, found)
    arrived = await reports.arrived(db, sending.id)
    return Reach(arrived.n, await queries.in_doubt(db, sending.id))


async def amendable(db: AsyncSession, actor: Person, announcement_id: int) -> bool:
    """Whether it can be corrected, and a text can take the place of what arrived. Raises Forbidden, Gone."""
    try:
        found = await amending.sent(db, actor, announcement_id)
    except Stale:
        return False
    return found.content is not Content.LOCATION and not await queries.of(db, found.id, DispatchKind.RECALL)


async def correct(
    db: AsyncSession, actor: Person, announcement_id: int, html_text: str, rules: Rules, *, now: datetime
) -> Amending | Awaiting | NobodyElse:
    """Put another text in place of the one that arrived, everywhere; of many messages, once a colleague agrees.

    Raises Forbidden, Gone, Stale (nothing of it arrived, it was recalled, or it is a place), Blank, TooLong,
    UnknownField, EmptyField.
    """
    found = await amending.sent(db, actor, announcement_id)
    await _check(db, found, html_text)
    n = (await reports.arrived(db, (await amending.sending_of(db, found)).id)).n
    made = Dispatch(
        announcement_id=found.id,
        kind=DispatchKind.CORRECTION,
        text=html_text,
        started_at=now,
        started_by_id=actor.id,
        shown_to_id=actor.id,
    )
    if n > rules.approval_above > 0:
        return await _ask(db, actor, made, n, now=now)
    return await _apply(db, actor, found, made, now=now)


async def asked(db: AsyncSession, actor: Person, dispatch_id: int) -> Asked:
    """The correction that waits for an agreement. Raises Forbidden, Gone (decided by now)."""
    await access.organiser(db, actor)
    made = await db.get(Dispatch, dispatch_id)
    found = await announcements.locked(db, made.announcement_id) if made else None
    made = await queries.locked(db, dispatch_id)
    if made is None or found is None or made.state is not DispatchState.AWAITING:
        raise Gone("announcement")
    n = (await reports.arrived(db, (await amending.sending_of(db, found)).id)).n
    return Asked(made, found, n)


async def approve(db: AsyncSession, actor: Person, dispatch_id: int, *, now: datetime) -> Amending:
    """Agree to a colleague's correction: it begins.

    Raises Forbidden (for whoever wrote it), Gone (decided by now), Stale (nothing of it is left to correct),
    EmptyField.
    """
    waiting = await asked(db, actor, dispatch_id)
    if actor.id == waiting.by_id:
        raise Forbidden
    by = await db.get(Person, waiting.by_id) if waiting.by_id else None
    assert by is not None
    await _check(db, waiting.announcement, waiting.html_text)
    journal.record(db, actor.id, "correction_approved", "announcement", waiting.announcement.id, now=now)
    done = await _apply(db, by, waiting.announcement, waiting.dispatch, now=now)
    await _tell(db, waiting, approved=True, now=now)
    return done


async def refuse(db: AsyncSession, actor: Person, dispatch_id: int, *, now: datetime) -> Asked:
    """Do not agree: nothing is corrected, who wrote it is told. Raises Forbidden (for that person), Gone."""
    waiting = await asked(db, actor, dispatch_id)
    if actor.id == waiting.by_id:
        raise Forbidden
    await _forget(db, actor, waiting, "correction_refused", now)
    await _tell(db, waiting, approved=False, now=now)
    return waiting


async def take_back(db: AsyncSession, actor: Person, dispatch_id: int, *, now: datetime) -> Asked:
    """Who wrote it gives it up. Raises Forbidden (for anybody else), Gone."""
    waiting = await asked(db, actor, dispatch_id)
    if actor.id != waiting.by_id:
        raise Forbidden
    await _forget(db, actor, waiting, "correction_taken_back", now)
    return waiting


async def _check(db: AsyncSession, found: Announcement, html_text: str) -> None:
    """Before anything is changed: whoever catches the refusal keeps the text that was sent."""
    if found.content is Content.LOCATION or await queries.of(db, found.id, DispatchKind.RECALL):
        raise Stale("announcement")
    drafting.check(Message(html_text, found.content))
    await objections.refuse_blanks(db, found, html_text)


async def _apply(db: AsyncSession, by: Person, found: Announcement, made: Dispatch, *, now: datetime) -> Amending:
    assert made.text is not None
    await amending.still(db, found)
    found.text, found.version, found.written_by_id = made.text, found.version + 1, by.id
    return await amending.over_all(db, by, found, made, now=now)


async def _ask(db: AsyncSession, actor: Person, made: Dispatch, n: int, *, now: datetime) -> Awaiting | NobodyElse:
    others = [each for each in await identification.organisers(db) if each != actor.id]
    if not others:
        return NobodyElse(n)
    made.state = DispatchState.AWAITING
    db.add(made)
    await db.flush()
    notices = dict.fromkeys(others, CorrectionAsked(made.id))
    await outbox.owe_all(db, notices, key=f"correction:{made.id}", due_at=now)
    journal.record(db, actor.id, "correction_approval_asked", "announcement", made.announcement_id, now=now, n=n)
    return Awaiting(n, len(others))


async def _forget(db: AsyncSession, actor: Person, waiting: Asked, verb: str, now: datetime) -> None:
    await db.delete(waiting.dispatch)
    journal.record(db, actor.id, verb, "announcement", waiting.announcement.id, now=now)


async def _tell(db: AsyncSession, waiting: Asked, *, approved: bool, now: datetime) -> None:
    assert waiting.by_id is not None
    notice = CorrectionDecided(waiting.announcement.id, approved)
    await outbox.owe(db, waiting.by_id, notice, key=f"correction_decided:{waiting.dispatch.id}", due_at=now)
