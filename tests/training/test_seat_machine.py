"""The rules of seats under whatever people and organisers do, in any order, at any hour: a state machine.

The same steps every time, so that a check that passes passes again; with `SEAT_STEPS` it is so many others, at random.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.engine import Database
from db.models import (
    Action,
    Evaluation,
    Nomination,
    OutboxMessage,
    OutboxState,
    Person,
    QuotaMode,
    Registration,
    Replacement,
    Seat,
    SeatOffer,
    SessionChange,
    SessionReminder,
    TrainingSession,
    WithdrawalReason,
)
from db.queries import registration as queries
from db.queries.upsert import insert_once
from tests.factories import NOW, make_organiser, make_person
from tests.training.setting import FORCE, POLICE, police_and_others, session_for_all
from training import audit, gates, offers, quotas, registration, requests, waiting_line
from training.calendar import overlap
from training.changes import cancelling, moving
from training.changes import seats as changes
from training.changes.seats import MoveUpReason
from training.errors import TrainingError
from training.offers import Accepted
from training.registration import Seated, decide
from training.replacements import deciding, proposing
from training.replacements.deciding import Replaced

PEOPLE = 5
STEPS_EACH = 40
AT_RANDOM = int(os.environ.get("SEAT_STEPS", "0"))

TABLES = (
    OutboxMessage,
    Replacement,
    Nomination,
    SeatOffer,
    Registration,
    Action,
    SessionChange,
    SessionReminder,
    Evaluation,
    TrainingSession,
)
TAKEN = (Seat.SEATED, Seat.REQUESTED)
persons, sessions, any_of_them = st.integers(0, PEOPLE - 1), st.integers(0, 2), st.integers(0, 11)
Answer = Callable[[AsyncSession, Person], Awaitable[Any]]


class Seats(RuleBasedStateMachine):
    """Two sessions of the same days and one later, all small and full; five people; a tick after every step.

    The last session has one seat for the police, who are two of the five; the second one asks for the team's agreement.
    """

    loop: asyncio.Runner
    database: Database

    @initialize(capacities=st.tuples(*[st.just(1) | st.integers(1, 2)] * 3), days=st.integers(1, 12) | st.just(9))
    def begin(self, capacities: tuple[int, ...], days: int) -> None:
        self.now = NOW
        self.sessions, self.people = self.loop.run(self._begin(capacities, days))
        self.loop.run(self._look())
        for who in range(PEOPLE):
            for what in (who % 2, 2):
                self.registers(who, what)
                self.loop.run(self._look())

    async def _begin(self, capacities: tuple[int, ...], days: int) -> tuple[list[TrainingSession], list[Person]]:
        async with self.database.transaction() as db:
            for table in TABLES:
                await db.execute(delete(table))
            first = (NOW + timedelta(days=days)).date()
            dates = (first, first, first + timedelta(days=4))
            made = [
                await session_for_all(db, capacity=capacity, first_day=day, last_day=day)
                for capacity, day in zip(capacities, dates, strict=True)
            ]
            made[1].needs_approval = True
            made[2].quotas, made[2].quota_mode = {POLICE: 1}, QuotaMode.BLOCK
            self.organiser = await make_organiser(db)
            return made, await police_and_others(db, PEOPLE)

    @property
    def active(self) -> list[Registration]:
        """Seats and places in the line."""
        return [one for one in self.registrations.values() if one.seat is not Seat.WITHDRAWN]

    @property
    def requested(self) -> list[Registration]:
        return [one for one in self.registrations.values() if one.seat is Seat.REQUESTED]

    @property
    def standing(self) -> list[SeatOffer]:
        return [
            offer for offer in self.offers.values() if offer.state.value == "pending" and self.now < offer.expires_at
        ]

    @rule(who=persons, what=sessions)
    def registers(self, who: int, what: int) -> None:
        """A seat at once only where one is free and nobody waits."""
        self._registers(self.people[who], self.sessions[what])

    @rule(who=st.integers(0, 1))
    def one_of_the_police_registers(self, who: int) -> None:
        """Where there is one seat for them."""
        self._registers(self.people[who], self.sessions[2])

    @precondition(lambda self: self.standing)
    @rule(who=persons, which=any_of_them)
    def asks_for_an_offered_seat(self, who: int, which: int) -> None:
        number = self.standing[which % len(self.standing)].session_id
        self._registers(self.people[who], next(one for one in self.sessions if one.id == number))

    def _registers(self, me: Person, session: TrainingSession) -> None:
        waited = [one for one in self._waiting(session) if self._within_quota(one)]
        verdict = self.loop.run(self._request(lambda db: registration.register(db, me, session.id, now=self.now)))
        if isinstance(verdict, Seated):
            assert not waited, "the line was jumped"

    @precondition(lambda self: self.active)
    @rule(which=any_of_them)
    def asks_for_another_session(self, which: int) -> None:
        """Whoever has a seat or waits somewhere, perhaps of the same days."""
        one = self.active[which % len(self.active)]
        other = self.sessions[1 if one.session_id == self.sessions[0].id else 0]
        self._does(one, lambda db, person: registration.register(db, person, other.id, now=self.now))

    @precondition(lambda self: self.active)
    @rule(which=any_of_them)
    def withdraws(self, which: int) -> None:
        """Whoever has a seat, as long as there are some."""
        seated = [one for one in self.active if one.seat is Seat.SEATED] or self.active
        self._leaves(seated[which % len(seated)])

    @precondition(lambda self: self.active)
    @rule(which=any_of_them)
    def leaves_the_line(self, which: int) -> None:
        waiting = [one for one in self.active if one.seat is Seat.WAITING] or self.active
        self._leaves(waiting[which % len(waiting)])

    def _leaves(self, one: Registration) -> None:
        reason = WithdrawalReason.DUTY
        self._does(one, lambda db, person: registration.withdraw(db, person, one.session_id, reason, now=self.now))

    @precondition(lambda self: self.active)
    @rule(which=any_of_them)
    def confirms(self, which: int) -> None:
        one = self.active[which % len(self.active)]
        self._does(one, lambda db, person: registration.confirm(db, person, one.session_id, now=self.now))

    @rule()
    def asks_for_agreement_or_not(self) -> None:
        """Of the session whose days are nobody else's."""
        asked = self.sessions[2].id
        self.loop.run(self._request(lambda db: gates.toggle_approval(db, self.organiser, asked, now=self.now)))

    @precondition(lambda self: self.requested)
    @rule(which=any_of_them, decide=st.sampled_from([requests.approve, requests.refuse]))
    def decides(self, which: int, decide: Callable[..., Awaitable[Any]]) -> None:
        one = self.requested[which % len(self.requested)]
        found = self.loop.run(self._request(lambda db: decide(db, self.organiser, one.id, now=self.now)))
        assert isinstance(found, TrainingError) or not found.by_another

    @precondition(lambda self: self.offers)
    @rule(which=any_of_them)
    def accepts(self, which: int) -> None:
        """One of the three newest offers, or an old one."""
        self._accepts(list(self.offers.values())[-1 - which % min(len(self.offers), 4)])

    def _accepts(self, offer: SeatOffer) -> None:
        stood = self.now < offer.expires_at
        to = self.registrations[offer.registration_id]
        verdict = self._does(to, lambda db, person: offers.accept(db, person, offer.id, now=self.now))
        assert stood or not isinstance(verdict, Accepted) or verdict.again, "an offer outlived its time"

    @precondition(lambda self: self.offers)
    @rule(which=any_of_them)
    def declines(self, which: int) -> None:
        offer = list(self.offers.values())[-1 - which % min(len(self.offers), 4)]
        to = self.registrations[offer.registration_id]
        self._does(to, lambda db, person: offers.decline(db, person, offer.id, now=self.now))

    @rule(minutes=st.sampled_from([1, 30, 240, 480, 1440, 2900]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @precondition(lambda self: self.standing)
    @rule(which=any_of_them, seconds=st.sampled_from([-1, 0]))
    def accepts_at_the_last_moment(self, which: int, seconds: int) -> None:
        """The last instant of an offer, or the first one after it."""
        offer = self.standing[which % len(self.standing)]
        self.now = max(self.now, offer.expires_at + timedelta(seconds=seconds))
        self._accepts(offer)

    @rule()
    def messages_go_out(self) -> None:
        async def go(db: AsyncSession) -> None:
            await db.execute(update(OutboxMessage).values(state=OutboxState.SENT))

        self.loop.run(self._committed(go))

    @rule(what=sessions, by=st.sampled_from([-1, 1]), sure=st.booleans())
    def capacity_changes(self, what: int, by: int, sure: bool) -> None:
        """Below who has a seat, too, when the organiser agrees to what that means."""
        session = self.sessions[what]
        seated = sum(one.seat in TAKEN and one.session_id == session.id for one in self.registrations.values())
        capacity = max(session.capacity + by, 1)
        agreed = max(0, seated - capacity) if sure else 0
        resize = changes.resize
        self._organises(lambda db: resize(db, self.organiser, session.id, capacity, agreed=agreed, now=self.now))

    @rule(what=sessions, to=st.integers(1, 12))
    def moves(self, what: int, to: int) -> None:
        """Onto any day, perhaps that of another session."""
        self._moves(self.sessions[what], to)

    @precondition(lambda self: self.standing)
    @rule(which=any_of_them, to=st.integers(1, 3))
    def moves_near_while_a_seat_is_offered(self, which: int, to: int) -> None:
        number = self.standing[which % len(self.standing)].session_id
        self._moves(next(one for one in self.sessions if one.id == number), to)

    def _moves(self, session: TrainingSession, to: int) -> None:
        day = (self.now + timedelta(days=to)).date()
        version = session.version
        self._organises(lambda db: moving.move(db, self.organiser, session.id, day, day, version=version, now=self.now))

    @precondition(lambda self: self.active)
    @rule(which=any_of_them)
    def moves_up(self, which: int) -> None:
        one = self.active[which % len(self.active)]
        reason = MoveUpReason.SERVICE
        self._organises(lambda db: changes.move_up(db, self.organiser, one.id, reason, now=self.now))

    @precondition(lambda self: self.active)
    @rule(which=any_of_them, who=st.integers(0, PEOPLE), decide=st.sampled_from([True, True, True, False]))
    def is_replaced(self, which: int, who: int, decide: bool) -> None:
        """By one of the others, who may have a seat or wait, or by somebody new."""
        seated = [one for one in self.active if one.seat is Seat.SEATED] or self.active
        one = seated[which % len(seated)]
        verdict = self._does(one, lambda db, person: self._replaces(db, person, one, who, decide))
        if isinstance(verdict, Replaced):
            self.people += [] if verdict.substitute.id in {each.id for each in self.people} else [verdict.substitute]

    @precondition(lambda self: self.active)
    @rule(which=any_of_them)
    def is_replaced_by_who_is_busy(self, which: int) -> None:
        """Somebody with a seat in the other session of the same days, if there is one."""
        for one in self.active[which % len(self.active) :]:
            there = [each for each in self.active if each.seat in TAKEN and each.session_id != one.session_id]
            busy = [
                n for n, person in enumerate(self.people[:PEOPLE]) if person.id in {each.person_id for each in there}
            ]
            if one.seat is Seat.SEATED and busy:
                self._does(one, lambda db, person: self._replaces(db, person, one, busy[-1], True))  # noqa: B023
                return

    async def _replaces(self, db: AsyncSession, person: Person, one: Registration, who: int, decide: bool) -> Any:
        """Who is put forward by then is; proposed by themselves, decided by the organiser."""
        named = {"keys": [], "nominated_at": self.now, "nominated_by_id": self.organiser.id}
        await insert_once(db, Nomination, session_id=one.session_id, person_id=person.id, **named)
        made = await proposing.propose(db, person, one.session_id, f"Essai, Essai, {FORCE}", now=self.now)
        assert isinstance(made, Replacement)
        other = self.people[who] if who < PEOPLE else await make_person(db)
        if not decide:
            return await deciding.refuse(db, self.organiser, made.id, now=self.now)
        return await deciding.accept(db, self.organiser, made.id, other.id, now=self.now)

    @rule(what=sessions, sure=st.integers(0, 9))
    def is_cancelled(self, what: int, sure: int) -> None:
        """Rarely: the session of that number is then another one."""
        if sure == 0:
            session, version = self.sessions[what], self.sessions[what].version
            self._organises(
                lambda db: cancelling.cancel(db, self.organiser, session.id, "Essai", version=version, now=self.now)
            )

    def _organises(self, work: Callable[[AsyncSession], Awaitable[Any]]) -> None:
        self.loop.run(self._request(work))

    @invariant()
    def the_seats_are_right(self) -> None:
        if not hasattr(self, "sessions"):
            return
        before = set(self.offers)
        self.loop.run(self._committed(lambda db: waiting_line.tend(db, now=self.now)))
        self.loop.run(self._look())
        assert self.breaches == []
        for session in self.sessions:
            self._nobody_is_passed_over(session, set(self.offers) - before)
            self._no_seat_is_idle(session)
        assert self._police() <= 1, "more of the police than their quota"

    def _nobody_is_passed_over(self, session: TrainingSession, new: set[int]) -> None:
        made = [self.offers[number] for number in new if self.offers[number].session_id == session.id]
        for offer in made:
            place = self.registrations[offer.registration_id].place_in_line
            for one in self._waiting(session):
                if one.place_in_line < place:
                    assert self._may_not_have_one(one), "somebody before them had no offer"

    def _no_seat_is_idle(self, session: TrainingSession) -> None:
        mine = [one for one in self.registrations.values() if one.session_id == session.id]
        held = sum(offer.holds_seat and offer.stands(self.now) for offer in self._offers_of(session))
        free = session.capacity - sum(one.seat in TAKEN for one in mine) - held
        if free > 0 and waiting_line.ahead(session, self.now):
            assert all(self._may_not_have_one(one) for one in self._waiting(session))

    def _may_not_have_one(self, one: Registration) -> bool:
        """Whether somebody who waits is rightly not offered a free seat, or was offered one."""
        return self._has_offer(one) or self._busy(one) or not self._within_quota(one)

    def _within_quota(self, one: Registration) -> bool:
        """Whether one more seat of theirs stays within it: the first two people are of the police."""
        theirs = {person.id for person in self.people[:2]}
        return one.session_id != self.sessions[2].id or one.person_id not in theirs or self._police() < 1

    def _police(self) -> int:
        """How many of their seats in the last session are taken or reserved."""
        theirs = {person.id for person in self.people[:2]}
        return sum(
            one.seat in TAKEN or (self._has_offer(one) and any(o.holds_seat for o in self._standing_of(one)))
            for one in self.registrations.values()
            if one.session_id == self.sessions[2].id and one.person_id in theirs
        )

    def _standing_of(self, one: Registration) -> list[SeatOffer]:
        return [offer for offer in self.offers.values() if offer.registration_id == one.id and offer.stands(self.now)]

    def _offers_of(self, session: TrainingSession) -> list[SeatOffer]:
        return [offer for offer in self.offers.values() if offer.session_id == session.id]

    def _has_offer(self, one: Registration) -> bool:
        return any(offer.registration_id == one.id and offer.stands(self.now) for offer in self.offers.values())

    def _busy(self, one: Registration) -> bool:
        """Whether they have a seat, or asked for one, in another session of the same days."""
        mine = next(session for session in self.sessions if session.id == one.session_id)
        there = {
            session.id
            for session in self.sessions
            if session.id != mine.id and session.state.value != "cancelled" and overlap(session, mine)
        }
        return any(
            each.person_id == one.person_id and each.session_id in there and each.seat in TAKEN
            for each in self.registrations.values()
        )

    def _waiting(self, session: TrainingSession) -> list[Registration]:
        mine = (one for one in self.registrations.values() if one.session_id == session.id)
        return [one for one in mine if one.seat is Seat.WAITING]

    def _does(self, one: Registration, what: Answer) -> Any:
        """One request of the person of a registration."""
        person = next(each for each in self.people if each.id == one.person_id)
        return self.loop.run(self._request(lambda db: what(db, person)))

    async def _request(self, work: Callable[[AsyncSession], Awaitable[Any]]) -> Any:
        """What may not be done is refused, and changes nothing."""
        try:
            return await self._committed(work)
        except TrainingError as error:
            return error

    async def _committed(self, work: Callable[[AsyncSession], Awaitable[Any]]) -> Any:
        async with self.database.transaction() as db:
            return await work(db)

    async def _look(self) -> None:
        async with self.database.transaction() as db:
            self.registrations = {
                one.id: one for one in await db.scalars(select(Registration).order_by(Registration.id))
            }
            self.offers = {one.id: one for one in await db.scalars(select(SeatOffer).order_by(SeatOffer.id))}
            known = {one.id: one for one in await db.scalars(select(TrainingSession))}
            self.sessions = [known[each.id] for each in self.sessions]
            self.breaches = await audit.breaches(db, now=self.now)


def takes(database_url: str, steps: int, *, at_random: bool = False) -> None:
    """So many steps; raises AssertionError for what is found wrong, at random with the fewest steps that lead there."""
    profile = settings(
        max_examples=max(1, steps // STEPS_EACH),
        stateful_step_count=STEPS_EACH,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=not at_random,
        phases=tuple(Phase) if at_random else (Phase.generate,),
        database=None,
    )
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as loop:
        database = Database(database_url)
        machine = type("Seats", (Seats,), {"loop": loop, "database": database})
        try:
            run_state_machine_as_test(machine, settings=profile)
        finally:
            loop.run(database.close())


def test_the_seat_is_always_right(database_url: str) -> None:
    takes(database_url, AT_RANDOM or 320, at_random=AT_RANDOM > 0)


async def _empty(*_: object) -> list[TrainingSession]:
    """Nobody is busy."""
    return []


async def _nothing(*_: object) -> None:
    """Offers outlive a move."""


async def _uncapped(*_: object) -> None:
    """No quota is enforced."""


@pytest.mark.parametrize(
    ("module", "name", "broken"),
    [
        (queries, "calendar", _empty),
        (SeatOffer, "stands", lambda offer, _now: offer.state.value == "pending"),
        (registration, "decide", lambda seating, now: decide(replace(seating, ahead=0, held=0), now)),
        (waiting_line, "SESSIONS_A_TICK", 0),
        (waiting_line, "_without_offer", lambda db, session: _backwards(db, session)),
        (waiting_line, "_record", lambda *_: None),
        (quotas, "enforced", _uncapped),
        (requests, "_record", lambda *_, **__: None),
        (moving, "elsewhere", _empty),
        (moving, "_offer_again", _nothing),
        (deciding, "overlapping", _nothing),
        (deciding, "leave", lambda *_: None),
    ],
    ids=[
        "two rooms",
        "late answers",
        "jumped line",
        "idle seats",
        "last come first served",
        "nothing written",
        "no quota",
        "no decision written",
        "moved into two rooms",
        "offers of the former days",
        "replaced into two rooms",
        "replaced and still seated",
    ],
)
def test_a_rule_that_is_broken_is_found(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, module: object, name: str, broken: object
) -> None:
    """The controls: without each of these rules some of the steps end in a breach."""
    monkeypatch.setattr(module, name, broken)
    with pytest.raises(AssertionError):
        takes(sqlite_url, 2000)


WITHOUT_OFFER = waiting_line._without_offer


async def _backwards(db: AsyncSession, session: TrainingSession) -> list[Registration]:
    return (await WITHOUT_OFFER(db, session))[::-1]
