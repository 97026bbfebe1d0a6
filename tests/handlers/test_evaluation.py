"""Feedback, question by question, on the phones of people who were there; and that nothing of it stays anywhere."""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.actions.evaluation import AnswerQuestion, Feedback, StartEvaluation
from bot.context import Context
from db.models import (
    Action,
    Base,
    Dialog,
    Evaluation,
    EvaluationComment,
    EvaluationDraft,
    EvaluationReceipt,
    InboxState,
    InboxUpdate,
    OutboxMessage,
)
from db.queries import inbox
from tests.handlers.bench import Bench
from tests.handlers.room import CLOSED, EVENING, Room, furnish, note_present
from tests.phones import Phone
from training.questionnaires import COLD

ANSWERS = (
    "Tout à fait d’accord",
    "Sans objet",
    "Appliquer en autonomie",
    "Plutôt d’accord",
    "Trop court",
    "Plutôt pas d’accord",
    "Oui, certainement",
)
SECRET_WORDS = "Le parking de la cour nord est trop petit"
TRACED = (InboxUpdate, Action, Dialog, OutboxMessage)
"""Tables where nothing of an answer may ever be written."""


async def opened(bench: Bench, number: int) -> Room:
    """A session that has ended, with this many people who were there and are told that the questionnaire is open."""
    room = await furnish(bench, number)
    await note_present(bench, room, room.phones)
    bench.now(EVENING)
    for phone in room.phones:
        await phone.sees_button("Commencer")
    return room


async def answers(phone: Phone, given: Sequence[str] = ANSWERS) -> None:
    """Press « Commencer », then one answer a question as it appears."""
    await phone.presses("Commencer")
    for number, answer in enumerate(given, start=1):
        await phone.sees(f"{number}/8", button=answer)
        await phone.presses(answer)
    await phone.sees(f"{len(given) + 1}/8")


async def test_the_journey_of_one_person(bot_and_sim: Bench) -> None:
    room = await opened(bot_and_sim, 1)
    (awa,) = room.phones
    await answers(awa)
    await awa.presses("Retour")
    assert "Réponse actuelle : Oui, certainement" in await awa.sees("7/8")
    await awa.presses("Plutôt non")
    await awa.sees("8/8", button="Passer")
    await awa.presses("Passer")
    await awa.sees("Merci, votre avis est enregistré.")
    assert await rated(bot_and_sim) == [{"C1": 4, "C2": None, "C3": 3, "C4": 3, "C5": 1, "C6": 2, "C7": 2}]
    assert await count(bot_and_sim, EvaluationReceipt) == 1
    assert awa.count("2/8") == 0, "one message, edited in place"


async def test_whoever_passes_every_question_is_told_that_nothing_counts(bot_on_sqlite: Bench) -> None:
    room = await opened(bot_on_sqlite, 1)
    (awa,) = room.phones
    await awa.presses("Commencer")
    for number in range(1, 9):
        await awa.sees(f"{number}/8", button="Passer")
        await awa.presses("Passer")
    assert "avis est enregistré" not in await awa.sees("aucun avis n’est compté")


async def test_it_is_resumed_where_it_was_left(bot_and_sim: Bench) -> None:
    room = await opened(bot_and_sim, 1)
    (awa,) = room.phones
    await answers(awa, ANSWERS[:2])
    await awa.presses("Plus tard")
    await awa.sees("C’est noté : vos réponses sont gardées jusqu’au lundi 9 mars à 23 h 59.")
    await awa.presses("Reprendre mon avis")
    await awa.sees("3/8")
    await awa.presses("Passer")
    await awa.sees("4/8")
    assert await rated(bot_and_sim) == [{"C1": 4, "C2": None}]


async def test_declining_forgets_what_was_begun(bot_and_sim: Bench) -> None:
    room = await opened(bot_and_sim, 1)
    (awa,) = room.phones
    await awa.presses("Ne pas répondre")
    await awa.sees("C’est noté : aucune relance pour cet avis")
    assert await count(bot_and_sim, EvaluationDraft) == 0
    await awa.presses("Répondre")
    await awa.sees("1/8")


async def test_a_comment_goes_to_its_pool_and_its_message_out_of_the_chat(bot_and_sim: Bench) -> None:
    room = await opened(bot_and_sim, 1)
    (awa,) = room.phones
    await answers(awa)
    await awa.types("x" * 501)
    await awa.sees("Ce texte compte 501 caractères, pour 500 au plus.")
    await awa.types(SECRET_WORDS)
    await awa.sees("Merci, votre avis est enregistré.")
    async with bot_and_sim.transaction() as db:
        assert list(await db.scalars(select(EvaluationComment.text))) == [SECRET_WORDS]
    assert texts_in_chat(awa) == []


async def test_a_text_where_a_button_is_awaited_is_forgotten(bot_and_sim: Bench) -> None:
    room = await opened(bot_and_sim, 1)
    (awa,) = room.phones
    await answers(awa, ANSWERS[:1])
    await awa.types(SECRET_WORDS)
    assert "2/8" in await awa.sees("votre texte n’a pas été conservé")
    assert texts_in_chat(awa) == []
    assert SECRET_WORDS not in await everything_written(bot_and_sim)


async def test_a_double_tap_and_an_old_button_answer_with_today(bot_and_sim: Bench) -> None:
    room = await opened(bot_and_sim, 1)
    (awa,) = room.phones
    await answers(awa, ANSWERS[:1])
    evaluation_id = await the_evaluation(bot_and_sim)
    for _ in range(2):
        await awa.forges(AnswerQuestion(evaluation_id, 1, 3).pack())
    await awa.sees("3/8")
    assert await rated(bot_and_sim) == [{"C1": 4, "C2": 3}]
    bot_and_sim.now(CLOSED)
    await awa.forges(AnswerQuestion(evaluation_id, 2, 3).pack())
    await awa.sees("Ce questionnaire est clos")
    await awa.types(SECRET_WORDS)
    await awa.sees("Ma situation")


async def test_who_was_not_there_is_not_asked(bot_and_sim: Bench) -> None:
    room = await furnish(bot_and_sim, 2)
    await note_present(bot_and_sim, room, room.phones[:1])
    bot_and_sim.now(EVENING)
    await room.phones[0].sees_button("Commencer")
    absent = room.phones[1]
    await absent.forges(StartEvaluation(await the_evaluation(bot_and_sim)).pack())
    await absent.sees("Ce questionnaire s’adresse aux personnes dont la présence à la session est notée.")
    assert "Votre avis" not in absent.everything()


async def test_answers_leave_no_trace(
    bot_and_sim: Bench, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    room = await opened(bot_and_sim, 1)
    (awa,) = room.phones
    await answers(awa)
    await awa.types(SECRET_WORDS)
    await awa.sees("Merci, votre avis est enregistré.")
    await bot_and_sim.settled()
    written = await everything_written(bot_and_sim)
    logged = "".join(capfd.readouterr()) + caplog.text
    pressed = AnswerQuestion(await the_evaluation(bot_and_sim), 0, 4).pack()
    for trace in (SECRET_WORDS, "parking", pressed, "evaluation_id=", '"rated"'):
        assert trace not in written
        assert trace not in logged
    assert await count(bot_and_sim, Dialog) == 0


async def finish_keeping_the_content(db: AsyncSession, update_ids: Sequence[int]) -> None:
    """What `inbox.finish` would be if it did not forget the update."""
    await db.execute(update(InboxUpdate).where(InboxUpdate.update_id.in_(update_ids)).values(state=InboxState.SHOWN))


async def test_without_confidential_turns_the_trace_would_be_found(
    bot_and_sim: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control of the test above."""
    room = await opened(bot_and_sim, 1)
    (awa,) = room.phones
    await awa.presses("Commencer")
    await awa.sees("1/8")
    plain = Context.turn
    monkeypatch.setattr(Context, "turn", lambda self, confidential=False, **more: plain(self, **more))
    monkeypatch.setattr(inbox, "finish", finish_keeping_the_content)
    await awa.presses(ANSWERS[0])
    await awa.sees("2/8")
    assert AnswerQuestion(await the_evaluation(bot_and_sim), 0, 4).pack() in await everything_written(bot_and_sim)


async def everything_written(bench: Bench) -> str:
    """Every value of the traced tables, as text."""
    async with bench.transaction() as db:
        rows = [row for table in TRACED for row in (await db.execute(select(*table.__table__.c))).all()]
    return json.dumps([[str(value) for value in row] for row in rows], ensure_ascii=False)


async def rated(bench: Bench) -> list[Any]:
    """The ratings of every draft, as committed."""
    async with bench.transaction() as db:
        return [draft["rated"] for draft in await db.scalars(select(EvaluationDraft.answers))]


async def count(bench: Bench, table: type[Base]) -> int:
    async with bench.transaction() as db:
        return await db.scalar(select(func.count()).select_from(table)) or 0


async def the_evaluation(bench: Bench) -> int:
    async with bench.transaction() as db:
        return int((await db.scalars(select(Evaluation.id).where(Evaluation.questionnaire == "hot"))).one())


def texts_in_chat(phone: Phone) -> list[str]:
    """What the person wrote and is still there, commands left out."""
    written = [one for one in phone.world.person(phone.id).messages.values() if not one.from_bot and not one.deleted]
    return [one.text for one in written if not one.text.startswith("/")]


async def test_the_silent_are_asked_again_and_resume_where_they_were(bot_and_sim: Bench) -> None:
    room = await opened(bot_and_sim, 3)
    awa, binta, coumba = room.phones
    await answers(awa, ANSWERS[:3])
    await binta.presses("Ne pas répondre")
    await binta.sees("aucune relance")
    bot_and_sim.now(EVENING + timedelta(days=1))
    assert "encore 5 questions" in await awa.sees("Avis facultatif", button="Reprendre")
    assert "encore 8 questions" in await coumba.sees("Avis facultatif", button="Commencer")
    assert binta.count("Avis facultatif") == 0
    await awa.presses("Reprendre")
    await awa.sees("4/8")


async def test_three_months_later_six_questions(bot_and_sim: Bench) -> None:
    room = await opened(bot_and_sim, 1)
    (awa,) = room.phones
    bot_and_sim.now(EVENING + timedelta(days=91))
    text = await awa.sees("Avis à trois mois", button="Commencer")
    assert room.session.title not in text and room.session.town not in text
    await awa.presses("Commencer")
    for number, answer in enumerate(("Souvent", "Enquête", "Former mes collègues", "Autre", "Pas encore"), start=1):
        await awa.sees(f"{number}/6", button=answer)
        await awa.presses(answer)
    await awa.sees("6/6", button="Passer")
    await awa.presses("Passer")
    await awa.sees("Merci, votre avis est enregistré.")
    khady = await bot_and_sim.organiser()
    await khady.forges(Feedback(room.id, COLD).pack())
    assert "1 avis pour 1 personne présente" in await khady.sees("Avis à trois mois", button="En fin de session")
