"""Buttons of the organisers' page of reminders. Each time is absolute: a double tap changes nothing more."""

from dataclasses import dataclass

from bot.buttons import Action


@dataclass(frozen=True)
class ReminderPlan(Action):
    """« Rappels » of a session."""

    code = "rap"
    session_id: int


@dataclass(frozen=True)
class OneReminder(Action):
    """One of them: when it goes out, and other times for it."""

    code = "rapo"
    session_id: int
    kind: str


@dataclass(frozen=True)
class SetReminder(Action):
    """Have it go out then: the two numbers of `training.reminder_times.When`."""

    code = "raps"
    session_id: int
    kind: str
    days: int
    minutes: int


@dataclass(frozen=True)
class StopReminder(Action):
    """« Ne pas envoyer »."""

    code = "rapx"
    session_id: int
    kind: str
