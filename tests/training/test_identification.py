"""The notice, the form, codes and telephones, on both engines."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from db.engine import Database
from db.models import Civility, Invitation, InvitationKind, Person, ReferenceKind, Role, Standing
from tests.factories import NOW, make_organiser, make_person
from tests.training.setting import journal, owed
from training import access, identification, invitations, reference_lists
from training.errors import Stale
from training.identification import Fiche, PhoneProblem, PhoneRefused, PhoneTrusted
from training.invitations import CodeRefused, Refusal

ACCOUNT = 7_300_000_001
"""Beyond 32 bits, as Telegram's are."""


async def code_for(database: Database, actor: Person | None, kind: InvitationKind) -> str:
    async with database.transaction() as db:
        return (await invitations.create(db, actor, kind, now=NOW))[1]


async def acknowledged(
    database: Database, account: int = ACCOUNT, code: str | None = None, version: str = "1"
) -> Person:
    async with database.transaction() as db:
        return await identification.acknowledge_notice(db, account, version=version, code=code, now=NOW)


async def a_fiche(database: Database) -> Fiche:
    async with database.transaction() as db:
        await reference_lists.seed(db)
        corps = (await reference_lists.entries(db, ReferenceKind.CORPS, search="magistrature", limit=1)).items[0]
        grade = (await reference_lists.entries(db, ReferenceKind.GRADE, corps.id, limit=1)).items[0]
        function = (await reference_lists.entries(db, ReferenceKind.FUNCTION, limit=1)).items[0]
        region = (await reference_lists.entries(db, ReferenceKind.REGION, limit=1)).items[0]
        institution = (await reference_lists.entries(db, ReferenceKind.INSTITUTION, region.id, limit=1)).items[0]
    return Fiche(
        civility=Civility.MADAME,
        first_name="Ndèye",
        last_name="N'Essai",
        corps_id=corps.id,
        grade_id=grade.id,
        function_id=function.id,
        institution_id=institution.id,
        region_id=region.id,
        judicial_police_officer=None,
        form_of_address="Madame,",
    )


async def identified(database: Database, person: Person, fiche: Fiche) -> Standing:
    async with database.transaction() as db:
        return (await identification.identify(db, person, fiche, now=NOW)).standing


async def stored(database: Database, account: int = ACCOUNT) -> Person:
    async with database.transaction() as db:
        return (await db.scalars(select(Person).where(Person.telegram_id == account))).one()


async def test_a_person_exists_from_the_notice_on(database: Database) -> None:
    assert identification.needs_notice(None, "1")
    await acknowledged(database)
    person = await stored(database)
    assert (person.standing, person.notice_version, person.notice_at) == (Standing.JOINING, "1", NOW)
    assert not identification.needs_notice(person, "1")
    assert identification.needs_notice(person, "2")
    assert await journal(database) == ["acknowledge_notice"]


async def test_a_new_version_is_acknowledged_again_by_the_same_person(database: Database) -> None:
    first = await acknowledged(database)
    again = await acknowledged(database)
    newer = await acknowledged(database, version="2")
    assert first.id == again.id == newer.id
    assert (await stored(database)).notice_version == "2"
    assert await journal(database) == ["acknowledge_notice"] * 2


async def test_two_taps_at_once_make_one_person(database: Database) -> None:
    await asyncio.gather(*(acknowledged(database) for _ in range(4)))
    assert await journal(database) == ["acknowledge_notice"]
    await stored(database)


async def test_a_refused_code_leaves_nothing_behind(database: Database) -> None:
    async with database.transaction() as db:
        with pytest.raises(CodeRefused) as refused:
            await identification.acknowledge_notice(db, ACCOUNT, version="1", code="0" * 20, now=NOW)
    assert refused.value.reason is Refusal.UNKNOWN
    async with database.transaction() as db:
        assert await db.scalar(select(func.count()).select_from(Person)) == 0
    assert await journal(database) == []


async def test_a_joining_link_verifies_at_once_and_counts_one_use(database: Database) -> None:
    async with database.transaction() as db:
        organiser = await make_organiser(db)
    code = await code_for(database, organiser, InvitationKind.JOINING)
    person = await acknowledged(database, code=code)
    await acknowledged(database, code=code.upper())
    assert await identified(database, person, await a_fiche(database)) is Standing.VERIFIED
    assert (await stored(database)).invitation_id is not None
    assert await owed(database, "verification_asked") == []
    async with database.transaction() as db:
        assert await db.scalar(select(Invitation.uses)) == 1


@pytest.mark.parametrize("kind", [InvitationKind.ADMINISTRATOR, InvitationKind.ORGANISER])
async def test_a_role_by_a_single_use_code(database: Database, kind: InvitationKind) -> None:
    author = None
    if kind is InvitationKind.ORGANISER:
        administrators = await code_for(database, None, InvitationKind.ADMINISTRATOR)
        author = await acknowledged(database, ACCOUNT + 1, administrators)
    code = await code_for(database, author, kind)
    person = await acknowledged(database, code=code)
    await acknowledged(database, code=code)  # a double tap
    async with database.transaction() as db:
        assert await access.roles(db, person) == {Role(kind.value)}
    with pytest.raises(CodeRefused):
        await acknowledged(database, ACCOUNT + 2, code)
    async with database.transaction() as db:
        assert await db.scalar(select(func.count()).where(Person.telegram_id == ACCOUNT + 2)) == 0
    assert await identified(database, person, await a_fiche(database)) is Standing.VERIFIED


async def test_whoever_has_no_link_waits_and_each_organiser_is_asked_once(database: Database) -> None:
    async with database.transaction() as db:
        organisers = [await make_organiser(db), await make_organiser(db)]
        await make_person(db)
    person, fiche = await acknowledged(database), await a_fiche(database)
    assert await identified(database, person, fiche) is Standing.UNVERIFIED
    assert await identified(database, person, replace(fiche, first_name="Awa")) is Standing.UNVERIFIED
    asked = await owed(database, "verification_asked")
    assert [message.person_id for message in asked] == [organiser.id for organiser in organisers]
    assert asked[0].payload == {"applicant_id": person.id}


async def test_everything_of_the_form_is_written(database: Database) -> None:
    person, fiche = await acknowledged(database), await a_fiche(database)
    await identified(database, person, fiche)
    known = await stored(database)
    assert all(getattr(known, name) == value for name, value in vars(fiche).items())
    assert known.match_key == "ndeye nessai"
    assert known.identified_at == NOW


async def test_a_correction_keeps_the_standing_and_is_journaled_without_names(database: Database) -> None:
    async with database.transaction() as db:
        person = await make_person(db, telegram_id=ACCOUNT, standing=Standing.VERIFIED)
        refused = await make_person(db, standing=Standing.REFUSED)
    fiche = await a_fiche(database)
    assert await identified(database, person, fiche) is Standing.VERIFIED
    assert await identified(database, person, fiche) is Standing.VERIFIED  # nothing changed: no journal
    assert await identified(database, refused, fiche) is Standing.REFUSED
    assert await journal(database) == ["correct_fiche"] * 2


@pytest.mark.parametrize("wrong", ["gone", "other_list", "grade_of_another_corps"])
async def test_an_entry_that_does_not_fit_is_stale_and_changes_nothing(database: Database, wrong: str) -> None:
    person, fiche = await acknowledged(database), await a_fiche(database)
    async with database.transaction() as db:
        police = (await reference_lists.entries(db, ReferenceKind.CORPS, search="police", limit=1)).items[0]
    false = {
        "gone": replace(fiche, region_id=99_999),
        "other_list": replace(fiche, function_id=fiche.corps_id),
        "grade_of_another_corps": replace(fiche, corps_id=police.id),
    }[wrong]
    with pytest.raises(Stale):
        await identified(database, person, false)
    assert (await stored(database)).standing is Standing.JOINING


async def test_a_link_that_comes_later_ends_the_waiting(database: Database) -> None:
    async with database.transaction() as db:
        organiser = await make_organiser(db)
        refused = await make_person(db, standing=Standing.REFUSED)
    person, fiche = await acknowledged(database), await a_fiche(database)
    await identified(database, person, fiche)
    code = await code_for(database, organiser, InvitationKind.JOINING)
    async with database.transaction() as db:
        assert (await identification.redeem(db, person, code, now=NOW)).standing is Standing.VERIFIED
        assert (await identification.redeem(db, refused, code, now=NOW)).standing is Standing.REFUSED
    async with database.transaction() as db:
        assert await db.scalar(select(Invitation.uses)) == 1
        assert await identification.redeem(db, person, code, now=NOW + timedelta(days=31))


@pytest.mark.parametrize("kind", [InvitationKind.ADMINISTRATOR, InvitationKind.ORGANISER])
async def test_a_code_of_the_team_lets_in_who_was_refused(database: Database, kind: InvitationKind) -> None:
    author = await acknowledged(database, ACCOUNT + 1, await code_for(database, None, InvitationKind.ADMINISTRATOR))
    async with database.transaction() as db:
        refused = await make_person(db, telegram_id=ACCOUNT, standing=Standing.REFUSED)
    code = await code_for(database, author if kind is InvitationKind.ORGANISER else None, kind)
    async with database.transaction() as db:
        assert (await identification.redeem(db, refused, code, now=NOW)).standing is Standing.VERIFIED
        assert await access.roles(db, refused) == {Role(kind.value)}
    assert (await stored(database)).standing is Standing.VERIFIED


async def test_a_link_that_expired_lets_nobody_in(database: Database) -> None:
    async with database.transaction() as db:
        organiser, waiting = await make_organiser(db), await make_person(db, standing=Standing.UNVERIFIED)
    code = await code_for(database, organiser, InvitationKind.JOINING)
    async with database.transaction() as db:
        with pytest.raises(CodeRefused) as refused:
            await identification.redeem(db, waiting, code, now=NOW + timedelta(days=30))
    assert refused.value.reason is Refusal.EXPIRED
    async with database.transaction() as db:
        found = await db.get(Person, waiting.id)
    assert found and found.standing is Standing.UNVERIFIED and found.invitation_id is None


async def test_only_the_senders_own_telephone_is_trusted(database: Database) -> None:
    async with database.transaction() as db:
        person = await make_person(db, telegram_id=ACCOUNT)
        refused = PhoneRefused(PhoneProblem.NOT_YOURS)
        for contact in (ACCOUNT + 1, None):
            assert await identification.trust_phone(db, person, "+221730001122", contact, now=NOW) == refused
        no_mobile = await identification.trust_phone(db, person, "+33600000000", ACCOUNT, now=NOW)
    assert no_mobile == PhoneRefused(PhoneProblem.NOT_A_MOBILE)
    assert (await stored(database)).phone is None
    async with database.transaction() as db:
        for _ in range(2):
            trusted = await identification.trust_phone(db, person, "221 73 000 11 22", ACCOUNT, now=NOW)
            assert trusted == PhoneTrusted("+221730001122")
    assert (await stored(database)).phone == "+221730001122"
    assert await journal(database) == ["trust_phone"]


async def test_a_person_without_an_account_trusts_nobody_elses_card(database: Database) -> None:
    async with database.transaction() as db:
        person = await make_person(db, telegram_id=None)
        outcome = await identification.trust_phone(db, person, "+221730001122", None, now=NOW)
    assert outcome == PhoneRefused(PhoneProblem.NOT_YOURS)
