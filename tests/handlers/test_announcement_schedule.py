"""At a time: chosen by a button or typed, waited for, cancelled, sent before, held when it is late."""

from datetime import timedelta

from sqlalchemy import update

from bot.actions.dispatches import SendNow
from db.models import AnnouncementState, TrainingSession
from tests.handlers.announcing import TEXT, messages, the_announcement, the_state, written
from tests.handlers.bench import MONDAY, Bench
from tests.handlers.room import Room, furnish
from tests.phones import Phone

TOMORROW = MONDAY.replace(day=3, hour=8)


async def scheduled(bench: Bench) -> tuple[Room, Phone]:
    """Tomorrow at 8 h, to two people."""
    room = await furnish(bench, 2)
    khady = await written(bench, room)
    await khady.presses("Programmer")
    await khady.sees("à quel moment ?", button="Dans 1 heure : 13 h")
    await khady.presses("Demain à 8 h")
    await khady.sees("Départ : mardi 3 mars à 8 h", button="Confirmer")
    assert await the_state(bench) is AnnouncementState.DRAFT, "nothing is agreed to yet"
    await khady.presses("Confirmer")
    await khady.sees("envoi programmé", button="Annuler l’envoi")
    return room, khady


async def test_it_leaves_at_its_time_and_reports_to_its_author(bot_and_sim: Bench) -> None:
    room, khady = await scheduled(bot_and_sim)
    assert await messages(bot_and_sim) == []
    khady.looks_away()
    bot_and_sim.now(TOMORROW)
    for phone in room.phones:
        await phone.sees(TEXT)
    await khady.sees("Remis : 2 sur 2", button="Rapport (xlsx)")


async def test_it_is_cancelled(bot_and_sim: Bench) -> None:
    room, khady = await scheduled(bot_and_sim)
    await khady.presses("Annuler l’envoi")
    await khady.sees("envoi annulé. Rien n’est parti")
    bot_and_sim.now(TOMORROW)
    await khady.forges(SendNow(await the_announcement(bot_and_sim), 2).pack())
    await bot_and_sim.settled()
    assert await messages(bot_and_sim) == []
    assert room.phones[0].count(TEXT) == 0


async def test_it_is_sent_before_its_time_to_the_number_of_the_button(bot_and_sim: Bench) -> None:
    room, khady = await scheduled(bot_and_sim)
    await khady.forges(SendNow(await the_announcement(bot_and_sim), 1).pack())
    await khady.sees("Le nombre de destinataires a changé", button="Envoyer maintenant (2)")
    assert await messages(bot_and_sim) == []
    await khady.presses("Envoyer maintenant (2)")
    await room.phones[0].sees(TEXT)
    await khady.sees("Remis : 2 sur 2")


async def test_too_late_it_is_held_and_its_author_decides(bot_and_sim: Bench) -> None:
    room, khady = await scheduled(bot_and_sim)
    khady.looks_away()
    bot_and_sim.now(TOMORROW + timedelta(hours=2, minutes=1))
    await khady.sees("Annonce n° 1", button="Voir l’annonce")
    assert await the_state(bot_and_sim) is AnnouncementState.HELD
    assert await messages(bot_and_sim) == []
    await khady.presses("Voir l’annonce")
    await khady.sees("L’heure prévue était passée", button="Renoncer")
    await khady.presses("Envoyer maintenant (2)")
    await room.phones[1].sees(TEXT)


async def test_held_it_may_be_given_up(bot_and_sim: Bench) -> None:
    _, khady = await scheduled(bot_and_sim)
    khady.looks_away()
    bot_and_sim.now(TOMORROW + timedelta(hours=3))
    await khady.sees("Annonce n° 1", button="Voir l’annonce")
    await khady.presses("Voir l’annonce")
    await khady.presses("Renoncer")
    await khady.sees("envoi annulé")
    assert await messages(bot_and_sim) == []


async def test_typed_moments(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 1)
    async with bot_and_sim.transaction() as db:
        later = MONDAY + timedelta(days=9)
        days = {"first_day": later.date(), "last_day": later.date()}
        await db.execute(update(TrainingSession).values(starts_at=later, ends_at=later + timedelta(hours=7), **days))
    khady = await written(bot_and_sim, room)
    await khady.presses("Programmer")
    await khady.sees("à quel moment ?", button="J-7 à 10 h")
    for typed, answer in (
        ("bientôt", "Ce moment n’a pas été compris"),
        ("2 mars 2026 à 9 h", "Ce moment est passé"),
        ("J-0 à 23 h", "Ce moment est passé, ou la session aura commencé"),
        ("12/03/2026", "Ce moment n’a pas été compris"),
        ("05/03/2026 à 9 h 30", "Départ : jeudi 5 mars à 9 h 30"),
    ):
        await khady.types(typed)
        await khady.sees(answer)
    await khady.presses("Autre moment")
    await khady.sees("à quel moment ?")
    await khady.types("J-3 à 14 h")
    await khady.sees("Départ : dimanche 8 mars à 14 h, 3 jours avant la session")
    await khady.presses("Retour")
    await khady.sees("Départ : dimanche 8 mars à 14 h, 3 jours avant la session", button="Envoyer à 1 personne")
    await khady.presses("Programmer")
    await khady.presses_when_seen("Dès l’accord")
    await khady.sees("Départ : immédiat")
