"""Personal links: made, opened, proved, used once; what a forwarded one shows; who becomes whom."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from db.engine import Database
from db.models import (
    Attendance,
    HalfDay,
    Nomination,
    OutboxMessage,
    Person,
    PersonalLink,
    Registration,
    Role,
    RoleGrant,
    Seat,
    Standing,
)
from db.queries import registration as registrations
from tests.factories import NOW, make_organiser, make_person, make_registration
from tests.training.nominations.lists import Desk, csv, desk
from tests.training.setting import owed, session_for_all
from training import audit, codes
from training.errors import Forbidden, Gone, Stale
from training.links import claiming, issuing
from training.links.claiming import Asked, Claimed, Proof, Unusable, Wrong
from training.links.issuing import Issued

LIST = csv("Aminata;DIOP;Police nationale;;77 000 01 23", "Cheikh Ahmadou;Ndour;Gendarmerie nationale;;")


async def handed(here: Desk, first_name: str = "Aminata") -> Issued:
    """A link for somebody of the list."""
    async with here.database.transaction() as db:
        person = (await db.scalars(select(Person).where(Person.first_name == first_name))).one()
        return await issuing.issue_one(db, here.organiser, person.id, now=NOW)


async def imported(database: Database, **details: object) -> Desk:
    here = await desk(database, **details)
    await here.tries(LIST)
    await here.imports(LIST)
    return here


async def stranger(database: Database, **details: object) -> Person:
    """Somebody who read the notice, and whom nobody knows."""
    async with database.transaction() as db:
        defaults = {"standing": Standing.JOINING, "identified_at": None, "first_name": None, "last_name": None}
        return await make_person(db, **defaults | {"notice_version": "1", "notice_at": NOW} | details)


async def opened(database: Database, person: Person, code: str, now: object = NOW) -> Asked | Unusable:
    async with database.transaction() as db:
        return await claiming.ask(db, person, code, now=now)  # type: ignore[arg-type]


async def answered(database: Database, person: Person, link: PersonalLink, *typed: str) -> object:
    """The outcome of the last of these answers."""
    outcome: object = None
    for text in typed:
        async with database.transaction() as db:
            outcome = await claiming.answer(db, person, link.id, text, now=NOW)
    return outcome


async def of_account(database: Database, telegram_id: int | None) -> Person | None:
    async with database.transaction() as db:
        return (await db.scalars(select(Person).where(Person.telegram_id == telegram_id))).one_or_none()


async def test_a_link_is_long_and_kept_as_a_hash(database: Database) -> None:
    here = await imported(database)
    made = await handed(here)
    assert len(set(made.code)) > 5 and len(made.code) * 5 >= 128
    async with database.transaction() as db:
        kept = (await db.scalars(select(PersonalLink))).one()
    assert made.code not in str(vars(kept)) and kept.code_hash == codes.digest(codes.grouped(made.code).upper())
    assert kept.expires_at == NOW + issuing.LIFETIME


async def test_the_last_three_digits_make_the_account_that_of_the_person(database: Database) -> None:
    here = await imported(database)
    made, account = await handed(here), await stranger(database)
    telegram_id = account.telegram_id
    asked = await opened(database, account, codes.grouped(made.code))
    assert asked == Asked(made.link.id, Proof.PHONE)
    outcome = await answered(database, account, made.link, "123")
    assert isinstance(outcome, Claimed) and outcome.person.id == made.person.id
    found = await of_account(database, telegram_id)
    assert found is not None and (found.id, found.notice_version, found.last_name) == (made.person.id, "1", "Diop")
    async with database.transaction() as db:
        assert await db.get(Person, account.id) is None
        assert (await db.scalars(select(Nomination.told_at).where(Nomination.person_id == found.id))).one() == NOW
        assert await audit.breaches(db, now=NOW) == []
    again = await stranger(database)
    assert await opened(database, again, made.code) == Unusable(), "once only"


@pytest.mark.parametrize("typed", ["77 000 01 23", "+221 77 000 01 23", "00221 77 000 01 23", " 123 "])
async def test_the_whole_number_is_as_good(database: Database, typed: str) -> None:
    here = await imported(database)
    made, account = await handed(here), await stranger(database)
    assert isinstance(await answered(database, account, made.link, typed), Claimed)


async def test_digits_that_begin_with_noughts_are_right_too(database: Database) -> None:
    here = await imported(database)
    made, account = await handed(here), await stranger(database)
    async with database.transaction() as db:
        theirs = update(Nomination).where(Nomination.person_id == made.person.id)
        await db.execute(theirs.values(phone="+221770001001"))
    assert isinstance(await answered(database, account, made.link, "001"), Claimed)


@pytest.mark.parametrize("typed", ["", "3", "23", "1234", "124", "Awa Diop", "cent vingt-trois", "12\n3 ou 456"])
async def test_anything_else_is_wrong(database: Database, typed: str) -> None:
    here = await imported(database)
    made, account = await handed(here), await stranger(database)
    outcome = await answered(database, account, made.link, typed)
    assert isinstance(outcome, Wrong) and outcome.left == 2


async def test_three_wrong_answers_block_it_and_every_organiser_knows(database: Database) -> None:
    here = await imported(database)
    made, account = await handed(here), await stranger(database)
    assert isinstance(await answered(database, account, made.link, "000", "111", "222"), Unusable)
    assert await answered(database, account, made.link, "123") == Unusable(), "the right one comes too late"
    assert [row.person_id for row in await owed(database, "link_blocked")] == [here.organiser.id]
    new = await handed(here)
    assert isinstance(await answered(database, account, new.link, "123"), Claimed)


async def test_without_a_telephone_it_asks_for_the_name_however_it_is_spelled(database: Database) -> None:
    here = await imported(database)
    made, account = await handed(here, "Cheikh Ahmadou"), await stranger(database)
    asked = await opened(database, account, made.code)
    assert isinstance(asked, Asked) and asked.proof is Proof.NAME
    assert isinstance(await answered(database, account, made.link, "Ousmane Sarr"), Wrong)
    assert isinstance(await answered(database, account, made.link, "Ndour"), Wrong)
    assert isinstance(await answered(database, account, made.link, "NDOUR Cheick-Ahmadou"), Claimed)


async def test_a_new_link_ends_the_one_before_and_a_revoked_one_lets_nobody_in(database: Database) -> None:
    here = await imported(database)
    first, second, account = await handed(here), await handed(here), await stranger(database)
    assert await opened(database, account, first.code) == Unusable()
    assert isinstance(await opened(database, account, second.code), Asked)
    async with database.transaction() as db:
        assert await issuing.revoke(db, here.organiser, second.person.id, now=NOW)
        assert not await issuing.revoke(db, here.organiser, second.person.id, now=NOW)
    assert await opened(database, account, second.code) == Unusable()
    assert await answered(database, account, second.link, "123") == Unusable(), "asked before it was revoked"


async def test_it_ends_with_its_time(database: Database) -> None:
    here = await imported(database)
    made, account = await handed(here), await stranger(database)
    last = NOW + issuing.LIFETIME
    assert isinstance(await opened(database, account, made.code, last - timedelta(seconds=1)), Asked)
    assert await opened(database, account, made.code, last) == Unusable()
    assert await opened(database, account, "0" * codes.PERSONAL) == Unusable()


async def test_an_organiser_who_tries_a_link_does_not_use_it_up(database: Database) -> None:
    here = await imported(database)
    made, account = await handed(here), await stranger(database)
    assert await opened(database, here.organiser, made.code) == Unusable()
    assert await answered(database, here.organiser, made.link, "123") == Unusable()
    async with database.transaction() as db:
        db.add(RoleGrant(person_id=account.id, role=Role.ORGANISER, granted_at=NOW))
    assert await opened(database, account, made.code) == Unusable(), "an organiser without a record as well"


async def test_who_was_refused_does_not_come_in_by_somebodys_link(database: Database) -> None:
    here = await imported(database)
    made, account = await handed(here), await stranger(database, standing=Standing.REFUSED)
    assert await opened(database, account, made.code) == Unusable()
    assert await answered(database, account, made.link, "123") == Unusable()


async def test_two_accounts_at_once_and_the_link_is_one_persons(database: Database) -> None:
    here = await imported(database)
    made = await handed(here)
    accounts = [await stranger(database) for _ in range(3)]
    found = await asyncio.gather(*(answered(database, one, made.link, "123") for one in accounts))
    assert sum(isinstance(one, Claimed) for one in found) == 1
    async with database.transaction() as db:
        named = (await db.scalars(select(Person).where(Person.last_name == "Diop"))).all()
        assert len(named) == 1 and named[0].telegram_id in {one.telegram_id for one in accounts}


async def test_who_is_known_already_keeps_their_record_and_has_what_the_list_gave(database: Database) -> None:
    here = await imported(database, capacity=1)
    made = await handed(here)
    async with database.transaction() as db:
        known = await make_person(db, first_name="Hawa", last_name="Diop", standing=Standing.UNVERIFIED)
        there = {"session_id": here.session.id, "day": here.session.first_day, "marked_at": NOW, "present": True}
        db.add(Attendance(**there, person_id=made.person.id, half_day=HalfDay.MORNING, marked_by_id=here.organiser.id))
    outcome = await answered(database, known, made.link, "123")
    assert isinstance(outcome, Claimed) and outcome.person.id == known.id
    async with database.transaction() as db:
        assert await db.get(Person, made.person.id) is None
        kept = await db.get(Person, known.id)
        assert kept is not None and (kept.first_name, kept.standing) == ("Hawa", Standing.VERIFIED)
        mine = await registrations.find(db, here.session.id, known.id)
        assert mine is not None and mine.seat is Seat.SEATED
        assert (await db.scalars(select(Nomination.person_id).order_by(Nomination.id))).first() == known.id
        assert (await db.scalars(select(Attendance.person_id))).one() == known.id
        assert await audit.breaches(db, now=NOW) == []


@pytest.mark.parametrize(
    ("mine", "kept"),
    [(Seat.SEATED, Seat.SEATED), (Seat.WAITING, Seat.SEATED), (Seat.WITHDRAWN, Seat.SEATED)],
)
async def test_of_two_registrations_in_one_session_the_better_seat_stays(
    database: Database, mine: Seat, kept: Seat
) -> None:
    here = await imported(database, capacity=5)
    made = await handed(here)
    async with database.transaction() as db:
        known = await make_person(db)
        reason = "other" if mine is Seat.WITHDRAWN else None
        await make_registration(db, here.session, known, mine, withdrawal_reason=reason)
    await answered(database, known, made.link, "123")
    async with database.transaction() as db:
        theirs = (await db.scalars(select(Registration).where(Registration.person_id == known.id))).one()
        assert theirs.seat is kept
        assert await audit.breaches(db, now=NOW) == []


async def test_a_seat_on_days_that_are_taken_elsewhere_becomes_a_place_in_the_line(database: Database) -> None:
    here = await imported(database)
    made = await handed(here)
    async with database.transaction() as db:
        other = await session_for_all(db, first_day=here.session.first_day)
        known = await make_person(db)
        elsewhere = await make_registration(db, other, known)
        elsewhere.changed_at = NOW
    await answered(database, known, made.link, "123")
    async with database.transaction() as db:
        mine = await registrations.find(db, here.session.id, known.id)
        assert mine is not None and mine.seat is Seat.WAITING
        assert [one.rule for one in await audit.breaches(db, now=NOW) if "seated" in one.rule] == []


async def test_only_organisers_make_links_and_only_for_who_has_no_account(database: Database) -> None:
    here = await imported(database)
    made = await handed(here)
    async with database.transaction() as db:
        awa, with_account = await make_person(db), await make_person(db)
        khady = await make_organiser(db)
    async with database.transaction() as db:
        with pytest.raises(Forbidden):
            await issuing.issue(db, awa, [made.person.id], now=NOW)
        with pytest.raises(Forbidden):
            await issuing.revoke(db, awa, made.person.id, now=NOW)
        with pytest.raises(Stale):
            await issuing.issue_one(db, khady, with_account.id, now=NOW)
        with pytest.raises(Gone):
            await issuing.issue_one(db, khady, 2_000_000_000, now=NOW)
        assert len(await issuing.issue(db, khady, [made.person.id, with_account.id], now=NOW)) == 1


async def test_without_the_proof_a_forwarded_link_would_let_anybody_in(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control."""

    async def anything(*_: object) -> bool:
        return True

    here = await imported(database)
    made, account = await handed(here), await stranger(database)
    monkeypatch.setattr(claiming, "_is_right", anything)
    assert isinstance(await answered(database, account, made.link, "000"), Claimed)
    async with database.transaction() as db:
        assert (await db.scalars(select(OutboxMessage).where(OutboxMessage.kind == "link_blocked"))).all() == []
