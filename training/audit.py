"""What must be true of seats whatever happened: read-only, for operators and at the end of every story.

A breach names ids, never a person.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Action, Registration, Seat
from db.queries import audit as queries
from training.calendar import overlap

WRITTEN = {
    Seat.SEATED: {"registration.seated", "registration.offer_accepted", "registration.confirmed"},
    Seat.REQUESTED: {"registration.requested", "registration.offer_accepted"},
    Seat.WAITING: {"registration.waiting"},
    Seat.WITHDRAWN: {"registration.withdrawn", "registration.offer_declined", "registration.offer_expired"},
}
"""The last thing that the action log says of a registration, by the seat that it led to."""


@dataclass(frozen=True, order=True)
class Breach:
    """A rule that does not hold, in a session, of a registration or None."""

    rule: str
    session_id: int
    registration_id: int | None = None

    def __str__(self) -> str:
        of = f", registration {self.registration_id}" if self.registration_id is not None else ""
        return f"{self.rule}: session {self.session_id}{of}"


async def breaches(db: AsyncSession, *, now: datetime) -> list[Breach]:
    """Every breach at `now` (programme time); none when all is well."""
    registrations = await queries.registrations(db)
    found = [Breach(rule, session_id) for rule, session_id in await queries.sessions_with_too_many(db, now)]
    found += [Breach("two with the same place in line", one) for one in await queries.sessions_with_ties(db)]
    found += [Breach("offer to somebody who does not wait", *one) for one in await queries.offers_to_nobody(db, now)]
    found += [Breach("offer beyond the start", *one) for one in await queries.offers_beyond_the_start(db)]
    found += [Breach("offer accepted too late", *one) for one in await queries.offers_accepted_late(db)]
    found += [*_in_two_rooms(registrations), *_without_reason(registrations)]
    found += _not_in_the_log(registrations, await queries.registration_actions(db))
    return sorted(found, key=lambda one: (one.rule, one.session_id, one.registration_id or 0))


def _in_two_rooms(registrations: Sequence[Registration]) -> Iterator[Breach]:
    theirs = defaultdict(list)
    for each in registrations:
        if each.seat in (Seat.SEATED, Seat.REQUESTED) and each.session.state.value != "cancelled":
            theirs[each.person_id].append(each)
    for seats in theirs.values():
        for one, other in combinations(seats, 2):
            if overlap(one.session, other.session):
                yield Breach(f"also seated in session {one.session_id} of the same days", other.session_id, other.id)


def _without_reason(registrations: Sequence[Registration]) -> Iterator[Breach]:
    for each in registrations:
        if (each.seat is Seat.WITHDRAWN) != (each.withdrawal_reason is not None):
            yield Breach("a reason without a withdrawal, or the reverse", each.session_id, each.id)


def _not_in_the_log(registrations: Sequence[Registration], actions: Sequence[Action]) -> Iterator[Breach]:
    """Who did it, and when, is the action log's; a log that says something else is a change that nobody made."""
    last = {(action.subject_id, _whose(action)): action for action in actions}
    for each in registrations:
        said = last.get((each.session_id, each.person_id))
        if said is None or said.verb not in WRITTEN[each.seat] or said.at != each.changed_at:
            yield Breach("not as the action log says", each.session_id, each.id)


def _whose(action: Action) -> object:
    return action.details.get("person_id", action.actor_id)
