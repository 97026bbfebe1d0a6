"""Notices about announcements: to recipients, to organisers, to their group."""

from dataclasses import dataclass

from training.notices.base import Notice


@dataclass(frozen=True)
class Announced(Notice):
    """To one recipient of an announcement. A lost answer is never followed by a second try: the organiser decides."""

    kind = "announced"
    announcement_id: int


@dataclass(frozen=True)
class AnnouncementCorrected(Notice):
    """In place of one message of an announcement that arrived: the corrected text. To edit twice changes nothing."""

    kind = "announcement_corrected"
    retry_uncertain = True
    dispatch_id: int


@dataclass(frozen=True)
class AnnouncementRecalled(Notice):
    """One message of an announcement that arrived is deleted. To delete twice changes nothing."""

    kind = "announcement_recalled"
    retry_uncertain = True
    dispatch_id: int


@dataclass(frozen=True)
class ApprovalAsked(Notice):
    """To every organiser who had no part in it: an announcement to many people waits for a second pair of eyes."""

    kind = "approval_asked"
    announcement_id: int


@dataclass(frozen=True)
class ApprovalDecided(Notice):
    """To the author: a colleague has decided."""

    kind = "approval_decided"
    announcement_id: int
    approved: bool


@dataclass(frozen=True)
class CorrectionAsked(Notice):
    """To every organiser but who wrote it: a correction of many messages waits for a second pair of eyes."""

    kind = "correction_asked"
    dispatch_id: int


@dataclass(frozen=True)
class CorrectionDecided(Notice):
    """To who wrote it: a colleague has decided."""

    kind = "correction_decided"
    announcement_id: int
    approved: bool


@dataclass(frozen=True)
class AnnouncementHeld(Notice):
    """To the author: it could not leave at its time, and waits to be asked about."""

    kind = "announcement_held"
    announcement_id: int


@dataclass(frozen=True)
class LatecomersStopped(Notice):
    """To the author: so many have joined that a second organiser should have been asked; they are not reached."""

    kind = "latecomers_stopped"
    announcement_id: int


@dataclass(frozen=True)
class DispatchEnded(Notice):
    """To the organisers' own group: nothing of an announcement, a correction or a recall is left to send."""

    kind = "dispatch_ended"
    dispatch_id: int
