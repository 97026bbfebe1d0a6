"""Who was put forward for a session, for organisers: by corps, and by what they answered."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.actions.nominations import AskList
from bot.actions.nominees import (
    AskSlips,
    ChaseSilent,
    NominatedCorps,
    Nominations,
    Nominee,
    Nominees,
    SendCallList,
    TellNominated,
)
from bot.actions.organiser import OrganiserSession
from bot.actions.replacements import Replacements
from bot.buttons import OrganiserHome
from bot.language import N_, Words
from bot.views import people, session_parts
from bot.views.nominee import STAGES, stage
from bot.views.page import Button, Page, button, cut, lines, rows
from bot.views.paging import part, turners

if TYPE_CHECKING:
    from db.models import TrainingSession
    from training.nominations.following import Followed, Following, Told

CORPS_A_PAGE, PEOPLE_A_PAGE, LINE_MAX = 3, 5, 85
GROUPS = {
    "silent": (N_("Session %(code)s, without an answer: %(n)s"), ("unopened", "silent")),
    "unopened": (N_("Session %(code)s, links not opened: %(n)s"), ("unopened",)),
    "confirmed": (N_("Session %(code)s, presence confirmed: %(n)s"), ("confirmed",)),
    "declined": (N_("Session %(code)s, unavailable or replaced: %(n)s"), ("declined", "replaced")),
    "all": (N_("Session %(code)s, put forward: %(n)s"), tuple(STAGES)),
}
"""What is listed together: its title, and the stages in it."""


def overview(t: Words, found: "Following") -> Page:
    """What became of those put forward, in numbers; then who has to be told, asked again or called."""
    session = found.session
    counts = {group: len(members(found, group)) for group in GROUPS}
    text = lines(
        t("Nominations: session %(code)s", code=session_parts.code(session)),
        t.n("%(n)s person put forward", "%(n)s people put forward", counts["all"]),
        "",
        t("With an account: %(n)s", n=_opened(found.nominations)),
        t("Presence confirmed: %(n)s", n=counts["confirmed"]),
        t("Without an answer: %(n)s", n=counts["silent"]),
        t("Unavailable or replaced: %(n)s", n=counts["declined"]),
        t("On the waiting list: %(n)s", n=len(found.waiting)) if found.waiting else None,
        t("Have an account, not told yet: %(n)s", n=len(found.untold)) if found.untold else None,
    )
    tell = button(t.label("Tell them (%(n)s)", n=len(found.untold)), TellNominated(session.id))
    proposed = button(t.label("Replacements (%(n)s)", n=found.proposed), Replacements(session.id))
    return Page(
        text,
        rows(
            tell if found.untold else None,
            proposed if found.proposed else None,
            *(_group(t, session, group, counts[group]) for group in ("silent", "all")),
            button(t.label("By corps"), NominatedCorps(session.id)) if counts["all"] else None,
            button(t.label("Slips (PDF)"), AskSlips(session.id)) if counts["unopened"] else None,
            button(t.label("Import a list"), AskList(session.id)),
            (button(t.label("Back"), OrganiserSession(session.id)), _home(t)),
        ),
    )


def by_corps(t: Words, found: "Following", corps: "dict[str, list[Followed]]", page: int) -> Page:
    """The same numbers for each corps, the largest first."""
    session = found.session
    shown = part(list(corps.items()), page, CORPS_A_PAGE)
    text = lines(
        t("Session %(code)s, answers by corps", code=session_parts.code(session)),
        *(line for label, those in shown.items for line in ("", _corps(t, label, those))),
        *([] if shown.items else ["", t("Nobody.")]),
    )
    turn = turners(t, shown.page, shown.pages, lambda number: NominatedCorps(session.id, number))
    return Page(text, rows(turn, (button(t.label("Back"), Nominations(session.id)), _home(t))))


def listed(t: Words, found: "Following", group: str, page: int) -> Page:
    """The people of one group, by name."""
    session, those = found.session, members(found, group)
    shown = part(those, page, PEOPLE_A_PAGE)
    ranked = list(enumerate(shown.items, shown.start + 1))
    text = lines(
        t(GROUPS[group][0], code=session_parts.code(session), n=len(those)),
        "",
        *([f"{rank}. {_line(t, one)}" for rank, one in ranked] or [t("Nobody.")]),
    )
    chase = button(t.label("Ask them again"), ChaseSilent(session.id)) if group == "silent" and those else None
    calls = button(t.label("List to call (xlsx)"), SendCallList(session.id)) if group == "silent" and those else None
    named = [button(f"{rank}. {people.name(one.person)}", Nominee(one.nomination.id)) for rank, one in ranked]
    turn = turners(t, shown.page, shown.pages, lambda number: Nominees(session.id, group, number))
    if group == "silent" and turn:  # eight rows at most
        chase, calls = (chase, None) if shown.page == 0 else (None, calls)
    return Page(text, rows(chase, calls, *named, turn, (button(t.label("Back"), Nominations(session.id)), _home(t))))


def members(found: "Following", group: str) -> "list[Followed]":
    """Who is listed in a group."""
    stages = GROUPS[group][1]
    return [one for one in found.nominations if one.stage.value in stages]


def told(t: Words, outcome: "Told", *, again: bool) -> str:
    """A toast: how many people are written to, quiet hours apart."""
    if again and not outcome.now:
        return t.label("Everybody who can be asked was asked today.")
    return t.label_n(
        "%(n)s message on its way, outside the quiet hours.",
        "%(n)s messages on their way, outside the quiet hours.",
        outcome.now,
    )


def call_list(t: Words, found: "Following") -> tuple[str, list[str], list[list[str]]]:
    """The name of the file, its header, and a row for each person without an answer."""
    header = [t.label("Name"), t.label("Corps"), t.label("Service"), t.label("Telephone"), t.label("Answer")]
    table = [
        [
            people.name(one.person),
            one.person.corps.label if one.person.corps else "",
            one.person.institution.label if one.person.institution else "",
            one.nomination.phone or one.person.phone or "",
            str(t(STAGES[one.stage.value])),
        ]
        for one in members(found, "silent")
    ]
    return t.label("to-call-%(code)s", code=session_parts.code(found.session)), header, table


def _corps(t: Words, corps: str, those: "Sequence[Followed]") -> Markup:
    """« Douanes : 28 désignées ; avec un compte : 26 ; confirmées : 18 ; … »."""
    at = Counter(one.stage.value for one in those)
    return t(
        "%(corps)s: %(all)s put forward; with an account: %(opened)s; confirmed: %(confirmed)s; without an answer: "
        "%(silent)s; unavailable: %(declined)s",
        corps=corps or t("Corps not given"),
        all=len(those),
        opened=_opened(those),
        confirmed=at["confirmed"],
        silent=at["unopened"] + at["silent"],
        declined=at["declined"] + at["replaced"],
    )


def _opened(those: "Sequence[Followed]") -> int:
    return sum(one.person.telegram_id is not None for one in those)


def _group(t: Words, session: "TrainingSession", group: str, number: int) -> Button | None:
    label = t.label("No answer (%(n)s)", n=number) if group == "silent" else t.label("Everybody (%(n)s)", n=number)
    return button(label, Nominees(session.id, group)) if number else None


def _line(t: Words, one: "Followed") -> Markup:
    said = stage(t, one)
    return Markup("{}, {}").format(cut(people.in_a_list(one.person), LINE_MAX - len(said)), said)


def _home(t: Words) -> Button:
    return button(t.label("Home"), OrganiserHome())
