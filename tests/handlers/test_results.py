"""What organisers see of the feedback: a button, a count, and after the close results of five people or more."""

from collections.abc import Callable

import pytest

from bot.actions.evaluation import Comments, Feedback, ItemResults, OpenEvaluation
from bot.buttons import Action
from tests.handlers.bench import MONDAY, Bench
from tests.handlers.room import EVENING, NOON, Room, close, furnish, note_present
from tests.phones import Phone, plain
from training import feedback
from training.questionnaires import HOT

COMMENT = "Davantage de cas pratiques <avec> des pièces."


async def looks(bench: Bench, room: Room) -> Phone:
    """An organiser who opens « Avis » on the session's card."""
    khady = await bench.organiser()
    await khady.forges(Feedback(room.id, HOT).pack())
    return khady


async def all_answer(bench: Bench, room: Room) -> None:
    """Everybody answers 4 to the first question, « Sans objet » to the second; the first person writes a comment."""
    bench.now(EVENING)
    for phone in room.phones:
        await phone.sees_button("Commencer")
        person = await bench.person(phone)
        secret = bench.application.house.server_secret
        async with bench.transaction() as db:
            step = await feedback.question(db, person, 1, secret=secret, now=EVENING)
            assert isinstance(step, feedback.Next)
            for index, value in enumerate((4, None, 2)):
                await feedback.answer(db, person, step.evaluation.id, index, value, secret=secret, now=EVENING)
            text = COMMENT if phone is room.phones[0] else ""
            await feedback.comment(db, person, step.evaluation.id, text, secret=secret, now=EVENING)


async def test_the_button_opens_it_two_hours_before_the_end(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 1)
    await note_present(bot_and_sim, room, room.phones)
    khady = await looks(bot_and_sim, room)
    assert "Le questionnaire s’ouvre automatiquement le lundi 2 mars à 16 h 30" in await khady.sees("Avis, session")
    bot_and_sim.now(NOON)
    await khady.forges(OpenEvaluation(room.id).pack())
    await khady.opens("")
    await khady.sees("Ma situation")
    assert "Ouverture possible à partir du lundi 2 mars à 14 h 30." in plain(khady.everything())
    bot_and_sim.now(MONDAY.replace(hour=14, minute=30))
    await khady.forges(Feedback(room.id, HOT).pack())
    await khady.presses("Ouvrir le questionnaire")
    await khady.sees("0 avis pour 1 personne présente")
    await room.phones[0].sees("Votre avis sur la session")


async def test_while_open_only_a_number_is_shown(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 2)
    await note_present(bot_and_sim, room, room.phones)
    await all_answer(bot_and_sim, room)
    khady = await looks(bot_and_sim, room)
    await khady.sees("2 avis pour 2 personnes présentes", button="Actualiser")
    for action in (ItemResults(room.id, HOT, 0), Comments(room.id, HOT, 0)):
        await khady.forges(action.pack())
        await khady.sees("Les résultats sont en préparation")
        await khady.forges(Feedback(room.id, HOT).pack())
        await khady.sees("Le questionnaire est ouvert jusqu’au")
    assert "Awa" not in khady.everything()
    assert "cas pratiques" not in khady.everything()


async def test_results_of_five_people(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 5)
    await note_present(bot_and_sim, room, room.phones)
    await all_answer(bot_and_sim, room)
    await close(bot_and_sim)
    khady = await looks(bot_and_sim, room)
    text = await khady.sees("Résultats des avis")
    assert "5 avis pour 5 personnes présentes" in text
    assert "Les objectifs annoncés ont été atteints\n■■■■■■■■■■ 100 %" in text
    assert "directement utile" not in text, "nobody answered it but « Sans objet »"
    await khady.presses("Question par question")
    assert "Réponses positives : 100 % ; moyenne : 4,0 sur 4" in await khady.sees("question 1/7")
    await khady.presses("Suivant")
    text = await khady.sees("question 2/7")
    assert "Sans objet, compté à part : 5" in text
    assert "moyenne" not in text
    await khady.presses("Commentaires (1)")
    await khady.sees("Commentaires, session")
    assert "Davantage de cas pratiques" in khady.screen()


async def test_fewer_than_five_are_not_shown_and_why(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 4)
    await note_present(bot_and_sim, room, room.phones)
    await all_answer(bot_and_sim, room)
    await close(bot_and_sim)
    khady = await looks(bot_and_sim, room)
    text = await khady.sees("Les résultats ne sont pas affichés")
    assert "Avis reçus : 4." in text


@pytest.mark.parametrize("action", [lambda of: Feedback(of, HOT), OpenEvaluation])
async def test_a_participant_sees_nothing_of_it(bot_and_sim: Bench, action: Callable[[int], Action]) -> None:
    room = await furnish(bot_and_sim, 1)
    (awa,) = room.phones
    await awa.forges(action(room.id).pack())
    await awa.sees("Cette action est réservée à l’équipe de formation")
