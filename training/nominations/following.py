"""Who was put forward for a session, and what became of each: told, there, silent, confirmed, prevented, replaced."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import (
    Intention,
    Nomination,
    Person,
    PersonalLink,
    Registration,
    Seat,
    Standing,
    TrainingSession,
    WithdrawalReason,
)
from db.queries import links as link_queries
from db.queries import nominations as queries
from db.queries import replacements
from training import access, finding, journal, outbox, quiet
from training.calendar import instant, local
from training.errors import Gone, Stale
from training.links import issuing
from training.notices import Nominated
from training.waiting_line import ahead

ANSWER_DAYS, ANSWER_HOUR = 7, time(18)
"""Answers are asked for until this hour at the venue, so many days before the session. Source: the team."""


class Stage(enum.StrEnum):
    """What became of a nomination. UNOPENED: no account is theirs yet; SILENT: they have one, and said nothing."""

    UNOPENED = "unopened"
    SILENT = "silent"
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    DECLINED = "declined"
    REPLACED = "replaced"


NO_ANSWER = (Stage.UNOPENED, Stage.SILENT)


@dataclass(frozen=True)
class Followed:
    """One nomination, with its person and what describes them. `link`: the last one that they were given."""

    nomination: Nomination
    registration: Registration | None
    link: PersonalLink | None
    stage: Stage

    @property
    def person(self) -> Person:
        return self.nomination.person


@dataclass(frozen=True)
class Following:
    """The nominations of a session in the order of the names, at `now`; `proposed` people wait for a decision.

    Who has erased themselves is left out.
    """

    session: TrainingSession
    nominations: tuple[Followed, ...]
    now: datetime
    proposed: int = 0

    def at(self, *stages: Stage) -> list[Followed]:
        return [one for one in self.nominations if one.stage in stages]

    @property
    def untold(self) -> list[Followed]:
        """Who has an account and was not told yet."""
        return [one for one in self.nominations if one.nomination.told_at is None and _can_be_told(one)]

    @property
    def unopened(self) -> int:
        """How many have no account yet."""
        return len(self.at(Stage.UNOPENED))

    @property
    def waiting(self) -> list[Followed]:
        """Who found no seat, with an account or without."""
        return [one for one in self.nominations if one.registration and one.registration.seat is Seat.WAITING]

    @property
    def without_link(self) -> list[Followed]:
        """Who has neither an account nor a link in force."""
        lacking = self.at(Stage.UNOPENED)
        return [one for one in lacking if one.link is None or not issuing.is_in_force(one.link, self.now)]


@dataclass(frozen=True)
class Told:
    """How many people are owed a message now, and how many had one today already."""

    now: int
    already: int = 0


async def following(db: AsyncSession, actor: Person | None, session_id: int, *, now: datetime) -> Following:
    """Everybody put forward for a session. Raises Forbidden, Gone."""
    await access.organiser(db, actor)
    session = await finding.session(db, session_id)
    found = await queries.of_session(db, session.id)
    seats = await queries.registrations(db, session.id)
    links = await link_queries.latest(db, [one.person_id for one in found])
    here = [one for one in found if one.person.match_key is not None]
    followed = [_followed(one, seats.get(one.person_id), links.get(one.person_id)) for one in here]
    named = sorted(followed, key=lambda one: (one.person.last_name or "", one.person.first_name or "", one.person.id))
    return Following(session, tuple(named), now, await replacements.number(db, session.id))


async def nominee(
    db: AsyncSession, actor: Person | None, nomination_id: int, *, now: datetime
) -> tuple[TrainingSession, Followed]:
    """One nomination and its session. Raises Forbidden, Gone."""
    await access.organiser(db, actor)
    nomination = await db.get(Nomination, nomination_id)
    if nomination is None:
        raise Gone("nomination")
    found = await following(db, actor, nomination.session_id, now=now)
    one = next((each for each in found.nominations if each.nomination.id == nomination_id), None)
    if one is None:
        raise Gone("nomination")
    return found.session, one


async def person(db: AsyncSession, person_id: int) -> Person:
    """Somebody whom an organiser acts for. Raises Gone."""
    found = await db.get(Person, person_id)
    if found is None:
        raise Gone("person")
    return found


async def tell(db: AsyncSession, actor: Person | None, session_id: int, *, now: datetime) -> Told:
    """Everybody who has an account and was not told yet is owed their nomination. Raises Forbidden, Gone, Stale."""
    by, found = await _to_write_to(db, actor, session_id, now)
    untold = found.untold
    for one in untold:
        await _owe(db, found.session, one, "nominated", now, again=False)
        one.nomination.told_at = now
    journal.record(db, by.id, "nominations.told", "session", session_id, now=now, people=len(untold))
    return Told(len(untold))


async def chase(db: AsyncSession, actor: Person | None, session_id: int, *, now: datetime) -> Told:
    """Ask again who was told and said nothing: once a day at most. Raises Forbidden, Gone, Stale."""
    by, found = await _to_write_to(db, actor, session_id, now)
    today = local(now, found.session.zone).date()
    silent = [one for one in found.at(Stage.SILENT) if _can_be_told(one)]
    sent = 0
    for one in silent:
        sent += await _owe(db, found.session, one, f"chased:{today}", now, again=True)
        one.nomination.told_at = one.nomination.told_at or now
    journal.record(db, by.id, "nominations.chased", "session", session_id, now=now, people=sent)
    return Told(sent, len(silent) - sent)


def answer_by(session: TrainingSession, now: datetime) -> datetime | None:
    """Until when an answer is asked for; None once that is over: then at once."""
    until = instant(session.first_day - timedelta(days=ANSWER_DAYS), ANSWER_HOUR, session.zone)
    return until if until > now else None


def by_corps(nominations: Sequence[Followed]) -> dict[str, list[Followed]]:
    """The nominations of each corps, by its short label; the largest first."""
    found: dict[str, list[Followed]] = {}
    for one in nominations:
        found.setdefault(one.person.corps.short_label if one.person.corps else "", []).append(one)
    return dict(sorted(found.items(), key=lambda each: -len(each[1])))


def stage(person: Person, registration: Registration | None) -> Stage:
    """What became of a nomination, from its person and their registration."""
    if registration is None or registration.seat is Seat.WITHDRAWN:
        replaced = registration is not None and registration.withdrawal_reason is WithdrawalReason.REPLACED
        return Stage.REPLACED if replaced else Stage.DECLINED
    if registration.intention is Intention.CONFIRMED:
        return Stage.CONFIRMED
    if person.telegram_id is None:
        return Stage.UNOPENED
    return Stage.WAITING if registration.seat is Seat.WAITING else Stage.SILENT


def _followed(nomination: Nomination, registration: Registration | None, link: PersonalLink | None) -> Followed:
    return Followed(nomination, registration, link, stage(nomination.person, registration))


def _can_be_told(one: Followed) -> bool:
    """Whether the bot reaches them, they are let in, and their answer is awaited."""
    reached = one.person.telegram_id is not None and one.person.reachable
    there = reached and one.person.standing is Standing.VERIFIED
    return there and one.stage in (Stage.SILENT, Stage.WAITING)


async def _to_write_to(
    db: AsyncSession, actor: Person | None, session_id: int, now: datetime
) -> tuple[Person, Following]:
    """Of two organisers who write at once, the second sees what the first did: the session is locked."""
    by = await access.organiser(db, actor)
    session = await finding.locked_session(db, session_id)
    if not ahead(session, now):
        raise Stale("session")
    return by, await following(db, actor, session_id, now=now)


async def _owe(
    db: AsyncSession, session: TrainingSession, one: Followed, why: str, now: datetime, *, again: bool
) -> bool:
    """Whether it was not owed before."""
    due_at = quiet.shift_before(now, session.zone, session.starts_at)
    notice = Nominated(one.nomination.id, again)
    key = f"nomination:{one.nomination.id}:{why}"
    return await outbox.owe(db, one.person.id, notice, key=key, due_at=due_at, expires_at=session.starts_at)
