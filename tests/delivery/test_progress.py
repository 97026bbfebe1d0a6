"""The organiser's line: edited in place while an announcement goes, never for nothing, the report at the end."""

import asyncio
from typing import Any

import pytest
from markupsafe import Markup
from sqlalchemy import update
from telegram import Bot

from bot.delivery import sending
from bot.delivery.progress import Line, Progress
from bot.language import Words
from bot.views.page import Page
from db.models import Dispatch, DispatchState, OutboxMessage, OutboxState, Person
from simulator.world import World
from tests.delivery.stage import Stage, phone, texts
from tests.factories import NOW, make_organiser, make_person, make_registration, make_session
from training.announcements import departure, dispatches, drafting
from training.announcements.departure import Sending
from training.announcements.drafting import Message
from training.announcements.objections import Rules
from training.announcements.reporting import IN_A_ROW, Report

RULES = Rules(approval_above=0, zone="Africa/Dakar")


def draw(_words: Words, report: Report) -> Page:
    title = f"left {report.left}" if report.left else "report"
    return Page(Markup("{}: {} of {}").format(title, report.delivered, report.total))


class Scene:
    """An announcement to two people, whose progress its author follows."""

    def __init__(self, stage: Stage, world: World, bot: Bot) -> None:
        self.stage, self.world, self.bot = stage, world, bot
        self.progress = Progress(stage.house, bot, draw)
        self.author = Person()
        self.dispatch_id = 0

    async def begin(self) -> None:
        async with self.stage.database.transaction() as db:
            self.author = await make_organiser(db)
            session = await make_session(db)
            people = [await make_person(db) for _ in range(2)]
            for person in people:
                await make_registration(db, session, person)
        for person in (self.author, *people):
            await phone(self.world, person)
        async with self.stage.database.transaction() as db:
            made = await drafting.draft(db, self.author, Message("Bonjour"), session_id=session.id, now=NOW)
            assert await departure.agree(db, self.author, made.id, RULES, now=NOW) == Sending(2, NOW)
            self.dispatch_id = (await dispatches.latest(db, self.author, made.id)).id
        message_id = await sending.send(self.bot, self.author.telegram_id or 0, Page(Markup("left 2: 0 of 2")))
        async with self.stage.database.transaction() as db:
            await dispatches.follow(db, self.author, self.dispatch_id, message_id, "left 2: 0 of 2")

    def line(self) -> list[str]:
        return texts(self.world, self.author)

    def edits(self) -> list[int]:
        """What was answered to each edit."""
        return [call["status"] for call in self.world.calls.since(0) if call["method"].startswith("editMessage")]

    async def state(self) -> DispatchState:
        async with self.stage.database.transaction() as db:
            found = await db.get(Dispatch, self.dispatch_id)
            assert found is not None
            return found.state


@pytest.fixture
async def scene(stage: Stage, world: World, bot: Bot) -> Scene:
    scene = Scene(stage, world, bot)
    await scene.begin()
    return scene


async def test_the_line_follows_then_becomes_the_report(scene: Scene) -> None:
    await scene.progress.show_all()
    assert scene.edits() == [], "the text would be the same"
    await scene.stage.deliver(scene.bot)
    for _ in range(3):
        await scene.progress.show_all()
    assert scene.line() == ["report: 2 of 2"]
    assert scene.edits() == [200], "edited once, and a no-op edit never sent"
    assert await scene.state() is DispatchState.DONE


async def test_a_line_half_way(scene: Scene) -> None:
    first = min(row.id for row in (await scene.stage.rows()).values())
    async with scene.stage.database.transaction() as db:
        await db.execute(update(OutboxMessage).where(OutboxMessage.id == first).values(state=OutboxState.SENT))
    await scene.progress.show_all()
    assert scene.line() == ["left 1: 1 of 2"]
    assert await scene.state() is DispatchState.RUNNING


async def test_an_edit_that_failed_is_tried_again(scene: Scene) -> None:
    await scene.stage.set(state=OutboxState.SENT)
    await scene.world.fault("editMessageText", "refuse", code=500)
    await scene.progress.show_all()
    assert scene.line() == ["left 2: 0 of 2"]
    await scene.progress.show_all()
    await scene.progress.show_all()
    assert scene.line() == ["report: 2 of 2"]
    assert scene.edits() == [500, 200]


async def test_an_edit_that_is_too_fast_pauses_everybody(scene: Scene) -> None:
    await scene.stage.set(state=OutboxState.SENT)
    refusal: dict[str, Any] = {"code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 30}}
    await scene.world.fault("editMessageText", "refuse", **refusal)
    await scene.progress.show_all()
    await scene.progress.show_all()
    assert scene.edits() == [429]
    await scene.stage.pauses_run_out()
    await scene.progress.show_all()
    assert scene.line() == ["report: 2 of 2"]


async def test_a_deleted_line_begins_anew(scene: Scene) -> None:
    for message in scene.world.people[scene.author.telegram_id or 0].messages.values():
        message.deleted = True
    await scene.stage.set(state=OutboxState.SENT)
    await scene.progress.show_all()
    await scene.progress.show_all()
    assert scene.line() == ["left 2: 0 of 2", "report: 2 of 2"]


async def test_an_author_who_blocked_the_bot_stops_nothing(scene: Scene) -> None:
    await scene.world.block(scene.author.telegram_id or 0)
    await scene.stage.set(state=OutboxState.SENT)
    await scene.progress.show_all()
    assert await scene.state() is DispatchState.DONE


@pytest.mark.parametrize("edited", [False, True])
async def test_what_a_dead_process_was_showing_another_shows(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, edited: bool
) -> None:
    await scene.stage.set(state=OutboxState.SENT)

    async def dies(line: Line) -> Any:
        if edited:
            await sending.edit(scene.bot, line.chat_id, line.message_id or 0, line.page)
        raise asyncio.CancelledError

    with monkeypatch.context() as patch, pytest.raises(asyncio.CancelledError):
        patch.setattr(scene.progress, "_try", dies)
        await scene.progress.show_all()
    await Progress(Stage(scene.stage.database).house, scene.bot, draw).show_all()
    assert scene.line() == ["report: 2 of 2"]
    assert await scene.state() is DispatchState.DONE


@pytest.mark.parametrize("said", [True, False])
async def test_an_older_edit_that_crosses_the_report_does_not_stay(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, said: bool
) -> None:
    """Somebody presses a button of the line: their page is older than the report, and arrives after it.

    The negative control: where nobody says that another edit was made, the older text stays for ever.
    """
    older = Page(Markup("left 2: 0 of 2"))
    await scene.stage.set(state=OutboxState.SENT)

    async def crossed(line: Line) -> Any:
        outcome = await Progress._try(scene.progress, line)
        assert line.message_id is not None
        await sending.edit(scene.bot, line.chat_id, line.message_id, older)
        if said:
            async with scene.stage.database.transaction() as db:
                await dispatches.shown_once(db, line.dispatch_id, line.message_id)
        return outcome

    with monkeypatch.context() as patch:
        patch.setattr(scene.progress, "_try", crossed)
        await scene.progress.show_all()
    await scene.progress.show_all()
    assert scene.line() == (["report: 2 of 2"] if said else [older.text])
    assert await scene.state() is DispatchState.DONE


async def test_an_edit_on_its_way_when_somebody_stops_it_does_not_stay(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The press showed the report already: the line is open until it is known to be there."""
    await scene.stage.set(state=OutboxState.PENDING)

    async def stopped(line: Line) -> Any:
        assert line.message_id is not None
        async with scene.stage.database.transaction() as db:
            await dispatches.cancel(db, scene.author, line.dispatch_id, now=NOW)
        await sending.edit(scene.bot, line.chat_id, line.message_id, Page(Markup("report: 0 of 2")))
        return await Progress._try(scene.progress, line)

    async with scene.stage.database.transaction() as db:
        await db.execute(update(Dispatch).values(progress_shown=None))
    with monkeypatch.context() as patch:
        patch.setattr(scene.progress, "_try", stopped)
        await scene.progress.show_all()
    assert scene.line() == ["left 2: 0 of 2"]
    for _ in range(3):
        await scene.progress.show_all()
    assert scene.line() == ["report: 0 of 2"]
    assert scene.edits() == [200, 200, 200], "and then left alone"


async def test_the_message_of_a_report_is_not_edited_when_latecomers_come(scene: Scene) -> None:
    """Another page may be in it by then: a line that is over is forgotten."""
    await scene.stage.set(state=OutboxState.SENT)
    await scene.progress.show_all()
    async with scene.stage.database.transaction() as db:
        await db.execute(update(Dispatch).values(state=DispatchState.RUNNING))
    first = min(row.id for row in (await scene.stage.rows()).values())
    async with scene.stage.database.transaction() as db:
        await db.execute(update(OutboxMessage).where(OutboxMessage.id == first).values(state=OutboxState.UNREACHABLE))
    await scene.progress.show_all()
    assert scene.edits() == [200]


async def test_what_left_by_itself_gets_a_line(scene: Scene) -> None:
    await scene.stage.set(state=OutboxState.SENT)
    async with scene.stage.database.transaction() as db:
        await db.execute(update(Dispatch).values(progress_message_id=None, progress_shown=None, started_by_id=None))
    await scene.progress.show_all()
    await scene.progress.show_all()
    assert scene.line() == ["left 2: 0 of 2", "report: 2 of 2"]


async def test_what_goes_wrong_is_paused_and_says_so(scene: Scene) -> None:
    async with scene.stage.database.transaction() as db:
        for number in range(IN_A_ROW):
            lost = OutboxMessage(
                key=f"lost:{number}",
                person_id=scene.author.id,
                kind="announced",
                payload={},
                dispatch_id=scene.dispatch_id,
                state=OutboxState.FAILED,
                due_at=NOW,
                settled_at=NOW,
            )
            db.add(lost)
    await scene.progress.show_all()
    assert await scene.state() is DispatchState.PAUSED
    assert {row.state for row in (await scene.stage.rows()).values()} <= {OutboxState.HELD, OutboxState.FAILED}


async def test_what_settles_while_the_line_is_edited_is_drawn_next_time(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit = scene.progress._try

    async def meanwhile(line: Line) -> Any:
        await scene.stage.set(state=OutboxState.SENT)
        return await edit(line)

    async with scene.stage.database.transaction() as db:
        await db.execute(update(Dispatch).values(progress_shown="something else"))
    with monkeypatch.context() as patch:
        patch.setattr(scene.progress, "_try", meanwhile)
        await scene.progress.show_all()
    assert scene.line() == ["left 2: 0 of 2"]
    await scene.progress.show_all()
    assert scene.line() == ["report: 2 of 2"]
