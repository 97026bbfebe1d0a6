"""Whom an announcement is for, tap by tap: each page says how many people it means now."""

from bot import sheets
from bot.actions.announcements import ANNOUNCEMENT
from bot.actions.composing import (
    AUDIENCE,
    AllLines,
    ChooseAudience,
    ChooseFrom,
    Criteria,
    SendList,
    States,
    ToEverybody,
    Toggle,
    ToggleState,
)
from bot.context import Context, Turn, pressed
from bot.dialogs import give_up
from bot.handlers.announcements import preview
from bot.house import Dialog
from bot.views.announcements import audience as views
from bot.views.page import Document, Page
from training.announcements import addressing, choices, recipients
from training.announcements.audience import Audience
from training.errors import Forbidden, Gone, Stale

CHOOSE = "choose"
"""The step: a line is awaited, or letters to search."""

SEARCH_LONGEST = 40


async def choose_audience(update: object, context: Context) -> None:
    """« Changer la cible »: straight to the people of its one session, else to every criterion."""
    action = context.action(ChooseAudience)
    async with context.turn() as turn:
        found = await preview.draft(turn, action.announcement_id)
        page = await (_states(turn, found.id) if found.session_id is not None else criteria(turn, found.id))
    await context.show(page)


async def every_criterion(update: object, context: Context) -> None:
    action = context.action(Criteria)
    async with context.turn() as turn:
        page = await criteria(turn, action.announcement_id)
    await context.show(page)


async def to_everybody(update: object, context: Context) -> None:
    action = context.action(ToEverybody)
    async with context.turn() as turn:
        found = await addressing.to_everybody(turn.db, turn.person, action.announcement_id)
        page = await criteria(turn, found.id)
    await context.show(page)


async def states(update: object, context: Context) -> None:
    action = context.action(States)
    async with context.turn() as turn:
        page = await _states(turn, action.announcement_id)
    await context.show(page)


async def toggle_state(update: object, context: Context) -> None:
    action = context.action(ToggleState)
    async with context.turn() as turn:
        found = await addressing.toggle_state(turn.db, turn.person, action.announcement_id, action.state)
        page = await _states(turn, found.id)
    await context.show(page)


async def choose_from(update: object, context: Context) -> None:
    """A list: what was searched in it is kept while its pages are turned."""
    action = context.action(ChooseFrom)
    async with context.turn() as turn:
        search = await _search(turn, action.announcement_id, action.criterion)
        page = await _list(turn, action.announcement_id, action.criterion, action.page, search)
    await context.show(page)


async def all_lines(update: object, context: Context) -> None:
    action = context.action(AllLines)
    async with context.turn() as turn:
        page = await _list(turn, action.announcement_id, action.criterion, 0, "")
    await context.show(page)


async def toggle(update: object, context: Context) -> None:
    action = context.action(Toggle)
    async with context.turn() as turn:
        number, name = action.announcement_id, action.criterion
        await addressing.toggle(turn.db, turn.person, number, name, action.value)
        page = await _list(turn, number, name, action.page, await _search(turn, number, name))
    await context.show(page)


async def send_list(update: object, context: Context) -> None:
    """« Liste (xlsx) »: a new message; the page stays."""
    action = context.action(SendList)
    async with context.turn() as turn:
        people = await choices.people(turn.db, turn.person, action.announcement_id, now=turn.now)
    await context.toast()  # first: thousands of rows take longer than a press may wait
    rows = [views.list_row(turn.t, each) for each in people]
    title, name = views.list_title(turn.t), views.list_name(turn.t, action.announcement_id)
    await context.send_document(Document(name, await sheets.workbook(title, views.list_header(turn.t), rows)))


class Choosing:
    """The conversation: letters search the list that is shown."""

    name = AUDIENCE

    async def question(self, turn: Turn, dialog: Dialog) -> Page:
        """The list that waits; none when it is no draft any more, or the role was lost."""
        answers = dialog.answers
        try:
            return await _list(turn, answers["announcement"], answers["criterion"], 0, answers["search"])
        except (Gone, Forbidden, Stale):
            return await give_up(turn)

    async def typed(self, turn: Turn, dialog: Dialog, text: str) -> Page:
        """The same list, narrowed."""
        dialog.answers = {**dialog.answers, "search": " ".join(text.split())[:SEARCH_LONGEST]}
        return await self.question(turn, dialog)


async def _search(turn: Turn, announcement_id: int, criterion: str) -> str:
    """What was typed in this very list."""
    dialog = await turn.dialog()
    if dialog is None or dialog.flow != AUDIENCE:
        return ""
    here = dialog.answers["announcement"] == announcement_id and dialog.answers["criterion"] == criterion
    return str(dialog.answers["search"]) if here else ""


async def _list(turn: Turn, announcement_id: int, criterion: str, page: int, search: str) -> Page:
    """Raises Forbidden, Gone, Stale."""
    found = await preview.draft(turn, announcement_id)
    if criterion not in views.SEARCHED:
        search = ""
    offered = await choices.listed(
        turn.db, turn.person, found.id, criterion, search, page, views.page_size(criterion), now=turn.now
    )
    await turn.ask(AUDIENCE, CHOOSE, {"announcement": found.id, "criterion": criterion, "search": search})
    number = await recipients.count(turn.db, Audience.unpack(found.audience))
    return views.choose(turn.t, found.id, offered, number, turn.now)


async def criteria(turn: Turn, announcement_id: int) -> Page:
    """Every criterion of a draft, and the number it means. Raises Forbidden, Gone, Stale."""
    audience = await _awaiting_a_button(turn, announcement_id)
    number = await recipients.count(turn.db, audience)
    return views.criteria(turn.t, announcement_id, await choices.target(turn.db, audience), number)


async def _states(turn: Turn, announcement_id: int) -> Page:
    """Every criterion, where it is about no session."""
    audience = await _awaiting_a_button(turn, announcement_id)
    if not audience.sessions:
        return await criteria(turn, announcement_id)
    number = await recipients.count(turn.db, audience)
    return views.states(turn.t, announcement_id, await choices.target(turn.db, audience), number)


async def _awaiting_a_button(turn: Turn, announcement_id: int) -> Audience:
    found = await preview.draft(turn, announcement_id)
    await turn.ask(ANNOUNCEMENT, preview.AGREE, {"announcement": found.id})
    return Audience.unpack(found.audience)


FLOW = Choosing()
HANDLERS = [
    pressed(ChooseAudience, choose_audience),
    pressed(Criteria, every_criterion),
    pressed(ToEverybody, to_everybody),
    pressed(States, states),
    pressed(ToggleState, toggle_state),
    pressed(ChooseFrom, choose_from),
    pressed(AllLines, all_lines),
    pressed(Toggle, toggle),
    pressed(SendList, send_list),
]
