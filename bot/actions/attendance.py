"""Buttons of the attendance roll. A mark names the person and what is wanted, so that a double tap changes nothing."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from bot.buttons import Action
from db.models import HalfDay
from training.attendance import CorrectionReason
from training.calendar import HalfDayOf


@dataclass(frozen=True)
class Presence(Action):
    """« Présences » of a session: which half-day? Pages count from 0; any higher one is the last."""

    code = "pr"
    session_id: int
    page: int = 99


@dataclass(frozen=True)
class Place(Action):
    """Where somebody is on a roll: the half-day, the page (from 0), and whether a tap notes absences (0 or 1).

    `half_day` is « 20261012am »: the day itself, since a session that moves has other days in the same order.
    """

    session_id: int
    half_day: str
    page: int
    absences: int

    def __post_init__(self) -> None:
        """Refuse what this class never packs: raises ValueError."""
        _ = self.which

    @property
    def which(self) -> HalfDayOf:
        return HalfDayOf(date.fromisoformat(self.half_day[:8]), HalfDay(self.half_day[8:]))

    def at(self, page: int, absences: int) -> "Roll":
        return Roll(self.session_id, self.half_day, page, absences)

    def here(self) -> "Roll":
        return self.at(self.page, self.absences)

    @classmethod
    def on(cls, place: "Place", *more: int | str) -> Self:
        """This action at the place of another one."""
        return cls(place.session_id, place.half_day, place.page, place.absences, *more)


@dataclass(frozen=True)
class Roll(Place):
    """The names of a half-day."""

    code = "prl"


@dataclass(frozen=True)
class Mark(Place):
    """Note this person as present (1) or absent (0)."""

    code = "prm"
    person_id: int
    present: int


@dataclass(frozen=True)
class CorrectMark(Place):
    """Change a mark that was saved, for this reason."""

    code = "prc"
    person_id: int
    present: int
    reason: str

    def __post_init__(self) -> None:
        super().__post_init__()
        CorrectionReason(self.reason)


@dataclass(frozen=True)
class AskEverybodyPresent(Place):
    """« Tout le monde présent »: says first whom it concerns."""

    code = "pra"


@dataclass(frozen=True)
class EverybodyPresent(Place):
    """Note as present whoever has no mark yet."""

    code = "pre"
