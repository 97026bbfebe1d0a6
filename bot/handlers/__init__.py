"""What a person did -> which use case runs, which page follows. One file per thing that people do.

Each module lists its `HANDLERS`; one that asks questions in several steps also has a `FLOW`.
"""

from typing import Any

from telegram.ext import BaseHandler

from bot.context import Context
from bot.handlers import (
    arrival,
    typed,
)
from bot.house import Flow

MODULES = (arrival, typed)


def all_handlers() -> list[BaseHandler[Any, Context, Any]]:
    """Every handler, in the order in which the library asks them."""
    return [handler for module in MODULES for handler in module.HANDLERS]


def flows() -> dict[str, Flow]:
    """Every flow, by the name that dialogs keep."""
    found = [module.FLOW for module in MODULES if hasattr(module, "FLOW")]
    return {flow.name: flow for flow in found}
