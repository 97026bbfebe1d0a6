"""Questions to the team: the person writes, an organiser answers from their private chat, somebody closes."""

from typing import TYPE_CHECKING

from telegram.error import TelegramError

from bot.actions.questions import (
    AnswerQuestion,
    AskTeam,
    CloseMine,
    CloseQuestion,
    OpenQuestion,
    Questions,
    ReadQuestion,
)
from bot.context import Context, Turn, ids, open_turn, pressed
from bot.dialogs import set_aside
from bot.house import Dialog
from bot.views import questions as views
from bot.views.page import Page
from training import access, questions
from training.questions import MAX_TEXT, TooMany

if TYPE_CHECKING:
    from db.models import TrainingSession

QUESTION = "question"
"""The name of the flow, as dialogs keep it."""
ASK, ANSWER = "ask", "answer"
SESSION, NUMBER = "session", "number"


class QuestionFlow:
    """ASK waits for the person's text, ANSWER for an organiser's."""

    name = QUESTION

    async def question(self, turn: Turn, dialog: Dialog) -> Page:
        if dialog.step == ANSWER:
            found = await questions.thread(turn.db, turn.person, int(dialog.answers[NUMBER]))
            return views.ask_answer(turn.t, found.question, MAX_TEXT)
        return views.ask(turn.t, await _about(turn, int(dialog.answers[SESSION])), MAX_TEXT)

    async def typed(self, turn: Turn, dialog: Dialog, text: str) -> Page:
        """Sent as it is; what is too long is asked again."""
        if dialog.step == ANSWER:
            return await _answered(turn, int(dialog.answers[NUMBER]), text)
        session_id = int(dialog.answers[SESSION])
        if len(text) > MAX_TEXT:
            about = await _about(turn, session_id)
            return views.ask(turn.t, about, MAX_TEXT, views.too_long(turn.t, len(text), MAX_TEXT))
        await turn.stop_asking()
        try:
            asked = await questions.ask(turn.db, turn.person, text, session_id, now=turn.now)
        except TooMany:
            return views.too_many(turn.t)
        return views.sent(turn.t, asked)


async def ask(update: object, context: Context) -> None:
    """« Écrire à l’équipe ». Where the organisers' groups have topics, this person's is made before."""
    action = context.action(AskTeam)
    topics = await _topics(context)
    async with context.turn() as turn:
        page = await turn.house.current_page(turn)
        if turn.person is not None:
            for group_id, thread_id in topics.items():
                await questions.keep_topic(turn.db, group_id, turn.person, thread_id)
            about = await _about(turn, action.session_id)
            await turn.ask(QUESTION, ASK, {SESSION: about.id if about else 0})
            page = views.ask(turn.t, about, MAX_TEXT)
    await context.show(page)


async def read(update: object, context: Context) -> None:
    action = context.action(ReadQuestion)
    async with context.turn() as turn:
        found = await questions.mine(turn.db, turn.person, action.question_id)
        page = views.read(turn.t, found, action.page, turn.house.settings.timezone)
    await context.show(page)


async def close_mine(update: object, context: Context) -> None:
    action = context.action(CloseMine)
    async with context.turn() as turn:
        found = await questions.mine(turn.db, turn.person, action.question_id)
        page = views.closed(turn.t, await questions.close(turn.db, turn.person, found.question.id, now=turn.now))
    await context.show(page)


async def list_questions(update: object, context: Context) -> None:
    action = context.action(Questions)
    async with context.turn() as turn:
        await set_aside(turn)
        page = views.listed(turn.t, await questions.unanswered(turn.db, turn.person), action.page)
    await context.show(page)


async def open_question(update: object, context: Context) -> None:
    action = context.action(OpenQuestion)
    async with context.turn() as turn:
        await set_aside(turn)
        found = await questions.thread(turn.db, turn.person, action.question_id)
        page = views.question(turn.t, found, action.page, turn.house.settings.timezone)
    await context.show(page)


async def ask_answer(update: object, context: Context) -> None:
    action = context.action(AnswerQuestion)
    async with context.turn() as turn:
        found = await questions.thread(turn.db, turn.person, action.question_id)
        await turn.ask(QUESTION, ANSWER, {NUMBER: found.question.id})
        page = views.ask_answer(turn.t, found.question, MAX_TEXT)
    await context.show(page)


async def close_question(update: object, context: Context) -> None:
    action = context.action(CloseQuestion)
    async with context.turn() as turn:
        await access.organiser(turn.db, turn.person)
        await questions.close(turn.db, turn.person, action.question_id, now=turn.now)
        page = views.listed(turn.t, await questions.unanswered(turn.db, turn.person), 0)
        toast = turn.t.label("The question is closed.")
    await context.show(page, toast)


async def _about(turn: Turn, session_id: int) -> "TrainingSession | None":
    return await questions.about(turn.db, turn.person, session_id, now=turn.now)


async def _answered(turn: Turn, number: int, text: str) -> Page:
    if len(text) > MAX_TEXT:
        found = await questions.thread(turn.db, turn.person, number)
        return views.ask_answer(turn.t, found.question, MAX_TEXT, views.too_long(turn.t, len(text), MAX_TEXT))
    done = await questions.answer(turn.db, turn.person, number, text, now=turn.now)
    await turn.stop_asking()
    return views.done(turn.t, done.question, reachable=done.reachable)


async def _topics(context: Context) -> dict[int, int]:
    """New topics of this person, by group; none where Telegram refuses: the question goes to the group itself then."""
    house = context.house
    async with house.database.transaction() as db:
        turn = await open_turn(house, db, *ids(context.received))
        person = turn.person
        missing = await questions.without_topic(db, person) if person else []
    name, made = turn.t.label("Person no. %(n)s", n=person.id if person else 0), dict[int, int]()
    for group_id in missing:
        try:
            topic = await context.bot.create_forum_topic(group_id, name)
        except TelegramError:
            continue
        made[group_id] = topic.message_thread_id
    return made


FLOW = QuestionFlow()
HANDLERS = [
    pressed(AskTeam, ask),
    pressed(ReadQuestion, read),
    pressed(CloseMine, close_mine),
    pressed(Questions, list_questions),
    pressed(OpenQuestion, open_question),
    pressed(AnswerQuestion, ask_answer),
    pressed(CloseQuestion, close_question),
]
