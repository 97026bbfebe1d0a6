"""The checker itself: each rule finds its fault, and leaves good French alone."""

import pytest

from tests.typography import faults

NB = "\u00a0"


@pytest.mark.parametrize(
    "bad",
    [
        "Vraiment?",
        "Vraiment ?",
        "Motif: aucun",
        "Motif :aucun ; autre",
        f"Vraiment\u202f{NB}?",
        "un  deux",
        "un , deux",
        "100 %",
        "20 Ko",
        "n° 3",
        "« Oui »",
        '"Oui"',
        "l'équipe",
        "à 9:30",
        "à 9h30",
        "à 9 h",
        f"à 14{NB}h{NB}00",
        f"à 9{NB}h 30",
        "le 1 mai",
        "le 2er mai",
        "le 3 Mai",
        "le 3 mai, Lundi",
        "Etape suivante",
        "A bientôt",
        "Envoie ta réponse",
        "Je t’écris",
        "inscrit(e)",
        "agent·e",
        "un...",
        f"Vraiment{NB}?!",
        "<b>Motif</b>: aucun",
    ],
)
def test_a_fault_is_found(bad: str) -> None:
    assert faults(bad)


@pytest.mark.parametrize(
    "good",
    [
        f"Vraiment{NB}? Oui{NB}!",
        f"<b>Motif{NB}:</b> «{NB}Oui{NB}»",
        f"l’équipe, le 1er mai à 9{NB}h{NB}30, 14{NB}h",
        f"100{NB}%, n°{NB}3, 20{NB}Ko",
        "https://t.me/robot?start=code",
        "/mesdonnees, equipe@exemple.sn, activites.csv",
        "TGI d’Oussouye &amp; Hors Classe",
        "À bientôt. Étape 1/9",
        "A. nécessaire à la traite",
        "Matin",
        "a-t-il, peut-être",
    ],
)
def test_good_french_is_left_alone(good: str) -> None:
    assert faults(good) == []
