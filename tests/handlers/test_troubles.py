"""What goes wrong between a press and its page: the page comes nevertheless, once."""

import pytest
from sqlalchemy import select
from telegram import Bot

from bot.delivery import sending
from bot.views.page import Page
from db.models import InboxState, InboxUpdate, Person
from simulator.model import JSON
from tests.handlers.announcing import TEXT, written
from tests.handlers.bench import MONDAY, Bench
from tests.handlers.room import furnish
from tests.phones import plain

SPOILED: list[tuple[str, JSON]] = [
    ("editMessageText", {"kind": "flood", "retry_after": 1}),
    ("editMessageText", {"kind": "flood"}),
    ("editMessageText", {"kind": "html"}),
    ("editMessageText", {"kind": "lose_answer"}),
    ("editMessageText", {"kind": "drop"}),
    ("answerCallbackQuery", {"kind": "html"}),
    ("answerCallbackQuery", {"kind": "drop", "times": 5}),
]


@pytest.mark.parametrize(("method", "fault"), SPOILED, ids=lambda value: str(value))
async def test_a_press_is_followed_by_its_page(bot_on_sqlite: Bench, method: str, fault: JSON) -> None:
    awa = await bot_on_sqlite.verified("Awa")
    await bot_on_sqlite.world.fault(method, **fault)
    await awa.presses("Aide")
    await awa.sees("Une question sur une session", within=10)
    await bot_on_sqlite.settled()
    assert awa.count("Ma situation") == 0
    assert awa.count("Une question sur une session") == 1


async def test_a_text_is_followed_by_its_page_whatever_becomes_of_the_old_buttons(bot_on_sqlite: Bench) -> None:
    awa = await bot_on_sqlite.verified("Awa")
    await bot_on_sqlite.world.fault("editMessageReplyMarkup", "html", times=5)
    await awa.types("/aide")
    await awa.sees("Une question sur une session", within=10)


async def test_whoever_writes_can_be_reached_again(bot_and_sim: Bench) -> None:
    awa = await bot_and_sim.verified("Awa")
    async with bot_and_sim.transaction() as db:
        person = (await db.scalars(select(Person).where(Person.telegram_id == awa.id))).one()
        person.reachable = False
    await awa.types("/aide")
    await awa.sees("Une question sur une session")
    person_now = await bot_and_sim.person(awa)
    assert person_now is not None
    assert person_now.reachable


async def test_a_bug_after_the_commit_is_told_with_its_number(
    bot_and_sim: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    awa = await bot_and_sim.verified("Awa")
    redraw, failures = sending.redraw, iter([ZeroDivisionError()])

    async def broken_once(bot: Bot, chat_id: int, message_id: int, page: Page) -> bool:
        for failure in failures:
            raise failure
        return await redraw(bot, chat_id, message_id, page)

    monkeypatch.setattr("bot.context.sending.redraw", broken_once)
    await awa.presses("Aide")
    await awa.sees("Incident n°")
    await bot_and_sim.settled()
    assert awa.count("Une question sur une session") == 0


async def test_a_preview_that_was_never_shown_brings_the_exact_message(bot_and_sim: Bench) -> None:
    """A process died between the commit of a draft and its pages."""
    khady = await written(bot_and_sim, await furnish(bot_and_sim, 1))
    khady.looks_away()
    async with bot_and_sim.transaction() as db:
        left = {"payload": "{}", "state": InboxState.APPLIED, "received_machine": MONDAY, "lease_machine": MONDAY}
        db.add(InboxUpdate(update_id=900_000_002, chat_id=khady.id, **left))
    await khady.sees("Ci-dessus, le message exact")
    *_, exact, _ = [plain(message.text) for message in khady.messages()]
    assert TEXT in exact


async def test_a_page_left_in_a_group_is_shown_to_nobody(bot_and_sim: Bench) -> None:
    bot_and_sim.world.calls.clear()
    async with bot_and_sim.transaction() as db:
        left = {"payload": "{}", "state": InboxState.APPLIED, "received_machine": MONDAY, "lease_machine": MONDAY}
        db.add(InboxUpdate(update_id=900_000_001, chat_id=-100_200_300, **left))
    await bot_and_sim.settled()
    assert [call for call in bot_and_sim.world.calls.since(0) if call["method"].startswith("send")] == []
