"""What is added to a draft by buttons: personal fields, link buttons; and its preview once more."""

from bot.actions.announcements import ANNOUNCEMENT
from bot.actions.composing import AddField, AddLink, ChooseField, ClearLinks, ShowPreview
from bot.context import Context, Turn, pressed
from bot.handlers.announcements import preview
from bot.house import Dialog
from bot.views.announcements import fields as views
from bot.views.page import Page
from training import access
from training.announcements import drafting, links
from training.announcements.drafting import MOST_LINKS
from training.announcements.links import UnusableLink
from training.errors import Gone, Stale

LINK_LABEL, LINK_URL = "link_label", "link_url"
"""The steps: the text of a link button is awaited, then its address."""


async def show_preview(update: object, context: Context) -> None:
    """« Voir l’aperçu »: the exact message as a new one, the preview under it."""
    action = context.action(ShowPreview)
    async with context.turn() as turn:
        page = await preview.with_exact(turn, await preview.draft(turn, action.announcement_id))
    await context.show_under(turn.above, page)


async def choose_field(update: object, context: Context) -> None:
    action = context.action(ChooseField)
    async with context.turn() as turn:
        found = await preview.draft(turn, action.announcement_id)
        page = views.choose(turn.t, found.id, about_session=found.session_id is not None)
    await context.show(page)


async def add_field(update: object, context: Context) -> None:
    action = context.action(AddField)
    async with context.turn() as turn:
        if action.field not in views.FIELDS:
            raise Gone("field")
        actor = await access.organiser(turn.db, turn.person)
        found = await drafting.append(turn.db, actor, action.announcement_id, f"{{{action.field}}}", now=turn.now)
        page = views.choose(turn.t, found.id, about_session=found.session_id is not None, added=action.field)
    await context.show(page)


async def add_link(update: object, context: Context) -> None:
    action = context.action(AddLink)
    async with context.turn() as turn:
        found = await preview.draft(turn, action.announcement_id)
        if len(found.links) >= MOST_LINKS:
            raise Stale("announcement")
        await turn.ask(ANNOUNCEMENT, LINK_LABEL, {"announcement": found.id})
        page = views.link_label(turn.t, found.id)
    await context.show(page)


async def clear_links(update: object, context: Context) -> None:
    action = context.action(ClearLinks)
    async with context.turn() as turn:
        found = await links.clear(turn.db, turn.person, action.announcement_id)
        page = await preview.with_exact(turn, found)
    await context.show_under(turn.above, page)


def link_question(turn: Turn, dialog: Dialog) -> Page:
    """The one of the two questions that waits."""
    number = dialog.answers["announcement"]
    if dialog.step == LINK_LABEL:
        return views.link_label(turn.t, number)
    return views.link_url(turn.t, number, dialog.answers["label"])


async def link_typed(turn: Turn, dialog: Dialog, text: str) -> Page:
    """The label, or the address: then the draft has a button more. Raises Forbidden, Gone, Stale."""
    number, label = dialog.answers["announcement"], dialog.answers.get("label", "")
    await preview.draft(turn, number)
    try:
        if dialog.step == LINK_LABEL:
            label = links.check_label(text)
            await turn.ask(ANNOUNCEMENT, LINK_URL, {"announcement": number, "label": label})
            return views.link_url(turn.t, number, label)
        found = await links.add(turn.db, turn.person, number, label, text)
    except UnusableLink as error:
        if dialog.step == LINK_LABEL:
            return views.link_label(turn.t, number, error.problem.value)
        return views.link_url(turn.t, number, label, error.problem.value)
    return await preview.with_exact(turn, found)


HANDLERS = [
    pressed(ShowPreview, show_preview),
    pressed(ChooseField, choose_field),
    pressed(AddField, add_field),
    pressed(AddLink, add_link),
    pressed(ClearLinks, clear_links),
]
