"""A dispatch under way and its report, on the phones: paused, stopped, tried again, decided about, read."""

import io
from collections.abc import Sequence
from typing import Any

import openpyxl
from sqlalchemy import select, update

from bot.actions.announcements import AnnouncementNow
from bot.actions.dispatches import Acknowledge, Pause, ResendUncertain, Resume
from db.models import Dispatch, OutboxMessage, OutboxState, Person
from tests import factories
from tests.handlers.announcing import TEXT, messages, the_announcement, the_dispatch, written
from tests.handlers.bench import Bench
from tests.handlers.groups import all_said, group
from tests.handlers.room import EVENING, NAMES, Room, furnish
from tests.phones import Phone, plain

NIGHT, MORNING = EVENING.replace(hour=21), EVENING.replace(day=3, hour=7, minute=0)
PENDING, HELD, SENT, CANCELLED = OutboxState.PENDING, OutboxState.HELD, OutboxState.SENT, OutboxState.CANCELLED


async def under_way(bench: Bench) -> tuple[Room, Phone]:
    """Agreed to at night: owed to two people, and nothing leaves before the morning."""
    room = await furnish(bench, 2)
    bench.now(NIGHT)
    khady = await written(bench, room)
    await khady.presses("Envoyer à 2 personnes")
    await khady.sees("Partis : 0 ; restants : 2", button="Mettre en pause")
    return room, khady


async def reported(bench: Bench, **options: Any) -> tuple[Room, Phone]:
    """Sent to two people, who have it."""
    room = await furnish(bench, 2)
    khady = await written(bench, room, **options)
    await khady.presses("Envoyer à 2 personnes")
    await khady.sees("Remis : 2 sur 2", button="Rapport (xlsx)")
    return room, khady


async def test_paused_nothing_leaves_until_it_is_resumed(bot_and_sim: Bench) -> None:
    room, khady = await under_way(bot_and_sim)
    await khady.presses("Mettre en pause")
    await khady.sees("envoi en pause", button="Reprendre")
    bot_and_sim.now(MORNING)
    await khady.forges(Pause(await the_dispatch(bot_and_sim)).pack())
    await bot_and_sim.settled()
    assert await messages(bot_and_sim) == [HELD, HELD]
    await khady.presses("Reprendre")
    for phone in room.phones:
        await phone.sees(TEXT)
    await khady.sees("Remis : 2 sur 2", button="Accueil")
    assert khady.count("rapport") == 1, "one message all along"


async def test_stopped_it_leaves_never(bot_and_sim: Bench) -> None:
    room, khady = await under_way(bot_and_sim)
    await khady.presses("Arrêter l’envoi")
    text = await khady.sees("rapport", button="Accueil")
    assert "Non envoyés : 2" in text
    bot_and_sim.now(MORNING)
    await khady.forges(Resume(await the_dispatch(bot_and_sim)).pack())
    await bot_and_sim.settled()
    assert "Remis : 0 sur 2" in khady.screen()
    assert await messages(bot_and_sim) == [CANCELLED, CANCELLED]
    assert room.phones[0].count(TEXT) == 0


async def test_home_takes_the_place_of_a_report_for_good(bot_and_sim: Bench) -> None:
    _, khady = await under_way(bot_and_sim)
    await khady.presses("Arrêter l’envoi")
    await khady.sees("rapport", button="Accueil")
    await khady.presses("Accueil")
    await khady.sees("Accueil, équipe de formation")
    await bot_and_sim.settled()
    async with bot_and_sim.transaction() as db:
        assert (await db.scalars(select(Dispatch.progress_message_id))).all() == [None]


async def test_the_organisers_group_is_told_once_without_a_name(bot_and_sim: Bench) -> None:
    khady = await written(bot_and_sim, await furnish(bot_and_sim, 2))
    chat_id = await group(bot_and_sim, khady.id)
    await bot_and_sim.world.fault("sendMessage", "refuse", code=400, description="Bad Request: no")
    await khady.presses("Envoyer à 2 personnes")
    await khady.sees("Remis : 1 sur 2", button="Rapport (xlsx)")
    _adopted, line = await all_said(bot_and_sim, chat_id, 2)
    assert "rapport" in line and "Remis : 1 sur 2" in line and "1 personne à appeler" in line
    assert "reply_markup" not in line and not any(name in line for name in NAMES)


async def test_what_was_stopped_is_nothing_to_tell_the_group(bot_and_sim: Bench) -> None:
    _, khady = await under_way(bot_and_sim)
    await group(bot_and_sim, khady.id)
    await khady.presses("Arrêter l’envoi")
    await khady.sees("rapport", button="Accueil")
    async with bot_and_sim.transaction() as db:
        assert (await db.scalars(select(OutboxMessage).where(OutboxMessage.group_id.is_not(None)))).all() == []


async def test_a_colleague_s_page_is_brought_up_to_date_by_a_button(bot_and_sim: Bench) -> None:
    await under_way(bot_and_sim)
    ndeye = await bot_and_sim.organiser("Ndeye")
    await ndeye.forges(AnnouncementNow(await the_announcement(bot_and_sim)).pack())
    text = await ndeye.sees("restants : 2", button="Actualiser")
    assert "se met à jour" not in text


async def test_only_the_failed_ones_are_tried_again(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 2)
    khady = await written(bot_and_sim, room)
    await bot_and_sim.world.fault("sendMessage", "refuse", code=400, description="Bad Request: no")
    await khady.presses("Envoyer à 2 personnes")
    text = await khady.sees("Remis : 1 sur 2", button="Réessayer les échecs")
    assert "Échecs : 1 (refus de Telegram : 1 ; préparation impossible : 0)" in text
    await khady.presses("Réessayer les échecs")
    await khady.sees("Remis : 2 sur 2")
    assert [phone.count(TEXT) for phone in room.phones] == [1, 1]


async def in_doubt(bench: Bench) -> tuple[Room, Phone]:
    room = await furnish(bench, 2)
    khady = await written(bench, room)
    await bench.world.fault("sendMessage", "lose_answer")
    await khady.presses("Envoyer à 2 personnes")
    await khady.sees("Remis : 1 sur 2", button="Décider : 1 incertain")
    await khady.presses("Décider : 1 incertain")
    await khady.sees("Renvoyer peut créer un doublon", button="Ne pas renvoyer")
    return room, khady


async def test_what_is_uncertain_is_sent_again_when_an_organiser_says_so(bot_and_sim: Bench) -> None:
    room, khady = await in_doubt(bot_and_sim)
    dispatch = await the_dispatch(bot_and_sim)
    await khady.forges(ResendUncertain(dispatch, 2).pack())
    await bot_and_sim.settled()
    assert OutboxState.UNCERTAIN in await messages(bot_and_sim), "another number sends nothing"
    await khady.presses("Renvoyer à 1 personne")
    await khady.sees("Remis : 2 sur 2")
    assert sorted(phone.count(TEXT) for phone in room.phones) == [1, 2]


async def test_what_is_uncertain_may_stay_so(bot_and_sim: Bench) -> None:
    room, khady = await in_doubt(bot_and_sim)
    await khady.presses("Liste à appeler")
    await khady.sees(" : incertain")
    await khady.presses("Retour")
    await khady.presses_when_seen("Décider : 1 incertain")
    await khady.presses_when_seen("Ne pas renvoyer")
    text = await khady.sees("Incertains : 1", button="À appeler (1)")
    assert "s’est perdue" not in text
    assert "Décider : 1 incertain" not in khady.buttons()
    assert [phone.count(TEXT) for phone in room.phones] == [1, 1]


async def test_read_and_understood_in_place_and_counted(bot_and_sim: Bench) -> None:
    room, khady = await reported(bot_and_sim, asks_acknowledgement=True)
    awa, binta = room.phones
    await telephone(bot_and_sim, binta, "+221730000002")
    await awa.presses("Lu et compris")
    await awa.sees(TEXT, button="✓ Lu et compris")
    await awa.presses("✓ Lu et compris")
    await bot_and_sim.settled()
    said = plain(awa.everything())
    assert "Merci : votre lecture est notée." in said
    assert "Votre lecture était déjà notée." in said
    await khady.forges(AnnouncementNow(await the_announcement(bot_and_sim)).pack())
    await khady.sees("Lu et compris : 1 sur 2", button="Non lus (1)")
    await khady.presses("Non lus (1)")
    text = await khady.sees("lecture non confirmée", button="Liste (xlsx)")
    assert "Binta DIOPB, +221730000002" in text
    assert "Awa" not in text
    await khady.presses("Liste (xlsx)")
    assert await sheet(bot_and_sim, khady) == [("Nom", "Prénom", "Téléphone"), ("DIOPB", "Binta", "+221730000002")]


async def test_who_did_not_receive_it_acknowledges_nothing(bot_and_sim: Bench) -> None:
    await reported(bot_and_sim, asks_acknowledgement=True)
    fatou = await bot_and_sim.verified("Fatou")
    await fatou.forges(Acknowledge(await the_announcement(bot_and_sim), 1).pack())
    await fatou.sees("n’est plus disponible")


async def test_the_whole_report_is_a_workbook_of_texts(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 2)
    async with bot_and_sim.transaction() as db:
        mine = Person.telegram_id == room.phones[0].id
        await db.execute(update(Person).where(mine).values(last_name="=1+1", reachable=False))
    khady = await written(bot_and_sim, room)
    await khady.presses("Envoyer à 1 personne")
    await khady.sees("Remis : 1 sur 2", button="Rapport (xlsx)")
    await khady.presses("Rapport (xlsx)")
    rows = await sheet(bot_and_sim, khady)
    assert [row[:2] + row[4:5] for row in rows] == [
        ("Nom", "Prénom", "Message"),
        ("=1+1", "Awa", "injoignable"),
        ("DIOPB", "Binta", "remis"),
    ]


async def test_who_joins_later_gets_it_once(bot_and_sim: Bench) -> None:
    room, khady = await reported(bot_and_sim, reaches_latecomers=True)
    late = await bot_and_sim.verified("Fatou")
    person = await bot_and_sim.person(late)
    assert person is not None
    await khady.presses("Accueil")
    await khady.sees("Accueil, équipe de formation")
    khady.looks_away()
    async with bot_and_sim.transaction() as db:
        await factories.make_registration(db, room.session, await db.get_one(Person, person.id))
    await late.sees(TEXT)
    await khady.forges(AnnouncementNow(await the_announcement(bot_and_sim)).pack())
    await khady.sees("Remis : 3 sur 3")
    assert late.count(TEXT) == 1
    assert await messages(bot_and_sim) == [SENT, SENT, SENT]


async def telephone(bench: Bench, phone: Phone, number: str) -> None:
    async with bench.transaction() as db:
        await db.execute(update(Person).where(Person.telegram_id == phone.id).values(phone=number))


async def sheet(bench: Bench, phone: Phone) -> Sequence[tuple[object, ...]]:
    """The workbook that this phone received last, cell by cell."""
    await bench.settled()
    document = next(message.document for message in reversed(phone.messages()) if message.document)
    assert document.name.endswith(".xlsx")
    book = openpyxl.load_workbook(io.BytesIO(document.content))
    return [tuple(cell or "" for cell in row) for row in book.worksheets[0].iter_rows(values_only=True)]
