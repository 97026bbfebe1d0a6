"""Buttons about who comes in whose place."""

from dataclasses import dataclass

from bot.buttons import Action


@dataclass(frozen=True)
class AskReplacement(Action):
    """« Me faire remplacer »: by whom?"""

    code = "rp"
    session_id: int


@dataclass(frozen=True)
class ProposeReplacement(Action):
    """« Transmettre » what was written."""

    code = "rpp"
    session_id: int


@dataclass(frozen=True)
class AskReplacementFor(Action):
    """An organiser has somebody replaced: by whom?"""

    code = "rpf"
    nomination_id: int


@dataclass(frozen=True)
class Replacements(Action):
    """What waits for a decision in a session: the first one."""

    code = "rpl"
    session_id: int


@dataclass(frozen=True)
class AcceptReplacement(Action):
    """`person_id`: the known person who is meant, or 0 for somebody new."""

    code = "rpa"
    replacement_id: int
    person_id: int = 0


@dataclass(frozen=True)
class RefuseReplacement(Action):
    code = "rpr"
    replacement_id: int
