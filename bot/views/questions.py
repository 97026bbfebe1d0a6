"""Questions to the team: written, posted to the organisers, answered, read, closed."""

import re
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from bot.actions.questions import (
    AnswerQuestion,
    AskTeam,
    CloseMine,
    CloseQuestion,
    OpenQuestion,
    Questions,
    ReadQuestion,
)
from bot.buttons import Help, Home, OrganiserHome
from bot.language import Words
from bot.views import dates, people, session_parts
from bot.views.arrival import notice_pages
from bot.views.page import Button, Page, button, cut, lines, rows
from bot.views.paging import part, turners

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.models import Question, TrainingSession
    from training.questions import Thread

SIZE, LINE_MAX = 5, 85
POSTED_MAX = 3500
"""Characters of a message in the organisers' group, below Telegram's limit."""


def ask(t: Words, about: "TrainingSession | None", maximum: int, reason: Markup | None = None) -> Page:
    """The next text goes to the team. `reason` says first what was wrong with the last one."""
    text = lines(
        *((reason, "") if reason else ()),
        t(
            "Write your question in one message (%(max)s characters at most), without service or investigation "
            "information.",
            max=maximum,
        ),
        t("About: session %(code)s", code=session_parts.code(about)) if about else None,
    )
    return Page(text, rows(button(t.label("Back"), Help()), button(t.label("My situation"), Home())))


def too_long(t: Words, length: int, maximum: int) -> Markup:
    return t(
        "This text has %(n)s characters, for %(max)s at most. Nothing was sent: shorten it.", n=length, max=maximum
    )


def too_many(t: Words) -> Page:
    """Enough was written before an answer."""
    text = t("Your messages are with the team: wait for its answer before you write again.")
    return Page(text, rows(button(t.label("My situation"), Home())))


def sent(t: Words, question: "Question") -> Page:
    """It is with the team."""
    text = t(
        "Passed on to the training team (no. %(number)s). The answer arrives in this conversation.", number=question.id
    )
    return Page(
        text,
        rows(
            button(t.label("Add a message"), AskTeam()),
            button(t.label("Reread"), ReadQuestion(question.id)),
            button(t.label("My situation"), Home()),
        ),
    )


def posted(t: Words, question: "Question", text: str, thread: int | None) -> Page:
    """In the organisers' group: what was written, and no name."""
    session = question.session
    head = (
        t("Question no. %(number)s, session %(code)s", number=question.id, code=session_parts.code(session))
        if session
        else t("Question no. %(number)s", number=question.id)
    )
    hint = t("Answer by replying to this message: the answer reaches the person.")
    return Page(lines(head, "", escape(cut(text, POSTED_MAX)), "", hint), topic=thread)


def waits(t: Words, question: "Question") -> Page:
    """Pushed, to organisers without a group."""
    text = t("Question no. %(number)s waits for an answer.", number=question.id)
    see = button(t.label("Read the question"), OpenQuestion(question.id))
    return Page(text, rows(see, button(t.label("Home"), OrganiserHome())))


def answered(t: Words, question: "Question") -> Page:
    """Pushed, to the person: neutral on a locked screen."""
    text = t("Answer of the training team: question no. %(number)s", number=question.id)
    read = button(t.label("Read the answer"), ReadQuestion(question.id))
    return Page(text, rows(read, button(t.label("My situation"), Home())))


def read(t: Words, found: "Thread", page: int, zone: str) -> Page:
    """To the person: the newest first."""
    number, closed = found.question.id, found.question.closed_at is not None
    text, turn = _written(t, found, page, zone, lambda at: ReadQuestion(number, at))
    close = None if closed else button(t.label("It is settled"), CloseMine(number))
    return Page(
        text,
        rows(turn, button(t.label("Write again"), AskTeam()), close, button(t.label("My situation"), Home())),
    )


def closed(t: Words, question: "Question") -> Page:
    """To the person, who said that it is over."""
    text = t("Question no. %(number)s is closed. Thank you.", number=question.id)
    return Page(text, rows(button(t.label("My situation"), Home())))


def listed(t: Words, waiting: "Sequence[Question]", page: int) -> Page:
    """What waits for the team, the longest waiting first."""
    home = button(t.label("Home"), OrganiserHome())
    shown = part(waiting, page, SIZE)
    named = [f"{one.id}. {_line(one)}" for one in shown.items]
    text = lines(t.n("%(n)s question without an answer", "%(n)s questions without an answer", len(waiting)), "", *named)
    each = [button(t.label("No. %(number)s", number=one.id), OpenQuestion(one.id)) for one in shown.items]
    return Page(text, rows(*each, turners(t, shown.page, shown.pages, Questions), home))


def question(t: Words, found: "Thread", page: int, zone: str) -> Page:
    """To an organiser: who asks, and what was written."""
    one = found.question
    text, turn = _written(t, found, page, zone, lambda at: OpenQuestion(one.id, at))
    close = None if one.closed_at else button(t.label("Close"), CloseQuestion(one.id))
    return Page(
        lines(cut(people.in_a_list(one.person), LINE_MAX), text),
        rows(
            button(t.label("Answer"), AnswerQuestion(one.id)),
            close,
            turn,
            (button(t.label("Back"), Questions()), button(t.label("Home"), OrganiserHome())),
        ),
    )


def ask_answer(t: Words, one: "Question", maximum: int, reason: Markup | None = None) -> Page:
    """The next text of the organiser is the answer."""
    text = lines(
        *((reason, "") if reason else ()),
        t("Question no. %(number)s: write the answer (%(max)s characters at most).", number=one.id, max=maximum),
    )
    home = button(t.label("Home"), OrganiserHome())
    return Page(text, rows((button(t.label("Back"), OpenQuestion(one.id)), home)))


def done(t: Words, one: "Question", *, reachable: bool) -> Page:
    """After the answer of an organiser, in private."""
    return Page(
        noted(t, one, reachable=reachable),
        rows(button(t.label("Questions"), Questions()), button(t.label("Home"), OrganiserHome())),
    )


def noted(t: Words, one: "Question", *, reachable: bool) -> Markup:
    """What became of an answer: in private, or in the group."""
    if reachable:
        return t("Question no. %(number)s: the answer is passed on to the person.", number=one.id)
    return t(
        "Question no. %(number)s: the answer is kept, but the robot cannot reach the person. Call them.",
        number=one.id,
    )


def number_in(t: Words, text: str) -> int | None:
    """The number of the question that a text of the bot in a group begins with."""
    beginning = re.escape(t.label("Question no. %(number)s", number="#")).replace(re.escape("#"), r"(\d{1,9})")
    found = re.match(beginning, text)
    return int(found[1]) if found else None


def not_forwarded(t: Words, why: str) -> Markup:
    """In the group, to a reply that goes nowhere: `why` is « stranger », « text », « edited » or « long »."""
    match why:
        case "stranger":
            return t("Not passed on: the robot does not know you as an organiser.")
        case "edited":
            return t("A changed message is not passed on: reply once more.")
        case "long":
            return t("Not passed on: 1,000 characters at most.")
        case _:
            return t("Not passed on: the robot passes on text only.")


def _written(t: Words, found: "Thread", page: int, zone: str, to: object) -> tuple[Markup, tuple[Button, ...] | None]:
    """One page of what was written, and the buttons that turn it."""
    forgotten, team, person = t.label("(forgotten)"), t.label("Answer of the team"), t.label("Question")
    said = "\n\n".join(
        f"{team if one.from_team else person}, {dates.stamp(one.written_at, zone)}\n{one.text or forgotten}"
        for one in found.messages
    )
    shown = part(notice_pages(said), page, 1)
    head = t("Question no. %(number)s", number=found.question.id)
    body = shown.items[0] if shown.items else ""
    return lines(head, "", escape(body)), turners(t, shown.page, shown.pages, to)  # type: ignore[arg-type]


def _line(one: "Question") -> str:
    code = f", {session_parts.code(one.session)}" if one.session else ""
    return cut(f"{people.in_a_list(one.person)}{code}", LINE_MAX)
