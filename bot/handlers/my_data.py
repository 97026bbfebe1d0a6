"""/mesdonnees: what is held about the person who asks."""

from telegram.ext import CommandHandler, filters

from bot.actions.my_data import (
    AskErase,
    Erase,
    MyData,
    MyDataFile,
    MySessions,
    OtherAccount,
    SwitchReminders,
)
from bot.context import Context, Turn, pressed
from bot.views import my_data as views
from bot.views.my_data_file import my_data_file
from bot.views.page import Page
from training import erasure, my_data
from training.erasure import LastAdministrator


async def show(update: object, context: Context) -> None:
    """The person's own data; nothing is held about a stranger."""
    async with context.turn() as turn:
        page = await _mine(turn)
    await context.show(page)


async def show_sessions(update: object, context: Context) -> None:
    action = context.action(MySessions)
    async with context.turn() as turn:
        page = views.my_sessions(turn.t, await my_data.held(turn.db, turn.person), action.page)
    await context.show(page)


async def switch_reminders(update: object, context: Context) -> None:
    """On or off, at once; what changes of a session is told in any case, and the toast says so."""
    async with context.turn() as turn:
        on = await my_data.switch_reminders(turn.db, turn.person, now=turn.now)
        page, toast = await _mine(turn), views.reminders_switched(turn.t, on=on)
    await context.show(page, toast)


async def send_file(update: object, context: Context) -> None:
    """All of it as a file; the page stays."""
    await context.toast()  # first: a long history takes longer than a press may wait
    async with context.turn() as turn:
        document = my_data_file(turn.t, await my_data.everything(turn.db, turn.person))
    await context.send_document(document)


async def ask_erase(update: object, context: Context) -> None:
    async with context.turn() as turn:
        page = await _mine(turn)
        if turn.person is not None:
            page = views.ask_erase(turn.t, await erasure.consequences(turn.db, turn.person, now=turn.now))
    await context.show(page)


async def erase(update: object, context: Context) -> None:
    """For good; who presses again is a stranger by then, of whom nothing is held."""
    async with context.turn(confidential=True) as turn:
        page = await _mine(turn) if turn.person is None else await _erased(turn)
    await context.show(page)


async def other_account(update: object, context: Context) -> None:
    async with context.turn() as turn:
        page = await _mine(turn)
        if turn.person is not None:
            page = views.other_account(turn.t, turn.house.settings.notice.contact)
    await context.show(page)


async def _erased(turn: Turn) -> Page:
    try:
        await erasure.erase(turn.db, turn.person, secret=turn.house.server_secret, now=turn.now)
    except LastAdministrator:
        return views.ask_erase(turn.t, await erasure.consequences(turn.db, turn.person, now=turn.now))
    return views.erased(turn.t)


async def _mine(turn: Turn) -> Page:
    if turn.person is None:
        return views.nothing(turn.t)
    settings = turn.house.settings
    held = await my_data.held(turn.db, turn.person)
    return views.my_data(turn.t, held, settings.timezone)


HANDLERS = [
    CommandHandler("mesdonnees", show, filters=filters.ChatType.PRIVATE),
    pressed(MyData, show),
    pressed(MySessions, show_sessions),
    pressed(MyDataFile, send_file),
    pressed(SwitchReminders, switch_reminders),
    pressed(AskErase, ask_erase),
    pressed(Erase, erase),
    pressed(OtherAccount, other_account),
]
