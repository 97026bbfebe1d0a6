"""Who was put forward: followed, told, asked again; their slips and the list to call."""

from collections.abc import Awaitable, Callable

from bot import sheets
from bot import slips as paper
from bot.actions.nominees import (
    AskSlips,
    ChaseSilent,
    NominatedCorps,
    Nominations,
    Nominees,
    SendCallList,
    SendSlips,
    TellNominated,
)
from bot.context import Context, Turn, pressed
from bot.dialogs import set_aside
from bot.views import nominee as persons
from bot.views import nominees as views
from bot.views.page import Document, Page
from training.links import issuing
from training.nominations import following
from training.nominations.following import Following, Told


async def show(update: object, context: Context) -> None:
    action = context.action(Nominations)
    async with context.turn() as turn:
        await set_aside(turn)
        page = await _overview(turn, action.session_id)
    await context.show(page)


async def show_corps(update: object, context: Context) -> None:
    action = context.action(NominatedCorps)
    async with context.turn() as turn:
        found = await _following(turn, action.session_id)
        page = views.by_corps(turn.t, found, following.by_corps(found.nominations), action.page)
    await context.show(page)


async def show_group(update: object, context: Context) -> None:
    """A group that no button names is the whole list."""
    action = context.action(Nominees)
    async with context.turn() as turn:
        found = await _following(turn, action.session_id)
        page = views.listed(turn.t, found, action.group if action.group in views.GROUPS else "all", action.page)
    await context.show(page)


async def tell(update: object, context: Context) -> None:
    await _write(context, context.action(TellNominated).session_id, following.tell, again=False)


async def chase(update: object, context: Context) -> None:
    await _write(context, context.action(ChaseSilent).session_id, following.chase, again=True)


async def ask_slips(update: object, context: Context) -> None:
    action = context.action(AskSlips)
    async with context.turn() as turn:
        page = persons.ask_slips(turn.t, await _following(turn, action.session_id))
    await context.show(page)


async def send_slips(update: object, context: Context) -> None:
    """New links, on paper. Pressed twice, « Nouveaux coupons » makes none the second time: nobody is left over."""
    action = context.action(SendSlips)
    await context.toast()  # first: hundreds of slips take longer than a press may wait
    async with context.turn() as turn:
        found = await _following(turn, action.session_id)
        those = found.at(following.Stage.UNOPENED) if action.everybody else found.without_link
        made = await issuing.issue(turn.db, turn.person, [one.person.id for one in those], now=turn.now)
        words, house, session = turn.t, turn.house, found.session
        page = persons.ask_slips(turn.t, await _following(turn, action.session_id))
    await context.show(page)
    if made:
        content = await paper.pdf(*persons.slips(words, session, made, house.bot_username, house.settings.timezone))
        await context.send_document(persons.slips_file(words, session, len(made), content))


async def send_call_list(update: object, context: Context) -> None:
    """Names and telephones of who did not answer; the page stays."""
    action = context.action(SendCallList)
    async with context.turn() as turn:
        name, header, rows = views.call_list(turn.t, await _following(turn, action.session_id))
    content = await sheets.workbook(name[:31], header, rows)
    await context.send_document(Document(f"{name}.xlsx", content))


async def _write(context: Context, session_id: int, write: Callable[..., Awaitable[Told]], *, again: bool) -> None:
    async with context.turn() as turn:
        outcome = await write(turn.db, turn.person, session_id, now=turn.now)
        page, toast = await _overview(turn, session_id), views.told(turn.t, outcome, again=again)
    await context.show(page, toast)


async def _overview(turn: Turn, session_id: int) -> Page:
    found = await _following(turn, session_id)
    return views.overview(turn.t, found)


async def _following(turn: Turn, session_id: int) -> Following:
    return await following.following(turn.db, turn.person, session_id, now=turn.now)


HANDLERS = [
    pressed(Nominations, show),
    pressed(NominatedCorps, show_corps),
    pressed(Nominees, show_group),
    pressed(TellNominated, tell),
    pressed(ChaseSilent, chase),
    pressed(AskSlips, ask_slips),
    pressed(SendSlips, send_slips),
    pressed(SendCallList, send_call_list),
]
