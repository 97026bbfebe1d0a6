"""How an announcement arrives: protected, neutral on a locked screen, at night; and the list of all of them."""

from dataclasses import fields

import pytest

from bot.actions.composing import ReadAnnouncement
from tests.handlers.announcing import EXACT, composing, draft, the_message
from tests.handlers.bench import Bench
from tests.handlers.room import EVENING, furnish
from tests.handlers.test_stranger import actions
from tests.phones import labels, plain
from tests.simulator.driving import picture

TEXT = "Le car part à 8 h."


async def test_each_option_is_a_switch(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 1)
    khady = await composing(bot_and_sim, room)
    await khady.types(TEXT)
    await khady.presses("Options")
    for label in ("Urgent", "Copie protégée", "Écran neutre", "Lu et compris", "Arrivées tardives"):
        await khady.presses(f"{label} : non")
        await khady.sees("Options d’envoi", button=f"{label} : oui")
    found = await draft(bot_and_sim)
    assert found.urgent and found.protected and found.neutral
    assert found.asks_acknowledgement and found.reaches_latecomers
    await khady.presses("Urgent : oui")
    await khady.sees("Options d’envoi", button="Urgent : non")
    assert not (await draft(bot_and_sim)).urgent


async def test_a_protected_copy_cannot_be_forwarded(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 1)
    khady = await composing(bot_and_sim, room)
    await khady.types(TEXT)
    await khady.sees(EXACT)
    assert "has_protected_content" not in the_message(khady).parts, "the control: not before the switch"
    await khady.presses("Options")
    await khady.presses("Copie protégée : non")
    await khady.presses("Voir l’aperçu")
    await khady.sees(EXACT)
    assert the_message(khady).parts["has_protected_content"]
    await khady.presses("Envoyer à 1 personne")
    await khady.sees("Remis : 1 sur 1")
    assert the_message(room.phones[0]).parts["has_protected_content"]


@pytest.mark.parametrize("with_photo", [False, True])
async def test_a_neutral_screen_shows_the_first_line_until_it_is_opened(bot_and_sim: Bench, with_photo: bool) -> None:
    room = await furnish(bot_and_sim, 2)
    khady = await composing(bot_and_sim, room)
    if with_photo:
        await bot_and_sim.world.send_file(khady.id, "plan.png", picture(), caption=f"{TEXT} {{nom}}", kind="photo")
    else:
        await khady.types(f"{TEXT} {{nom}}")
    await khady.presses("Options")
    await khady.presses("Écran neutre : non")
    await khady.presses("Voir l’aperçu")
    await khady.sees(EXACT)
    assert labels(the_message(khady)) == ["Lire"], "the organiser tries it, too"
    await khady.presses("Lire")
    await khady.sees(f"{TEXT} Khady SARR")
    assert labels(the_message(khady)) == [], "and is led away by nothing"
    await khady.presses("Envoyer à 2 personnes")
    await khady.sees("Remis : 2 sur 2")
    awa = room.phones[0]
    sealed = the_message(awa)
    assert plain(sealed.text) == f"Message de l’équipe de formation : session {room.session.code}"
    assert sealed.media is None
    await awa.presses("Lire")
    await awa.sees(f"{TEXT} Awa DIOPA", button="Ma situation")
    assert the_message(awa).id == sealed.id, "in place"
    assert (the_message(awa).media is not None) is with_photo


async def test_only_its_recipients_open_it(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 1)
    stranger = await bot_and_sim.verified("Zeynab")
    khady = await composing(bot_and_sim, room)
    await khady.types(TEXT)
    await khady.sees(EXACT)
    number = (await draft(bot_and_sim)).id
    await room.phones[0].forges(ReadAnnouncement(number).pack())
    await room.phones[0].sees("n’est plus disponible")
    await khady.presses("Envoyer à 1 personne")
    await khady.sees("Remis : 1 sur 1")
    await stranger.forges(ReadAnnouncement(number).pack())
    await stranger.sees("n’est plus disponible")
    assert TEXT not in stranger.everything()
    await room.phones[0].forges(ReadAnnouncement(number).pack())
    await room.phones[0].sees(TEXT)


async def test_an_urgent_one_leaves_at_night(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 1)
    bot_and_sim.now(EVENING.replace(hour=21))
    khady = await composing(bot_and_sim, room)
    await khady.types(TEXT)
    await khady.sees("après les heures calmes")
    await khady.presses("Options")
    await khady.presses("Urgent : non")
    await khady.presses("Voir l’aperçu")
    await khady.sees("Départ : immédiat")
    await khady.presses("Envoyer à 1 personne")
    await room.phones[0].sees(TEXT)


async def test_the_list_has_pages_and_leads_to_each(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 1)
    khady = await composing(bot_and_sim, room)
    await khady.types(TEXT)
    await khady.presses("Envoyer à 1 personne")
    await khady.sees("Remis : 1 sur 1")
    for number in range(6):
        await khady.presses("Accueil")
        await khady.presses("Annonces")
        await khady.presses("Nouvelle annonce")
        await khady.types(f"Brouillon {number}")
        await khady.sees("À qui ce message")
    await khady.presses("Accueil")
    await khady.presses("Annonces")
    text = await khady.sees("N° 7, brouillon : Brouillon 5", button="Suivant")
    assert "N° 1," not in text
    await khady.presses("N° 7")
    await khady.sees(EXACT)
    await khady.presses("Abandonner")
    await khady.sees("Annonce abandonnée")
    await khady.presses("Retour")
    text = await khady.sees("N° 6, brouillon")
    assert f"N° 1, envoyée : {TEXT}" in text
    await khady.presses("N° 1")
    await khady.sees("Remis : 1 sur 1")


def forgeries(number: int) -> list[str]:
    """Every button by which an announcement is prepared, for this one."""
    kinds = [kind for kind in actions() if kind.__module__ == "bot.actions.composing" and kind is not ReadAnnouncement]
    texts = {"criterion": "corps", "state": "waiting", "option": "urgent", "field": "nom"}
    values = {"announcement_id": str(number), "value": "1", "page": "0"} | texts
    assert len(kinds) > 15
    return [":".join([kind.code, *(values[name] for name in (field.name for field in fields(kind)))]) for kind in kinds]


async def test_a_participant_forges_every_button_in_vain(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 2)
    khady = await composing(bot_and_sim, room)
    await khady.types(TEXT)
    await khady.sees(EXACT)
    before = await draft(bot_and_sim)
    awa = room.phones[0]
    for data in forgeries(before.id):
        await awa.forges(data)
        await awa.sees("Cette action est réservée à l’équipe de formation")
        await awa.opens("")
        await awa.sees("Ma situation")
    after = await draft(bot_and_sim)
    assert (after.text, after.audience, after.links, after.urgent) == (
        before.text,
        before.audience,
        before.links,
        before.urgent,
    )
    assert TEXT not in awa.everything()
    assert "Binta" not in awa.everything()


async def test_the_same_buttons_do_their_work_for_an_organiser(bot_on_sqlite: Bench) -> None:
    """The control."""
    room = await furnish(bot_on_sqlite, 2)
    khady = await composing(bot_on_sqlite, room)
    await khady.types(TEXT)
    await khady.sees(EXACT)
    number = (await draft(bot_on_sqlite)).id
    for data in forgeries(number):
        await khady.forges(data)
    await bot_on_sqlite.settled()
    after = await draft(bot_on_sqlite)
    assert after.urgent
    assert after.text == f"{TEXT} {{nom}}"
    assert after.audience != {"sessions": [room.id], "states": ["seated"]}
    assert "réservée" not in khady.everything()
