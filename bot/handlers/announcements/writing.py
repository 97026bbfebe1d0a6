"""The page of an announcement, whatever has become of it."""

from markupsafe import Markup

from bot.context import Turn
from bot.handlers.announcements import following
from bot.handlers.announcements import preview as previews
from bot.views.page import Page
from training import access
from training.announcements import drafting


async def as_it_is(turn: Turn, announcement_id: int, warning: Markup | None = None, *, exact: bool = False) -> Page:
    """The preview of a draft, which awaits a button; else the announcement as it is, which awaits nothing.

    `exact`: the exact message comes above a preview that is shown anew.

    Raises Forbidden, Gone.
    """
    actor = await access.organiser(turn.db, turn.person)
    found = await drafting.find(turn.db, actor, announcement_id)
    if found.state == "draft":
        return await (previews.with_exact if exact else previews.preview)(turn, found, warning)
    return await following.now(turn, found, warning)
