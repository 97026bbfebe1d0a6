"""The two ways in which something asked of the simulator can be wrong."""

from typing import Any


class Refused(Exception):
    """A Bot API call that Telegram would refuse: becomes `{"ok": false, ...}` with this code and description."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


class Impossible(Exception):
    """A control action that cannot be done: becomes `400 {"error": ...}`, with facts that help to find it."""

    def __init__(self, reason: str, **facts: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts


def bad_request(description: str) -> Refused:
    """The refusal `400 Bad Request: ...`."""
    return Refused(400, f"Bad Request: {description}")


def forbidden(description: str) -> Refused:
    """The refusal `403 Forbidden: ...`."""
    return Refused(403, f"Forbidden: {description}")
