"""An announcement that is written, for the tests of what follows it."""

from typing import Any

from sqlalchemy import select, update

from bot.actions.announcements import Compose
from db.models import Announcement, AnnouncementState, Dispatch, OutboxMessage, OutboxState, Role
from tests.handlers.bench import Bench
from tests.handlers.room import Room
from tests.phones import Phone

TEXT = "Le car part à 8 h de la place."


async def written(bench: Bench, room: Room, *, role: Role = Role.ORGANISER, **options: Any) -> Phone:
    """An organiser under the preview of what they wrote, with these options."""
    khady = await bench.organiser(role=role)
    await khady.forges(Compose(room.id).pack())
    await khady.sees("Rien ne part avant l’aperçu et votre accord.")
    await khady.types(TEXT)
    await khady.sees("Ci-dessus, le message exact")
    if options:
        async with bench.transaction() as db:
            await db.execute(update(Announcement).values(**options))
    return khady


def above(bench: Bench, number: int) -> None:
    """More recipients than this need a second organiser."""
    bench.application.house.settings.approval_above = number


async def the_announcement(bench: Bench) -> int:
    async with bench.transaction() as db:
        return int((await db.scalars(select(Announcement.id))).one())


async def the_state(bench: Bench) -> AnnouncementState:
    async with bench.transaction() as db:
        return (await db.scalars(select(Announcement.state))).one()


async def the_dispatch(bench: Bench) -> int:
    """The latest."""
    async with bench.transaction() as db:
        return int((await db.scalars(select(Dispatch.id).order_by(Dispatch.id.desc()).limit(1))).one())


async def messages(bench: Bench) -> list[OutboxState]:
    """The states of the messages of all dispatches."""
    async with bench.transaction() as db:
        wanted = select(OutboxMessage.state).where(OutboxMessage.dispatch_id.is_not(None))
        return list(await db.scalars(wanted.order_by(OutboxMessage.id)))
