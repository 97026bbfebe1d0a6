"""Buttons of the arrival. The code that somebody came with travels in them: nothing is stored before the notice."""

from dataclasses import dataclass

from bot.buttons import Action


@dataclass(frozen=True)
class ReadNotice(Action):
    """The notice in short; `joining` is a code to redeem, or empty."""

    code = "nt"
    joining: str = ""


@dataclass(frozen=True)
class ReadWholeNotice(Action):
    """One page (from 0) of the whole notice."""

    code = "ntp"
    page: int
    joining: str = ""


@dataclass(frozen=True)
class AcceptNotice(Action):
    """« J’ai pris connaissance » of one edition, which must still be the present one."""

    code = "nok"
    edition: str
    joining: str = ""


@dataclass(frozen=True)
class RefuseNotice(Action):
    code = "nno"
    joining: str = ""
