"""Buttons of what a session asks of a registration, and of the registrations that organisers decide."""

from dataclasses import dataclass

from bot.buttons import Action


@dataclass(frozen=True)
class Gates(Action):
    """« Règles d’inscription » of a session."""

    code = "gt"
    session_id: int


@dataclass(frozen=True)
class ToggleApproval(Action):
    code = "gta"
    session_id: int


@dataclass(frozen=True)
class ToggleQuotas(Action):
    code = "gtq"
    session_id: int


@dataclass(frozen=True)
class Requests(Action):
    """The registrations of a session that wait for a decision: the first of them."""

    code = "gr"
    session_id: int


@dataclass(frozen=True)
class ApproveRequest(Action):
    code = "gry"
    registration_id: int


@dataclass(frozen=True)
class RefuseRequest(Action):
    code = "grn"
    registration_id: int
