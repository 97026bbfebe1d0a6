"""Texts are measured as Telegram measures them: in UTF-16, after parsing."""

import pytest

from training import html_text


@pytest.mark.parametrize("text", ["", "  \n ", "<b> </b>", "&#32;"])
def test_a_text_that_says_nothing_is_refused(text: str) -> None:
    with pytest.raises(html_text.Blank):
        html_text.check(text)


@pytest.mark.parametrize(
    ("text", "length"),
    [("é" * 4096, 4096), ("<b>" + "a" * 4096 + "</b>", 4096), ("&amp;" * 4096, 4096), ("𝄞" * 2048, 4096)],
)
def test_length_counts_what_is_read(text: str, length: int) -> None:
    assert html_text.length(text) == length
    html_text.check(text)
    with pytest.raises(html_text.TooLong) as refusal:
        html_text.check(text + "a")
    assert (refusal.value.length, refusal.value.limit) == (4097, 4096)
