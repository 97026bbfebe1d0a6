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
class AccountBound(Notice):
    """To the person: this account is theirs now, an organiser has said so. At any hour: they wait for it."""

    kind = "account_bound"


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
class LinkBlocked(Notice):
    """To every organiser: too many wrong answers were given to somebody's personal link."""

    kind = "link_blocked"
    link_id: int


@dataclass(frozen=True)
class Nominated(Notice):
    """To who was put forward and has an account: their answer is awaited. `again`: they were told before."""

    kind = "nominated"
    retry_uncertain = True
    keeps_quiet = True
    nomination_id: int
    again: bool = False


@dataclass(frozen=True)
class ReplacementAsked(Notice):
    """To every organiser: somebody is proposed in the place of who has a seat."""

    kind = "replacement_asked"
    session_id: int


@dataclass(frozen=True)
class ReplacementDecided(Notice):
    """To who was to be replaced: an organiser has decided."""

    kind = "replacement_decided"
    retry_uncertain = True
    replacement_id: int
