"""Lists in pages: one part of a list, and the two buttons that turn its pages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.buttons import Action
from bot.language import Words
from bot.views.page import Button, button

T = TypeVar("T")


@dataclass(frozen=True)
class Part(Generic[T]):
    """What one page shows. Pages count from 0; `start` is the rank of the first item, from 0."""

    items: tuple[T, ...]
    page: int
    pages: int
    start: int


def part(items: Sequence[T], page: int, size: int) -> Part[T]:
    """The page of a whole list; one that does not exist becomes the nearest."""
    pages = page_count(len(items), size)
    page = min(max(page, 0), pages - 1)
    return Part(tuple(items[page * size : (page + 1) * size]), page, pages, page * size)


def page_count(total: int, size: int) -> int:
    """At least one page, if only to say that the list is empty."""
    return max(1, -(-total // size))


def turners(t: Words, page: int, pages: int, to: Callable[[int], Action]) -> tuple[Button, ...] | None:
    """« Précédent » and « Suivant », each only when there is more; None on a single page."""
    back = (button(t.label("Previous"), to(page - 1)),) if page > 0 else ()
    on = (button(t.label("Next"), to(page + 1)),) if page + 1 < pages else ()
    return (*back, *on) or None
