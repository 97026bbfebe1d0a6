"""Questionnaires are data: one file for each questionnaire and language, checked when it is read."""

import enum
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any, NamedTuple

FOUR_LEVELS = {1, 2, 3, 4}
HOT, COLD = "hot", "cold"
"""The questionnaires of every session, by their names: at its end, and three months later."""


class Kind(enum.StrEnum):
    """SCALE: four labelled levels, 3 and 4 positive. CHOICE: counted, never averaged. TEXT: a comment."""

    SCALE = "scale"
    CHOICE = "choice"
    TEXT = "text"


class Answer(NamedTuple):
    """`value` is what is kept; None is « Sans objet »."""

    value: int | None
    label: str


@dataclass(frozen=True)
class Timing:
    """Calendar days after the session's last day, at the venue.

    It opens at 10 h, or at the session's end for 0; asks again, at 10 h, who has not answered; closes at 23 h 59.
    """

    opens_after: int
    asked_again_after: tuple[int, ...]
    closes_after: int


@dataclass(frozen=True)
class Question:
    """`compares_with`: the code of the same question in the hot questionnaire."""

    code: str
    kind: Kind
    text: str
    answers: tuple[Answer, ...] = ()
    not_applicable: bool = False
    compares_with: str | None = None

    @property
    def four_level(self) -> bool:
        """Whether a mean and a share of positive answers make sense."""
        return self.kind is Kind.SCALE

    def accepts(self, value: int | None) -> bool:
        """Whether `value` is one of the answers offered."""
        return any(answer.value == value for answer in self.answers)


@dataclass(frozen=True)
class Questionnaire:
    """`opening` may hold {code}, the session's, and {total}. The free text is the last question."""

    code: str
    language: str
    opening: str
    timing: Timing
    questions: tuple[Question, ...]

    def opened(self, code: str) -> str:
        """The opening for the session of this code."""
        return self.opening.replace("{code}", code).replace("{total}", str(len(self.questions)))

    @property
    def rated(self) -> tuple[Question, ...]:
        """The questions that are answered by a button."""
        return tuple(question for question in self.questions if question.kind is not Kind.TEXT)


class InvalidQuestionnaire(ValueError):
    """The file of a questionnaire is not one: says which question, and why."""


@cache
def load(code: str = "hot", language: str = "fr") -> Questionnaire:
    """A questionnaire of the programme. Raises InvalidQuestionnaire, FileNotFoundError."""
    file = resources.files(__name__).joinpath(f"{code}.{language}.toml")
    return parse(file.read_text(encoding="utf-8"))


def parse(source: str) -> Questionnaire:
    """A questionnaire out of its TOML; raises InvalidQuestionnaire."""
    try:
        data = tomllib.loads(source)
        return _checked(
            Questionnaire(
                code=data["code"],
                language=data["language"],
                opening=data["opening"].strip(),
                timing=_timing(data["timing"]),
                questions=tuple(_question(item, data) for item in data["questions"]),
            )
        )
    except InvalidQuestionnaire:
        raise
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise InvalidQuestionnaire(f"not a questionnaire: {error}") from error


def _timing(given: dict[str, Any]) -> Timing:
    timing = Timing(int(given["opens_after"]), tuple(map(int, given["asked_again_after"])), int(given["closes_after"]))
    days = [timing.opens_after, *timing.asked_again_after, timing.closes_after]
    if timing.opens_after < 0 or any(later <= earlier for earlier, later in pairwise(days)):
        raise InvalidQuestionnaire("timing: it opens, asks again and closes on days that follow one another")
    return timing


def _question(item: dict[str, Any], data: dict[str, Any]) -> Question:
    offered = data["scales"][item["scale"]] if "scale" in item else item.get("answers", [])
    answers = [Answer(int(value), str(label)) for value, label in offered]
    not_applicable = bool(item.get("not_applicable", False))
    if not_applicable:
        answers.append(Answer(None, data["not_applicable"]))
    try:
        kind = Kind(item["kind"])
    except ValueError as error:
        raise InvalidQuestionnaire(f"{item['code']}: {error}") from error
    return Question(item["code"], kind, item["text"].strip(), tuple(answers), not_applicable, item.get("compares_with"))


def _checked(questionnaire: Questionnaire) -> Questionnaire:
    codes = [question.code for question in questionnaire.questions]
    if len(set(codes)) != len(codes) or not codes:
        raise InvalidQuestionnaire("the codes of the questions must be given, once each")
    if any(question.kind is Kind.TEXT for question in questionnaire.questions[:-1]):
        raise InvalidQuestionnaire("free text comes last")
    for question in questionnaire.questions:
        _check_answers(question)
    return questionnaire


def _check_answers(question: Question) -> None:
    values = [answer.value for answer in question.answers if answer.value is not None]
    if question.kind is Kind.TEXT:
        if question.answers:
            raise InvalidQuestionnaire(f"{question.code}: free text has no answers to choose from")
        return
    if len(set(values)) != len(values) or len(values) < 2 or min(values) < 1:
        raise InvalidQuestionnaire(f"{question.code}: at least two answers, each value once, from 1 up")
    if question.kind is Kind.SCALE and set(values) != FOUR_LEVELS:
        raise InvalidQuestionnaire(f"{question.code}: a scale has the four levels 4, 3, 2, 1")
