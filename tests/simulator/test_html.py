"""HTML as Telegram reads it, and as the page shows it."""

import contextlib
import html
import re

import markupsafe
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.errors import Refused
from simulator.parsing import parse_html
from simulator.text import command_entities, cut, stripped, to_html, units

CLEF = "\N{MUSICAL SYMBOL G CLEF}"


@pytest.mark.parametrize(
    ("source", "text", "kinds"),
    [
        ("Bonjour", "Bonjour", []),
        ("<b>a</b><strong>b</strong>", "ab", [("bold", 0, 1), ("bold", 1, 1)]),
        ("<i>a</i><em>b</em>", "ab", [("italic", 0, 1), ("italic", 1, 1)]),
        ("<u>a</u><ins>b</ins>", "ab", [("underline", 0, 1), ("underline", 1, 1)]),
        (
            "<s>a</s><strike>b</strike><del>c</del>",
            "abc",
            [("strikethrough", 0, 1), ("strikethrough", 1, 1), ("strikethrough", 2, 1)],
        ),
        ("<code>a</code> <pre>b</pre>", "a b", [("code", 0, 1), ("pre", 2, 1)]),
        ('<tg-spoiler>a</tg-spoiler><span class="tg-spoiler">b</span>', "ab", [("spoiler", 0, 1), ("spoiler", 1, 1)]),
        ("<blockquote>a</blockquote>", "a", [("blockquote", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
        (f"{CLEF}<b>{CLEF}</b>", CLEF * 2, [("bold", 2, 2)]),
        ("<b>un <i>deux</i></b>", "un deux", [("bold", 0, 7), ("italic", 3, 4)]),
        ("&lt;b&gt; &amp; &quot;x&quot; &#233; &nbsp; & co", '<b> & "x" é &nbsp; & co', []),
        ("<B>a</B >", "a", [("bold", 0, 1)]),
        ("a<b></b>", "a", []),
        ("a > b", "a > b", []),
    ],
)
def test_what_is_understood(source: str, text: str, kinds: list[tuple[str, int, int]]) -> None:
    plain, entities = parse_html(source)
    assert plain == text
    assert [(one["type"], one["offset"], one["length"]) for one in entities] == kinds


def test_links_and_languages() -> None:
    assert (
        parse_html('<a href="https://example.org/?a=1&amp;b=2">ici</a>')[1][0]["url"] == "https://example.org/?a=1&b=2"
    )
    assert parse_html("<a>example.org</a>")[1][0]["url"] == "example.org"
    (block,) = parse_html('<pre><code class="language-python">x</code></pre>')[1]
    assert (block["type"], block["language"]) == ("pre", "python")


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("é <p>x</p>", 'Unsupported start tag "p" at byte offset 3'),
        ("<script>x</script>", 'Unsupported start tag "script" at byte offset 0'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>x</i>", 'Unmatched end tag, expected "</b>", found "</i>" at byte offset 4'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ('<a href="x>y</a>', "Unclosed start tag at byte offset 0"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<br/>", 'Unsupported start tag "br" at byte offset 0'),
    ],
)
def test_what_is_refused(source: str, reason: str) -> None:
    with pytest.raises(Refused) as refusal:
        parse_html(source)
    assert refusal.value.description == f"Bad Request: can't parse entities: {reason}"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("a &lt;img src=x&gt;", "a &lt;img src=x&gt;"),
        ("<b>un <i>d</i></b>&amp;", "<b>un <i>d</i></b>&amp;"),
        ("&lt;i&gt;<b>x</b>", "&lt;i&gt;<b>x</b>"),
        (f"{CLEF}<u>{CLEF}</u>", f"{CLEF}<u>{CLEF}</u>"),
        ("<pre>x &lt; y</pre>", "<pre><code>x &lt; y</code></pre>"),
        ("<tg-spoiler>x</tg-spoiler>", '<span class="spoiler">x</span>'),
        (
            '<a href="https://example.org/?q=&quot;">x</a>',
            '<a href="https://example.org/?q=&#34;" target="_blank" rel="noopener noreferrer">x</a>',
        ),
        ('<a href="javascript://a/%0aalert(1)">x</a>', "x"),
    ],
)
def test_what_the_page_shows_is_safe(source: str, shown: str) -> None:
    assert to_html(*parse_html(source)) == shown


def test_overlapping_entities_still_make_correct_html() -> None:
    overlap = [{"type": "bold", "offset": 0, "length": 3}, {"type": "italic", "offset": 2, "length": 3}]
    assert to_html("abcde", overlap) == "<b>ab<i>c</i></b>de"


def test_white_space_at_the_ends_goes_and_entities_follow() -> None:
    assert stripped(*parse_html("\n <b> x</b> \n")) == ("x", [{"type": "bold", "offset": 0, "length": 1}])


def test_commands_are_found_where_telegram_finds_them() -> None:
    text = f"{CLEF} /aide@demo_formation_bot, 9/10 ou a/b /x"
    found = [(one["offset"], one["length"]) for one in command_entities(text)]
    assert found == [(3, 24), (units(text) - 2, 2)]


def test_long_texts_are_cut_between_characters() -> None:
    assert cut(CLEF * 3, 4) == [CLEF * 2, CLEF]
    assert cut("abc", 4) == ["abc"]


@given(st.text(alphabet="ab<>/&;é \n" + CLEF), st.sampled_from(["b", "i", "code", "blockquote"]))
def test_any_text_is_parsed_or_refused_and_shown_escaped(text: str, tag: str) -> None:
    escaped = html.escape(text)
    plain, entities = parse_html(f"x<{tag}>{escaped}</{tag}>y")
    assert plain == f"x{text}y"
    assert re.sub(r"</?[a-z]+>", "", to_html(plain, entities)) == str(markupsafe.escape(plain))
    with contextlib.suppress(Refused):
        parse_html(text)


@given(st.text(alphabet="ab" + CLEF), st.integers(min_value=2, max_value=5))
def test_pieces_are_short_and_lose_nothing(text: str, size: int) -> None:
    pieces = cut(text, size)
    assert "".join(pieces) == text
    assert all(units(piece) <= size for piece in pieces)
