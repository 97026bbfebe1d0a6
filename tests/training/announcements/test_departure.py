"""An announcement: the exact people, once each, whatever is tapped twice; then whom it reached."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from db.engine import Database
from db.models import (
    Action,
    Announcement,
    AnnouncementState,
    Dispatch,
    DispatchState,
    Lane,
    OutboxMessage,
    OutboxState,
    Person,
    Registration,
    Seat,
)
from tests.factories import NOW, make_organiser, make_person, make_registration, make_session
from training import reachability
from training.announcements import departure, dispatches, drafting, recipients, reporting
from training.announcements.audience import Audience, State, of_session
from training.announcements.departure import AlreadySent, Changed, Empty, Sending
from training.announcements.drafting import Message
from training.announcements.objections import Rules
from training.announcements.recipients import Recipients
from training.errors import Forbidden, Gone, Stale

RULES = Rules(approval_above=0, zone="Africa/Dakar")
NIGHT = datetime(2026, 10, 5, 22, tzinfo=UTC)


@dataclass
class Scene:
    """A session with seated, waiting, withdrawn, blocked and telephone-less people; a draft to them."""

    database: Database
    organiser: Person
    session_id: int
    seated: list[Person]
    blocked: Person
    unconnected: Person
    draft_id: int

    async def send(self, now: datetime = NOW, **options: Any) -> departure.Agreed:
        async with self.database.transaction() as db:
            return await departure.agree(db, self.organiser, self.draft_id, RULES, now=now, **options)

    async def rows(self) -> list[OutboxMessage]:
        async with self.database.transaction() as db:
            return list(await db.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))

    async def report(self) -> reporting.Report:
        async with self.database.transaction() as db:
            return await reporting.report(db, self.organiser, self.draft_id, now=NOW)

    async def to_call(self, state: OutboxState) -> list[reporting.Named]:
        async with self.database.transaction() as db:
            found = await dispatches.latest(db, self.organiser, self.draft_id)
            return [one for one in await reporting.to_call(db, self.organiser, found.id) if one.state is state]

    async def settle(self, person: Person, state: OutboxState) -> None:
        async with self.database.transaction() as db:
            mine = OutboxMessage.person_id == person.id
            await db.execute(update(OutboxMessage).where(mine).values(state=state))

    async def finish(self) -> bool:
        async with self.database.transaction() as db:
            found = await dispatches.latest(db, self.organiser, self.draft_id)
            return await dispatches.finish_if_settled(db, found.id, now=NOW)

    async def dispatch(self) -> Dispatch:
        async with self.database.transaction() as db:
            return await dispatches.latest(db, self.organiser, self.draft_id)

    async def announcement(self) -> Announcement:
        async with self.database.transaction() as db:
            found = await db.get(Announcement, self.draft_id)
            assert found is not None
            return found

    async def verbs(self) -> list[str]:
        async with self.database.transaction() as db:
            return list(await db.scalars(select(Action.verb).order_by(Action.id)))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.close()


@pytest.fixture
async def scene(database: Database) -> Scene:
    async with database.transaction() as db:
        organiser, session = await make_organiser(db), await make_session(db)
        seated = [await make_person(db) for _ in range(3)]
        blocked = await make_person(db, reachable=False, first_name="Ndèye", last_name="Ba")
        unconnected = await make_person(db, telegram_id=None, first_name="Modou", last_name="Sy")
        for person in (*seated, blocked, unconnected):
            await make_registration(db, session, person)
        await make_registration(db, session, await make_person(db), Seat.WAITING)
        await make_registration(db, session, await make_person(db), Seat.WITHDRAWN)
        await make_registration(db, await make_session(db), await make_person(db))
        made = await drafting.draft(
            db, organiser, Message("Prévoir une <b>pièce d’identité</b>."), session_id=session.id, now=NOW
        )
        return Scene(database, organiser, session.id, seated, blocked, unconnected, made.id)


async def test_it_goes_to_the_seated_people_once_each(scene: Scene) -> None:
    async with scene.database.transaction() as db:
        assert await recipients.count(db, of_session(scene.session_id)) == Recipients(3, 2)
    assert await scene.send() == Sending(3, NOW)
    assert await scene.send() == AlreadySent()

    rows = await scene.rows()
    everybody = {person.id for person in (*scene.seated, scene.blocked, scene.unconnected)}
    assert {row.person_id for row in rows} == everybody
    assert len(rows) == 5
    assert {row.key for row in rows} == {f"announcement:{scene.draft_id}:{person_id}" for person_id in everybody}
    assert {(row.lane, row.kind, row.due_at, row.attempt) for row in rows} == {(int(Lane.BULK), "announced", NOW, 0)}
    assert all(row.payload == {"announcement_id": scene.draft_id} for row in rows)
    unreachable = {row.person_id for row in rows if row.state is OutboxState.UNREACHABLE}
    assert unreachable == {scene.blocked.id, scene.unconnected.id}
    found = await scene.announcement()
    assert (found.state, found.recipients) == (AnnouncementState.OUT, 5)
    assert await scene.verbs() == ["announcement_drafted", "announcement_not_reviewed", "announcement_sent"]


async def test_the_waiting_list_is_asked_for(scene: Scene) -> None:
    audience = of_session(scene.session_id, (State.SEATED, State.WAITING))
    async with scene.database.transaction() as db:
        assert await recipients.count(db, audience) == Recipients(4, 2)
        await drafting.address(db, scene.organiser, scene.draft_id, audience)
    assert await scene.send() == Sending(4, NOW)


async def test_another_number_than_agreed_is_not_sent(scene: Scene) -> None:
    assert await scene.send(expected=4) == Changed(Recipients(3, 2))
    assert await scene.rows() == []
    assert (await scene.announcement()).state is AnnouncementState.DRAFT
    assert await scene.send(expected=3) == Sending(3, NOW)


async def test_nobody_to_write_to_leaves_a_draft(scene: Scene) -> None:
    async with scene.database.transaction() as db:
        await db.execute(update(Person).values(reachable=False))
    assert await scene.send() == Empty()
    assert (await scene.rows(), (await scene.announcement()).state) == ([], AnnouncementState.DRAFT)


async def test_two_taps_at_once_send_once(scene: Scene) -> None:
    found = await asyncio.gather(scene.send(), scene.send())
    assert sorted(type(one).__name__ for one in found) == ["AlreadySent", "Sending"]
    assert len(await scene.rows()) == 5


async def test_at_night_it_waits_for_the_morning(scene: Scene) -> None:
    morning = datetime(2026, 10, 6, 7, tzinfo=UTC)
    assert await scene.send(NIGHT) == Sending(3, morning)
    assert {row.due_at for row in await scene.rows()} == {morning}


async def test_the_report_counts_and_names(scene: Scene) -> None:
    await scene.send()
    first, second, third = scene.seated
    await scene.settle(first, OutboxState.SENT)
    await scene.settle(second, OutboxState.UNCERTAIN)
    report = await scene.report()
    assert (report.total, report.delivered, report.unreachable) == (5, 1, 2)
    assert (report.failed, report.uncertain, report.left) == (0, 1, 1)
    lost = await scene.to_call(OutboxState.UNREACHABLE)
    assert [(one.first_name, one.last_name) for one in lost] == [("Ndèye", "Ba"), ("Modou", "Sy")]
    assert [one.person_id for one in await scene.to_call(OutboxState.UNCERTAIN)] == [second.id]
    assert not await scene.finish()

    await scene.settle(third, OutboxState.FAILED)
    assert (await scene.report()).failed == 1
    assert await scene.finish()
    assert not await scene.finish()
    assert (await scene.dispatch()).state is DispatchState.DONE
    assert await scene.send() == AlreadySent()
    assert (await scene.verbs())[-1] == "announcement_finished"


async def test_who_blocks_the_bot_meanwhile_is_named(scene: Scene) -> None:
    await scene.send()
    gone = scene.seated[0]
    assert gone.telegram_id is not None
    async with scene.database.transaction() as db:
        assert await reachability.lost(db, gone.telegram_id, now=NOW) == 1
    assert gone.id in {one.person_id for one in await scene.to_call(OutboxState.UNREACHABLE)}


async def test_who_withdrew_before_the_tap_is_not_written_to(scene: Scene) -> None:
    async with scene.database.transaction() as db:
        mine = Registration.person_id == scene.seated[0].id
        await db.execute(update(Registration).where(mine).values(seat=Seat.WITHDRAWN))
    assert await scene.send() == Sending(2, NOW)


async def test_a_draft_is_rewritten_or_abandoned_until_it_is_sent(scene: Scene) -> None:
    async with scene.database.transaction() as db:
        await drafting.rewrite(db, scene.organiser, scene.draft_id, Message("Autre texte"), now=NOW)
    assert (await scene.announcement()).text == "Autre texte"
    await scene.send()
    async with scene.database.transaction() as db:
        for change in (
            drafting.rewrite(db, scene.organiser, scene.draft_id, Message("Trop tard"), now=NOW),
            drafting.abandon(db, scene.organiser, scene.draft_id, now=NOW),
        ):
            with pytest.raises(Stale):
                await change


async def test_an_abandoned_draft_is_gone(scene: Scene) -> None:
    async with scene.database.transaction() as db:
        await drafting.abandon(db, scene.organiser, scene.draft_id, now=NOW)
    async with scene.database.transaction() as db:
        with pytest.raises(Gone):
            await reporting.report(db, scene.organiser, scene.draft_id, now=NOW)


async def test_only_the_author_s_line_is_followed(scene: Scene) -> None:
    await scene.send()
    dispatch_id = (await scene.dispatch()).id
    async with scene.database.transaction() as db:
        other = await make_organiser(db)
        assert not await dispatches.follow(db, other, dispatch_id, 12, "x")
    assert (await scene.dispatch()).progress_message_id is None
    async with scene.database.transaction() as db:
        assert await dispatches.follow(db, scene.organiser, dispatch_id, 12, "x")
    found = await scene.dispatch()
    assert (found.progress_message_id, found.progress_shown) == (12, "x")


async def test_a_message_that_shows_another_page_is_no_line_any_more(scene: Scene) -> None:
    await scene.send()
    dispatch_id = (await scene.dispatch()).id
    async with scene.database.transaction() as db:
        await dispatches.follow(db, scene.organiser, dispatch_id, 12, "x")
        await dispatches.leave_line(db, scene.organiser, 13)
    assert (await scene.dispatch()).progress_message_id == 12
    async with scene.database.transaction() as db:
        await dispatches.leave_line(db, scene.organiser, 12)
    assert (await scene.dispatch()).progress_message_id is None


Attempt = Callable[[AsyncSession, Person, Scene], Any]
ATTEMPTS: dict[str, Attempt] = {
    "draft": lambda db, person, scene: drafting.draft(db, person, Message("Bonjour"), now=NOW),
    "rewrite": lambda db, person, scene: drafting.rewrite(db, person, scene.draft_id, Message("Bonjour"), now=NOW),
    "abandon": lambda db, person, scene: drafting.abandon(db, person, scene.draft_id, now=NOW),
    "find": lambda db, person, scene: drafting.find(db, person, scene.draft_id),
    "address": lambda db, person, scene: drafting.address(db, person, scene.draft_id, Audience()),
    "set_links": lambda db, person, scene: drafting.set_links(db, person, scene.draft_id, []),
    "toggle": lambda db, person, scene: drafting.toggle(db, person, scene.draft_id, "urgent"),
    "agree": lambda db, person, scene: departure.agree(db, person, scene.draft_id, RULES, now=NOW),
    "follow": lambda db, person, scene: dispatches.follow(db, person, 1, 1, "x"),
    "report": lambda db, person, scene: reporting.report(db, person, scene.draft_id, now=NOW),
    "to_call": lambda db, person, scene: reporting.to_call(db, person, 1),
    "every_line": lambda db, person, scene: reporting.every_line(db, person, 1, now=NOW),
}


@pytest.mark.parametrize("name", ATTEMPTS)
async def test_participants_may_do_none_of_it(scene: Scene, name: str) -> None:
    async with scene.database.transaction() as db:
        with pytest.raises(Forbidden):
            await ATTEMPTS[name](db, scene.seated[0], scene)
    assert await scene.rows() == []


async def test_what_does_not_exist_is_gone(scene: Scene) -> None:
    async with scene.database.transaction() as db:
        with pytest.raises(Gone):
            await drafting.draft(db, scene.organiser, Message("Bonjour"), session_id=999_999, now=NOW)
        with pytest.raises(Gone):
            await departure.agree(db, scene.organiser, 999_999, RULES, now=NOW)
