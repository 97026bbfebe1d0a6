"""Buttons of an organiser's announcement, from the blank page to the report."""

from dataclasses import dataclass

from bot.buttons import Action

ANNOUNCEMENT = "announcement"
"""The name of the flow, as dialogs keep it."""


@dataclass(frozen=True)
class Compose(Action):
    """« Annonce » on a session's card."""

    code = "an"
    session_id: int


@dataclass(frozen=True)
class EditText(Action):
    """« Modifier »: write the draft again."""

    code = "ane"
    announcement_id: int


@dataclass(frozen=True)
class Abandon(Action):
    code = "anx"
    announcement_id: int


@dataclass(frozen=True)
class SendAnnouncement(Action):
    """« Envoyer à n personnes »: to that number, or to nobody, of the draft in the `version` that the page showed."""

    code = "ans"
    announcement_id: int
    recipients: int
    version: int


@dataclass(frozen=True)
class AnnouncementNow(Action):
    """The announcement as it is today: its preview, its progress or its report."""

    code = "anr"
    announcement_id: int


@dataclass(frozen=True)
class NotReached(Action):
    """The names behind the report: the unreachable and the uncertain. Pages count from 0."""

    code = "ann"
    dispatch_id: int
    page: int


@dataclass(frozen=True)
class LeaveProgress(Action):
    """« Ma situation » under the progress: as a new message, since the progress goes on being edited."""

    code = "anl"
    announcement_id: int
