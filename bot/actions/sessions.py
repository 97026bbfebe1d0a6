"""Buttons about training sessions, as a participant meets them. Each names the session; the rest is read again."""

from dataclasses import dataclass

from bot.buttons import Action


@dataclass(frozen=True)
class ShowAreas(Action):
    """« Sessions ouvertes », by area: one page (from 0) of the areas."""

    code = "sa"
    page: int = 0


@dataclass(frozen=True)
class ShowArea(Action):
    """The open sessions of one area, one page (from 0) of them."""

    code = "sl"
    area_id: int
    page: int = 0


@dataclass(frozen=True)
class ShowMonth(Action):
    """The open sessions of one month (2026-10), or of the next month that has some; one page (from 0) of them."""

    code = "sm"
    month: str = ""
    page: int = 0


@dataclass(frozen=True)
class ShowSession(Action):
    """The card of a session."""

    code = "ss"
    session_id: int


@dataclass(frozen=True)
class ShowDetails(Action):
    """The whole of a session on one page; `origin` is the reminder (« j7 ») that « Retour » leads back to, or empty."""

    code = "sd"
    session_id: int
    origin: str = ""


@dataclass(frozen=True)
class ShowReminder(Action):
    """The page of a reminder, once more."""

    code = "rem"
    session_id: int
    reminder: str


@dataclass(frozen=True)
class SendCalendar(Action):
    """The session as a file for the person's own calendar."""

    code = "ics"
    session_id: int


@dataclass(frozen=True)
class Register(Action):
    """« Je m’inscris », or « Liste d’attente »: the seats decide."""

    code = "reg"
    session_id: int


@dataclass(frozen=True)
class Confirm(Action):
    """« Je confirme »: the person, who has a seat, intends to come."""

    code = "yes"
    session_id: int


@dataclass(frozen=True)
class AskReason(Action):
    """« Je ne peux pas venir »: which reason?"""

    code = "no"
    session_id: int


@dataclass(frozen=True)
class ChooseReason(Action):
    """The reason is chosen; the consequence is said before the last tap."""

    code = "nor"
    session_id: int
    reason: str


@dataclass(frozen=True)
class Withdraw(Action):
    """« Libérer ma place »."""

    code = "out"
    session_id: int
    reason: str


@dataclass(frozen=True)
class AskLeaveLine(Action):
    """« Quitter la liste »: for sure?"""

    code = "lv"
    session_id: int


@dataclass(frozen=True)
class LeaveLine(Action):
    """« Renoncer » to a place in the waiting line."""

    code = "lvd"
    session_id: int
