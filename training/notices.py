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


@dataclass(frozen=True)
class VerificationAsked(Notice):
    """To organisers: somebody without a link asks to be let in."""

    kind = "verification_asked"
    applicant_id: int


@dataclass(frozen=True)
class VerificationDecided(Notice):
    """To the person: an organiser has decided.

    At any hour: it answers their request, which they wait for, and comes of a tap of somebody awake.
    """

    kind = "verification_decided"
    accepted: bool


@dataclass(frozen=True)
class SeatOffered(Notice):
    """To somebody who waits: a seat that was freed is offered to them. Void once the offer stands no more."""

    kind = "seat_offered"
    retry_uncertain = True
    keeps_quiet = True
    cannot_be_missed = True
    offer_id: int


@dataclass(frozen=True)
class RequestAsked(Notice):
    """To every organiser: registrations of a session wait for a decision."""

    kind = "request_asked"
    session_id: int


@dataclass(frozen=True)
class RequestDecided(Notice):
    """To who asked for a seat: an organiser has decided."""

    kind = "request_decided"
    retry_uncertain = True
    session_id: int
    accepted: bool


@dataclass(frozen=True)
class OfferLapsed(Notice):
    """To who did not answer an offer in time: they wait no more, unless they say so."""

    kind = "offer_lapsed"
    retry_uncertain = True
    keeps_quiet = True
    offer_id: int


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


NOTICES: dict[str, type[Notice]] = {
    notice.kind: notice
    for notice in (
        VerificationAsked,
        VerificationDecided,
        SeatOffered,
        RequestAsked,
        RequestDecided,
        OfferLapsed,
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
