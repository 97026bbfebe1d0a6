"""Buttons of an announcement that is being prepared: its text, whom it is for, how it arrives; and the list of all."""

from dataclasses import dataclass

from bot.buttons import Action

AUDIENCE = "announcement_audience"
"""The name of the flow in which typed letters search a list, as dialogs keep it."""


@dataclass(frozen=True)
class Announcements(Action):
    """« Annonces »: the latest first, a page at a time (from 0)."""

    code = "al"
    page: int = 0


@dataclass(frozen=True)
class NewAnnouncement(Action):
    """« Nouvelle annonce », about no session yet."""

    code = "aln"


@dataclass(frozen=True)
class ShowPreview(Action):
    """« Voir l’aperçu »: the exact message once more, and under it what there is to know before it leaves."""

    code = "apv"
    announcement_id: int


@dataclass(frozen=True)
class ChooseField(Action):
    """« Ajouter un champ »."""

    code = "afc"
    announcement_id: int


@dataclass(frozen=True)
class AddField(Action):
    """`{nom}`, for instance: at the end of the text."""

    code = "afa"
    announcement_id: int
    field: str


@dataclass(frozen=True)
class AddLink(Action):
    """« Ajouter un lien »: its label, then its address."""

    code = "aka"
    announcement_id: int


@dataclass(frozen=True)
class ClearLinks(Action):
    """« Retirer les liens »."""

    code = "akx"
    announcement_id: int


@dataclass(frozen=True)
class ChooseAudience(Action):
    """« Changer la cible »: the states of its session, or every criterion."""

    code = "au"
    announcement_id: int


@dataclass(frozen=True)
class Criteria(Action):
    """« Autres critères »: every criterion."""

    code = "auc"
    announcement_id: int


@dataclass(frozen=True)
class States(Action):
    """How people stand to its sessions."""

    code = "aus"
    announcement_id: int


@dataclass(frozen=True)
class ToggleState(Action):
    code = "aut"
    announcement_id: int
    state: str


@dataclass(frozen=True)
class ToEverybody(Action):
    """« Tout le monde »."""

    code = "aue"
    announcement_id: int


@dataclass(frozen=True)
class ChooseFrom(Action):
    """The list of one criterion, a page at a time (from 0); what was searched is kept while pages are turned."""

    code = "auf"
    announcement_id: int
    page: int
    criterion: str


@dataclass(frozen=True)
class Toggle(Action):
    """One line of the list of a criterion."""

    code = "aug"
    announcement_id: int
    value: int
    page: int
    criterion: str


@dataclass(frozen=True)
class AllLines(Action):
    """« Toute la liste »: what was searched is forgotten."""

    code = "auw"
    announcement_id: int
    criterion: str


@dataclass(frozen=True)
class SendList(Action):
    """« Liste (xlsx) »: who would receive it."""

    code = "aux"
    announcement_id: int


@dataclass(frozen=True)
class Options(Action):
    code = "ao"
    announcement_id: int


@dataclass(frozen=True)
class ToggleOption(Action):
    code = "aot"
    announcement_id: int
    option: str


@dataclass(frozen=True)
class ReadAnnouncement(Action):
    """« Lire », under the neutral first line of an announcement."""

    code = "ard"
    announcement_id: int
