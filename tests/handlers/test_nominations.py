"""A list of nominations on an organiser's phone: tried, its namesakes asked about, imported."""

from sqlalchemy import func, select

from bot.actions.nominations import ApplyList, AskList
from bot.actions.organiser import OrganiserSession
from db.models import Nomination, Registration, TrainingSession, Upload
from tests.handlers.bench import Bench
from tests.handlers.programme import planned
from tests.phones import Phone
from tests.training.nominations.lists import csv
from training import reference_lists

LIST = csv("Cheikh;Dièye;Douanes;;", "Cheick;DIEYE;Douanes;;77 000 00 01", "Awa;Diop;Greffe;;")


async def asked(bench: Bench) -> tuple[Phone, TrainingSession]:
    """An organiser before the page that awaits the list of a session."""
    async with bench.transaction() as db:
        await reference_lists.seed(db)
    session = await planned(bench, capacity=1)
    khady = await bench.organiser()
    await khady.forges(OrganiserSession(session.id).pack())
    await khady.presses_when_seen("Désignations")
    await khady.sees("0 personne désignée", button="Importer une liste")
    await khady.presses("Importer une liste")
    await khady.sees("Désignations : session 3.05", button="Modèle (xlsx)")
    return khady, session


async def number(bench: Bench) -> list[int]:
    """How many nominations, registrations and files are kept."""
    async with bench.transaction() as db:
        tables = (Nomination, Registration, Upload)
        return [await db.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


async def test_a_list_is_tried_asked_about_and_imported(bot_and_sim: Bench) -> None:
    khady, _ = await asked(bot_and_sim)
    await khady.sends("liste.csv", LIST)
    await khady.sees("Ligne 3 : peut-être la personne de la ligne 2.", button="Vérifier les doublons")
    assert await number(bot_and_sim) == [0, 0, 1]
    await khady.presses("Vérifier les doublons")
    await khady.sees("Ligne 3 : Cheick DIEYE, Douanes", button="Deux personnes")
    await khady.presses("Deux personnes")
    await khady.sees("Sans place libre (liste d’attente) : 2", button="Importer 3 lignes")
    await khady.presses("Importer 3 lignes")
    await khady.sees("En liste d’attente, faute de place libre : 2", button="Participants")
    assert await number(bot_and_sim) == [3, 3, 0]


async def test_what_is_wrong_is_said_and_nothing_is_kept(bot_and_sim: Bench) -> None:
    khady, _ = await asked(bot_and_sim)
    await khady.types("voici la liste")
    await khady.sees("Cette étape attend un fichier", button="Modèle (xlsx)")
    await khady.sends("liste.csv", b"rien")
    await khady.sees("Les titres des colonnes sont introuvables", button="Modèle (xlsx)")
    await khady.sends("liste.csv", csv("Awa;Diop;Douane;;"))
    await khady.sees("« Douane » est inconnu ; proche : « Douanes »", button="Annuler")
    await khady.presses("Annuler")
    await khady.sees("Import abandonné", button="Autre fichier")
    assert await number(bot_and_sim) == [0, 0, 0]


async def test_the_empty_list_can_be_imported_once_filled(bot_and_sim: Bench) -> None:
    khady, _ = await asked(bot_and_sim)
    await khady.presses("Modèle (xlsx)")
    await khady.sees("Le prénom, le nom et le corps sont nécessaires")


async def test_nobody_else_imports(bot_and_sim: Bench) -> None:
    khady, session = await asked(bot_and_sim)
    await khady.sends("liste.csv", csv("Awa;Diop;Douanes;;"))
    await khady.sees("Nouvelles désignations : 1", button="Importer 1 ligne")
    async with bot_and_sim.transaction() as db:
        upload_id = (await db.scalars(select(Upload.id))).one()
    awa = await bot_and_sim.verified("Awa")
    for action in (AskList(session.id), ApplyList(session.id, upload_id)):
        await awa.forges(action.pack())
        await bot_and_sim.settled()
    assert "Désignations" not in awa.everything()
    assert await number(bot_and_sim) == [0, 0, 1]
