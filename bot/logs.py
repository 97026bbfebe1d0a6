"""Logging: one JSON-free line an event, no token and no personal data in it.

The library puts the token into some errors, and HTTP clients write addresses, which carry it; PostgreSQL puts a row
into the details of some of its errors: every line that leaves through a handler is redacted, tracebacks included.
"""

import logging
import re
import sys
from collections.abc import Iterable

import structlog

SHORTEST_SECRET = 8
"""Characters. A shorter one is a part of ordinary words: it is blanked inside addresses only."""

PASSWORD = re.compile(r"(://[^\s/:@]*:)[^\s/@]+@")
TOKEN_SHAPE = re.compile(r"\d{5,}:[A-Za-z0-9_-]{20,}")
DETAIL = re.compile(
    r"DETAIL:.*?(?=\n\[SQL:|\nHINT:|\n\nThe above exception|\n\nDuring handling|\nTraceback|\Z)", re.DOTALL
)
"""What PostgreSQL adds to an error: the values of the row that it refuses, on as many lines as they have."""
QUIET = ("httpx", "httpcore", "apscheduler", "aiosqlite", "uvicorn.access", "telegram")


class Redacting(logging.Formatter):
    """Formats as its parent does, then blanks the given secrets, passwords in addresses, tokens and refused rows."""

    def __init__(self, inner: logging.Formatter, secrets: Iterable[str]) -> None:
        super().__init__()
        self._inner = inner
        self._secrets = [secret for secret in secrets if len(secret) >= SHORTEST_SECRET]

    def format(self, record: logging.LogRecord) -> str:
        line = self._inner.format(record)
        for secret in self._secrets:
            line = line.replace(secret, "[secret]")
        line = PASSWORD.sub(r"\1[secret]@", line)
        return DETAIL.sub("DETAIL: [values]", TOKEN_SHAPE.sub("[token]", line))


def configure(level: str, secrets: Iterable[str] = ()) -> None:
    """Send every log line of the process to standard error, redacted."""
    before: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    inner = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=before,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacting(inner, secrets))
    logging.root.handlers = [handler]
    logging.root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
