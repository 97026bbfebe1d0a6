"""What an exception of the library means for a message: one table, tried case by case.

`BadRequest` and `TimedOut` are `NetworkError`s; `RetryAfter`, `Forbidden` and `ChatMigrated` are not. Of a
`NetworkError`, only its cause tells whether the request can have left this machine: `bot.transport` says it.
"""

import re
import warnings
from dataclasses import dataclass
from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
)
from telegram.warnings import PTBDeprecationWarning

from bot.logs import TOKEN_SHAPE
from bot.transport import NeverSent, PerhapsSent

DONE_ENOUGH = ("message is not modified", "query is too old", "message to delete not found")
NO_LONGER = ("can't be deleted", "can't be edited", "message to edit not found")
"""Telegram changes no such message any more: too old, or the person deleted it."""
NOBODY_THERE = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated", "bot was blocked")
FLOOD_WITHOUT_DELAY = 5.0
"""Seconds to wait after a 429 that does not say how long; a guess, Telegram always says."""

LONGEST_REASON = 200


@dataclass(frozen=True)
class Sent:
    """Delivered. `message_id` is None when Telegram only said that it was done already."""

    message_id: int | None = None


@dataclass(frozen=True)
class NeverLeft:
    """It was never on the wire: try again."""

    reason: str


@dataclass(frozen=True)
class NotBegun:
    """It was marked as on its way, and taken back before its call began: nothing happened, and it costs nothing."""


@dataclass(frozen=True)
class Unknown:
    """It may have been delivered; nobody can tell."""

    reason: str


@dataclass(frozen=True)
class TooFast:
    """Not delivered; nobody may send for so many seconds."""

    seconds: float


@dataclass(frozen=True)
class Unreachable:
    """It will never be delivered to this chat."""

    reason: str


@dataclass(frozen=True)
class Moved:
    """The chat has another id now."""

    chat_id: int


@dataclass(frozen=True)
class TokenRefused:
    """Telegram does not know this bot (any more)."""


@dataclass(frozen=True)
class NotChanged:
    """The message that was to be edited or deleted cannot be."""

    reason: str


@dataclass(frozen=True)
class OurBug:
    """Telegram understood and refuses: the same message will be refused again."""

    reason: str


Outcome = Sent | NeverLeft | NotBegun | Unknown | TooFast | Unreachable | Moved | TokenRefused | NotChanged | OurBug


def outcome(error: Exception) -> Outcome:
    """What `error`, raised by a call that sends a message, means for that message."""
    match error:
        case RetryAfter():
            return TooFast(seconds(error))
        case Forbidden():
            return Unreachable(reason(error))
        case ChatMigrated(new_chat_id=chat_id):
            return Moved(chat_id)
        case InvalidToken():
            return TokenRefused()
        case BadRequest():
            return _refused(error)
        case Conflict():
            return OurBug(reason(error))
        case NetworkError():
            return _network(error)
        case _:
            return Unknown(reason(error))


def reason(error: Exception) -> str:
    """Why, for `last_error`: what Telegram or the transport says, else names of exceptions; never a token."""
    if isinstance(error, BadRequest | Forbidden | Conflict):
        return TOKEN_SHAPE.sub("[token]", error.message)[:LONGEST_REASON]
    cause = error.__cause__
    if isinstance(cause, NeverSent | PerhapsSent):
        return f"{type(error).__name__}: {cause}"[:LONGEST_REASON]
    return f"{type(error).__name__}: {type(cause).__name__}" if cause else type(error).__name__


def _refused(error: BadRequest) -> Outcome:
    message = error.message.casefold()
    if any(words in message for words in DONE_ENOUGH):
        return Sent()
    if any(words in message for words in NOBODY_THERE):
        return Unreachable(reason(error))
    if any(words in message for words in NO_LONGER):
        return NotChanged(reason(error))
    return OurBug(reason(error))


def _network(error: NetworkError) -> Outcome:
    """A status that has no class of its own is a bare NetworkError without a cause: 429 without parameters, 5xx."""
    if isinstance(error.__cause__, NeverSent):
        return NeverLeft(reason(error))
    if error.__cause__ is None and error.message.casefold().startswith("too many requests"):
        told = re.search(r"retry after (\d+)", error.message)
        return TooFast(float(told[1]) if told else FLOOD_WITHOUT_DELAY)
    return Unknown(reason(error))


def seconds(error: RetryAfter) -> float:
    """How long Telegram asks to wait: `retry_after` is an int that warns, or a timedelta, as PTB_TIMEDELTA says."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PTBDeprecationWarning)
        after = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)
