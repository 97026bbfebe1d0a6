"""Samples of questions to the team, on both sides."""

from bot.views import questions
from db.models import Question, QuestionMessage
from tests.views import longest
from tests.views.gallery import Sample
from training.questions import MAX_TEXT, Thread

NUMBER, WORDS = 2_000_000_000, ("mission " * 125)[:MAX_TEXT]


def question(number: int = NUMBER) -> Question:
    return Question(id=number, person=longest.person(), session=longest.session(), opened_at=longest.NOW)


def written(from_team: bool) -> QuestionMessage:
    return QuestionMessage(from_team=from_team, text=WORDS, written_at=longest.NOW)


def thread() -> Thread:
    return Thread(question(), [written(n % 2 == 0) for n in range(10)])


SAMPLES = [
    Sample("question_ask", lambda t: questions.ask(t, longest.session(), MAX_TEXT)),
    Sample("question_too_long", lambda t: questions.ask(t, None, MAX_TEXT, questions.too_long(t, 4096, MAX_TEXT))),
    Sample("question_too_many", lambda t: questions.too_many(t)),
    Sample("question_sent", lambda t: questions.sent(t, question())),
    Sample("question_posted", lambda t: questions.posted(t, question(), "Où loger", None), pushed=True),
    Sample("question_waits", lambda t: questions.waits(t, question()), pushed=True),
    Sample("question_answered", lambda t: questions.answered(t, question()), pushed=True),
    Sample("question_read", lambda t: questions.read(t, thread(), 3, longest.ZONE), free=True),
    Sample("question_closed", lambda t: questions.closed(t, question())),
    Sample("questions_listed", lambda t: questions.listed(t, [question(NUMBER + n) for n in range(125)], 3)),
    Sample("questions_none", lambda t: questions.listed(t, [], 0)),
    Sample("question_for_organisers", lambda t: questions.question(t, thread(), 3, longest.ZONE), free=True),
    Sample("question_answer", lambda t: questions.ask_answer(t, question(), MAX_TEXT)),
    Sample("question_done", lambda t: questions.done(t, question(), reachable=True)),
    Sample("question_done_unreachable", lambda t: questions.done(t, question(), reachable=False)),
]
