"""Every button of what follows an announcement, forged by a participant: refused, and nothing changes."""

from dataclasses import fields
from typing import Any

import pytest
from sqlalchemy import update

from bot.actions import dispatches as actions
from bot.buttons import Action
from db.models import Announcement, AnnouncementState
from tests.handlers.announcing import TEXT, messages, the_state, written
from tests.handlers.bench import Bench
from tests.handlers.room import furnish

KINDS = [kind for kind in Action.__subclasses__() if kind.__module__ == actions.__name__]
THEIRS = {actions.Acknowledge}
"""What recipients press."""


def forged(kind: type[Action]) -> str:
    values: list[Any] = ["now" if kind.kinds[each.name] is str else 1 for each in fields(kind)]
    return kind(*values).pack()


@pytest.mark.parametrize("state", ["draft", "awaiting", "scheduled", "held", "out"])
async def test_a_participant_decides_nothing_and_reads_nothing(bot_on_sqlite: Bench, state: str) -> None:
    room = await furnish(bot_on_sqlite, 1)
    khady = await written(bot_on_sqlite, room)
    if state == "out":
        await khady.presses("Envoyer à 1 personne")
        await khady.sees("Remis : 1 sur 1")
    async with bot_on_sqlite.transaction() as db:
        later = bot_on_sqlite.application.house.clock.now().replace(year=2027)
        await db.execute(update(Announcement).values(state=AnnouncementState(state), due_at=later))
    before = await messages(bot_on_sqlite)
    fatou = await bot_on_sqlite.verified("Fatou")
    for kind in KINDS:
        await fatou.opens("")
        await fatou.sees("Ma situation")
        await fatou.forges(forged(kind))
        await fatou.sees("n’est plus disponible" if kind in THEIRS else "réservée à l’équipe de formation")
    assert TEXT not in fatou.everything()
    assert await the_state(bot_on_sqlite) == state
    assert await messages(bot_on_sqlite) == before


async def test_an_organiser_may_press_all_of_it(bot_on_sqlite: Bench) -> None:
    """The negative control: the same buttons are not refused to an organiser, and none of them is a bug of ours."""
    room = await furnish(bot_on_sqlite, 1)
    khady = await written(bot_on_sqlite, room)
    await khady.presses("Envoyer à 1 personne")
    await khady.sees("Remis : 1 sur 1")
    for kind in KINDS:
        await khady.forges(forged(kind))
        await bot_on_sqlite.settled()
    said = khady.everything()
    assert "réservée à l’équipe de formation" not in said
    assert "Incident" not in said
