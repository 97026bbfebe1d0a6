"""A personal link on phones: opened, proved, the record checked, the answer given; forwarded, it shows nothing."""

import re

import pytest
from sqlalchemy import select

from bot.actions.nominees import Nominations
from db.models import Intention, Nomination, Person, Seat, Standing, TrainingSession
from tests.handlers.bench import Bench
from tests.handlers.programme import planned, registration_of
from tests.phones import Phone
from tests.training.nominations.lists import csv
from training import reference_lists

HEADER = "Civilité;Prénom;Nom;Corps;Grade;Fonction;Service;Région;Téléphone"
LINE = "Mme;Awa;DIOP;Douanes;Inspecteur des douanes;Chef de brigade;École des douanes;Dakar;77 000 01 23"
LIST = csv(LINE, "M.;Cheikh;Ndour;Gendarmerie nationale;;;;;", header=HEADER)
SECRETS = ("Awa", "DIOP", "Douanes", "3.05", "Thiès")


async def listed(bench: Bench, content: bytes = LIST) -> Phone:
    """An organiser before the nominations of a session, once a list was imported."""
    async with bench.transaction() as db:
        await reference_lists.seed(db)
    session = await planned(bench, capacity=5)
    khady = await bench.organiser()
    await khady.forges(Nominations(session.id).pack())
    await khady.presses_when_seen("Importer une liste")
    await khady.sees("Un essai la vérifie d’abord")
    await khady.sends("liste.csv", content)
    await khady.presses_when_seen("Importer 2 lignes")
    await khady.presses_when_seen("Désignations")
    await khady.sees("2 personnes désignées", button="Toute la liste (2)")
    return khady


async def link_of(khady: Phone, name: str) -> str:
    """The code of a new link, from the person's page."""
    await khady.presses_when_seen("Toute la liste (2)")
    await khady.sees("désignations : 2")
    rank = next(label for label in khady.buttons() if name in label)
    await khady.presses(rank)
    await khady.presses_when_seen("Nouveau lien personnel")
    shown = await khady.sees("À copier maintenant")
    found = re.search(r"\?start=(\w+)", shown)
    assert found is not None
    return found[1]


async def accepted(phone: Phone, code: str) -> None:
    """The notice, by the link."""
    await phone.opens(code)
    await phone.sees("Ce lien personnel a été préparé", button="Commencer")
    await phone.presses("Commencer")
    await phone.presses_when_seen("J’ai pris connaissance")


async def test_from_the_link_to_the_confirmed_seat(bot_and_sim: Bench) -> None:
    khady = await listed(bot_and_sim)
    code = await link_of(khady, "Awa DIOP")
    awa = await bot_and_sim.stranger("Téléphone de service")
    await accepted(awa, code)
    await awa.sees("les trois derniers chiffres")
    assert not any(secret in awa.everything() for secret in SECRETS), "nothing is shown before the answer"
    await awa.types("123")
    await awa.sees("Awa DIOP", button="Tout est exact")
    await awa.presses("Tout est exact")
    await awa.sees("Votre service vous désigne : session 3.05", button="Je confirme")
    await awa.presses("Je confirme")
    await awa.sees("Votre présence est confirmée")
    async with bot_and_sim.transaction() as db:
        session = (await db.scalars(select(Nomination.session_id).limit(1))).one()
    person = await bot_and_sim.person(awa)
    assert person is not None and person.standing is Standing.VERIFIED
    await khady.forges(Nominations(session).pack())
    await khady.sees("Présences confirmées : 1", button="Par corps")
    await khady.presses("Par corps")
    await khady.sees("Douanes : désignations, 1 ; avec un compte, 1 ; présences confirmées, 1")


async def test_forwarded_it_shows_nothing_and_waits_for_an_organiser(bot_and_sim: Bench) -> None:
    khady = await listed(bot_and_sim)
    code = await link_of(khady, "Awa DIOP")
    other = await bot_and_sim.stranger("Moussa", "Fall")
    await accepted(other, code)
    await other.sees("les trois derniers chiffres")
    for typed, left in (("000", "Encore 2 essais"), ("111", "Encore 1 essai")):
        await other.types(typed)
        await other.sees(left)
    await other.types("222")
    await other.sees("Ce lien ne peut pas être utilisé ici", button="Créer ma fiche")
    assert not any(secret in other.everything() for secret in SECRETS)
    await khady.sees("Lien personnel bloqué", button="Voir la personne")
    await khady.presses("Voir la personne")
    await khady.sees("bloqué après des réponses fausses", button="Nouveau lien personnel")
    await other.presses("Créer ma fiche")
    await other.sees("Fiche, étape 1/9")
    person = await bot_and_sim.person(other)
    assert person is not None and person.last_name is None


async def test_without_a_telephone_the_name_is_asked_and_the_form_asks_what_the_list_left_out(
    bot_and_sim: Bench,
) -> None:
    khady = await listed(bot_and_sim)
    code = await link_of(khady, "Cheikh NDOUR")
    cheikh = await bot_and_sim.stranger("Cheikh", "Ndour")
    await accepted(cheikh, code)
    await cheikh.sees("Écrivez votre prénom et votre nom")
    await cheikh.types("ndour cheikh")
    await cheikh.sees("Fiche, étape 4/9")


async def test_the_link_waits_while_somebody_looks_elsewhere_and_can_be_left(bot_and_sim: Bench) -> None:
    khady = await listed(bot_and_sim)
    code = await link_of(khady, "Awa DIOP")
    awa = await bot_and_sim.stranger("Awa", "Diop")
    await accepted(awa, code)
    await awa.sees("les trois derniers chiffres")
    await awa.opens("")
    await awa.sees("les trois derniers chiffres", button="Continuer sans ce lien")
    await awa.presses("Continuer sans ce lien")
    await awa.sees("Fiche, étape 1/9")
    await awa.types(code)
    await awa.sees("les trois derniers chiffres")
    await awa.types("+221 77 000 01 23")
    await awa.sees("Awa DIOP", button="Tout est exact")


async def test_who_is_known_already_finds_the_session_in_their_card(bot_and_sim: Bench) -> None:
    khady = await listed(bot_and_sim)
    code = await link_of(khady, "Awa DIOP")
    awa = await bot_and_sim.verified("Awa", "Diop Ndiaye")
    await awa.opens(code)
    await awa.sees("les trois derniers chiffres")
    await awa.types("123")
    await awa.sees("Votre service vous désigne : session 3.05", button="Je confirme")
    async with bot_and_sim.transaction() as db:
        assert len((await db.scalars(select(Person).where(Person.first_name == "Awa"))).all()) == 1
    async with bot_and_sim.transaction() as db:
        session = (await db.scalars(select(TrainingSession))).one()
    mine = await registration_of(bot_and_sim, awa, session)
    assert (mine.seat, mine.intention) == (Seat.SEATED, Intention.UNKNOWN)


@pytest.mark.parametrize("used", [True, False])
async def test_a_used_link_and_one_that_never_was_say_the_same(bot_and_sim: Bench, used: bool) -> None:
    khady = await listed(bot_and_sim)
    code = await link_of(khady, "Awa DIOP")
    if used:
        awa = await bot_and_sim.stranger("Awa", "Diop")
        await accepted(awa, code)
        await awa.sees("les trois derniers chiffres")
        await awa.types("123")
        await awa.sees("Awa DIOP")
    other = await bot_and_sim.stranger("Moussa", "Fall")
    await other.opens(code if used else "0" * len(code))
    await other.sees("Ce lien ou ce code ne peut pas être utilisé ici")
