"""Buttons about who was put forward for a session: what became of them, their links, acting for them."""

from dataclasses import dataclass

from bot.buttons import Action


@dataclass(frozen=True)
class Nominations(Action):
    """« Désignations » of a session: how many, by corps and by answer."""

    code = "ne"
    session_id: int


@dataclass(frozen=True)
class NominatedCorps(Action):
    """The same by corps, one page (from 0) of them."""

    code = "neo"
    session_id: int
    page: int = 0


@dataclass(frozen=True)
class Nominees(Action):
    """The people of one group (« silent », « declined »…), one page (from 0) of them."""

    code = "nel"
    session_id: int
    group: str
    page: int = 0


@dataclass(frozen=True)
class Nominee(Action):
    """One of them."""

    code = "nep"
    nomination_id: int


@dataclass(frozen=True)
class TellNominated(Action):
    """« Prévenir »: whoever has an account and was not told yet."""

    code = "net"
    session_id: int


@dataclass(frozen=True)
class ChaseSilent(Action):
    """« Relancer »: whoever was told and said nothing."""

    code = "nec"
    session_id: int


@dataclass(frozen=True)
class AskSlips(Action):
    """« Coupons (PDF) »: for whom?"""

    code = "nea"
    session_id: int


@dataclass(frozen=True)
class SendSlips(Action):
    """The slips of who has no link (`everybody` 0), or of all who have no account (1): their former links end."""

    code = "nes"
    session_id: int
    everybody: int


@dataclass(frozen=True)
class SendCallList(Action):
    """The people without an answer and their telephones, as a file."""

    code = "nef"
    session_id: int


@dataclass(frozen=True)
class IssueLink(Action):
    """A new link for one person."""

    code = "nei"
    nomination_id: int


@dataclass(frozen=True)
class RevokeLink(Action):
    """Their link lets nobody in any more."""

    code = "ner"
    nomination_id: int


@dataclass(frozen=True)
class ConfirmFor(Action):
    """They said that they come."""

    code = "nek"
    nomination_id: int


@dataclass(frozen=True)
class AskDecline(Action):
    """They said that they cannot come: why?"""

    code = "ned"
    nomination_id: int


@dataclass(frozen=True)
class DeclineFor(Action):
    code = "nex"
    nomination_id: int
    reason: str


@dataclass(frozen=True)
class SeatFor(Action):
    """They wait, no offer reaches them, and a seat is free."""

    code = "neg"
    nomination_id: int


@dataclass(frozen=True)
class RegisterFor(Action):
    """They come after all: a seat where there is one, else a place in the line."""

    code = "neb"
    nomination_id: int
