"""Whom an announcement is for: every criterion, one list at a time, the states of its sessions, the list as a file."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.actions.composing import (
    AllLines,
    ChooseAudience,
    ChooseFrom,
    Criteria,
    SendList,
    ShowPreview,
    States,
    ToEverybody,
    Toggle,
    ToggleState,
)
from bot.buttons import OrganiserHome
from bot.language import N_, Words
from bot.views import session_parts
from bot.views.page import Button, Page, button, cut, lines, pairs, rows
from bot.views.paging import page_count, turners
from training.people import display_name

if TYPE_CHECKING:
    from training.announcements.choices import Choice, Choices, Target
    from training.announcements.recipients import Recipients

LINES_A_PAGE = 5
SHORT_LINES_A_PAGE = 10
"""The regions, two a row."""

LIST_HEADER = (N_("Name"), N_("Corps"), N_("Institution"), N_("Reachable"))
LINE_MAX = 64
TARGET_MAX = 200
SEARCHED = ("corps", "institutions", "regions", "excluded")
"""Lists that typed letters search."""

CRITERIA = {
    "sessions": N_("Sessions"),
    "corps": N_("Corps"),
    "institutions": N_("Institution"),
    "regions": N_("Region"),
    "areas": N_("Area"),
    "publics": N_("Public"),
}
QUESTIONS = {
    "sessions": N_("Which sessions? Several are possible."),
    "corps": N_("Which corps? Several are possible. Write a part of the name to search."),
    "institutions": N_("Which institutions? Several are possible. Write a part of the name, or the region, to search."),
    "regions": N_("Which regions? Several are possible. Write a part of the name to search."),
    "areas": N_("Which areas? The persons who have a place in one of their sessions."),
    "publics": N_("Which publics? Several are possible."),
    "excluded": N_("Who is not to receive this announcement? Write a part of the name, then touch the person."),
}
STATES = {
    "seated": (N_("With a place"), N_("having a place")),
    "confirmed": (N_("Confirmed"), N_("presences confirmed")),
    "silent": (N_("No answer"), N_("without an answer")),
    "waiting": (N_("Waiting"), N_("on the waiting list")),
    "present": (N_("Present"), N_("noted present")),
    "absent": (N_("Absent"), N_("noted absent")),
}
"""The label, and the words of the text."""


def criteria(t: Words, announcement_id: int, chosen: "Target", number: "Recipients") -> Page:
    """Every criterion: those that name something are marked, and crossed with one another."""
    text = lines(
        t("Whom is this message for?"),
        "",
        t("Choice: %(target)s", target=cut(target(t, chosen), TARGET_MAX)),
        _counted(t, number),
        "",
        t("Criteria are crossed; within one, any of its values will do."),
    )
    named = {"sessions": chosen.sessions, **chosen.labels}
    buttons = [
        button(_marked(t.label(label), bool(named.get(name))), ChooseFrom(announcement_id, 0, name))
        for name, label in CRITERIA.items()
    ]
    everybody = button(t.label("Everybody"), ToEverybody(announcement_id))
    states = button(t.label("Situation"), States(announcement_id)) if chosen.sessions else None
    return Page(
        text,
        rows(
            button(t.label("See the preview"), ShowPreview(announcement_id)),
            *pairs(buttons),
            (everybody, states) if states else everybody,
            _exclude(t, announcement_id, chosen.excluded),
            button(t.label("List (xlsx)"), SendList(announcement_id)),
            _home(t),
        ),
    )


def states(t: Words, announcement_id: int, chosen: "Target", number: "Recipients") -> Page:
    """How people stand to the sessions that were chosen; each tap adds or takes away."""
    text = lines(
        t("Session %(codes)s: which persons?", codes=cut(", ".join(chosen.sessions), 60)),
        "",
        t("Choice: %(states)s", states=", ".join(_states(t, chosen))),
        _counted(t, number),
    )
    buttons = [
        button(_marked(t.label(label), name in chosen.states), ToggleState(announcement_id, name))
        for name, (label, _) in STATES.items()
    ]
    return Page(
        text,
        rows(
            button(t.label("See the preview"), ShowPreview(announcement_id)),
            *pairs(buttons),
            _exclude(t, announcement_id, chosen.excluded),
            button(t.label("List (xlsx)"), SendList(announcement_id)),
            button(t.label("Other criteria"), Criteria(announcement_id)),
            _home(t),
        ),
    )


def choose(t: Words, announcement_id: int, offered: "Choices", number: "Recipients", now: datetime) -> Page:
    """One page of a list; each tap adds a line or takes it away."""
    name, size = offered.criterion, page_size(offered.criterion)
    numbered = name != "sessions" and any(_long(each) for each in offered.items)
    text = lines(
        t(QUESTIONS[name]),
        "",
        _searched(t, offered),
        *(_numbered(offered.items) if numbered else ()),
        _counted(t, number),
    )
    buttons = [
        button(
            _marked(_label(t, each, place if numbered else 0, now), each.chosen),
            _toggle(announcement_id, offered, each),
        )
        for place, each in enumerate(offered.items, 1)
    ]
    to: Callable[[int], ChooseFrom] = lambda page: ChooseFrom(announcement_id, page, name)  # noqa: E731
    return Page(
        text,
        rows(
            *pairs(buttons),
            turners(t, offered.page, page_count(offered.total, size), to),
            *_ways_out(t, announcement_id, offered),
        ),
    )


def target(t: Words, chosen: "Target") -> str:
    """« session 3.05 : présences confirmées ; corps : Douanes ; sauf 2 »."""
    parts = []
    if chosen.sessions:
        codes = t.label("session %(codes)s", codes=", ".join(chosen.sessions))
        parts.append(t.label("%(sessions)s: %(states)s", sessions=codes, states=", ".join(_states(t, chosen))))
    for name, label in CRITERIA.items():
        if labels := chosen.labels.get(name):
            title = t.label(label)
            named = ", ".join(labels)
            parts.append(t.label("%(title)s: %(labels)s", title=title[:1].lower() + title[1:], labels=named))
    whole = t.label("; ").join(parts) or t.label("everybody")
    return t.label("%(whole)s, except %(n)s", whole=whole, n=chosen.excluded) if chosen.excluded else whole


def list_name(t: Words, announcement_id: int) -> str:
    """The name of the file of recipients."""
    return t.label("announcement-%(number)s-recipients.xlsx", number=announcement_id)


def list_title(t: Words) -> str:
    """The title of its sheet."""
    return t.label("Recipients")


def list_header(t: Words) -> list[str]:
    """The columns of the file of recipients."""
    return [t.label(each) for each in LIST_HEADER]


def list_row(t: Words, person: tuple[str, str, str, str, bool]) -> list[str]:
    """One of them: first and last name, corps, institution, and whether a message can reach them."""
    first, last, corps, where, reached = person
    return [display_name(first, last), corps, where, t.label("Yes") if reached else t.label("No")]


def page_size(criterion: str) -> int:
    """Lines on a page of a list."""
    return SHORT_LINES_A_PAGE if criterion == "regions" else LINES_A_PAGE


def _counted(t: Words, number: "Recipients") -> Markup:
    return t("Recipients: %(n)s; unreachable: %(unreachable)s", n=number.n, unreachable=number.unreachable)


def _states(t: Words, chosen: "Target") -> list[str]:
    return [t.label(words) for name, (_, words) in STATES.items() if name in chosen.states]


def _marked(label: str, chosen: bool) -> str:
    return f"✓ {label}" if chosen else label


def _long(choice: "Choice") -> bool:
    return choice.short_label != choice.label or len(choice.label) > 22


def _numbered(items: Sequence["Choice"]) -> list[str]:
    return [*(f"{place}. {cut(each.label, LINE_MAX)}" for place, each in enumerate(items, 1)), ""]


def _label(t: Words, choice: "Choice", place: int, now: datetime) -> str:
    if choice.session is not None:
        return session_parts.label(t, choice.session, now)
    return f"{place}. {choice.short_label}" if place else choice.label


def _toggle(announcement_id: int, offered: "Choices", choice: "Choice") -> Toggle:
    return Toggle(announcement_id, choice.value, offered.page, offered.criterion)


def _searched(t: Words, offered: "Choices") -> Markup | None:
    if not offered.search:
        return None
    if not offered.items:
        return t("Nothing matches “%(search)s”.", search=cut(offered.search, 30))
    return t("Search: “%(search)s”", search=cut(offered.search, 30))


def _ways_out(t: Words, announcement_id: int, offered: "Choices") -> list[Button | tuple[Button, ...]]:
    back = ChooseAudience(announcement_id) if offered.criterion == "excluded" else Criteria(announcement_id)
    way = (button(t.label("Back"), back), button(t.label("Preview"), ShowPreview(announcement_id)))
    if offered.search:
        return [button(t.label("Whole list"), AllLines(announcement_id, offered.criterion)), way]
    if offered.criterion == "sessions":
        return [button(t.label("Which persons?"), States(announcement_id)), way]
    return [way]


def _exclude(t: Words, announcement_id: int, excluded: int) -> Button:
    label = t.label("Exclude somebody (%(n)s)", n=excluded) if excluded else t.label("Exclude somebody")
    return button(label, ChooseFrom(announcement_id, 0, "excluded"))


def _home(t: Words) -> Button:
    return button(t.label("Home"), OrganiserHome())
