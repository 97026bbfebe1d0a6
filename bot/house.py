"""What every handler can reach: built once, in `bot.main`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from telegram import Document, Message
from telegram.ext import Application

from bot.clock import Clock
from bot.delivery.pace import Chats, LocalPace, Pace
from bot.settings import Settings
from bot.views.page import Page
from db.engine import Database
from db.models import Dialog as Dialog  # handlers name it in their flows

if TYPE_CHECKING:
    from bot.context import Context as Context
    from bot.context import Turn


class Flow(Protocol):
    """A conversation of several steps: `question` draws the waiting one, `typed` takes a text as its answer."""

    name: str

    async def question(self, turn: "Turn", dialog: Dialog) -> Page: ...

    async def typed(self, turn: "Turn", dialog: Dialog, text: str) -> Page: ...


@runtime_checkable
class TakesMessages(Protocol):
    """A flow that also takes what is no text (a file, a place) as an answer. None: there is nothing to show."""

    async def sent(self, turn: "Turn", dialog: Dialog, message: Message) -> Page | None: ...


@runtime_checkable
class TakesFiles(Protocol):
    """A flow that awaits a file, which it downloads and reads before it opens its turn, and answers itself."""

    async def file(self, context: "Context", dialog: Dialog, document: Document) -> None: ...


@dataclass
class House:
    """`server_secret` keys the drafts of evaluations; `flows` are found by the name kept in a dialog.

    `current_page` is where the person is now; `unasked` answers a text that no question waited for. `pace` is the
    budget of the bot token, of which answers take the next slot and what is owed the rest; `chats` were just answered.
    """

    settings: Settings
    database: Database
    clock: Clock
    server_secret: str
    notice: str
    flows: dict[str, Flow]
    current_page: "Callable[[Turn], Awaitable[Page]]"
    unasked: "Callable[[Turn, str], Awaitable[Page]]"
    pace: Pace = field(default_factory=LocalPace)
    chats: Chats = field(default_factory=Chats)
    bot_username: str = ""
    wake_delivery: Callable[[], None] = lambda: None


class TrainingApplication(Application[Any, "Context", None, None, None, None]):
    """The library's Application, plus the house."""

    def __init__(self, *, house: House, **parts: Any) -> None:
        super().__init__(**parts)
        self.house = house
