"""What an organiser may send: formatted text, a photo, a document, a place, links, fields; all else is declined."""

from typing import Any

import pytest

from db.models import Content
from simulator.keyboards import buttons_of
from simulator.model import FileKind
from tests.handlers.announcing import EXACT, change, composing, draft, the_message
from tests.handlers.bench import Bench
from tests.handlers.room import Room, furnish
from tests.handlers.test_stray import payloads
from tests.phones import Phone, labels, plain
from tests.simulator.driving import picture


async def prepared(bench: Bench, number: int = 1) -> tuple[Room, Phone]:
    room = await furnish(bench, number)
    return room, await composing(bench, room)


@pytest.mark.parametrize("kind", ["photo", "document"])
async def test_a_file_arrives_with_its_caption(bot_and_sim: Bench, kind: FileKind) -> None:
    room, khady = await prepared(bot_and_sim)
    content = picture(20, 10) if kind == "photo" else b"Le programme"
    name = "plan.png" if kind == "photo" else "programme.txt"
    await bot_and_sim.world.send_file(khady.id, name, content, caption="Le plan, {nom}", kind=kind)
    await khady.sees(EXACT)
    exact = the_message(khady)
    assert exact.media is not None
    assert (exact.media.kind, exact.media.content) == (kind, content)
    assert "Le plan, Khady SARR" in plain(exact.text)
    await khady.presses("Envoyer à 1 personne")
    await khady.sees("Remis : 1 sur 1")
    arrived = the_message(room.phones[0])
    assert arrived.media is not None
    assert (arrived.media.kind, arrived.media.content) == (kind, content)
    assert plain(arrived.text) == "Message de l’équipe de formation : session 1.01\n\nLe plan, Awa DIOPA".replace(
        "1.01", room.session.code
    )
    kept = await draft(bot_and_sim)
    assert kept.content is Content(kind)
    assert kept.file_id in bot_and_sim.world.files, "by Telegram's own id"
    assert not any("Le programme" in payload for payload in await payloads(bot_and_sim))


async def test_a_file_needs_no_caption(bot_and_sim: Bench) -> None:
    _, khady = await prepared(bot_and_sim)
    await khady.sends("programme.txt", b"Le programme")
    await khady.sees(EXACT)
    assert plain(the_message(khady).text).startswith("Message de l’équipe de formation : session")


async def test_a_caption_has_its_own_limit(bot_and_sim: Bench) -> None:
    _, khady = await prepared(bot_and_sim)
    khady.looks_away()
    await bot_and_sim.world.send_file(khady.id, "a.txt", b"x", caption="é" * 1000)
    await khady.sees("Ce texte compte 1000 caractères, pour 9")
    await khady.types("é" * 1000)
    await khady.sees(EXACT)


async def test_a_place_arrives_as_a_place(bot_and_sim: Bench) -> None:
    room, khady = await prepared(bot_and_sim)
    await bot_and_sim.world.location(khady.id, 14.7167, -17.4677)
    await khady.sees("Ci-dessus, le message exact : un lieu")
    await khady.presses("Envoyer à 1 personne")
    await khady.sees("Remis : 1 sur 1")
    venue = the_message(room.phones[0]).parts["venue"]
    assert venue["location"] == {"latitude": 14.7167, "longitude": -17.4677}
    assert (venue["title"], plain(venue["address"])) == (
        "Message de l’équipe de formation",
        f"Session {room.session.code}",
    )


async def declined(bench: Bench, khady: Phone, what: str) -> None:
    khady.looks_away()
    if what == "sticker":
        await bench.world.sticker(khady.id)
    elif what == "contact":
        await bench.world.contact(khady.id)
    else:
        await bench.world.send_file(khady.id, f"x.{what}", b"x", kind=what)  # type: ignore[arg-type]


@pytest.mark.parametrize("what", ["voice", "video", "animation", "audio", "sticker"])
async def test_anything_else_is_declined_and_the_draft_kept(bot_and_sim: Bench, what: str) -> None:
    _, khady = await prepared(bot_and_sim)
    await khady.types("Le car part à 8 h.")
    await khady.sees(EXACT)
    await khady.presses("Modifier")
    await khady.sees("Rien ne part", button="Garder le texte")
    await declined(bot_and_sim, khady, what)
    await khady.sees("Une annonce est un texte, une photo, un document ou un lieu", button="Garder le texte")
    assert (await draft(bot_and_sim)).text == "Le car part à 8 h."
    await bot_and_sim.settled()
    assert not any(f'"{what}"' in payload for payload in await payloads(bot_and_sim)), "nothing of it is kept"


async def test_an_album_is_declined_once(bot_and_sim: Bench) -> None:
    _, khady = await prepared(bot_and_sim)
    khady.looks_away()
    world = bot_and_sim.world
    for _ in range(3):
        file = world.store_file("a.txt", "text/plain", b"x", "document", {})
        world.say(world.person(khady.id), "", [], media=file, parts={"media_group_id": "77"})
    await bot_and_sim.settled()
    assert khady.count("Une annonce est un texte, une photo") == 1
    await khady.types("Le car part à 8 h.")
    await khady.sees(EXACT)


async def test_a_document_is_a_programme_again_once_nothing_is_written(bot_and_sim: Bench) -> None:
    """The control: the same file, without an announcement under way."""
    khady = await bot_and_sim.organiser()
    await khady.sends("programme.txt", b"Le programme")
    await khady.sees("Fichier : programme.txt")


async def test_three_links_are_added_and_taken_off(bot_and_sim: Bench) -> None:
    room, khady = await prepared(bot_and_sim)
    await khady.types("Le programme est en ligne.")
    await khady.sees(EXACT)
    for number in range(3):
        await khady.presses("Modifier")
        await khady.presses("Ajouter un lien")
        await khady.sees("Écrivez le texte du bouton")
        await khady.types("x" * 25)
        await khady.sees("compte de 1 à 24 caractères")
        await khady.types(f"Page {number}")
        await khady.sees("Elle commence par https://")
        await khady.types("http://example.org")
        await khady.sees("L’adresse doit commencer par https://")
        await khady.types(f"https://example.org/{number}")
        await khady.sees(EXACT)
    await khady.presses("Modifier")
    await khady.sees("Rien ne part", button="Retirer les liens (3)")
    assert "Ajouter un lien" not in khady.buttons()
    await khady.presses("Garder le texte")
    await khady.sees(EXACT)
    await khady.presses("Envoyer à 1 personne")
    await khady.sees("Remis : 1 sur 1")
    buttons: list[Any] = buttons_of(the_message(room.phones[0]).markup)
    assert [one.get("url") for one in buttons] == [*(f"https://example.org/{n}" for n in range(3)), None]
    assert labels(the_message(room.phones[0]))[-1] == "Ma situation"


async def test_links_can_be_taken_off(bot_and_sim: Bench) -> None:
    _, khady = await prepared(bot_and_sim)
    await khady.types("Le programme est en ligne.")
    await khady.presses("Modifier")
    await khady.presses("Ajouter un lien")
    await khady.types("Page")
    await khady.sees("Elle commence par https://")
    await khady.types("https://example.org/")
    await khady.sees(EXACT)
    assert labels(the_message(khady)) == ["Page"]
    await khady.presses("Modifier")
    await khady.presses("Retirer les liens (1)")
    await khady.sees(EXACT)
    assert labels(the_message(khady)) == []


async def test_fields_are_typed_or_added_and_filled_for_each(bot_and_sim: Bench) -> None:
    room, khady = await prepared(bot_and_sim, 2)
    await change(bot_and_sim, room.phones[:1], form_of_address="Mon <commandant>,")
    await khady.types("{Appel} le car part à 8 h.")
    await khady.sees("Ci-dessus, le message exact", button="Envoyer à 2 personnes")
    assert "caractères au plus" in khady.screen()
    assert "Champs vides : aucun" in khady.screen()
    await khady.presses("Modifier")
    await khady.presses("Ajouter un champ")
    await khady.presses("{lieu}")
    await khady.sees("{lieu} est à la fin du texte")
    await khady.presses("{nom}")
    await khady.sees("{nom} est à la fin du texte")
    await khady.presses("Voir l’aperçu")
    await khady.sees(EXACT)
    await khady.presses("Envoyer à 2 personnes")
    await khady.sees("Remis : 2 sur 2")
    said = [plain(the_message(phone).text).split("\n\n")[1] for phone in room.phones]
    place = f"{room.session.venue}, {room.session.town}"
    assert said == [
        f"Mon <commandant>, le car part à 8 h. {place} Awa DIOPA",
        f"Madame, Monsieur, le car part à 8 h. {place} Binta DIOPB",
    ]


async def test_an_unknown_field_is_named(bot_and_sim: Bench) -> None:
    _, khady = await prepared(bot_and_sim)
    await khady.types("Bonjour {prenom}, {solde} & {nom}")
    text = await khady.sees("Champ inconnu : {prenom}, {solde}.")
    assert "Rien n’a été enregistré" in text
    await khady.types("Bonjour {nom}")
    await khady.sees(EXACT)


async def test_who_would_read_a_blank_is_named_and_nothing_can_be_sent(bot_and_sim: Bench) -> None:
    room, khady = await prepared(bot_and_sim, 2)
    await change(bot_and_sim, room.phones[1:], form_of_address=None)
    await khady.types("{appel} le car part à 8 h.")
    await khady.sees("{appel} serait vide pour : Binta DIOPB. Retirez le champ, ou excluez ces personnes.")
    assert not any(label.startswith("Envoyer") for label in khady.buttons())
    await change(bot_and_sim, room.phones[1:], form_of_address="Madame,")
    await khady.presses("Changer la cible")
    await khady.presses("Voir l’aperçu")
    await khady.sees(EXACT, button="Envoyer à 2 personnes")


async def test_a_text_that_fields_make_too_long_cannot_be_sent(bot_and_sim: Bench) -> None:
    """It is the longest of the recipients that counts, as Telegram counts."""
    room, khady = await prepared(bot_and_sim, 2)
    await change(bot_and_sim, room.phones[1:], form_of_address="Madame la Présidente du tribunal,")
    head = len(f"Message de l’équipe de formation : session {room.session.code}\n\n")
    await khady.types("{appel}" + "x" * (4096 - head - len("{appel}")))
    longest = 4096 - len("{appel}") + len("Madame la Présidente du tribunal,")
    await khady.sees(f"ce texte compte {longest} caractères, pour 4096 au plus")
    assert not any(label.startswith("Envoyer") for label in khady.buttons())
