"""Before a message goes, it is checked against the facts of that moment."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from markupsafe import Markup
from telegram import Bot

from bot.buttons import Action
from bot.delivery.facts import Dropped, Postponed
from bot.delivery.render import Desk, Ready, render
from bot.delivery.sending import Send
from bot.views.page import Button, Page
from db.models import (
    Evaluation,
    EvaluationState,
    OutboxState,
    Person,
    Registration,
    Seat,
    SeatOffer,
    SessionState,
    TrainingSession,
)
from db.queries import outbox
from db.queries.outbox import Claimed
from simulator.world import World
from tests.delivery.stage import RENDERERS, Stage, texts, with_phone
from tests.factories import NOW, ZONE
from training.notices import EvaluationOpened, SeatOffered


async def claimed(stage: Stage) -> Claimed:
    async with stage.database.transaction() as db:
        (row,) = await outbox.claim(db, "one:1", now=NOW, limit=1, lease=60)
        return row


async def rendered(
    stage: Stage, row: Claimed, renderers: Any = RENDERERS, now: datetime = NOW
) -> Ready | Dropped | Postponed:
    async with stage.database.transaction() as db:
        (found,) = await render(db, [row], Desk(renderers, now, ZONE))
        return found


async def change(stage: Stage, model: type[Any], id_: int, **values: Any) -> None:
    async with stage.database.transaction() as db:
        found = await db.get(model, id_)
        for name, value in values.items():
            setattr(found, name, value)


async def reminder(stage: Stage) -> tuple[Claimed, Person, int, int]:
    """A reminder in hand, with its person, registration and session."""
    person = await stage.person()
    await stage.owe_reminder(person, "a")
    row = await claimed(stage)
    async with stage.database.transaction() as db:
        registration = await db.get(Registration, row.payload["registration_id"])
        assert registration is not None
        return row, person, registration.id, registration.session_id


async def test_what_still_holds_is_ready(stage: Stage) -> None:
    row, person, *_ = await reminder(stage)
    found = await rendered(stage, row)
    assert isinstance(found, Ready)
    assert (found.chat_id, found.operation) == (person.telegram_id, Send(Page(Markup("Message a")), None))


CHANGES: dict[str, tuple[type[Any], dict[str, Any], str]] = {
    "withdrawn": (Registration, {"seat": Seat.WITHDRAWN}, "no longer seated"),
    "waiting again": (Registration, {"seat": Seat.WAITING}, "no longer seated"),
    "moved": (TrainingSession, {"version": 2}, "session moved"),
    "cancelled": (TrainingSession, {"state": SessionState.CANCELLED}, "session cancelled"),
    "without Telegram": (Person, {"telegram_id": None}, "nobody to reach"),
    "blocked": (Person, {"reachable": False}, "nobody to reach"),
}


@pytest.mark.parametrize("name", CHANGES)
async def test_what_changed_since_is_cancelled(stage: Stage, name: str) -> None:
    row, person, registration_id, session_id = await reminder(stage)
    model, values, reason = CHANGES[name]
    ids = {Registration: registration_id, TrainingSession: session_id, Person: person.id}
    await change(stage, model, ids[model], **values)
    found = await rendered(stage, row)
    assert isinstance(found, Dropped)
    assert (found.state, found.reason) == (OutboxState.CANCELLED, reason)


async def test_an_announcement_to_nobody_is_unreachable(stage: Stage) -> None:
    row, person, *_ = await reminder(stage)
    await change(stage, Person, person.id, reachable=False)
    found = await rendered(stage, replace(row, dispatch_id=1))
    assert isinstance(found, Dropped) and found.state is OutboxState.UNREACHABLE


@pytest.mark.parametrize(("seconds", "state"), [(0, OutboxState.EXPIRED), (-1, OutboxState.EXPIRED), (1, None)])
async def test_too_late_is_from_the_very_instant(stage: Stage, seconds: int, state: OutboxState | None) -> None:
    row, *_ = await reminder(stage)
    found = await rendered(stage, replace(row, expires_at=NOW + timedelta(seconds=seconds)))
    assert (found.state if isinstance(found, Dropped) else None) is state


NIGHT = NOW.replace(hour=23)
MORNING = NOW.replace(day=6, hour=7)


async def test_a_reminder_claimed_late_waits_for_the_end_of_the_quiet_hours(stage: Stage) -> None:
    row, *_ = await reminder(stage)
    found = await rendered(stage, replace(row, expires_at=MORNING + timedelta(seconds=1)), now=NIGHT)
    assert isinstance(found, Postponed) and found.until == MORNING
    assert isinstance(await rendered(stage, row, now=MORNING), Ready)


async def test_a_reminder_that_is_stale_after_the_quiet_hours_expires(stage: Stage) -> None:
    row, *_ = await reminder(stage)
    found = await rendered(stage, replace(row, expires_at=MORNING), now=NIGHT)
    assert isinstance(found, Dropped) and found.state is OutboxState.EXPIRED


async def seat_offered(stage: Stage) -> Claimed:
    person = await stage.person()
    session, registration_id = await stage.seated(person)
    until = NOW + timedelta(days=9)
    async with stage.database.transaction() as db:
        offer = SeatOffer(
            registration_id=registration_id, session_id=session.id, holds_seat=True, offered_at=NOW, expires_at=until
        )
        db.add(offer)
    await stage.owe(person, "seat", SeatOffered(offer.id))
    return await claimed(stage)


async def opened(stage: Stage, state: EvaluationState = EvaluationState.OPEN) -> Claimed:
    person = await stage.person()
    session, _ = await stage.seated(person)
    dates = {"opens_at": NOW, "closes_at": NOW + timedelta(days=7)}
    async with stage.database.transaction() as db:
        evaluation = Evaluation(session_id=session.id, questionnaire="hot", state=state, **dates)
        db.add(evaluation)
    await stage.owe(person, "opened", EvaluationOpened(evaluation.id))
    return await claimed(stage)


@pytest.mark.parametrize("make", [seat_offered, opened])
async def test_news_claimed_late_wait_for_the_morning_unless_it_is_too_late_then(
    stage: Stage, make: Callable[[Stage], Awaitable[Claimed]]
) -> None:
    row = await make(stage)
    page = dict.fromkeys(("seat_offered", "evaluation_opened"), RENDERERS["reminder"])
    found = await rendered(stage, replace(row, expires_at=MORNING + timedelta(seconds=1)), page, now=NIGHT)
    assert isinstance(found, Postponed) and found.until == MORNING
    assert isinstance(await rendered(stage, replace(row, expires_at=MORNING), page, now=NIGHT), Ready)
    assert isinstance(await rendered(stage, row, page, now=MORNING), Ready)


async def test_what_answers_somebody_keeps_no_quiet_hours(stage: Stage) -> None:
    await stage.owe(await stage.person(), "a")
    assert isinstance(await rendered(stage, await claimed(stage), now=NIGHT), Ready)


async def test_a_postponed_message_is_pending_until_then(stage: Stage, bot: Bot, world: World) -> None:
    person = await with_phone(stage, world)
    await stage.owe_reminder(person, "a")
    stage.clock.set(NIGHT)
    assert [await stage.deliver(bot), await stage.deliver(bot)] == [1, 0]
    row = await stage.row()
    assert (row.state, row.due_at, row.attempt) == (OutboxState.PENDING, MORNING, 0)
    assert texts(world, person) == []
    stage.clock.set(MORNING)
    await stage.deliver(bot)
    assert texts(world, person) == ["Message a"]


@pytest.mark.parametrize(("state", "ready"), [(EvaluationState.OPEN, True), (EvaluationState.CLOSED, False)])
async def test_a_questionnaire_that_closed_is_not_proposed(stage: Stage, state: EvaluationState, ready: bool) -> None:
    found = await rendered(stage, await opened(stage, state), {"evaluation_opened": RENDERERS["reminder"]})
    assert isinstance(found, Ready) is ready


async def test_nothing_left_to_say_is_cancelled(stage: Stage) -> None:
    async def silent(*_: object) -> None:
        return None

    row, *_ = await reminder(stage)
    found = await rendered(stage, row, {"reminder": silent})
    assert isinstance(found, Dropped) and found.state is OutboxState.CANCELLED


class Long(Action):
    code = "x" * 65


async def test_a_button_that_does_not_fit_fails_before_the_wire(stage: Stage) -> None:
    async def too_long(*_: object) -> Page:
        return Page(Markup("Bonjour"), ((Button("Oui", Long()),),))

    row, *_ = await reminder(stage)
    for renderers in ({"reminder": too_long}, {}):
        found = await rendered(stage, row, renderers)
        assert isinstance(found, Dropped) and found.state is OutboxState.FAILED
