"""Probable same people: what is asked about, and what is not."""

import pytest

from training.nominations.matching import Index, Traits, likeness
from training.people import match_key

PHONE, OTHER = "+221730000001", "+221730000002"


def traits(ref: str, name: str, corps_id: int | None = 1, phone: str | None = None) -> Traits:
    return Traits(ref, match_key(name, ""), corps_id, phone)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Awa N’Diaye", "NDIAYE Awa"),
        ("Cheikh Dièye", "Cheick Dieye"),
        ("Oumar Ndiaye", "Omar Ndiaye"),
        ("Aïssatou Ba", "Aissatou Bah"),
        ("Marie-Louise Senghor", "Marie Louise SENGHOR"),
        ("Mohamed Lamine Sow", "Lamine Sow"),
    ],
)
def test_another_spelling_is_asked_about(one: str, other: str) -> None:
    index = Index()
    index.add(traits("l2", one))
    assert [found.ref for found in index.probable(traits("l3", other))] == ["l2"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Awa Diop", "Awa Fall"), ("Awa Diop", "Binta Diop"), ("Ba Sy", "Ka Sy"), ("Ousmane Sarr", "Fatou Sarr")],
)
def test_other_people_are_not(one: str, other: str) -> None:
    assert likeness(traits("l2", one), traits("l3", other)) == 0


def test_corps_and_telephones_tell_spellings_apart_but_never_the_same_name() -> None:
    here = traits("l2", "Oumar Ndiaye", 1, PHONE)
    assert likeness(here, traits("l3", "Omar Ndiaye", 2)) == 0
    assert likeness(here, traits("l3", "Omar Ndiaye", 1, OTHER)) == 0
    assert likeness(here, traits("l3", "Oumar Ndiaye", 2, OTHER)) > 0
    assert likeness(here, traits("l3", "Omar Ndiaye", 2, PHONE)) > 0
    assert likeness(here, traits("l3", "Binta Sow", 1, PHONE)) == 0, "a secretary’s telephone"
