"""Whether somebody can be reached, and whether something reached them: learned from Telegram, never assumed."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person
from db.queries import outbox, people
from training import journal


async def lost(db: AsyncSession, telegram_id: int, *, now: datetime) -> int:
    """They blocked the bot, or their account is gone: what waits for them is given up; how many messages.

    Announcements to them become unreachable, so that the report names them; the rest is cancelled.
    """
    person = await people.lock_account(db, telegram_id)
    if person is None:
        return 0
    if person.reachable:
        person.reachable = False
        journal.record(db, None, "became_unreachable", "person", person.id, now=now)
    return await outbox.give_up(db, person.id, now=now)


async def back(db: AsyncSession, telegram_id: int, *, now: datetime) -> bool:
    """They unblocked the bot or wrote to it: they are owed things again from now on; whether that is news."""
    person = await people.lock_account(db, telegram_id)
    if person is None or person.reachable:
        return False
    person.reachable = True
    journal.record(db, None, "became_reachable", "person", person.id, now=now)
    return True


async def moved(db: AsyncSession, telegram_id: int, new_telegram_id: int, *, now: datetime) -> bool:
    """Their chat has another id; whether somebody had the old one."""
    person = await people.lock_account(db, telegram_id)
    if person is None:
        return False
    person.telegram_id = new_telegram_id
    await db.flush()
    journal.record(db, None, "chat_moved", "person", person.id, now=now)
    return True


async def arrived(
    db: AsyncSession, person: Person, outbox_id: int, *, now: datetime, message_id: int | None = None
) -> bool:
    """They pressed a button of this very message: if it was in doubt, it is settled as sent; whether it was.

    `message_id`, its number in their chat, is kept: it can be corrected or recalled from then on.
    """
    return await outbox.prove(db, outbox_id, person.id, now=now, message_id=message_id)
