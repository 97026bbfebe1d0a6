"""Whom an announcement is for, chosen with the thumb: sessions and states, lists, exclusions, the list as a file."""

import io

from openpyxl import load_workbook
from sqlalchemy import update

from bot.actions.composing import ChooseFrom
from db.models import Person, Reference, ReferenceKind, Registration
from tests.factories import make_session
from tests.handlers.announcing import EXACT, audience, change, composing, document_of, draft, the_message, to_criteria
from tests.handlers.bench import Bench
from tests.handlers.room import furnish, note_present
from tests.phones import plain
from training.announcements.audience import Audience, State


async def test_from_a_session_straight_to_its_people_and_states(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 3)
    async with bot_and_sim.transaction() as db:
        first = (await bot_and_sim.person(room.phones[0])) or Person()
        await db.execute(update(Registration).where(Registration.person_id == first.id).values(intention="CONFIRMED"))
    await note_present(bot_and_sim, room, room.phones[1:2])
    khady = await composing(bot_and_sim, room)
    await khady.types("Le car part à 8 h.")
    await khady.sees(f"Destinataires : 3 (session {room.session.code} : ayant une place)")
    await khady.presses("Changer la cible")
    await khady.sees("quelles personnes ?", button="✓ Avec place")
    await khady.presses("Sans réponse")
    await khady.sees("Choix : ayant une place, sans réponse", button="✓ Sans réponse")
    await khady.presses("✓ Avec place")
    await khady.sees("Destinataires : 2 ; injoignables : 0", button="Avec place")
    await khady.presses("Présences")
    await khady.presses("✓ Sans réponse")
    await khady.sees("Choix : présences\nDestinataires : 1 ; injoignables : 0")
    await khady.presses("Voir l’aperçu")
    await khady.sees(EXACT, button="Envoyer à 1 personne")
    await khady.presses("Envoyer à 1 personne")
    await khady.sees("Remis : 1 sur 1")
    assert [phone.count("Le car part à 8 h.") for phone in room.phones] == [0, 1, 0]


async def test_everybody_from_the_organisers_home(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 2)
    khady = await to_criteria(bot_and_sim)
    assert "Choix : tout le monde\nDestinataires : 3 ; injoignables : 0" in khady.screen()
    await khady.presses("Voir l’aperçu")
    await khady.sees("Destinataires : 3 (tout le monde)")
    assert plain(the_message(khady).text) == "Message de l’équipe de formation\n\nLe car part à 8 h."
    await khady.presses("Envoyer à 3 personnes")
    await khady.sees("Remis : 3 sur 3")
    await room.phones[0].sees("Le car part à 8 h.")


async def test_several_sessions_then_everybody_again(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 2)
    async with bot_and_sim.transaction() as db:
        await make_session(db, code="9.01")
    khady = await to_criteria(bot_and_sim)
    await khady.presses("Sessions")
    await khady.sees("Quelles sessions ?")
    for label in list(khady.buttons()):
        if ", le " in label:
            await khady.presses(label)
            await khady.sees("Quelles sessions ?", button=f"✓ {label}")
    await khady.presses("Quelles personnes ?")
    await khady.sees("quelles personnes ?", button="✓ Avec place")
    assert len((await audience(bot_and_sim)).sessions) == 2
    assert (await draft(bot_and_sim)).session_id is None
    await khady.presses("Autres critères")
    await khady.sees("Destinataires : 2 ; injoignables : 0", button="✓ Sessions")
    await khady.presses("Tout le monde")
    await khady.sees("Choix : tout le monde", button="Sessions")
    assert await audience(bot_and_sim) == Audience()
    assert room.id


async def test_a_field_of_a_session_needs_one_session(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 1)
    khady = await to_criteria(bot_and_sim, "Rendez-vous {date}.")
    await khady.presses("Voir l’aperçu")
    await khady.sees("{date} suppose une session")
    await khady.presses("Changer la cible")
    await khady.presses("Sessions")
    await khady.sees("Quelles sessions ?")
    await khady.presses(next(label for label in khady.buttons() if ", le " in label))
    await khady.presses("Aperçu")
    await khady.sees(EXACT, button="Envoyer à 1 personne")
    assert "Rendez-vous lundi 2 mars 2026." in plain(the_message(khady).text)
    assert (await audience(bot_and_sim)).states == (State.SEATED,)
    assert room.id


async def test_institutions_by_letters_with_their_numbers(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 2)
    async with bot_and_sim.transaction() as db:
        for number in range(7):
            label = f"Tribunal de grande instance numéro {number}"
            db.add(Reference(kind=ReferenceKind.INSTITUTION, label=label, short_label=f"TGI {number}"))
        school = Reference(kind=ReferenceKind.INSTITUTION, label="École nationale des douanes", short_label="END")
        db.add(school)
        await db.flush()
        await db.execute(update(Person).where(Person.telegram_id == room.phones[0].id).values(institution_id=school.id))
    khady = await to_criteria(bot_and_sim)
    await khady.presses("Institution")
    await khady.sees("1. Tribunal de grande instance numéro 0", button="1. TGI 0")
    await khady.presses("Suivant")
    await khady.sees("numéro 6", button="Précédent")
    await khady.types("ecole douane")
    await khady.sees("Recherche : « ecole douane »", button="1. END")
    await khady.presses("1. END")
    await khady.sees("Destinataires : 1 ; injoignables : 0", button="✓ 1. END")
    await khady.types("gendarmerie")
    await khady.sees("Rien ne correspond à « gendarmerie »")
    await khady.presses("Toute la liste")
    await khady.sees("numéro 0")
    await khady.presses("Retour")
    await khady.sees("Choix : institution : END", button="✓ Institution")


async def test_one_person_is_excluded_and_taken_in_again(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 2)
    khady = await composing(bot_and_sim, room)
    await khady.types("Le car part à 8 h.")
    await khady.presses("Changer la cible")
    await khady.presses("Exclure quelqu’un")
    await khady.sees("Écrivez une partie du nom")
    assert "Awa" not in khady.screen()
    await khady.types("diopa awa")
    await khady.sees("Recherche", button="Awa DIOPA")
    await khady.presses("Awa DIOPA")
    await khady.sees("Destinataires : 1 ; injoignables : 0", button="✓ Awa DIOPA")
    await khady.presses("Retour")
    await khady.sees("quelles personnes ?", button="Exclure quelqu’un (1)")
    await khady.presses("Voir l’aperçu")
    await khady.sees("sauf 1")
    await khady.presses("Envoyer à 1 personne")
    await khady.sees("Remis : 1 sur 1")
    assert [phone.count("Le car part à 8 h.") for phone in room.phones] == [0, 1]


async def test_the_list_as_a_file(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 2)
    await change(bot_and_sim, room.phones[1:], reachable=False)
    khady = await composing(bot_and_sim, room)
    await khady.types("Le car part à 8 h.")
    await khady.sees("Injoignables : 1")
    await khady.presses("Liste (xlsx)")
    await khady.sees("", within=20)
    await bot_and_sim.settled()
    name, content = document_of(bot_and_sim, khady)
    assert name == "annonce-1-destinataires.xlsx"
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    assert [[cell.value or "" for cell in row] for row in sheet.iter_rows()] == [
        ["Nom", "Corps", "Institution", "Joignable"],
        ["Awa DIOPA", "Police nationale", "", "Oui"],
        ["Binta DIOPB", "Police nationale", "", "Non"],
    ]


async def test_letters_search_nothing_once_it_is_sent(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 1)
    khady = await composing(bot_and_sim, room)
    await khady.types("Le car part à 8 h.")
    await khady.sees(EXACT)
    number = (await draft(bot_and_sim)).id
    await khady.forges(ChooseFrom(number, 0, "excluded").pack())
    await khady.sees("Écrivez une partie du nom")
    ndeye = await bot_and_sim.organiser("Ndeye")
    await ndeye.presses("Espace organisateur")
    await ndeye.presses("Annonces")
    await ndeye.presses("N° 1")
    await ndeye.presses("Envoyer à 1 personne")
    await room.phones[0].sees("Le car part à 8 h.")
    await khady.types("diop")
    await khady.sees("Ma situation")
    await khady.forges(ChooseFrom(number, 0, "excluded").pack())
    await khady.sees("Cette page avait changé")
    assert "DIOPA" not in khady.screen()
