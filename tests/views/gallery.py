"""Every page of the bot, drawn with the longest values it may ever hold.

Each topic has a module `samples_<topic>.py` beside this one, with a list `SAMPLES`. A sample is a function of the words
alone, so that the same page can be drawn in any language.
"""

import html
import pkgutil
import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from bot.language import Words
from bot.views.page import LABEL_MAX, PAIR_MAX, Page
from tests.typography import faults

PAGE_MAX, PUSH_MAX, ROWS_MAX = 600, 350, 8
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Sample:
    """`pushed`: sent unprompted. `free`: holds a text that people wrote, which owes nothing to our typography."""

    name: str
    draw: Callable[[Words], Page]
    pushed: bool = False
    free: bool = False


def samples() -> list[Sample]:
    """Those of every topic; names are unique."""
    modules = [name for _, name, _ in pkgutil.iter_modules([str(Path(__file__).parent)]) if name.startswith("samples_")]
    found = [sample for name in modules for sample in import_module(f"tests.views.{name}").SAMPLES]
    assert len({sample.name for sample in found}) == len(found), "two samples share a name"
    return found


def seen(text: str) -> str:
    """The text as people see it: no tags, no entities."""
    return html.unescape(_TAG.sub("", text))


def limits(page: Page, *, pushed: bool = False) -> list[str]:
    """What exceeds the limits of a small screen."""
    longest = PUSH_MAX if pushed else PAGE_MAX
    length = len(seen(page.text))
    found = [f"{length} characters, {longest} at most"] if length > longest else []
    number = len(page.rows) + len(page.links)
    found += [f"{number} rows, {ROWS_MAX} at most"] if number > ROWS_MAX else []
    found += [f"link {each.label!r}: {LABEL_MAX} at most" for each in page.links if len(each.label) > LABEL_MAX]
    for row in page.rows:
        found += [f"{len(row)} buttons in a row"] if len(row) > 2 else []
        longest = PAIR_MAX if len(row) > 1 else LABEL_MAX
        found += [f"label {each.label!r}: {longest} at most" for each in row if len(each.label) > longest]
    return found


def typography(page: Page) -> list[str]:
    """The faults of French in the text, the labels, and what the page asks by the contact button."""
    labels = [each.label for each in page.buttons()]
    return [fault for text in (page.text, *labels, page.ask_contact or "") for fault in faults(text)]
