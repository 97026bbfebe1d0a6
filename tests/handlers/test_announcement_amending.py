"""What was sent, corrected or withdrawn on every phone that has it; what is uncertain stays, and the report says so."""

from datetime import timedelta

from sqlalchemy import update

from bot.actions.announcements import AnnouncementNow
from bot.actions.dispatches import AskRecall, CorrectEverywhere, Recall, SendingReport
from db.models import Announcement, OutboxState, Person
from tests.handlers.announcing import TEXT, composing, messages, the_announcement, written
from tests.handlers.bench import Bench
from tests.handlers.room import NOON, Room, furnish
from tests.phones import Phone
from tests.simulator.driving import picture

BETTER = "Le car part à 9 h de la place."


async def reported(bench: Bench, number: int = 2) -> tuple[Room, Phone]:
    """Sent to these people, who have it."""
    room = await furnish(bench, number)
    khady = await written(bench, room)
    await khady.presses("Envoyer à 2 personnes" if number == 2 else "Envoyer à 3 personnes")
    await khady.sees(f"Remis : {number} sur {number}", button="Retirer le message")
    return room, khady


async def one_in_doubt(bench: Bench) -> tuple[Room, Phone]:
    """Of two people one has it, and of the other nobody knows (they have it, too)."""
    room = await furnish(bench, 2)
    khady = await written(bench, room)
    await bench.world.fault("sendMessage", "lose_answer")
    await khady.presses("Envoyer à 2 personnes")
    await khady.sees("Remis : 1 sur 2", button="Retirer le message")
    return room, khady


async def test_withdrawn_everywhere_in_two_taps(bot_and_sim: Bench) -> None:
    room, khady = await reported(bot_and_sim)
    await khady.presses("Retirer le message")
    text = await khady.sees("Retirer l’annonce n° 1 de 2 conversations ?", button="Retirer partout")
    assert "Possible partout jusqu’au mercredi 4 mars à 12 h" in text
    assert all(phone.count(TEXT) == 1 for phone in room.phones)
    await khady.presses("Retirer partout")
    await khady.sees("Retirés : 2 sur 2", button="Rapport de l’envoi")
    assert [phone.count(TEXT) for phone in room.phones] == [0, 0]
    await khady.presses("Rapport de l’envoi")
    await khady.sees("Remis : 2 sur 2")
    await khady.forges(Recall(await the_announcement(bot_and_sim)).pack())
    await bot_and_sim.settled()
    assert len(await messages(bot_and_sim)) == 4, "a second tap withdraws nothing more"


async def test_a_sealed_photo_is_corrected_opened_or_not(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 2)
    khady = await composing(bot_and_sim, room)
    await bot_and_sim.world.send_file(khady.id, "plan.png", picture(), caption=TEXT, kind="photo")
    await khady.presses("Options")
    await khady.presses("Écran neutre : non")
    await khady.presses("Voir l’aperçu")
    await khady.presses_when_seen("Envoyer à 2 personnes")
    await khady.sees("Remis : 2 sur 2")
    opened = room.phones[0]
    await opened.presses("Lire")
    await opened.sees(TEXT)
    await khady.presses("Corriger le texte")
    await khady.types(BETTER)
    await khady.presses_when_seen("Corriger 2 messages")
    await khady.sees("Corrigés : 2 sur 2")
    for phone in room.phones:
        await phone.presses("Lire")
        await phone.sees(BETTER)


async def test_what_is_uncertain_cannot_be_withdrawn_and_the_report_says_so(bot_and_sim: Bench) -> None:
    room, khady = await one_in_doubt(bot_and_sim)
    await khady.presses("Retirer le message")
    text = await khady.sees("Retirer l’annonce n° 1 de 1 conversation ?", button="Retirer partout")
    assert "Incertains, hors d’atteinte : 1" in text
    await khady.presses("Retirer partout")
    text = await khady.sees("Retirés : 1 sur 1", button="Accueil")
    assert "Hors d’atteinte : 1 envoi incertain, peut-être reçu, reste tel quel." in text
    assert sorted(phone.count(TEXT) for phone in room.phones) == [0, 1]


async def test_after_two_days_it_is_too_late_to_withdraw(bot_and_sim: Bench) -> None:
    _, khady = await reported(bot_and_sim)
    bot_and_sim.now(NOON + timedelta(hours=49))
    await khady.presses("Retirer le message")
    text = await khady.sees("Envoyés il y a plus de 48 heures, hors d’atteinte : 2")
    assert "jusqu’au" not in text
    assert "Retirer partout" not in khady.buttons()


async def test_corrected_everywhere_after_the_exact_preview(bot_and_sim: Bench) -> None:
    room, khady = await reported(bot_and_sim)
    await khady.presses("Corriger le texte")
    await khady.sees("Écrivez de nouveau tout le texte", button="Retour")
    await khady.types("Salle {sale}")
    await khady.sees("Champ inconnu : {sale}")
    await khady.types(BETTER)
    await khady.sees("ci-dessus, le texte exact", button="Corriger 2 messages")
    assert khady.count(BETTER) == 1, "the exact message"
    assert all(phone.count(TEXT) == 1 for phone in room.phones), "nothing has changed yet"
    await khady.presses("Corriger 2 messages")
    await khady.sees("Corrigés : 2 sur 2", button="Rapport de l’envoi")
    assert [(phone.count(TEXT), phone.count(BETTER)) for phone in room.phones] == [(0, 1), (0, 1)]
    await khady.presses("Corriger le texte")
    await khady.sees("Écrivez de nouveau")


async def test_another_number_or_a_text_that_is_gone_corrects_nothing(bot_and_sim: Bench) -> None:
    room, khady = await reported(bot_and_sim)
    number = await the_announcement(bot_and_sim)
    await khady.forges(CorrectEverywhere(number, 2).pack())
    await bot_and_sim.settled()
    await khady.presses("Corriger le texte")
    await khady.sees("Écrivez de nouveau")
    await khady.types(BETTER)
    await khady.sees("ci-dessus", button="Corriger 2 messages")
    await khady.forges(CorrectEverywhere(number, 3).pack())
    await khady.sees("Le nombre de messages a changé", button="Corriger 2 messages")
    await khady.types("et encore")
    await khady.sees("Cette étape attend un bouton")
    assert await messages(bot_and_sim) == [OutboxState.SENT] * 2
    await khady.presses("Retour")
    await khady.sees("Remis : 2 sur 2")
    await khady.types("Bonjour")
    await khady.sees("Ma situation")
    assert room.phones[0].count(TEXT) == 1


async def test_a_correction_that_is_gone_elsewhere_is_not_asked_again(bot_and_sim: Bench) -> None:
    _, khady = await reported(bot_and_sim)
    number = await the_announcement(bot_and_sim)
    ndeye = await bot_and_sim.organiser("Ndeye")
    await khady.presses("Corriger le texte")
    await khady.sees("Écrivez de nouveau")
    await ndeye.forges(AskRecall(number).pack())
    await ndeye.presses_when_seen("Retirer partout")
    await ndeye.sees("Retirés : 2 sur 2")
    await khady.types(BETTER)
    await bot_and_sim.settled()
    assert "Corriger 2 messages" not in khady.buttons()
    await khady.forges(AnnouncementNow(number).pack())
    await khady.sees("Retirés : 2 sur 2")


async def test_a_correction_too_long_for_a_long_name_is_refused(bot_and_sim: Bench) -> None:
    room, khady = await reported(bot_and_sim)
    async with bot_and_sim.transaction() as db:
        longest = {"first_name": "A" * 60, "last_name": "B" * 60}
        await db.execute(update(Person).where(Person.telegram_id == room.phones[0].id).values(**longest))
    await khady.presses("Corriger le texte")
    await khady.sees("Écrivez de nouveau")
    await khady.types("{nom} " * 10 + "x" * 3500)
    await khady.sees("caractères", button="Retour")
    assert "Corriger 2 messages" not in khady.buttons()
    assert await messages(bot_and_sim) == [OutboxState.SENT] * 2


async def test_read_and_understood_is_asked_again_of_another_text(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 2)
    khady = await written(bot_and_sim, room, asks_acknowledgement=True)
    await khady.presses("Envoyer à 2 personnes")
    await khady.sees("Lu et compris : 0 sur 2")
    first, second = room.phones
    await first.presses("Lu et compris")
    await bot_and_sim.settled()
    await khady.forges(AnnouncementNow(await the_announcement(bot_and_sim)).pack())
    await khady.sees("Lu et compris : 1 sur 2")
    await khady.presses("Corriger le texte")
    await khady.types(BETTER)
    await khady.presses_when_seen("Corriger 2 messages")
    await khady.sees("Corrigés : 2 sur 2", button="Rapport de l’envoi")
    await khady.presses("Rapport de l’envoi")
    await khady.sees("Lu et compris : 0 sur 2")
    await second.presses("Lu et compris")
    await bot_and_sim.settled()
    await khady.forges(SendingReport(await the_announcement(bot_and_sim)).pack())
    await khady.sees("Lu et compris : 1 sur 2")


async def test_under_a_text_that_was_not_corrected_the_new_one_comes(bot_and_sim: Bench) -> None:
    """The edit has failed: who says « Lu et compris » of the former text reads the other first."""
    room = await furnish(bot_and_sim, 2)
    khady = await written(bot_and_sim, room, asks_acknowledgement=True)
    await khady.presses("Envoyer à 2 personnes")
    await khady.sees("Lu et compris : 0 sur 2")
    first = room.phones[0]
    async with bot_and_sim.transaction() as db:
        await db.execute(update(Announcement).values(version=7, text=BETTER))
    await first.presses("Lu et compris")
    await first.sees(BETTER, button="Lu et compris")
    assert "Ce message a été corrigé" in first.everything()
    await first.presses("Lu et compris")
    await bot_and_sim.settled()
    await khady.forges(SendingReport(await the_announcement(bot_and_sim)).pack())
    await khady.sees("Lu et compris : 1 sur 2")


async def test_the_report_of_the_sending_names_whom_the_sending_did_not_reach(bot_and_sim: Bench) -> None:
    """And not those of the correction, which has reached everybody it went to."""
    _, khady = await one_in_doubt(bot_and_sim)
    await khady.presses("Corriger le texte")
    await khady.sees("Écrivez de nouveau")
    await khady.types(BETTER)
    await khady.sees("ci-dessus", button="Corriger 1 message")
    await khady.presses("Corriger 1 message")
    await khady.sees("Corrigés : 1 sur 1", button="Rapport de l’envoi")
    await khady.presses("Rapport de l’envoi")
    await khady.sees("Remis : 1 sur 2", button="À appeler (1)")
    await khady.presses("À appeler (1)")
    await khady.sees("incertain")
