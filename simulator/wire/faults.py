"""Failures of the Bot API that a control asks for: which calls they spoil, and what the bot sees of them."""

import http
from dataclasses import asdict, dataclass
from typing import Literal, get_args

from starlette.responses import Response

from simulator.model import JSON
from simulator.wire.dropping import Dropped

FaultKind = Literal["refuse", "flood", "unauthorized", "html", "truncate", "slow", "drop", "lose_answer"]
KINDS: tuple[FaultKind, ...] = get_args(FaultKind)
TAKES_EFFECT = {"truncate", "slow", "lose_answer"}  # the others spoil the call before anything happened
LONGEST_SLOWNESS = 300.0  # seconds
ANY_METHOD = "*"
DOWNLOAD = "download"  # stands for the method where the bot fetches a file


@dataclass(slots=True)
class Fault:
    """A failure of the next calls of a method (`*`: of any), in one chat or in all, so many times (None: always)."""

    method: str
    kind: FaultKind
    times: int | None
    chat: str | None = None
    code: int = 500
    description: str = "Internal Server Error"
    parameters: JSON | None = None
    seconds: float = 0
    accepted: bool = False  # whether the call takes effect nevertheless

    def spoils(self, method: str, chat: str | None) -> bool:
        """Whether a call of this method in this chat is one of those to spoil."""
        return self.method in (ANY_METHOD, method.lower()) and self.chat in (None, chat)

    def view(self) -> JSON:
        """The fault as `GET /sim/faults` lists it."""
        return asdict(self)


class Faults:
    """The failures that wait for their calls, oldest first."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []

    def take(self, method: str, chat: str | None) -> Fault | None:
        """The failure of this call, counted; None for a call that goes well."""
        found = next((fault for fault in self.waiting if fault.spoils(method, chat)), None)
        if found is not None and found.times is not None:
            found.times -= 1
            self.waiting = [fault for fault in self.waiting if fault.times != 0]
        return found


def spoiled(fault: Fault, answer: Response) -> Response:
    """What the bot gets in place of this answer."""
    if fault.kind in ("drop", "lose_answer"):
        return Dropped()
    if fault.kind == "html":
        return Response(_page(fault.code), status_code=fault.code, media_type="text/html")
    if fault.kind == "truncate":
        half = bytes(answer.body)[: len(answer.body) // 2]
        return Response(half, status_code=answer.status_code, media_type=answer.media_type)
    return answer


def _page(code: int) -> str:
    """What a gateway in front of Telegram says."""
    title = f"{code} {phrase(code)}".rstrip()
    head, body = f"<head><title>{title}</title></head>", f"<center><h1>{title}</h1></center><hr><center>nginx</center>"
    return f"<html>\r\n{head}\r\n<body>\r\n{body}\r\n</body>\r\n</html>\r\n"


def phrase(code: int) -> str:
    """The words of an HTTP status; empty when it has none."""
    return http.HTTPStatus(code).phrase if code in http.HTTPStatus._value2member_map_ else ""
