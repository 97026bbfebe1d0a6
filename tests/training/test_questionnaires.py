"""The questionnaires are data: the hot one as the team wrote it, and what a faulty file is told."""

import pytest

from tests import typography
from training import questionnaires
from training.questionnaires import Answer, InvalidQuestionnaire, Kind, Timing

VALID = """
code = "essai"
language = "fr"
opening = "Votre avis"
not_applicable = "Sans objet"
[timing]
opens_after = 0
asked_again_after = [1, 3]
closes_after = 7
[scales]
short = [[4, "a"], [3, "b"], [2, "c"], [1, "d"]]
[[questions]]
code = "Q1"
kind = "scale"
text = "Utile ?"
scale = "short"
not_applicable = true
[[questions]]
code = "Q2"
kind = "choice"
text = "Durée"
answers = [[1, "court"], [2, "long"]]
[[questions]]
code = "Q3"
kind = "text"
text = "Autre chose ?"
"""


def test_the_hot_questionnaire_is_as_the_team_wrote_it() -> None:
    hot = questionnaires.load("hot")
    assert [question.code for question in hot.questions] == ["C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8"]
    assert [question.code for question in hot.questions if question.four_level] == ["C1", "C2", "C3", "C4", "C6", "C7"]
    assert [question.code for question in hot.questions if question.not_applicable] == ["C2"]
    assert hot.questions[1].answers[-1] == Answer(None, "Sans objet")
    assert hot.questions[2].text == "À votre retour en service, vous pourrez\u00a0:"
    assert [answer.value for answer in hot.questions[4].answers] == [1, 2, 3]
    assert hot.questions[7].kind is Kind.TEXT
    assert "{code}" in hot.opening


def test_the_cold_questionnaire_is_as_the_team_wrote_it() -> None:
    cold = questionnaires.load("cold")
    assert [question.code for question in cold.questions] == ["F1", "F2", "F3", "F4", "F5", "F6"]
    assert [question.code for question in cold.questions if question.four_level] == ["F1", "F3", "F5"]
    assert cold.timing == Timing(90, (97, 104), 120)
    assert cold.opened("3.05").startswith("Avis à trois mois\u00a0: session 3.05, 6 questions")


def test_what_is_compared_is_the_same_question_with_the_same_answers() -> None:
    hot = {question.code: question for question in questionnaires.load("hot").questions}
    compared = [question for question in questionnaires.load("cold").questions if question.compares_with]
    assert [question.code for question in compared] == ["F3"]
    assert all(question.answers == hot[question.compares_with or ""].answers for question in compared)


@pytest.mark.parametrize("name", ["hot", "cold"])
def test_their_french_keeps_the_rules_of_typography(name: str) -> None:
    found = questionnaires.load(name)
    labels = [answer.label for question in found.questions for answer in question.answers]
    texts = [question.text for question in found.questions]
    faults = {text: typography.faults(text) for text in [found.opened("3.05"), *texts, *labels]}
    assert {text: found for text, found in faults.items() if found} == {}
    assert all(len(label) <= 24 for label in labels)


def test_a_valid_file_is_read() -> None:
    questionnaire = questionnaires.parse(VALID)
    assert [question.accepts(None) for question in questionnaire.questions] == [True, False, False]
    assert [question.code for question in questionnaire.rated] == ["Q1", "Q2"]


@pytest.mark.parametrize(
    ("there", "instead", "said"),
    [
        ('code = "Q2"', 'code = "Q1"', "once each"),
        ('kind = "choice"', 'kind = "smiley"', "Q2"),
        ('[4, "a"], ', "", "Q1: a scale"),
        ('[2, "long"]', '[1, "long"]', "Q2: at least two answers, each value once"),
        ('[2, "long"]', '[0, "long"]', "Q2: .* from 1 up"),
        ('kind = "choice"', 'kind = "text"', "free text comes last"),
        ('scale = "short"', 'scale = "long"', "long"),
        ('opening = "Votre avis"', "", "opening"),
        ("opens_after = 0", "opens_after = 2", "timing"),
        ("opens_after = 0", "opens_after = -1", "timing"),
        ("closes_after = 7", "closes_after = 3", "timing"),
        ("[1, 3]", '"demain"', "not a questionnaire"),
        ('code = "essai"', "code = essai", "not a questionnaire"),
        ('text = "Autre chose ?"', 'text = "Autre ?"\nanswers = [[1, "a"], [2, "b"]]', "Q3: free text"),
    ],
)
def test_a_faulty_file_says_which_question_and_why(there: str, instead: str, said: str) -> None:
    assert there in VALID
    with pytest.raises(InvalidQuestionnaire, match=said):
        questionnaires.parse(VALID.replace(there, instead))


def test_there_is_no_questionnaire_of_that_name() -> None:
    with pytest.raises(FileNotFoundError):
        questionnaires.load("tiede")
