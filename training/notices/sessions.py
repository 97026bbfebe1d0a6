"""Notices about a session: its reminders, its feedback, what was changed of it."""

from dataclasses import dataclass

from training.notices.base import Notice


@dataclass(frozen=True)
class SessionMoved(Notice):
    """To everybody of a session: other days. A reminder of the former ones that they had is corrected by it."""

    kind = "session_moved"
    retry_uncertain = True
    change_id: int


@dataclass(frozen=True)
class SessionAltered(Notice):
    """To everybody of a session: another place, or other hours."""

    kind = "session_altered"
    retry_uncertain = True
    change_id: int


@dataclass(frozen=True)
class SessionCancelled(Notice):
    """To everybody of a session: it does not take place."""

    kind = "session_cancelled"
    retry_uncertain = True
    change_id: int


@dataclass(frozen=True)
class SeatLost(Notice):
    """To whose seat is not there any more: they wait before all others."""

    kind = "seat_lost"
    retry_uncertain = True
    session_id: int


@dataclass(frozen=True)
class Reminder(Notice):
    """To a seated person. `version` is the session's at that time: a session that moved makes it void."""

    kind = "reminder"
    retry_uncertain = True
    keeps_quiet = True
    registration_id: int
    version: int
    reminder: str


@dataclass(frozen=True)
class EvaluationOpened(Notice):
    """To a person who was present: the questionnaire is open."""

    kind = "evaluation_opened"
    retry_uncertain = True
    keeps_quiet = True
    cannot_be_missed = True
    evaluation_id: int


@dataclass(frozen=True)
class EvaluationChased(Notice):
    """To a person who was present and is silent: the questionnaire is still open."""

    kind = "evaluation_chased"
    retry_uncertain = True
    keeps_quiet = True
    evaluation_id: int
