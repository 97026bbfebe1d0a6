"""An organiser who prepares an announcement, and one that is written: shared by the tests of its pages."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update

from bot.actions.announcements import Compose
from db.models import Announcement, AnnouncementState, Dispatch, OutboxMessage, OutboxState, Person, Role
from simulator.model import Message
from tests.handlers.bench import Bench
from tests.handlers.room import Room
from tests.phones import Phone, plain
from training.announcements.audience import Audience

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


HEAD = "Message de l’équipe de formation"
EXACT = "Ci-dessus, le message exact"


async def composing(bench: Bench, room: Room) -> Phone:
    """An organiser before the blank page of a session's announcement."""
    khady = await bench.organiser()
    await khady.forges(Compose(room.id).pack())
    await khady.sees("Rien ne part avant l’aperçu et votre accord.")
    khady.looks_away()
    return khady


async def to_criteria(bench: Bench, text: str = "Le car part à 8 h.") -> Phone:
    """An organiser who came by her home, wrote, and is asked whom it is for."""
    khady = await bench.organiser()
    await khady.presses("Espace organisateur")
    await khady.presses("Annonces")
    await khady.presses("Nouvelle annonce")
    await khady.sees("Rien ne part avant l’aperçu et votre accord.")
    await khady.types(text)
    await khady.sees("À qui ce message est-il destiné ?")
    return khady


def the_message(phone: Phone) -> Message:
    """The newest announcement on this phone: a text, a caption, or a place."""
    return next(one for one in reversed(phone.messages()) if HEAD in plain(one.text) or "venue" in one.parts)


async def draft(bench: Bench) -> Announcement:
    """The one announcement there is, as committed."""
    async with bench.transaction() as db:
        return (await db.scalars(select(Announcement))).one()


async def audience(bench: Bench) -> Audience:
    return Audience.unpack((await draft(bench)).audience)


async def change(bench: Bench, phones: Sequence[Phone], **values: Any) -> None:
    """Change the records of some people."""
    async with bench.transaction() as db:
        for person in await db.scalars(select(Person).where(Person.telegram_id.in_([each.id for each in phones]))):
            for name, value in values.items():
                setattr(person, name, value)


def document_of(bench: Bench, phone: Phone) -> tuple[str, bytes]:
    """The last file on this phone."""
    media = next(one.media for one in reversed(phone.messages()) if one.media is not None)
    return media.name, media.content
