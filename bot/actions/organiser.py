"""Buttons of the organisers' space. Each is checked again by its use case: drawing one grants nothing."""

from dataclasses import dataclass

from bot.buttons import Action


@dataclass(frozen=True)
class OrganiserSessions(Action):
    """The sessions under way and to come, a page at a time (from 0)."""

    code = "ose"
    page: int = 0


@dataclass(frozen=True)
class EndedSessions(Action):
    """The sessions that have ended, the latest first, a page at a time (from 0)."""

    code = "oen"
    page: int = 0


@dataclass(frozen=True)
class OrganiserSession(Action):
    """One session, as its organisers see it."""

    code = "os"
    session_id: int


@dataclass(frozen=True)
class ImportAsk(Action):
    """Send the file of the programme."""

    code = "imp"


@dataclass(frozen=True)
class Applicants(Action):
    """Who waits for verification, a page at a time (from 0)."""

    code = "vl"
    page: int = 0


@dataclass(frozen=True)
class Applicant(Action):
    """One person who waits, with their whole form."""

    code = "va"
    person_id: int


@dataclass(frozen=True)
class KnownAlready(Action):
    """« Déjà connue ? »: who waits beside who is probably the same person."""

    code = "vk"
    person_id: int


@dataclass(frozen=True)
class BindAccount(Action):
    """« Rattacher »: the account of who waits is that of `known_id`."""

    code = "vb"
    person_id: int
    known_id: int


@dataclass(frozen=True)
class AcceptApplicant(Action):
    code = "vy"
    person_id: int


@dataclass(frozen=True)
class RefuseApplicant(Action):
    code = "vn"
    person_id: int


@dataclass(frozen=True)
class Links(Action):
    """The codes that can still be used, a page at a time (from 0)."""

    code = "ln"
    page: int = 0


@dataclass(frozen=True)
class NewLink(Action):
    """Make a joining link."""

    code = "lj"


@dataclass(frozen=True)
class InviteOrganiser(Action):
    """Make a single-use code for an organiser."""

    code = "lo"


@dataclass(frozen=True)
class Link(Action):
    """One code: since when, until when, how often used."""

    code = "li"
    invitation_id: int


@dataclass(frozen=True)
class RevokeLink(Action):
    code = "lr"
    invitation_id: int
