"""Arrival: the welcome, the notice, links good and bad. Nothing is stored before the notice is acknowledged."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from db.models import Dialog, InboxUpdate, InvitationKind, Person, Role, RoleGrant, Screen, Standing
from tests.handlers.bench import MONDAY, Bench
from tests.phones import Phone
from training import codes, invitations

COMMAND_LINE = None


async def a_code(bench: Bench, kind: InvitationKind) -> str:
    """A code of each kind, whoever may make it."""
    async with bench.transaction() as db:
        if kind is InvitationKind.ADMINISTRATOR:
            return (await invitations.create(db, COMMAND_LINE, kind, now=MONDAY))[1]
    maker = await bench.organiser("Khady", role=Role.ADMINISTRATOR)
    person = await bench.person(maker)
    async with bench.transaction() as db:
        return (await invitations.create(db, person, kind, now=MONDAY))[1]


async def people(bench: Bench) -> int:
    async with bench.transaction() as db:
        return await db.scalar(select(func.count()).select_from(Person)) or 0


async def acknowledged(phone: Phone, button: str) -> None:
    await phone.presses(button)
    await phone.sees("Vos données, en bref (notice, version 1)")
    await phone.presses("J’ai pris connaissance")


async def test_a_stranger_reads_the_notice_and_comes_to_exist(bot_and_sim: Bench) -> None:
    awa = await bot_and_sim.stranger("Awa")
    await awa.opens("")
    await awa.sees("Ce robot accompagne les formations")
    await awa.presses("Créer ma fiche")
    await awa.sees("Vos données, en bref (notice, version 1)")
    await awa.presses("Lire la notice entière")
    await awa.sees("page 1/", button="Suivant")
    await awa.presses("Suivant")
    await awa.sees("page 2/")
    assert await bot_and_sim.person(awa) is None
    await awa.presses("J’ai pris connaissance")
    await awa.sees("Fiche, étape 1/9")
    person = await bot_and_sim.person(awa)
    assert person is not None
    assert (person.notice_version, person.notice_at is not None, person.standing) == ("1", True, Standing.JOINING)


async def kept_of(bench: Bench, phone: Phone) -> list[object]:
    """Every row that has this account's number, or says what it sent; all updates are answered."""
    await bench.settled()
    async with bench.transaction() as db:
        rows: list[object] = list(await db.scalars(select(Person).where(Person.telegram_id == phone.id)))
        rows += await db.scalars(select(Screen).where(Screen.chat_id == phone.id))
        rows += await db.scalars(select(Dialog).where(Dialog.chat_id == phone.id))
        theirs = (InboxUpdate.chat_id == phone.id) | InboxUpdate.payload.is_not(None)
        return rows + list(await db.scalars(select(InboxUpdate).where(theirs)))


async def test_nothing_is_kept_of_who_did_not_acknowledge(bot_and_sim: Bench) -> None:
    awa = await bot_and_sim.stranger("Awa")
    await awa.opens("")
    await awa.sees("Ce robot accompagne les formations")
    assert await kept_of(bot_and_sim, awa) == []
    await awa.types("bonjour")
    await awa.presses_when_seen("Créer ma fiche")
    await awa.sees("Vos données, en bref")
    assert await kept_of(bot_and_sim, awa) == []
    await awa.presses("J’ai pris connaissance")
    await awa.sees("Fiche, étape 1/9")
    assert [type(row) for row in await kept_of(bot_and_sim, awa)] == [Person, Screen, Dialog], "the control"


@pytest.mark.parametrize("newest", [True, False])
async def test_refusing_leaves_no_trace(bot_and_sim: Bench, newest: bool) -> None:
    """Neither under the last message, nor under one that another has followed."""
    awa = await bot_and_sim.stranger("Awa")
    await awa.opens("")
    await awa.presses_when_seen("Créer ma fiche")
    await awa.sees_button("Refuser")
    if not newest:
        await awa.opens("")
        await awa.sees("Ce robot accompagne les formations")
    await awa.presses("Refuser")
    await awa.sees("aucune réponse n’a été conservée", button="Relire la notice")
    assert await kept_of(bot_and_sim, awa) == []


@pytest.mark.parametrize("typed", [True, False])
async def test_a_joining_code_lets_in_without_waiting(bot_and_sim: Bench, typed: bool) -> None:
    code = await a_code(bot_and_sim, InvitationKind.JOINING)
    awa = await bot_and_sim.stranger("Awa")
    await (awa.types(codes.grouped(code).upper()) if typed else awa.opens(code))
    await awa.sees("Ce lien vous est remis par l’équipe de formation")
    await acknowledged(awa, "Commencer")
    await awa.sees("Fiche, étape 1/9")
    person = await bot_and_sim.person(awa)
    assert person is not None
    assert person.invitation_id is not None


@pytest.mark.parametrize("kind", [InvitationKind.ORGANISER, InvitationKind.ADMINISTRATOR])
async def test_a_code_of_the_team_opens_its_space(bot_and_sim: Bench, kind: InvitationKind) -> None:
    code = await a_code(bot_and_sim, kind)
    omar = await bot_and_sim.stranger("Omar")
    await omar.opens(code)
    await omar.sees("Ce code ouvre l’espace de l’équipe de formation")
    await acknowledged(omar, "Commencer")
    await omar.sees("Il manque votre fiche", button="Espace organisateur")
    await omar.presses("Espace organisateur")
    await omar.sees("Accueil, équipe de formation")
    person = await bot_and_sim.person(omar)
    assert person is not None
    async with bot_and_sim.transaction() as db:
        granted = (await db.scalars(select(RoleGrant.role).where(RoleGrant.person_id == person.id))).all()
    assert [role.value for role in granted] == [kind.value]


async def test_a_code_of_one_use_serves_once(bot_and_sim: Bench) -> None:
    code = await a_code(bot_and_sim, InvitationKind.ADMINISTRATOR)
    first, second = await bot_and_sim.stranger("Omar"), await bot_and_sim.stranger("Ousmane")
    for phone in (first, second):
        await phone.opens(code)
        await phone.sees("Ce code ouvre l’espace")
    await acknowledged(first, "Commencer")
    await first.sees("Il manque votre fiche")
    await acknowledged(second, "Commencer")
    await second.sees("ne peut pas être utilisé ici")
    assert await bot_and_sim.person(second) is None


@pytest.mark.parametrize("fate", ["unknown", "expired", "revoked"])
async def test_a_dead_code_says_nothing_of_why(bot_and_sim: Bench, fate: str) -> None:
    code = await a_code(bot_and_sim, InvitationKind.JOINING) if fate != "unknown" else "0" * 20
    if fate == "expired":
        bot_and_sim.now(MONDAY + timedelta(days=31))
    if fate == "revoked":
        async with bot_and_sim.transaction() as db:
            invitation = await invitations.look_up(db, code, MONDAY)
            assert invitation is not None
            invitation.revoked_at = MONDAY
    awa = await bot_and_sim.stranger("Awa")
    await awa.opens(code)
    shown = await awa.sees("Ce lien ou ce code ne peut pas être utilisé ici", button="Créer ma fiche")
    assert not any(word in shown for word in ("expir", "retiré", "inconnu", "utilisé par"))


async def test_a_dead_code_of_the_team_gives_nothing_to_somebody_known(bot_and_sim: Bench) -> None:
    code = await a_code(bot_and_sim, InvitationKind.ORGANISER)
    bot_and_sim.now(MONDAY + timedelta(days=3))
    awa = await bot_and_sim.verified("Awa")
    await awa.opens(code)
    await awa.sees("ne peut pas être utilisé ici", button="Ma situation")
    await awa.presses("Ma situation")
    await awa.sees("Ma situation")
    assert "Espace organisateur" not in awa.buttons()


async def test_a_new_version_of_the_notice_comes_before_anything_else(bot_and_sim: Bench) -> None:
    awa = await bot_and_sim.verified("Awa")
    bot_and_sim.application.house.settings.notice.version = "2"
    for act in (awa.presses("Sessions ouvertes"), awa.types("/mesdonnees"), awa.types("bonjour"), awa.opens("")):
        await act
        await awa.sees("La notice sur vos données a changé (version 2)", button="Lire la notice")
    await awa.presses("Lire la notice")
    await awa.sees("notice, version 2")
    await awa.presses("Refuser")
    await awa.sees("Ce qui était enregistré reste inchangé")
    await awa.presses("Relire la notice")
    await awa.sees("notice, version 2")
    await awa.presses("J’ai pris connaissance")
    await awa.sees("Ma situation")
    person = await bot_and_sim.person(awa)
    assert person is not None
    assert person.notice_version == "2"


async def test_an_old_notice_is_not_acknowledged_by_mistake(bot_and_sim: Bench) -> None:
    awa = await bot_and_sim.stranger("Awa")
    await awa.opens("")
    await awa.presses_when_seen("Créer ma fiche")
    await awa.sees_button("J’ai pris connaissance")
    bot_and_sim.application.house.settings.notice.version = "2"
    await awa.presses("J’ai pris connaissance")
    await awa.sees("notice, version 2")
    assert await people(bot_and_sim) == 0


async def test_whoever_waits_is_let_in_by_a_link(bot_and_sim: Bench) -> None:
    code = await a_code(bot_and_sim, InvitationKind.JOINING)
    awa = await bot_and_sim.known("Awa", standing=Standing.UNVERIFIED)
    assert "en attente de vérification" in awa.screen()
    await awa.types(code)
    await awa.sees("Ma situation", button="Sessions ouvertes")


async def test_a_code_of_the_team_opens_its_space_to_who_was_refused(bot_and_sim: Bench) -> None:
    code = await a_code(bot_and_sim, InvitationKind.ORGANISER)
    awa = await bot_and_sim.known("Awa", standing=Standing.REFUSED)
    await awa.opens(await a_code(bot_and_sim, InvitationKind.JOINING))
    await awa.sees("Votre demande n’a pas été retenue")
    await awa.opens(code)
    await awa.sees("Ma situation", button="Espace organisateur")
    await awa.presses("Espace organisateur")
    await awa.sees("Accueil, équipe de formation")
