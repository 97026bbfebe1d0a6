"""An announcement, from the blank page to the report: the exact message, the exact number, once."""

from collections.abc import Sequence

from sqlalchemy import func, select, update

from bot.actions.announcements import AnnouncementNow, Compose, SendAnnouncement
from db.models import Announcement, AnnouncementState, OutboxMessage, OutboxState, Person
from simulator.model import Message
from tests.handlers.bench import Bench
from tests.handlers.room import EVENING, Room, furnish
from tests.phones import Phone, plain

TEXT = "Le car part à 8 h de la place & attend <5 min."
HEAD = "Message de l’équipe de formation : session"


async def written(bench: Bench, room: Room, text: str = TEXT) -> Phone:
    """An organiser under the preview of what they wrote."""
    khady = await bench.organiser()
    await khady.forges(Compose(room.id).pack())
    await khady.sees("Rien ne part avant l’aperçu et votre accord.")
    await khady.types(text)
    await khady.sees("Ci-dessus, le message exact")
    return khady


async def test_the_preview_is_the_message_that_arrives(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 2)
    khady = await written(bot_and_sim, room)
    exact = the_message(khady)
    await khady.presses("Envoyer à 2 personnes")
    for phone in room.phones:
        await phone.sees(TEXT, button="Ma situation")
        arrived = the_message(phone)
        assert (arrived.text, arrived.entities) == (exact.text, exact.entities)
    await khady.sees("Remis : 2 sur 2", button="Accueil")
    assert khady.count("rapport") == 1, "the preview became the progress, and the progress the report"


async def test_what_arrived_is_kept_when_one_goes_on_from_it(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 1)
    khady = await written(bot_and_sim, room)
    await khady.presses("Envoyer à 1 personne")
    await room.phones[0].presses("Ma situation")
    await room.phones[0].sees("Rien d’autre ne vous est demandé.")
    assert room.phones[0].count(TEXT) == 1


async def test_its_formatting_is_kept(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 1)
    khady = await bot_and_sim.organiser()
    await khady.forges(Compose(room.id).pack())
    await khady.sees("Rien ne part")
    person = bot_and_sim.world.person(khady.id)
    bold = [{"type": "bold", "offset": 0, "length": 9}]
    bot_and_sim.world.say(person, "Important : 9 h <précises>", bold)
    await khady.presses("Envoyer à 1 personne")
    await room.phones[0].sees("Important : 9 h <précises>")
    arrived = the_message(room.phones[0])
    (entity,) = arrived.entities
    start = entity["offset"]
    assert entity["type"] == "bold"
    assert arrived.text[start : start + entity["length"]] == "Important"


async def test_a_double_tap_sends_once(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 2)
    khady = await written(bot_and_sim, room)
    announcement = await the_announcement(bot_and_sim)
    for _ in range(2):
        await khady.forges(SendAnnouncement(announcement, 2, 1).pack())
    await khady.sees("Remis : 2 sur 2")
    assert [phone.count(HEAD) for phone in room.phones] == [1, 1]
    assert await owed(bot_and_sim) == 2


async def test_another_number_than_agreed_to_sends_nothing(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 2)
    khady = await written(bot_and_sim, room)
    async with bot_and_sim.transaction() as db:
        lost = update(Person).where(Person.telegram_id == room.phones[0].id).values(reachable=False)
        await db.execute(lost)
    await khady.presses("Envoyer à 2 personnes")
    text = await khady.sees("Le nombre de destinataires a changé")
    assert "Injoignables : 1" in text
    assert await owed(bot_and_sim) == 0
    await khady.presses("Envoyer à 1 personne")
    await khady.sees("Remis : 1 sur 2", button="À appeler (1)")
    await khady.presses("À appeler (1)")
    await khady.sees("Awa DIOPA : injoignable")
    await khady.presses("Retour")
    await khady.sees("Remis : 1 sur 2")


async def test_who_blocks_the_bot_is_in_the_report(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 2)
    khady = await written(bot_and_sim, room)
    await bot_and_sim.world.deactivate(room.phones[1].id)
    await khady.presses("Envoyer à 2 personnes")
    text = await khady.sees("rapport", button="À appeler (1)")
    assert "Remis : 1 sur 2" in text
    assert "Injoignables : 1" in text


async def test_a_lost_answer_is_uncertain_and_named(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 2)
    khady = await written(bot_and_sim, room)
    await bot_and_sim.world.fault("sendMessage", "lose_answer")
    await khady.presses("Envoyer à 2 personnes")
    text = await khady.sees("rapport", button="À appeler (1)")
    assert "Remis : 1 sur 2" in text
    assert "la réponse de Telegram s’est perdue" in text
    await khady.presses("À appeler (1)")
    await khady.sees(" : incertain")
    assert [phone.count(HEAD) for phone in room.phones] == [1, 1], "held, not sent again"


async def test_it_can_be_rewritten_and_abandoned(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 1)
    khady = await written(bot_and_sim, room)
    await khady.presses("Modifier")
    await khady.sees("Rien ne part", button="Garder le texte")
    await khady.types("Le car part à 9 h.")
    await khady.sees("Ci-dessus, le message exact")
    await khady.types("Un texte de trop")
    await khady.sees("Cette étape attend un bouton")
    async with bot_and_sim.transaction() as db:
        assert list(await db.scalars(select(Announcement.text))) == ["Le car part à 9 h."]
    announcement = await the_announcement(bot_and_sim)
    await khady.presses("Abandonner")
    await khady.sees("Annonce abandonnée : rien n’est parti")
    await khady.forges(SendAnnouncement(announcement, 1, 1).pack())
    await khady.sees("n’est plus disponible")
    assert room.phones[0].count(HEAD) == 0


async def test_quiet_hours_are_said_and_kept(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 1)
    bot_and_sim.now(EVENING.replace(hour=21))
    khady = await written(bot_and_sim, room)
    assert "Départ : mardi 3 mars à 7 h, après les heures calmes" in khady.screen()
    await khady.presses("Envoyer à 1 personne")
    await khady.sees("Partis : 0 ; restants : 1", button="Ma situation")
    await khady.presses("Ma situation")
    await khady.sees("Ma situation")
    bot_and_sim.now(EVENING.replace(day=3, hour=7, minute=0))
    await khady.sees("Remis : 1 sur 1")
    assert room.phones[0].count(HEAD) == 1


async def test_a_colleague_abandons_what_one_was_writing(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 1)
    khady = await written(bot_and_sim, room)
    ndeye = await bot_and_sim.organiser("Ndeye")
    await ndeye.forges(AnnouncementNow(await the_announcement(bot_and_sim)).pack())
    await ndeye.presses("Abandonner")
    await ndeye.sees("Annonce abandonnée")
    await khady.types("Encore un mot")
    await khady.sees("Ma situation")


async def test_too_long_and_blank_texts_are_refused(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 1)
    khady = await bot_and_sim.organiser()
    await khady.forges(Compose(room.id).pack())
    await khady.sees("Rien ne part")
    await khady.types("x" * 4096)
    await khady.sees("Ce texte compte 4096 caractères")
    await khady.types("Court.")
    await khady.sees("Ci-dessus, le message exact")


async def test_a_participant_writes_to_nobody(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 2)
    await written(bot_and_sim, room)
    awa = room.phones[0]
    announcement = await the_announcement(bot_and_sim)
    for action in (Compose(room.id), SendAnnouncement(announcement, 2, 1), AnnouncementNow(announcement)):
        await awa.opens("")
        await awa.sees("Ma situation")
        await awa.forges(action.pack())
        await awa.sees("Cette action est réservée à l’équipe de formation")
    assert TEXT not in awa.everything()
    assert await states(bot_and_sim) == [AnnouncementState.DRAFT]


def the_message(phone: Phone) -> Message:
    """The announcement on this phone."""
    return next(one for one in phone.messages() if HEAD in plain(one.text))


async def the_announcement(bench: Bench) -> int:
    async with bench.transaction() as db:
        return int((await db.scalars(select(Announcement.id))).one())


async def states(bench: Bench) -> Sequence[AnnouncementState]:
    async with bench.transaction() as db:
        return list(await db.scalars(select(Announcement.state)))


async def owed(bench: Bench) -> int:
    """How many messages of announcements were ever owed to people who can be reached."""
    reached = (OutboxMessage.kind == "announced") & (OutboxMessage.state != OutboxState.UNREACHABLE)
    async with bench.transaction() as db:
        return await db.scalar(select(func.count()).where(reached)) or 0
