"""Every message that can be owed to somebody, as dataclasses: references only, rendered when it is sent.

`NOTICES` maps the stored kind to its class; `pack` and `unpack` go to and from the outbox's columns.
"""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Self


@dataclass(frozen=True)
class Notice:
    """`kind` is stored; `retry_uncertain` says whether a lost answer may be followed by one more try.

    `keeps_quiet`: it is not sent during the quiet hours of the session's venue, however late it is claimed; if it
    expires before they end it is dropped, or sent at night all the same where it `cannot_be_missed`.
    """

    kind: ClassVar[str]
    retry_uncertain: ClassVar[bool] = False
    keeps_quiet: ClassVar[bool] = False
    cannot_be_missed: ClassVar[bool] = False

    def pack(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def unpack(cls, payload: dict[str, Any]) -> Self:
        return cls(**payload)
