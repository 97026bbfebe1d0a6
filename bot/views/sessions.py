"""« Sessions ouvertes »: the areas, the sessions of an area, the sessions of a month."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.actions.sessions import ShowArea, ShowAreas, ShowMonth, ShowSession
from bot.buttons import Home
from bot.language import Words
from bot.views import session_parts
from bot.views.page import Button, Page, button, cut, lines, rows
from bot.views.paging import part, turners

if TYPE_CHECKING:
    from training.sessions import AreaSummary, SessionLine

AREAS_A_PAGE = 5
SESSIONS_A_PAGE = 5
MONTH_SESSIONS_A_PAGE = 4
AREA_TITLE_MAX = 80


def areas(t: Words, found: "Sequence[AreaSummary]", page: int) -> Page:
    """The areas that hold sessions open to this person, each a button."""
    if not found:
        return none_open(t)
    shown = part(found, page, AREAS_A_PAGE)
    text = lines(t("Open sessions, by area"), "", *(_area_line(t, each) for each in shown.items))
    return Page(
        text,
        rows(
            *(button(each.area.short_label, ShowArea(each.area.id)) for each in shown.items),
            turners(t, shown.page, shown.pages, ShowAreas),
            button(t.label("See by date"), ShowMonth()),
            _home(t),
        ),
    )


def none_open(t: Words) -> Page:
    text = t(
        "Open sessions\n\nNo session is open to registration for your public at the moment. Nothing is asked of you."
    )
    return Page(text, rows(_home(t)))


def by_area(t: Words, found: "Sequence[SessionLine]", page: int, now: datetime) -> Page:
    """The sessions of an area, by date. `now` (any zone) tells which dates need their year."""
    if not found:
        return none_open(t)
    shown = part(found, page, SESSIONS_A_PAGE)
    area = found[0].session.area
    head = t("Area: %(area)s", area=cut(area.short_label))
    return Page(
        lines(head, "", *_session_lines(t, shown.items, now)),
        rows(
            *_session_buttons(t, shown.items, now),
            turners(t, shown.page, shown.pages, lambda number: ShowArea(area.id, number)),
            button(t.label("See by date"), ShowMonth()),
            button(t.label("Back"), ShowAreas()),
        ),
    )


def by_month(t: Words, found: "Sequence[SessionLine]", month: str, page: int, now: datetime) -> Page:
    """The sessions that begin in a month (2026-10); without sessions in that one, in the next that has some."""
    if not found:
        return none_open(t)
    months = sorted({month_of(each) for each in found})
    here = next((each for each in months if each >= month), months[-1])
    chosen = sorted((each for each in found if month_of(each) == here), key=lambda each: each.session.starts_at)
    shown = part(chosen, page, MONTH_SESSIONS_A_PAGE)
    head = t("Sessions of %(month)s", month=session_parts.month(date.fromisoformat(f"{here}-01")))
    return Page(
        lines(head, "", *_session_lines(t, shown.items, now)),
        rows(
            *_session_buttons(t, shown.items, now),
            turners(t, shown.page, shown.pages, lambda number: ShowMonth(here, number)),
            _other_months(t, months, here),
            button(t.label("By area"), ShowAreas()),
        ),
    )


def month_of(listed: "SessionLine") -> str:
    """The month in which a session begins, as « 2026-10 »."""
    return listed.session.first_day.strftime("%Y-%m")


def area_title(title: str) -> str:
    """The title of an area, without the parenthesis that ends it where the whole would not fit."""
    if len(title) > AREA_TITLE_MAX and title.endswith(")"):
        title = title.rpartition(" (")[0] or title
    return cut(title, AREA_TITLE_MAX)


def _other_months(t: Words, months: list[str], here: str) -> tuple[Button, ...] | None:
    at = months.index(here)
    before = (button(t.label("Previous month"), ShowMonth(months[at - 1])),) if at > 0 else ()
    after = (button(t.label("Next month"), ShowMonth(months[at + 1])),) if at + 1 < len(months) else ()
    return (*before, *after) or None


def _area_line(t: Words, summary: "AreaSummary") -> Markup:
    title = area_title(summary.area.title)
    return t.n("%(area)s: %(n)s session", "%(area)s: %(n)s sessions", summary.sessions, area=title)


def _session_lines(t: Words, shown: "Sequence[SessionLine]", now: datetime) -> list[Markup]:
    return [session_parts.line(t, each.session, now, session_parts.seats(t, each)) for each in shown]


def _session_buttons(t: Words, shown: "Sequence[SessionLine]", now: datetime) -> list[Button]:
    return [button(session_parts.label(t, each.session, now), ShowSession(each.session.id)) for each in shown]


def _home(t: Words) -> Button:
    return button(t.label("My situation"), Home())
