"""The title of an area in a list: whole, or without its parenthesis, or cut at a word; never inside a parenthesis."""

import pytest

from bot.views.sessions import AREA_TITLE_MAX, area_title

LONG = "Chaîne pénale des magistrats et des officiers de police judiciaire"


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Chaîne pénale (terrorisme)", "Chaîne pénale (terrorisme)"),
        (f"{LONG} (terrorisme, criminalité organisée)", LONG),
        (f"{LONG} et financière de plusieurs pays (terrorisme)", f"{LONG} et…"),
        (f"{LONG} et financière de plusieurs pays)", f"{LONG} et…"),
        (f"Une (seule) fois : {LONG.lower()}", f"Une (seule) fois : {LONG.lower()}"[:79].rsplit(" ", 1)[0] + "…"),
    ],
)
def test_it_is_never_cut_inside_a_parenthesis(title: str, shown: str) -> None:
    assert area_title(title) == shown
    assert len(shown) <= AREA_TITLE_MAX
