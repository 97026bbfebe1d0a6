"""Names and telephones as people type them. Everybody here is invented."""

import pytest

from training import people
from training.people import Name, NameProblem, TextProblem


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Awa Diop", Name("Awa", "Diop")),
        ("  Awa \u00a0 Ba ", Name("Awa", "Ba")),
        ("Mbaye Mbaye", Name("Mbaye", "Mbaye")),
        ("Ndèye Coumba N'Diaye", Name("Ndèye Coumba", "N'Diaye")),
        ("Serigne Abdou M’Backé", Name("Serigne Abdou", "M’Backé")),
        ("Maria da Luz da Costa", Name("Maria da Luz", "da Costa")),
        ("Charles-Édouard d'Erneville-Faye", Name("Charles-Édouard", "d'Erneville-Faye")),
        ("El Hadji Malick Sy", Name("El Hadji Malick", "Sy")),
        ("DIOP Awa Marie", Name("Awa Marie", "DIOP")),
        ("Awa Marie DIOP FAYE", Name("Awa Marie", "DIOP FAYE")),
        ("awa n'diaye", Name("Awa", "N'Diaye")),
        ("MARIE-ANGE D’ALMEIDA", Name("Marie-Ange", "d’Almeida")),
        ("Ndeye\u0300 Diop", Name("Ndeyè", "Diop")),
    ],
)
def test_a_name_is_kept_as_it_is_written(typed: str, name: Name) -> None:
    assert people.check_name(typed) == name


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", NameProblem.ONE_WORD),
        ("Awa", NameProblem.ONE_WORD),
        ("Awa -", NameProblem.ONE_WORD),
        ("Awa Diop 2", NameProblem.DIGITS),
        ("Awa " + "D" * 77, NameProblem.TOO_LONG),
        ("A " * 2500, NameProblem.TOO_LONG),
        ("Awa Diop 😀", NameProblem.NOT_LETTERS),
        ("Awa\u202e Diop", NameProblem.NOT_LETTERS),
        ("Awa\x07 Diop", NameProblem.NOT_LETTERS),
        ("<b>Awa</b> Diop", NameProblem.NOT_LETTERS),
    ],
)
def test_what_is_no_name_says_why(typed: str, problem: NameProblem) -> None:
    assert people.check_name(typed) == problem


def test_eighty_characters_are_a_name() -> None:
    assert isinstance(people.check_name("Awa " + "D" * 76), Name)


@pytest.mark.parametrize(
    ("first", "last"),
    [("N'Diaye", "Ndèye-Coumba"), ("Ndeye Coumba", "NDIAYE"), ("NDEYE", "coumba n’diaye"), ("Ndèye‑Coumba", "N`Diaye")],
)
def test_namesakes_have_one_key(first: str, last: str) -> None:
    assert people.match_key(first, last) == people.match_key("Ndèye Coumba", "N'Diaye") == "coumba ndeye ndiaye"


def test_other_people_have_another_key() -> None:
    assert people.match_key("Mbaye", "Mbaye") != people.match_key("Mbaye", "Mbaya")
    assert people.match_key("Awa", "Ba") != people.match_key("Awa", "Bah")
    assert people.match_key("Mbaye", "Mbaye") != people.match_key("Mbaye", "")


def test_the_last_name_is_in_capitals_for_display_only() -> None:
    assert people.display_name("Marie-Ange", "d’Almeida") == "Marie-Ange D’ALMEIDA"
    assert people.display_name("O'Neil", "N'Diaye") == "O’Neil N’DIAYE"


@pytest.mark.parametrize("typed", ["+221 73 000 11 22", "221730001122", "00221 73 000 11 22", "+221-73-000-11-22"])
def test_a_senegalese_mobile_is_normalised(typed: str) -> None:
    assert people.normalise_phone(typed) == "+221730001122"


@pytest.mark.parametrize("typed", ["", "730001122", "+221330001122", "+22173000112", "+2217300011223", "+33600000000"])
def test_any_other_number_is_refused(typed: str) -> None:
    assert people.normalise_phone(typed) is None


def test_a_form_of_address_ends_with_its_comma() -> None:
    assert people.check_form_of_address("  Mon   commandant ") == "Mon commandant,"
    assert people.check_form_of_address("Madame la Présidente,") == "Madame la Présidente,"
    assert people.check_form_of_address("x" * 41) is TextProblem.TOO_LONG
    assert people.check_form_of_address("\n") is TextProblem.EMPTY
    assert people.check_form_of_address("Chef 😀") is TextProblem.NOT_TEXT


def test_the_comma_that_is_added_counts() -> None:
    assert people.check_form_of_address("x" * 40) is TextProblem.TOO_LONG
