"""Codes that let somebody in, on both engines."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from db.engine import Database
from db.models import Invitation, InvitationKind, Person, Role, RoleGrant
from tests.factories import NOW, make_organiser, make_person
from tests.training.setting import journal
from training import codes, invitations
from training.errors import Forbidden, Gone
from training.invitations import CodeRefused, Refusal

JOINING, ORGANISER, ADMINISTRATOR = InvitationKind.JOINING, InvitationKind.ORGANISER, InvitationKind.ADMINISTRATOR


async def make_administrator(database: Database) -> Person:
    async with database.transaction() as db:
        person = await make_person(db)
        db.add(RoleGrant(person_id=person.id, role=Role.ADMINISTRATOR, granted_at=NOW))
    return person


async def created(database: Database, actor: Person | None, kind: InvitationKind, **how: int) -> tuple[int, str]:
    async with database.transaction() as db:
        invitation, code = await invitations.create(db, actor, kind, now=NOW, **how)  # type: ignore[arg-type]
    return invitation.id, code


async def test_a_code_is_long_typed_freely_and_stored_hashed(database: Database) -> None:
    _, code = await created(database, None, ADMINISTRATOR)
    assert len(code) == 20 and set(code) <= set(codes.ALPHABET)
    assert len(codes.ALPHABET) == 32
    typed = f"  {codes.grouped(code).upper().replace('0', 'O').replace('1', 'I')} "
    async with database.transaction() as db:
        assert await invitations.look_up(db, typed, NOW) is not None
        stored = (await db.scalars(select(Invitation))).one()
        assert code not in str(vars(stored))
        assert await invitations.look_up(db, code[:-1], NOW) is None
        assert await invitations.look_up(db, stored.code_hash, NOW) is None
    assert await journal(database) == ["invite"]


def test_what_looks_like_a_code() -> None:
    assert codes.looks_like_code("ABCDE-FGH1J-KMNPQ-RSTVW")
    assert not codes.looks_like_code("abcde")
    assert not codes.looks_like_code("é" * 20)


async def test_a_code_typed_as_an_answer_is_told_from_a_long_name(database: Database) -> None:
    _, code = await created(database, None, ADMINISTRATOR)
    grouped = codes.grouped(code)
    link = f"https://t.me/formation_bot?start={code}"
    async with database.transaction() as db:
        for typed in (code, grouped.upper(), grouped.replace("-", " "), grouped.replace("-", "–"), link, f" {code} "):
            assert await invitations.is_code(db, typed), typed
        assert await invitations.is_code(db, "abcde-fgh1j-kmnpq-rstvw"), "unknown, mistyped perhaps, and yet a code"
        for name in ("Brigade territoriale 2", "internationalisation", "Brigade de recherches", "Awa Diop", ""):
            assert not await invitations.is_code(db, name), name
    assert codes.looks_like_code("Brigade territoriale 2"), "the negative control: letters alone do not tell"


async def test_a_code_without_any_digit_is_still_a_code(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secrets.choice", lambda _: "k")
    _, code = await created(database, None, ADMINISTRATOR)
    async with database.transaction() as db:
        assert await invitations.is_code(db, codes.grouped(code))
        assert not await invitations.is_code(db, "m" * 20)


async def test_who_may_create_what(database: Database) -> None:
    administrator = await make_administrator(database)
    async with database.transaction() as db:
        organiser, participant = await make_organiser(db), await make_person(db)
    allowed = {(None, ADMINISTRATOR), (administrator, ORGANISER), (administrator, JOINING), (organiser, JOINING)}
    for actor in (None, administrator, organiser, participant):
        for kind in InvitationKind:
            if (actor, kind) in allowed:
                await created(database, actor, kind)
                continue
            with pytest.raises(Forbidden):
                await created(database, actor, kind)


async def test_lifetimes_and_uses_by_kind(database: Database) -> None:
    administrator = await make_administrator(database)
    await created(database, None, ADMINISTRATOR, max_uses=50)
    await created(database, administrator, ORGANISER)
    await created(database, administrator, JOINING)
    async with database.transaction() as db:
        found = {one.kind: one for one in await db.scalars(select(Invitation))}
    assert [found[kind].max_uses for kind in (ADMINISTRATOR, ORGANISER, JOINING)] == [1, 1, None]
    assert found[ORGANISER].expires_at == NOW + timedelta(hours=48)
    assert found[JOINING].expires_at == NOW + timedelta(days=30)


async def used(database: Database, code: str, after: timedelta = timedelta()) -> Refusal | None:
    async with database.transaction() as db:
        try:
            await invitations.use(db, code, now=NOW + after)
        except CodeRefused as refused:
            return refused.reason
    return None


async def test_why_a_code_is_refused(database: Database) -> None:
    async with database.transaction() as db:
        organiser = await make_organiser(db)
    _, single = await created(database, None, ADMINISTRATOR)
    revoked_id, revoked = await created(database, organiser, JOINING)
    async with database.transaction() as db:
        await invitations.revoke(db, organiser, revoked_id, now=NOW)
        await invitations.revoke(db, organiser, revoked_id, now=NOW)
    _, twice = await created(database, organiser, JOINING, max_uses=2)
    assert await used(database, "0" * 20) is Refusal.UNKNOWN
    assert await used(database, revoked) is Refusal.REVOKED
    assert await used(database, twice, timedelta(days=30)) is Refusal.EXPIRED
    assert [await used(database, twice) for _ in range(3)] == [None, None, Refusal.USED_UP]
    assert [await used(database, single) for _ in range(2)] == [None, Refusal.USED_UP]
    async with database.transaction() as db:
        assert await invitations.look_up(db, single, NOW) is None
    assert (await journal(database)).count("revoke") == 1


async def test_of_many_at_once_one_uses_a_single_use_code(database: Database) -> None:
    _, code = await created(database, None, ADMINISTRATOR)
    outcomes = await asyncio.gather(*(used(database, code) for _ in range(8)))
    assert sorted(outcomes, key=str) == [None] + [Refusal.USED_UP] * 7


async def test_looking_up_first_would_let_two_in(postgresql_url: str) -> None:
    """The negative control: both see a code that can be used; counting in one statement is what refuses the second."""
    database = Database(postgresql_url)
    _, code = await created(database, None, ADMINISTRATOR)
    async with database.transaction() as second:
        async with database.transaction() as first:
            assert await invitations.look_up(first, code, NOW) and await invitations.look_up(second, code, NOW)
            await invitations.use(first, code, now=NOW)
        with pytest.raises(CodeRefused):
            await invitations.use(second, code, now=NOW)
    await database.close()


async def test_an_organiser_neither_sees_nor_revokes_the_codes_of_organisers(database: Database) -> None:
    administrator = await make_administrator(database)
    async with database.transaction() as db:
        organiser, participant = await make_organiser(db), await make_person(db)
    for_organiser, _ = await created(database, administrator, ORGANISER)
    joining, _ = await created(database, organiser, JOINING)
    async with database.transaction() as db:
        assert [one.id for one in await invitations.list_open(db, organiser, NOW)] == [joining]
        assert {one.id for one in await invitations.list_open(db, administrator, NOW)} == {for_organiser, joining}
        late = NOW + timedelta(days=3)
        assert [one.id for one in await invitations.list_open(db, administrator, late)] == [joining]
        with pytest.raises(Forbidden):
            await invitations.revoke(db, organiser, for_organiser, now=NOW)
        with pytest.raises(Gone):
            await invitations.revoke(db, organiser, 999, now=NOW)
        with pytest.raises(Forbidden):
            await invitations.list_open(db, participant, NOW)
