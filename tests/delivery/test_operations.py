"""What was sent is edited and deleted, groups are written to, announcements keep the night and do not go stale."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from markupsafe import Markup
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Bot

from bot.delivery import outcomes
from bot.delivery.notices import renderers
from bot.delivery.render import Desk, ForGroups, Ready, render
from bot.delivery.sending import Send
from bot.delivery.settling import End, settle
from bot.language import Words
from bot.views.page import Media, Page
from db.models import (
    Announcement,
    AnnouncementState,
    Dispatch,
    DispatchKind,
    OrganisersGroup,
    OutboxMessage,
    OutboxState,
    Person,
)
from db.queries.outbox import Claimed
from simulator.world import World
from tests.delivery.stage import RENDERERS, Stage, claim, texts, with_phone
from tests.factories import NOW, ZONE, make_organiser, make_session
from training import outbox
from training.notices import Announced, AnnouncementCorrected, AnnouncementRecalled, ApprovalDecided, Notice
from training.people import shown

GROUP = -100_500
NIGHT, MORNING = NOW.replace(hour=23), NOW.replace(day=6, hour=7)


async def say_corrected(*_: object) -> Page | None:
    return Page(Markup("Corrected"))


async def say_under_a_photo(*_: object) -> Page | None:
    return Page(Markup("Corrected"), content=Media("file", photo=True))


async def say_to_group(_db: AsyncSession, _row: Claimed, _words: Words, _now: datetime) -> Page | None:
    return Page(Markup("To the group"))


OPERATIONS = {**RENDERERS, "announcement_corrected": say_corrected, "announcement_recalled": say_corrected}
TO_GROUPS = {**RENDERERS, "approval_decided": ForGroups(say_to_group)}


@dataclass
class Sent:
    """An announcement, and one person whom it is owed to."""

    stage: Stage
    person: Person
    announcement: Announcement
    dispatch: Dispatch

    async def owe(self, key: str, notice: Notice, **values: Any) -> None:
        await self.stage.owe(self.person, key, notice)
        async with self.stage.database.transaction() as db:
            values.setdefault("dispatch_id", self.dispatch.id)
            await db.execute(update(OutboxMessage).where(OutboxMessage.key == key).values(**values))

    async def change(self, kind: type[AnnouncementCorrected] | type[AnnouncementRecalled]) -> None:
        """The message that arrived is to be edited or deleted."""
        original = await self.stage.row("a")
        await self.owe("b", kind(self.dispatch.id), original_id=original.id)


async def announced(stage: Stage, person: Person, **details: Any) -> Sent:
    session = details.pop("session", None)
    started_at = details.pop("started_at", NOW)
    async with stage.database.transaction() as db:
        author = await make_organiser(db)
        about = (await make_session(db, **session)).id if session is not None else None
        values = {"text": "Bonjour", "state": AnnouncementState.OUT, "created_at": NOW} | details
        found = Announcement(author_id=author.id, session_id=about, **values)
        db.add(found)
        await db.flush()
        made = Dispatch(announcement_id=found.id, kind=DispatchKind.SENDING, started_at=started_at)
        db.add(made)
        await db.flush()
    sent = Sent(stage, person, found, made)
    await sent.owe("a", Announced(found.id))
    return sent


async def arrived(stage: Stage, world: World, bot: Bot, **details: Any) -> Sent:
    sent = await announced(stage, await with_phone(stage, world), **details)
    await stage.deliver(bot)
    await stage.backoffs_run_out()
    assert (await stage.row()).state is OutboxState.SENT
    return sent


@pytest.mark.parametrize(("text", "drawn"), [("Bonjour", 1), ("Salle : {session}", 1), ("Bonjour {nom}", 3)])
async def test_what_is_the_same_for_everybody_is_drawn_once(stage: Stage, text: str, drawn: int) -> None:
    """Drawn for three people; what each of them gets is theirs all the same."""
    sent = await announced(stage, await stage.person(), text=text, session={"code": "3.05"})
    for key in "bc":
        other = Sent(stage, await stage.person(), sent.announcement, sent.dispatch)
        await other.owe(key, Announced(sent.announcement.id))
    asked: list[int] = []
    real = renderers("equipe@example.org", "a secret")[Announced.kind]
    assert not isinstance(real, ForGroups)

    async def counting(db: AsyncSession, row: Claimed, person: Person, t: Words, now: datetime, /) -> Page | None:
        asked.append(person.id)
        return await real(db, row, person, t, now)

    rows = await claim(stage.database, limit=3)
    async with stage.database.transaction() as db:
        ready = await render(db, rows, Desk({Announced.kind: counting}, NOW, ZONE))
        people = {row.id: await db.get_one(Person, row.person_id) for row in rows}
    assert len(asked) == drawn
    for one in ready:
        assert isinstance(one, Ready) and isinstance(one.operation, Send)
        said = text.replace("{nom}", shown(people[one.row.id])).replace("{session}", "3.05")
        assert str(one.operation.page.text).endswith(said)


async def test_what_arrived_is_edited(stage: Stage, world: World, bot: Bot) -> None:
    sent = await arrived(stage, world, bot)
    await sent.change(AnnouncementCorrected)
    await stage.deliver(bot, renderers=OPERATIONS)
    rows = await stage.rows()
    assert (rows["b"].state, rows["b"].message_id) == (OutboxState.SENT, rows["a"].message_id)
    assert texts(world, sent.person) == ["Corrected"]


async def test_a_caption_is_edited_as_a_caption(stage: Stage, world: World, bot: Bot) -> None:
    sent = await arrived(stage, world, bot)
    await sent.change(AnnouncementCorrected)
    await stage.deliver(bot, renderers={**OPERATIONS, "announcement_corrected": say_under_a_photo})
    assert [call["method"] for call in world.calls.since(0)][-1] == "editMessageCaption"


async def test_what_arrived_is_deleted_and_is_once_deleted(stage: Stage, world: World, bot: Bot) -> None:
    sent = await arrived(stage, world, bot)
    for key in "bc":
        original = await stage.row("a")
        await sent.owe(key, AnnouncementRecalled(sent.dispatch.id), original_id=original.id)
        await stage.deliver(bot, renderers=OPERATIONS)
        await stage.backoffs_run_out()
        assert [message.deleted for message in world.people[sent.person.telegram_id or 0].messages.values()][-1]
        assert (await stage.row(key)).state is OutboxState.SENT


@pytest.mark.parametrize("kind", [AnnouncementCorrected, AnnouncementRecalled])
@pytest.mark.parametrize("said", ["message can't be deleted for everyone", "message can't be edited"])
async def test_what_cannot_be_changed_fails_with_its_reason(
    stage: Stage, world: World, bot: Bot, kind: Any, said: str
) -> None:
    sent = await arrived(stage, world, bot)
    await sent.change(kind)
    method = "deleteMessage" if kind is AnnouncementRecalled else "editMessageText"
    await world.fault(method, "refuse", code=400, description=f"Bad Request: {said}")
    await stage.deliver(bot, renderers=OPERATIONS)
    row = await stage.row("b")
    assert row.state is OutboxState.FAILED and said in (row.last_error or "").lower()


async def test_what_never_arrived_is_not_changed(stage: Stage, bot: Bot) -> None:
    sent = await announced(stage, await stage.person())
    await stage.set(state=OutboxState.UNCERTAIN)
    await sent.change(AnnouncementRecalled)
    await stage.deliver(bot, renderers=OPERATIONS)
    assert (await stage.row("b")).state is OutboxState.CANCELLED


async def a_group(stage: Stage) -> None:
    async with stage.database.transaction() as db:
        organiser = await make_organiser(db)
        db.add(OrganisersGroup(chat_id=GROUP, added_at=NOW, added_by_id=organiser.id))
        for key in "ab":
            notice = ApprovalDecided(1, approved=True)
            await outbox.owe_group(db, GROUP, notice, key=key, due_at=NOW)


async def end(stage: Stage, row: Claimed, outcome: outcomes.Outcome) -> None:
    async with stage.database.transaction() as db:
        await settle(db, [End(row, GROUP, outcome)], now=NOW)


async def groups(stage: Stage) -> list[int]:
    async with stage.database.transaction() as db:
        return list(await db.scalars(select(OrganisersGroup.chat_id)))


async def test_a_group_is_written_to_one_message_after_another(stage: Stage, world: World, bot: Bot) -> None:
    await a_group(stage)
    assert await stage.deliver(bot, renderers=TO_GROUPS) == 1
    call = [each for each in world.calls.since(0) if each["method"] == "sendMessage"][-1]
    assert (int(call["parameters"]["chat_id"]), call["parameters"]["text"]) == (GROUP, "To the group")
    assert await claim(stage.database) == [], "20 a minute"


async def test_what_is_for_people_is_not_sent_to_a_group(stage: Stage, bot: Bot) -> None:
    await a_group(stage)
    await stage.deliver(bot, renderers={**RENDERERS, "approval_decided": RENDERERS["reminder"]})
    assert (await stage.row("a")).state is OutboxState.FAILED


async def test_a_group_that_moved_takes_what_it_is_owed_along(stage: Stage) -> None:
    await a_group(stage)
    (row,) = await claim(stage.database)
    await end(stage, row, outcomes.Moved(GROUP - 1))
    rows = await stage.rows()
    assert [(row.group_id, row.state) for row in rows.values()] == [(GROUP - 1, OutboxState.PENDING)] * 2
    assert await groups(stage) == [GROUP - 1]


async def test_a_group_that_put_the_bot_out_is_forgotten(stage: Stage) -> None:
    await a_group(stage)
    (row,) = await claim(stage.database)
    await end(stage, row, outcomes.Unreachable("Forbidden: bot was kicked"))
    assert set((await stage.states()).values()) == {OutboxState.UNREACHABLE}
    assert await groups(stage) == []


async def test_an_announcement_claimed_at_night_waits_for_the_morning(stage: Stage, world: World, bot: Bot) -> None:
    sent = await announced(stage, await with_phone(stage, world), started_at=NIGHT)
    await stage.set(due_at=NIGHT)
    stage.clock.set(NIGHT)
    await stage.deliver(bot)
    row = await stage.row()
    assert (row.state, row.due_at, texts(world, sent.person)) == (OutboxState.PENDING, MORNING, [])


async def test_an_urgent_one_does_not(stage: Stage, world: World, bot: Bot) -> None:
    sent = await announced(stage, await with_phone(stage, world), urgent=True, started_at=NIGHT)
    await stage.set(due_at=NIGHT)
    stage.clock.set(NIGHT)
    await stage.deliver(bot)
    assert texts(world, sent.person) == ["Message a"]


SOON = {"first_day": NOW.date(), "last_day": NOW.date()}
OVER = NOW.replace(hour=17)


@pytest.mark.parametrize(
    ("started_at", "state"), [(NOW, OutboxState.EXPIRED), (NOW.replace(hour=16, minute=45), OutboxState.SENT)]
)
async def test_what_was_written_before_the_end_of_a_session_is_not_sent_after_it(
    stage: Stage, world: World, bot: Bot, started_at: datetime, state: OutboxState
) -> None:
    await announced(stage, await with_phone(stage, world), session=SOON, started_at=started_at)
    stage.clock.set(OVER)
    await stage.deliver(bot)
    assert (await stage.row()).state is state


@pytest.mark.parametrize(("hours", "state"), [(12, OutboxState.SENT), (13, OutboxState.EXPIRED)])
async def test_an_announcement_held_up_by_an_outage_goes_stale(
    stage: Stage, world: World, bot: Bot, hours: int, state: OutboxState
) -> None:
    await announced(stage, await with_phone(stage, world), urgent=True)
    stage.clock.set(NOW + timedelta(hours=hours))
    await stage.deliver(bot)
    assert (await stage.row()).state is state


async def test_one_that_an_organiser_paused_does_not(stage: Stage, world: World, bot: Bot) -> None:
    sent = await announced(stage, await with_phone(stage, world), urgent=True)
    async with stage.database.transaction() as db:
        await db.execute(
            update(Dispatch).where(Dispatch.id == sent.dispatch.id).values(resumed_at=NOW + timedelta(days=1))
        )
    stage.clock.set(NOW + timedelta(days=1))
    await stage.deliver(bot)
    assert (await stage.row()).state is OutboxState.SENT
