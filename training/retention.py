"""How long what is kept about people is kept, and its forgetting. Source: the programme’s rules on data protection."""

from calendar import monthrange
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import conversation, logs, nominations, outbox, people, questions, retention
from training import journal
from training.announcements import reporting

RAW_UPDATES = timedelta(days=3)
"""The numbers of updates that were answered or given up, from when they came: Telegram may repeat one for a day."""
QUESTIONS = timedelta(days=365)
"""What was written to the team and answered, since the last message."""
LOGS = timedelta(days=365)
"""What was written to whom, from when it was settled; an announcement, from the end of the last of its dispatches."""
ANNOUNCEMENTS_A_TICK, MESSAGES_A_TICK = 10, 5000
UPLOADS = timedelta(days=1)
"""A file between its dry run and the confirmation that never came (programme time)."""


async def forget_leftovers(db: AsyncSession, *, now: datetime) -> int:
    """The tick that forgets half-filled forms that waited too long, files never imported, strangers' screens.

    And whom somebody proposed in their place, once the session has started; and questions where nothing was written
    for long.
    """
    dialogs = await retention.forget_dialogs(db, now)
    uploads = await retention.forget_uploads(db, now - UPLOADS)
    proposals = await retention.forget_proposals(db, now)
    proposals += await questions.forget_texts(db, now - QUESTIONS)
    return dialogs + uploads + proposals + await retention.forget_strangers_screens(db)


async def forget_logs(db: AsyncSession, *, now: datetime) -> int:
    """The tick that forgets to whom what was written, a year after it was; how many announcements' dispatches.

    How many there were in each state stays, for the reports.
    """
    over = await logs.dispatches_over(db, now - LOGS, ANNOUNCEMENTS_A_TICK)
    for dispatch in over:
        dispatch.forgotten = await reporting.numbers(db, dispatch)
    await db.flush()
    for dispatch in over:
        await logs.forget_messages_of(db, dispatch)
    await logs.forget_messages(db, now - LOGS, MESSAGES_A_TICK)
    return len(over)


async def unlink(db: AsyncSession, *, months: int, now: datetime) -> int:
    """The tick that forgets who somebody is on Telegram, `months` after the end of their last session; how many people.

    Without a session their arrival counts. Whoever holds a role stays. What waits for them is given up. If they come
    back they are a stranger, who reads the notice first. `now` is programme time.
    """
    over = await retention.links_over(db, months_before(now, months))
    for person_id in over:
        await _unlink(db, person_id, now)
    return len(over)


def months_before(at: datetime, months: int) -> datetime:
    """The same day and hour so many months earlier; the month's last day when it is shorter."""
    year, month = divmod(at.year * 12 + at.month - 1 - months, 12)
    day = min(at.day, monthrange(year, month + 1)[1])
    return at.replace(year=year, month=month + 1, day=day)


async def _unlink(db: AsyncSession, person_id: int, now: datetime) -> None:
    person = await people.lock(db, person_id)
    if person is None:
        return
    if person.telegram_id is not None:
        await conversation.forget_dialog(db, person.telegram_id)
        await conversation.forget_screen(db, person.telegram_id)
    await outbox.give_up(db, person.id, now=now)
    await nominations.forget_phone(db, person.id)
    person.telegram_id = person.phone = None
    journal.record(db, None, "telegram_link_forgotten", "person", person.id, now=now)
