"""For whom an announcement is: criteria that are crossed, and the values of each, which are alternatives."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any, Self


class State(enum.StrEnum):
    """How somebody stands to a session, as it is now."""

    SEATED = "seated"
    SILENT = "silent"
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    PRESENT = "present"
    ABSENT = "absent"


@dataclass(frozen=True)
class Audience:
    """Everybody who was let in, narrowed by each criterion that names something; `excluded` are left out.

    Ids, except `publics`, which are words of `AudienceTerm`. `states` say how people stand to `sessions`; `areas` are
    those of the sessions where somebody is registered.
    """

    sessions: tuple[int, ...] = ()
    states: tuple[State, ...] = ()
    areas: tuple[int, ...] = ()
    publics: tuple[str, ...] = ()
    corps: tuple[int, ...] = ()
    institutions: tuple[int, ...] = ()
    regions: tuple[int, ...] = ()
    excluded: tuple[int, ...] = ()

    def pack(self) -> dict[str, Any]:
        """For the column: only what is named."""
        return {field.name: list(found) for field in fields(self) if (found := getattr(self, field.name))}

    @classmethod
    def unpack(cls, packed: dict[str, Any]) -> Self:
        """The contrary of `pack`."""
        values: dict[str, Any] = {name: tuple(value) for name, value in packed.items()}
        if "states" in values:
            values["states"] = tuple(State(each) for each in values["states"])
        return cls(**values)

    def toggled(self, criterion: str, value: Any) -> Self:
        """With this value of this criterion added, or taken away where it was there."""
        present: tuple[Any, ...] = getattr(self, criterion)
        after = tuple(each for each in present if each != value) if value in present else (*present, value)
        return replace(self, **{criterion: after})

    @property
    def session(self) -> int | None:
        """The one session it is about, if there is exactly one."""
        return self.sessions[0] if len(self.sessions) == 1 else None


def of_session(session_id: int, states: Iterable[State] = (State.SEATED,)) -> Audience:
    """The people of one session."""
    return Audience(sessions=(session_id,), states=tuple(states))
