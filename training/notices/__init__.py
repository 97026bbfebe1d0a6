"""Everything that can be owed, by the name under which it is stored."""

from training.notices.announcements import (
    Announced,
    AnnouncementCorrected,
    AnnouncementHeld,
    AnnouncementRecalled,
    ApprovalAsked,
    ApprovalDecided,
    CorrectionAsked,
    CorrectionDecided,
    DispatchEnded,
    LatecomersStopped,
)
from training.notices.base import Notice
from training.notices.people import (
    OfferLapsed,
    RequestAsked,
    RequestDecided,
    SeatOffered,
    VerificationAsked,
    VerificationDecided,
)
from training.notices.sessions import (
    EvaluationOpened,
    Reminder,
    SeatLost,
    SessionAltered,
    SessionCancelled,
    SessionMoved,
)

__all__ = [
    "NOTICES",
    "Announced",
    "AnnouncementCorrected",
    "AnnouncementHeld",
    "AnnouncementRecalled",
    "ApprovalAsked",
    "ApprovalDecided",
    "CorrectionAsked",
    "CorrectionDecided",
    "DispatchEnded",
    "EvaluationOpened",
    "LatecomersStopped",
    "Notice",
    "OfferLapsed",
    "Reminder",
    "RequestAsked",
    "RequestDecided",
    "SeatLost",
    "SeatOffered",
    "SessionAltered",
    "SessionCancelled",
    "SessionMoved",
    "VerificationAsked",
    "VerificationDecided",
]

NOTICES: dict[str, type[Notice]] = {
    notice.kind: notice
    for notice in (
        VerificationAsked,
        VerificationDecided,
        SeatOffered,
        RequestAsked,
        RequestDecided,
        OfferLapsed,
        SessionMoved,
        SessionAltered,
        SessionCancelled,
        SeatLost,
        Reminder,
        EvaluationOpened,
        Announced,
        AnnouncementCorrected,
        AnnouncementRecalled,
        ApprovalAsked,
        ApprovalDecided,
        CorrectionAsked,
        CorrectionDecided,
        AnnouncementHeld,
        LatecomersStopped,
        DispatchEnded,
    )
}
