"""Buttons of a session's nominations: the list, its trial, the questions about namesakes."""

from dataclasses import dataclass

from bot.buttons import Action


@dataclass(frozen=True)
class AskList(Action):
    """« Désignations »: send the list of a session."""

    code = "nm"
    session_id: int


@dataclass(frozen=True)
class SendTemplate(Action):
    """« Modèle (xlsx) »: an empty list."""

    code = "nmt"
    session_id: int


@dataclass(frozen=True)
class ShowTrial(Action):
    """The trial of a list that waits."""

    code = "nmr"
    session_id: int
    upload_id: int


@dataclass(frozen=True)
class AskNamesake(Action):
    """The first question about namesakes that is left."""

    code = "nmd"
    session_id: int
    upload_id: int


@dataclass(frozen=True)
class SayNamesake(Action):
    """Whether the person of a line is the `other` (« l4 », « p12 »): `same` is 1 or 0."""

    code = "nms"
    session_id: int
    upload_id: int
    line: int
    same: int
    other: str


@dataclass(frozen=True)
class SendWholeTrial(Action):
    """The whole trial, as a text."""

    code = "nmw"
    session_id: int
    upload_id: int


@dataclass(frozen=True)
class ApplyList(Action):
    """« Importer » a list whose trial was shown."""

    code = "nmi"
    session_id: int
    upload_id: int


@dataclass(frozen=True)
class CancelList(Action):
    """« Annuler »: the file is forgotten."""

    code = "nmx"
    session_id: int
    upload_id: int
