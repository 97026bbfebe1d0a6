"""The buttons above the phones: instants of the shown session, and what many people do at once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import cycle, islice
from typing import Any

from bot.actions.sessions import Register
from db.models import ReminderKind

Scene = dict[str, Any]

MARKS = {ReminderKind.J7: "J-7", ReminderKind.J3: "J-3", ReminderKind.J1: "J-1", ReminderKind.H2: "H-2"}
TEMPERS = (
    ["Tout à fait d’accord", "Tout à fait d’accord", "Appliquer en autonomie", "Tout à fait d’accord", "Adapté"],
    ["Plutôt d’accord", "Tout à fait d’accord", "Former mes collègues", "Plutôt d’accord", "Trop court"],
    ["Plutôt d’accord", "Plutôt d’accord", "Appliquer avec de l’aide", "Plutôt pas d’accord", "Adapté"],
)
LAST_ANSWERS = (["Plutôt d’accord", "Oui, certainement"], ["Plutôt pas d’accord", "Plutôt oui"])


def marks(
    reminders: Sequence[tuple[ReminderKind, datetime]], starts_at: datetime, ends_at: datetime, closes_at: datetime
) -> list[Scene]:
    """The named instants of a session; each a moment after what falls due then. Instants are UTC."""
    found = [(MARKS[kind], due_at) for kind, due_at in reminders]
    found += [("premier jour", starts_at), ("fin de session", ends_at), ("clôture des avis", closes_at)]
    return [{"name": name, "at": (at + timedelta(seconds=5)).isoformat()} for name, at in found]


def scenes(people: Sequence[int], session_id: int) -> list[Scene]:
    """What the others do: register, then, once they are marked present and the session has ended, answer."""
    joining = [action for person in people for action in _registers(person, session_id)]
    tempers = islice(cycle(TEMPERS), len(people))
    lasts = islice(cycle(LAST_ANSWERS), len(people))
    answering = [
        action
        for person, temper, last in zip(people, tempers, lasts, strict=True)
        for action in _answers(person, [*temper, *last])
    ]
    return [
        {"name": f"{len(people)} autres s’inscrivent", "actions": joining},
        {"name": "les autres répondent", "actions": answering},
    ]


def _registers(person: int, session_id: int) -> list[Scene]:
    return [{"do": "callback", "person": person, "data": Register(session_id).pack()}]


def _answers(person: int, answers: list[str]) -> list[Scene]:
    """Press « Commencer », then one answer a question as it appears, then send it without a comment."""
    actions: list[Scene] = [_sees(person, button="Commencer"), _press(person, "Commencer")]
    for number, answer in enumerate(answers, start=1):
        actions += [_sees(person, text=f"{number}/8"), _press(person, answer)]
    return [*actions, _sees(person, text="8/8"), _press(person, "Passer"), _sees(person, text="Merci")]


def _sees(person: int, **what: str) -> Scene:
    return {"do": "wait_for", "person": person, "seconds": 20, **what}


def _press(person: int, text: str) -> Scene:
    return {"do": "press", "person": person, "text": text}
