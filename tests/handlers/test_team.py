"""The organisers' space: who waits is let in or not, links and codes are made, shown once, withdrawn."""

import re

from sqlalchemy import select

from bot.actions.organiser import (
    AcceptApplicant,
    Applicant,
    InviteOrganiser,
    Links,
    NewLink,
    RefuseApplicant,
    RevokeLink,
)
from bot.buttons import OrganiserHome
from db.models import Invitation, InvitationKind, Role, Standing
from tests.handlers.bench import Bench
from tests.phones import Phone


async def applicant_id(bench: Bench, phone: Phone) -> int:
    person = await bench.person(phone)
    assert person is not None
    return person.id


async def standing(bench: Bench, phone: Phone) -> Standing:
    person = await bench.person(phone)
    assert person is not None
    return person.standing


async def test_an_organiser_accepts_in_one_tap(bot_and_sim: Bench) -> None:
    awa = await bot_and_sim.known("Awa", standing=Standing.UNVERIFIED)
    khady = await bot_and_sim.organiser()
    await khady.presses("Espace organisateur")
    await khady.sees("À vérifier : 1", button="À vérifier (1)")
    await khady.presses("À vérifier (1)")
    await khady.sees("1. Awa NDIAYE", button="1. Awa NDIAYE")
    await khady.presses("1. Awa NDIAYE")
    await khady.sees("Awa NDIAYE (Madame)", button="Accepter")
    awa.looks_away()
    await khady.presses("Accepter")
    await khady.sees("Demande acceptée : Awa NDIAYE", button="Accueil")
    assert await standing(bot_and_sim, awa) is Standing.VERIFIED
    await awa.sees("Votre demande est acceptée", button="Sessions ouvertes")
    await awa.presses("Sessions ouvertes")
    await awa.sees("Sessions ouvertes")


async def test_an_organiser_refuses_and_a_colleague_comes_second(bot_and_sim: Bench) -> None:
    awa = await bot_and_sim.known("Awa", standing=Standing.UNVERIFIED)
    khady, omar = await bot_and_sim.organiser("Khady"), await bot_and_sim.organiser("Omar")
    number = await applicant_id(bot_and_sim, awa)
    awa.looks_away()
    await khady.forges(RefuseApplicant(number).pack())
    await khady.sees("Demande refusée : Awa NDIAYE")
    await omar.forges(AcceptApplicant(number).pack())
    await omar.sees("Cette demande avait déjà été refusée : Awa NDIAYE.")
    assert await standing(bot_and_sim, awa) is Standing.REFUSED
    await awa.sees("Votre demande n’a pas été retenue")
    await omar.forges(Applicant(number).pack())
    await omar.sees("Personne n’est en attente")


async def test_only_the_team_decides_and_makes_links(bot_and_sim: Bench) -> None:
    awa = await bot_and_sim.known("Awa", standing=Standing.UNVERIFIED)
    binta = await bot_and_sim.verified("Binta")
    number = await applicant_id(bot_and_sim, awa)
    for action in (AcceptApplicant(number), Applicant(number), OrganiserHome(), NewLink(), Links(), InviteOrganiser()):
        for phone in (awa, binta):
            await phone.types("/aide")
            await phone.sees("Une question sur une session")
            await phone.forges(action.pack())
            await phone.sees("réservée à l’équipe de formation")
    assert await standing(bot_and_sim, awa) is Standing.UNVERIFIED
    async with bot_and_sim.transaction() as db:
        assert (await db.scalars(select(Invitation))).all() == []


async def test_a_joining_link_is_made_used_and_withdrawn(bot_and_sim: Bench) -> None:
    khady = await bot_and_sim.organiser()
    await khady.presses("Espace organisateur")
    await khady.presses_when_seen("Liens d’arrivée")
    await khady.sees("Aucun lien ni code utilisable")
    assert "Inviter un organisateur" not in khady.buttons()
    await khady.presses("Nouveau lien d’arrivée")
    shown = await khady.sees("il n’est pas conservé")
    link = re.search(r"\?start=(\w+)", shown)
    assert link is not None
    awa = await bot_and_sim.stranger("Awa")
    await awa.opens(link[1])
    await awa.sees("Ce lien vous est remis")
    await awa.presses("Commencer")
    await awa.presses_when_seen("J’ai pris connaissance")
    await awa.sees("Fiche, étape 1/9")
    await khady.presses("Tous les liens")
    await khady.presses_when_seen("1. Voir le n° 1")
    await khady.sees("Utilisations : 1", button="Retirer ce lien")
    await khady.presses("Retirer ce lien")
    await khady.sees("Il ne donne plus accès à personne")
    late = await bot_and_sim.stranger("Coumba")
    await late.opens(link[1])
    await late.sees("ne peut pas être utilisé ici")


async def test_an_administrator_invites_an_organiser(bot_and_sim: Bench) -> None:
    chief = await bot_and_sim.organiser("Ndeye", Role.ADMINISTRATOR)
    await chief.forges(Links().pack())
    await chief.presses_when_seen("Inviter un organisateur")
    shown = await chief.sees("Pour une seule personne")
    link = re.search(r"\?start=(\w+)", shown)
    assert link is not None
    omar = await bot_and_sim.verified("Omar")
    await omar.opens(link[1])
    await omar.sees("Ma situation", button="Espace organisateur")
    async with bot_and_sim.transaction() as db:
        found = (await db.scalars(select(Invitation))).one()
    assert (found.kind, found.uses) == (InvitationKind.ORGANISER, 1)


async def test_an_organiser_does_not_withdraw_the_codes_of_the_team(bot_and_sim: Bench) -> None:
    chief = await bot_and_sim.organiser("Ndeye", Role.ADMINISTRATOR)
    await chief.forges(InviteOrganiser().pack())
    await chief.sees("Pour une seule personne")
    khady = await bot_and_sim.organiser("Khady")
    await khady.forges(RevokeLink(1).pack())
    await khady.sees("réservée à l’équipe de formation")
    async with bot_and_sim.transaction() as db:
        assert (await db.scalars(select(Invitation))).one().revoked_at is None
