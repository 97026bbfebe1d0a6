"""Notices about a person: access, a registration, an offered seat."""

from dataclasses import dataclass

from training.notices.base import Notice


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
