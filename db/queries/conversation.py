"""What a chat shows last, and the question that waits in it. `now` and `expires_at` are programme time."""

from datetime import datetime

from sqlalchemy import BigInteger, Exists, Integer, delete, exists, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Dialog, Person, Screen
from db.queries.upsert import insert_for


async def remember_screen(db: AsyncSession, chat_id: int, message_id: int) -> None:
    """The last message with buttons of somebody's own chat; nothing is kept of who has not acknowledged the notice."""
    row = select(literal(chat_id, BigInteger), literal(message_id, Integer))
    statement = insert_for(db, Screen).from_select(["chat_id", "message_id"], row.where(_known(chat_id)))
    await db.execute(statement.on_conflict_do_update(index_elements=[Screen.chat_id], set_={"message_id": message_id}))


async def dialog(db: AsyncSession, chat_id: int, now: datetime) -> Dialog | None:
    """The question that waits in this chat, unless it expired (programme time); read afresh."""
    found = await db.get(Dialog, chat_id, populate_existing=True)
    return found if found and found.expires_at > now else None


async def ask(
    db: AsyncSession, chat_id: int, flow: str, step: str, answers: dict[str, object], expires_at: datetime
) -> None:
    """Let this question wait for the chat's answer, in place of any other."""
    values = {"flow": flow, "step": step, "answers": answers, "expires_at": expires_at}
    statement = insert_for(db, Dialog).values(chat_id=chat_id, version=1, **values)
    again = statement.on_conflict_do_update(
        index_elements=[Dialog.chat_id], set_={**values, "version": Dialog.version + 1}
    )
    await db.execute(again, execution_options={"synchronize_session": False})


async def forget_dialog(db: AsyncSession, chat_id: int) -> None:
    await db.execute(delete(Dialog).where(Dialog.chat_id == chat_id))


async def forget_screen(db: AsyncSession, chat_id: int) -> None:
    await db.execute(delete(Screen).where(Screen.chat_id == chat_id))


def _known(chat_id: int) -> Exists:
    return exists().where(Person.telegram_id == chat_id)
