"""What a log line may hold."""

import logging

import pytest

from bot.logs import Redacting


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("a long-secret here", "a [secret] here"),
        ("process stopped properly", "process stopped properly"),
        ("cannot reach postgresql://awa:p@db.example/x", "cannot reach postgresql://awa:[secret]@db.example/x"),
        ("http://127.0.0.1:8081/path", "http://127.0.0.1:8081/path"),
        ("bot7300000001:AAinvented_token_of_the_tests_only", "bot[token]"),
    ],
)
def test_secrets_are_blanked_and_words_are_not(said: str, kept: str) -> None:
    formatter = Redacting(logging.Formatter(), ["long-secret", "p"])
    assert formatter.format(logging.LogRecord("x", logging.INFO, "", 0, said, None, None)) == kept
