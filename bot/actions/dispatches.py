"""Buttons of what follows an organiser's agreement: approval, schedule, progress, report, correction, recall."""

from dataclasses import dataclass

from bot.buttons import Action


@dataclass(frozen=True)
class SeeMessage(Action):
    """« Voir le message »: the exact message, on the phone of whoever decides about it."""

    code = "dpv"
    announcement_id: int


@dataclass(frozen=True)
class Approve(Action):
    """« Donner mon accord »: to that number of people, and to the `version` that was asked about."""

    code = "dpa"
    announcement_id: int
    recipients: int
    version: int


@dataclass(frozen=True)
class RefuseApproval(Action):
    code = "dpr"
    announcement_id: int


@dataclass(frozen=True)
class TakeBack(Action):
    """« Modifier » while an agreement is awaited: a draft again."""

    code = "dpt"
    announcement_id: int


@dataclass(frozen=True)
class GiveUpWaiting(Action):
    """« Abandonner » while an agreement is awaited."""

    code = "dpx"
    announcement_id: int


@dataclass(frozen=True)
class ChooseMoment(Action):
    """« Programmer » under the preview."""

    code = "dm"
    announcement_id: int


@dataclass(frozen=True)
class LeaveAt(Action):
    """One of the usual moments, by its name; `now`: as soon as it is agreed to."""

    code = "dma"
    announcement_id: int
    moment: str


@dataclass(frozen=True)
class LeaveBefore(Action):
    """So many days before the session, at the usual hour."""

    code = "dmb"
    announcement_id: int
    days: int


@dataclass(frozen=True)
class SendNow(Action):
    """« Envoyer maintenant », for what waits for its time or was held. `recipients` is the number of the button."""

    code = "dmn"
    announcement_id: int
    recipients: int


@dataclass(frozen=True)
class CancelDeparture(Action):
    """« Annuler l’envoi », « Renoncer »: what waits for its time or was held does not leave."""

    code = "dmx"
    announcement_id: int


@dataclass(frozen=True)
class Pause(Action):
    code = "dsp"
    dispatch_id: int


@dataclass(frozen=True)
class Resume(Action):
    code = "dsr"
    dispatch_id: int


@dataclass(frozen=True)
class Stop(Action):
    code = "dsx"
    dispatch_id: int


@dataclass(frozen=True)
class SendingReport(Action):
    """The report of the sending itself, after a correction or a recall."""

    code = "dro"
    announcement_id: int


@dataclass(frozen=True)
class ReportFile(Action):
    """The whole report, as a workbook."""

    code = "drf"
    dispatch_id: int


@dataclass(frozen=True)
class RetryFailed(Action):
    code = "drr"
    dispatch_id: int


@dataclass(frozen=True)
class Uncertain(Action):
    """« Décider »: what is uncertain, and what can be done about it."""

    code = "du"
    dispatch_id: int


@dataclass(frozen=True)
class ResendUncertain(Action):
    """« Renvoyer à n ». `recipients` is that number."""

    code = "dur"
    dispatch_id: int
    recipients: int


@dataclass(frozen=True)
class CloseDoubts(Action):
    """« Ne pas renvoyer »."""

    code = "dux"
    dispatch_id: int


@dataclass(frozen=True)
class Unread(Action):
    """Those who have not said « Lu et compris ». Pages count from 0."""

    code = "dk"
    announcement_id: int
    page: int


@dataclass(frozen=True)
class UnreadFile(Action):
    """The same, as a workbook."""

    code = "dkf"
    announcement_id: int


@dataclass(frozen=True)
class Acknowledge(Action):
    """« Lu et compris », under the message as it was received: that `version` of it."""

    code = "dka"
    announcement_id: int
    version: int


@dataclass(frozen=True)
class CorrectText(Action):
    """« Corriger le texte »."""

    code = "dc"
    announcement_id: int


@dataclass(frozen=True)
class CorrectEverywhere(Action):
    """The typed text takes the place of `messages` messages: that number, or none."""

    code = "dcc"
    announcement_id: int
    messages: int


@dataclass(frozen=True)
class SeeCorrection(Action):
    """« Voir le texte » of a correction that waits for an agreement."""

    code = "dcv"
    dispatch_id: int


@dataclass(frozen=True)
class ApproveCorrection(Action):
    code = "dca"
    dispatch_id: int


@dataclass(frozen=True)
class RefuseCorrection(Action):
    code = "dcr"
    dispatch_id: int


@dataclass(frozen=True)
class GiveUpCorrection(Action):
    """« Abandonner la correction », for who wrote it."""

    code = "dcx"
    dispatch_id: int


@dataclass(frozen=True)
class AskRecall(Action):
    """« Retirer le message »: says of how many conversations, and until when."""

    code = "dx"
    announcement_id: int


@dataclass(frozen=True)
class Recall(Action):
    """« Retirer partout »."""

    code = "dxx"
    announcement_id: int
