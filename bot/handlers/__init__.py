"""What a person did -> which use case runs, which page follows. One file per thing that people do.

Each module lists its `HANDLERS`; one that asks questions in several steps also has a `FLOW`, a package its `FLOWS`.
"""

from typing import Any

from telegram.ext import BaseHandler

from bot.context import Context, Turn
from bot.handlers import (
    announcements,
    arrival,
    attendance,
    changes,
    claiming,
    contact,
    evaluation,
    gates,
    groups,
    help,
    home,
    identification,
    importing,
    invitations,
    my_data,
    nominations,
    nominee,
    nominees,
    offers,
    organiser_home,
    organiser_sessions,
    practical,
    questions,
    reachability,
    registration,
    reminders,
    replacements,
    results,
    sessions,
    stray,
    typed,
    verification,
)
from bot.house import Flow
from bot.language import Words
from bot.views.page import Page
from training.codes import looks_like_code
from training.identification import needs_notice

MODULES = (
    groups,  # first: nothing else may answer in a group
    reachability,
    arrival,
    identification,
    claiming,
    home,
    help,
    contact,
    questions,
    my_data,
    sessions,
    registration,
    offers,
    organiser_home,
    organiser_sessions,
    nominations,
    nominees,
    nominee,
    replacements,
    importing,
    verification,
    invitations,
    attendance,
    evaluation,
    gates,
    changes,
    practical,
    reminders,
    results,
    announcements,
    typed,
    stray,  # last: whatever nobody else took
)


def all_handlers() -> list[BaseHandler[Any, Context, Any]]:
    """Every handler, in the order in which the library asks them."""
    return [handler for module in MODULES for handler in module.HANDLERS]


def flows() -> dict[str, Flow]:
    """Every flow, by the name that dialogs keep."""
    alone: list[Flow] = [module.FLOW for module in MODULES if hasattr(module, "FLOW")]
    return {flow.name: flow for flow in (*alone, *announcements.FLOWS)}


async def current_page(turn: Turn) -> Page:
    """Where the person is now: the question that waits in this chat, else their home."""
    dialog = await turn.dialog()
    flow = turn.house.flows.get(dialog.flow) if dialog else None
    if dialog is None or flow is None or needs_notice(turn.person, turn.house.settings.notice.version):
        return await home.current(turn)
    return await flow.question(turn, dialog)


async def unasked(turn: Turn, text: str) -> Page:
    """The answer to a text that no question waited for: a code is taken as one, anything else leads home."""
    if looks_like_code(text):
        return await arrival.arrive(turn, text)
    return await home.current(turn)


def commands(t: Words) -> list[tuple[str, str]]:
    """The commands menu; each is also a button."""
    return [
        ("start", t.label("My situation")),
        ("sessions", t.label("Open sessions")),
        ("mesdonnees", t.label("My data")),
        ("aide", t.label("Help")),
    ]
