"""Buttons of the organisers about the programme: registrations, participants, the import of a file."""

from dataclasses import dataclass

from bot.buttons import Action


@dataclass(frozen=True)
class OpenRegistrations(Action):
    """« Ouvrir les inscriptions » of one session."""

    code = "oso"
    session_id: int


@dataclass(frozen=True)
class AskOpenAll(Action):
    """« Ouvrir tout »: how many, and for sure?"""

    code = "osa"


@dataclass(frozen=True)
class OpenAll(Action):
    """Open every draft, so many as the button said: another number is asked about again."""

    code = "osd"
    drafts: int


@dataclass(frozen=True)
class AskCloseRegistrations(Action):
    """« Fermer les inscriptions »: for sure?"""

    code = "osq"
    session_id: int


@dataclass(frozen=True)
class CloseRegistrations(Action):
    code = "osc"
    session_id: int


@dataclass(frozen=True)
class Participants(Action):
    """Who has a seat and who waits, one page (from 0) of the names."""

    code = "osp"
    session_id: int
    page: int = 0


@dataclass(frozen=True)
class ApplyImport(Action):
    """« Importer n lignes » of a file whose dry run was shown."""

    code = "ima"
    upload_id: int


@dataclass(frozen=True)
class CancelImport(Action):
    """« Annuler »: the file is forgotten."""

    code = "imx"
    upload_id: int


@dataclass(frozen=True)
class SendImportReport(Action):
    """The whole report of the dry run, as a text."""

    code = "imr"
    upload_id: int
