"""« Écrire à l’équipe » on phones: to the organisers' group, with topics or without, and back."""

import asyncio

import pytest
from sqlalchemy import select

from bot.actions.questions import (
    AnswerQuestion,
    AskTeam,
    CloseMine,
    CloseQuestion,
    OpenQuestion,
    Questions,
    ReadQuestion,
)
from bot.buttons import Help
from db.models import Question, QuestionMessage, QuestionTopic
from simulator.model import Message
from tests.handlers.bench import Bench
from tests.handlers.programme import planned
from tests.phones import PATIENCE, Phone, plain


async def group_of(bench: Bench, khady: Phone, *members: Phone, forum: bool = False) -> int:
    made = await bench.world.add_group("Équipe", members=[khady.id, *(one.id for one in members)], forum=forum)
    await bench.world.add_bot(made["id"], khady.id)
    if forum:
        await bench.world.promote_bot(made["id"], khady.id)
    await bench.settled()
    return int(made["id"])


async def posted(bench: Bench, group_id: int, text: str) -> Message:
    """The newest message of the bot in the group that holds this text."""
    async with asyncio.timeout(PATIENCE):
        while True:
            messages = [one for one in bench.world.group(group_id).messages.values() if one.from_bot]
            fits = [one for one in messages if text in plain(one.text)]
            if fits:
                return fits[-1]
            await asyncio.sleep(0.02)


async def wrote(phone: Phone, text: str, session_id: int = 0) -> None:
    await phone.forges(AskTeam(session_id).pack())
    await phone.sees("Écrivez votre question en un seul message")
    await phone.types(text)
    await phone.sees("C’est transmis à l’équipe de formation", button="Ajouter un message")


async def number(bench: Bench) -> int:
    async with bench.transaction() as db:
        return (await db.scalars(select(Question.id))).one()


async def test_asked_in_private_answered_by_a_reply_in_the_group(bot_and_sim: Bench) -> None:
    khady, awa = await bot_and_sim.organiser(), await bot_and_sim.verified("Awa")
    group = await group_of(bot_and_sim, khady)
    session = await planned(bot_and_sim)
    await wrote(awa, "Où loger <près> de Thiès ?", session.id)
    message = await posted(bot_and_sim, group, "Où loger")
    said = plain(message.text)
    assert "Question n° " in said and "session 3.05" in said and "Awa" not in said, "no name in a group"
    await bot_and_sim.world.type_in_group(group, khady.id, "À l’école, gratuitement.", reply_to=message.id)
    await posted(bot_and_sim, group, "la réponse est transmise à la personne")
    await awa.sees("Réponse de l’équipe de formation : question n° ", button="Lire la réponse")
    await awa.presses("Lire la réponse")
    await awa.sees("À l’école, gratuitement.", button="Question close")
    await awa.presses("Question close")
    await awa.sees("est close. Merci.")
    await bot_and_sim.settled()
    async with bot_and_sim.transaction() as db:
        assert (await db.scalars(select(Question.closed_at))).one() is not None


async def test_each_person_has_one_topic_without_a_name(bot_and_sim: Bench) -> None:
    khady, awa = await bot_and_sim.organiser(), await bot_and_sim.verified("Awa")
    group = await group_of(bot_and_sim, khady, forum=True)
    await wrote(awa, "Première question")
    first = await posted(bot_and_sim, group, "Première question")
    await wrote(awa, "Deuxième question")
    second = await posted(bot_and_sim, group, "Deuxième question")
    topics = bot_and_sim.world.group(group).topics
    assert first.thread == second.thread and list(topics) == [first.thread]
    assert plain(topics[first.thread or 0].name).startswith("Personne n° ")
    await bot_and_sim.world.type_in_group(group, khady.id, "Voici.", topic=first.thread, reply_to=second.id)
    under = await posted(bot_and_sim, group, "la réponse est transmise")
    assert under.thread == first.thread
    await awa.sees("Réponse de l’équipe de formation")
    await bot_and_sim.world.type_in_group(group, khady.id, "On lui dit quoi ?", topic=first.thread)
    await bot_and_sim.settled()
    async with bot_and_sim.transaction() as db:
        assert len((await db.scalars(select(QuestionMessage))).all()) == 3, "who talks in a topic answers nobody"


async def test_a_topic_that_was_removed_loses_nothing(bot_and_sim: Bench) -> None:
    khady, awa = await bot_and_sim.organiser(), await bot_and_sim.verified("Awa")
    group = await group_of(bot_and_sim, khady, forum=True)
    await wrote(awa, "Première question")
    first = await posted(bot_and_sim, group, "Première question")
    world = bot_and_sim.world
    world.remove_topic(world.group(group), world.topic(world.group(group), first.thread or 0))
    await wrote(awa, "Deuxième question")
    assert (await posted(bot_and_sim, group, "Deuxième question")).thread is None
    async with bot_and_sim.transaction() as db:
        assert len((await db.scalars(select(QuestionTopic))).all()) == 1


async def test_a_reply_that_goes_nowhere_says_so(bot_and_sim: Bench) -> None:
    khady, awa = await bot_and_sim.organiser(), await bot_and_sim.verified("Awa")
    moussa = await bot_and_sim.verified("Moussa", "Fall")
    group = await group_of(bot_and_sim, khady, moussa)
    await wrote(awa, "Où loger ?")
    message = await posted(bot_and_sim, group, "Où loger")
    world = bot_and_sim.world
    await world.type_in_group(group, moussa.id, "Chez moi", reply_to=message.id)
    await posted(bot_and_sim, group, "Non transmis : le robot ne vous connaît pas")
    await world.type_in_group(group, khady.id, "x" * 1001, reply_to=message.id)
    await posted(bot_and_sim, group, "Non transmis : 1 000 caractères au plus")
    await world.type_in_group(group, khady.id, "bonjour à tous")
    await bot_and_sim.settled()
    async with bot_and_sim.transaction() as db:
        assert len((await db.scalars(select(QuestionMessage))).all()) == 1
    assert "Réponse de l’équipe" not in awa.everything()


async def test_without_a_group_organisers_answer_from_their_own_phone(bot_and_sim: Bench) -> None:
    khady, awa = await bot_and_sim.organiser(), await bot_and_sim.verified("Awa")
    await awa.forges(Help().pack())
    await awa.presses_when_seen("Écrire à l’équipe")
    await awa.sees("Écrivez votre question")
    await awa.types("x" * 1001)
    await awa.sees("Ce texte compte 1001 caractères, pour 1000 au plus")
    await awa.types("Où loger ?")
    await awa.sees("C’est transmis")
    await khady.sees("attend une réponse", button="Lire la question")
    await khady.presses("Lire la question")
    await khady.sees("Où loger ?", button="Répondre")
    await khady.presses("Répondre")
    await khady.sees("écrivez la réponse")
    await khady.types("À l’école.")
    await khady.sees("la réponse est transmise à la personne", button="Questions")
    await awa.sees("Réponse de l’équipe de formation", button="Lire la réponse")
    await khady.presses("Questions")
    await khady.sees("0 question sans réponse")


@pytest.mark.parametrize("known", [True, False])
async def test_nobody_else_reads_or_answers(bot_and_sim: Bench, known: bool) -> None:
    khady, awa = await bot_and_sim.organiser(), await bot_and_sim.verified("Awa")
    await wrote(awa, "Un secret du service")
    other = await bot_and_sim.verified("Moussa", "Fall") if known else await bot_and_sim.stranger("Moussa", "Fall")
    await other.opens("")
    await other.sees("Ma situation" if known else "Ce robot accompagne")
    one = await number(bot_and_sim)
    for action in (
        Questions(), OpenQuestion(one), AnswerQuestion(one), CloseQuestion(one), ReadQuestion(one), CloseMine(one),
    ):  # fmt: skip
        await other.forges(action.pack())
    await other.types("Réponse inventée")
    await bot_and_sim.settled()
    assert "secret" not in other.everything()
    async with bot_and_sim.transaction() as db:
        assert len((await db.scalars(select(QuestionMessage))).all()) == 1
        assert (await db.scalars(select(Question.closed_at))).one() is None
    assert "Réponse inventée" not in awa.everything() + khady.everything()
