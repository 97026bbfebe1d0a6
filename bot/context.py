"""One update's context: `turn` is its transaction, `show` speaks after it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

import structlog
from markupsafe import Markup
from sqlalchemy.ext.asyncio import AsyncSession
from telegram import Bot, Message, Update
from telegram.error import BadRequest, Forbidden
from telegram.ext import CallbackContext, CallbackQueryHandler

from bot.buttons import Action, reference
from bot.clock import machine_now
from bot.course import Overtaken, course
from bot.delivery import sending, topics
from bot.delivery.answering import anew
from bot.house import House, TrainingApplication
from bot.language import Words, words
from bot.notice import NoticeFirst
from bot.views.page import Document, Page
from db.models import Dialog, Person
from db.queries import conversation, inbox, people
from training import reachability
from training.identification import needs_notice

log = structlog.get_logger(__name__)

DIALOG_LIFE = timedelta(days=30)
A = TypeVar("A", bound=Action)


@dataclass
class Turn:
    """One update inside its transaction. `now` is programme time (UTC); `db` must not be used after the block.

    `html` is a typed text with its formatting (Telegram's HTML). Two things may be set: `confidential`, to forget the
    raw update and take the typed text out of the chat; `above`, to send a page as a message before the one shown.
    """

    db: AsyncSession
    now: datetime
    chat_id: int
    telegram_id: int
    person: Person | None
    t: Words
    house: House
    html: str = ""
    confidential: bool = False
    above: Page | None = None

    @property
    def zone(self) -> ZoneInfo:
        return self.house.settings.zone

    async def dialog(self) -> Dialog | None:
        """The question that waits in this chat."""
        return await conversation.dialog(self.db, self.chat_id, self.now)

    async def ask(self, flow: str, step: str, answers: dict[str, Any]) -> None:
        """Let a question wait for this chat's next text."""
        await conversation.ask(self.db, self.chat_id, flow, step, answers, self.now + DIALOG_LIFE)

    async def stop_asking(self) -> None:
        await conversation.forget_dialog(self.db, self.chat_id)


class Context(CallbackContext[Bot, None, None, None]):
    """Given to every handler by the library."""

    def __init__(
        self, application: TrainingApplication, chat_id: int | None = None, user_id: int | None = None
    ) -> None:
        super().__init__(application, chat_id, user_id)
        self.incoming: Update | None = None
        self.answered = False
        self.screen: int | None = None

    @classmethod
    def from_update(cls, update: object, application: Any) -> "Context":
        context = super().from_update(update, application)
        context.incoming = update if isinstance(update, Update) else None
        return context

    @property
    def house(self) -> House:
        return cast(TrainingApplication, self.application).house

    @property
    def received(self) -> Update:
        assert self.incoming is not None
        return self.incoming

    @asynccontextmanager
    async def turn(self, *, confidential: bool = False, before_notice: bool = False) -> AsyncIterator[Turn]:
        """This update's one transaction, committed at the end of the block.

        `confidential` forgets the raw update with it. Raises Overtaken when another process did this update, and
        NoticeFirst when the notice has a version that this person has not read: only `before_notice` goes on then.
        """
        update_id = self.received.update_id
        chat_id, telegram_id = ids(self.received)
        async with self.house.database.transaction() as db:
            taken = await inbox.take(db, update_id, telegram_id)
            if taken is None:
                raise Overtaken
            turn = turn_of(self.house, db, chat_id, telegram_id, taken.person)
            version = self.house.settings.notice.version
            if turn.person and needs_notice(turn.person, version) and not before_notice:
                raise NoticeFirst(version)
            self.screen = taken.screen
            await self._note_presence(turn)
            yield turn
            await inbox.apply(db, update_id, machine_now(), blank=confidential or turn.confidential)
        if (noted := course.get(None)) is not None:
            noted.applied = True
        self.house.wake_delivery()

    async def _note_presence(self, turn: Turn) -> None:
        """Whoever writes can be reached; a press on an owed message proves that it arrived."""
        if turn.person is None:
            return
        if not turn.person.reachable and self.received.my_chat_member is None:
            await reachability.back(turn.db, turn.telegram_id, now=turn.now)
        query = self.received.callback_query
        owed = reference(query.data) if query and query.data else None
        if query is not None and owed is not None:
            number = query.message.message_id if query.message else None
            await reachability.arrived(turn.db, turn.person, owed, now=turn.now, message_id=number)

    def action(self, kind: type[A]) -> A:
        """The typed action of the pressed button."""
        query = self.received.callback_query
        assert query is not None
        return kind.unpack(query.data or "")

    async def show(self, page: Page, toast: str | None = None) -> None:
        """Show a page: in place of the pressed one, or as a new message after a text or a command."""
        query = self.received.callback_query
        if query is None or page.ask_contact:  # a message cannot be edited into one that asks for a contact
            await self.toast(toast)
            await self._show_new(page)
            return
        await self.toast(toast)
        message = query.message
        if isinstance(message, Message) and await sending.redraw(self.bot, message.chat_id, message.message_id, page):
            await self._remember(message.chat_id, message.message_id, page)
        else:
            await self._show_new(page)

    async def show_below(self, page: Page) -> None:
        """Show a page as a new message, and leave the pressed one as it is."""
        await self.toast()
        await self._show_new(page)

    async def show_under(self, above: Page | None, page: Page) -> None:
        """Show a page as a new message under `above`, which is sent before it; as `show` does where there is none."""
        if above is None:
            await self.show(page)
            return
        await self.toast()
        await self.say(above)
        await self._show_new(page)

    async def say(self, page: Page) -> None:
        """Send a message that the conversation does not continue from."""
        chat_id, _ = ids(self.received)
        await anew(self.house, chat_id, lambda: sending.send(self.bot, chat_id, page))

    async def reply(self, message: Message, text: Markup) -> None:
        """One line under a message of a group."""
        await anew(self.house, message.chat_id, lambda: topics.reply(self.bot, message, str(text)))

    async def toast(self, text: str | None = None) -> None:
        """Answer the press, once: the button stops spinning. Where that fails it stops later: the page matters more."""
        query = self.received.callback_query
        if query is None or self.answered:
            return
        self.answered = True
        await sending.besides(lambda: sending.answer(self.bot, query.id, text))

    async def relabel(self, label: str) -> None:
        """The pressed button says something else from now on; its message stays as it is."""
        query = self.received.callback_query
        if query is None or not isinstance(query.message, Message):
            return
        message, data = query.message, str(query.data)
        await sending.besides(lambda: sending.relabel(self.bot, message, data, label))

    async def send_document(self, document: Document) -> None:
        """Send a file; the page stays as it is."""
        await self.toast()
        chat_id, _ = ids(self.received)
        await anew(self.house, chat_id, lambda: sending.document(self.bot, chat_id, document))

    async def forget_text(self) -> None:
        """Take the person's own text out of the chat, when Telegram allows it."""
        message = self.received.message
        if message is None:
            return
        try:
            await self.bot.delete_message(message.chat_id, message.message_id)
        except (BadRequest, Forbidden):
            return

    async def _show_new(self, page: Page) -> None:
        chat_id, _ = ids(self.received)
        left = self.screen
        if left is not None:
            await sending.besides(lambda: sending.strip_buttons(self.bot, chat_id, left))
        message_id = await anew(self.house, chat_id, lambda: sending.send(self.bot, chat_id, page))
        await self._remember(chat_id, message_id, page)

    async def _remember(self, chat_id: int, message_id: int, page: Page) -> None:
        if page.rows and message_id != self.screen:
            self.screen = message_id
            async with self.house.database.transaction() as db:
                await conversation.remember_screen(db, chat_id, message_id)


async def open_turn(house: House, db: AsyncSession, chat_id: int, telegram_id: int) -> Turn:
    """A turn for a chat, in a transaction that the caller has opened."""
    return turn_of(house, db, chat_id, telegram_id, await people.by_telegram_id(db, telegram_id))


def turn_of(house: House, db: AsyncSession, chat_id: int, telegram_id: int, person: Person | None) -> Turn:
    """A turn whose person is known already."""
    t = words(person.language if person else "fr")
    return Turn(db, house.clock.now(), chat_id, telegram_id, person, t, house)


def ids(update: Update) -> tuple[int, int]:
    """The chat and the person of an update."""
    chat, user = update.effective_chat, update.effective_user
    chat_id = chat.id if chat else user.id if user else 0
    return chat_id, user.id if user else chat_id


def pressed(kind: type[Action], callback: Any) -> "CallbackQueryHandler[Context, None]":
    """The handler of one kind of button, in private chats and groups alike."""
    return CallbackQueryHandler(callback, pattern=kind.recognises)
