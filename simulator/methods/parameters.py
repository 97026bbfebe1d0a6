"""The parameters of a call: which ones exist, and reading them whatever way they came."""

import json
import math
import re
from dataclasses import dataclass, field
from typing import Any

from simulator.errors import bad_request
from simulator.methods.documented import DOCUMENTED, NOT_SIMULATED

ATTACHED = re.compile(r"attach://([^\"'\s]+)")
YES, NO = ("true", "1", "yes"), ("false", "0", "no", "")


@dataclass(slots=True)
class Upload:
    """A file of a multipart call."""

    name: str
    mime: str
    content: bytes


@dataclass(slots=True)
class Parameters:
    """The values of one call: strings of a form or a query, or values of a JSON body."""

    values: dict[str, Any]
    uploads: dict[str, Upload] = field(default_factory=dict)

    def check(self, method: str) -> None:
        """Refuse what the method does not know, or what would not be simulated. Raises Refused (400)."""
        try:
            json.dumps(self.record(), ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise bad_request("strings must be encoded in UTF-8") from None
        attached = set(ATTACHED.findall(str(list(self.values.values()))))
        for name in [*self.values, *(set(self.uploads) - attached)]:
            if name not in DOCUMENTED[method]:
                raise bad_request(f"unknown parameter {name}")
            if name in NOT_SIMULATED:
                raise bad_request(f"parameter {name} is not simulated")

    def text(self, name: str, default: str = "") -> str:
        """A string."""
        value = self.values.get(name, default)
        if not isinstance(value, str):
            raise bad_request(f"parameter {name} must be a String")
        return value

    def integer(self, name: str, default: int | None = None) -> int:
        """A whole number. Raises Refused (400) when it is missing without a default, or not a number."""
        value = self.values.get(name, default)
        try:
            if isinstance(value, (int, str)) and not isinstance(value, bool):
                return int(value)
        except ValueError:
            pass
        raise bad_request(f"parameter {name} must be an Integer")

    def number(self, name: str) -> float:
        """A decimal number. Raises Refused (400) when it is missing, not finite or not a number."""
        value = self.values.get(name, "")
        if value == "":
            raise bad_request(f"{name} is empty")
        try:
            number = float(value) if isinstance(value, (int, float, str)) else math.nan
        except ValueError:
            number = math.nan
        if isinstance(value, bool) or not math.isfinite(number):
            raise bad_request(f"parameter {name} must be a Float")
        return number

    def flag(self, name: str) -> bool:
        """True or false; absent is false."""
        value = str(self.values.get(name, "")).lower()
        if value not in YES + NO:
            raise bad_request(f"parameter {name} must be a Boolean")
        return value in YES

    def structure(self, name: str, kind: type[Any]) -> Any:
        """An object or an array, given as JSON; None when it is absent."""
        value = self.values.get(name)
        if value in (None, ""):
            return None
        try:
            value = json.loads(value) if isinstance(value, str) else value
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None
        if not isinstance(value, kind):
            raise bad_request(f"parameter {name} must be an {'Array' if kind is list else 'Object'}")
        return value

    def record(self) -> dict[str, Any]:
        """The call as `/sim/calls` shows it: objects decoded, files by name and size, no secret."""
        shown = {name: _decoded(value) for name, value in self.values.items()}
        shown |= {name: {"file": one.name, "size": len(one.content)} for name, one in self.uploads.items()}
        return shown | ({"secret_token": "***"} if "secret_token" in shown else {})


def _decoded(value: Any) -> Any:
    if not isinstance(value, str) or not value.startswith(("{", "[")):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
