"""Who comes in whose place: proposed by the person on one line, decided by an organiser, told to both."""

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from bot.actions.nominees import Nominations, Nominee
from bot.actions.replacements import (
    AcceptReplacement,
    AskReplacement,
    ProposeReplacement,
    RefuseReplacement,
    Replacements,
)
from bot.actions.sessions import ShowSession
from bot.buttons import Home, OrganiserHome
from bot.language import N_, Words
from bot.views import people, session_parts
from bot.views.nominations import WRONG
from bot.views.page import Button, Page, button, cut, lines, rows
from training.people import display_name

if TYPE_CHECKING:
    from db.models import Person, TrainingSession
    from training.nominations.nominee import Nominee as Named
    from training.nominations.nominee import Problem
    from training.replacements.deciding import Busy, Proposal

LINE_MAX, NAMESAKES_MAX = 200, 3
"""Characters of the line that names somebody; namesakes shown."""
HOW = N_(
    "Write on one line: first name, last name, corps, grade, service. Commas part them; a telephone may come last."
)


def ask(t: Words, session: "TrainingSession", reason: Markup | None = None) -> Page:
    """To the person: one line. `reason` says first what was wrong with the last one."""
    text = lines(
        *((reason, "") if reason else ()),
        t("Session %(code)s: who comes in your place, according to your service?", code=session_parts.code(session)),
        "",
        t(HOW),
        "",
        t("The training team checks with your hierarchy; your place is kept until then."),
    )
    return Page(text, rows(button(t.label("Back"), ShowSession(session.id)), _home(t)))


def ask_for(t: Words, session: "TrainingSession", name: str, nomination_id: int, reason: Markup | None = None) -> Page:
    """To an organiser, who acts for somebody: the same."""
    text = lines(
        *((reason, "") if reason else ()),
        t("Session %(code)s: who comes in the place of %(name)s?", code=session_parts.code(session), name=name),
        "",
        t(HOW),
    )
    return Page(text, rows((button(t.label("Back"), Nominee(nomination_id)), _home(t, organiser=True))))


def problem(t: Words, found: "Problem") -> Markup:
    """What is wrong with a line that names nobody."""
    reason = t(WRONG[found.wrong.value], value=cut(found.value, 40))
    if found.suggestion:
        reason = t("%(reason)s; close: “%(word)s”", reason=reason, word=cut(found.suggestion, 40))
    return t("%(column)s: %(reason)s.", column=found.column, reason=reason)


def too_long(t: Words) -> Markup:
    """The line is more than a name, a corps and a service."""
    return t("This line is too long: %(max)s characters at most.", max=LINE_MAX)


def check(t: Words, session: "TrainingSession", nominee: "Named") -> Page:
    """What was understood, before it is passed on."""
    text = lines(
        t("Replacement proposed for session %(code)s:", code=session_parts.code(session)),
        "",
        named(nominee),
        "",
        t("If it is accepted, this person receives a personal link and your place is theirs."),
    )
    return Page(
        text,
        rows(
            button(t.label("Pass it on"), ProposeReplacement(session.id)),
            button(t.label("Correct"), AskReplacement(session.id)),
            button(t.label("Cancel"), ShowSession(session.id)),
        ),
    )


def sent(t: Words, session: "TrainingSession") -> Page:
    """The team decides; nothing changes until then."""
    text = t(
        "Proposal passed on. Your place at session %(code)s is kept until the answer, which arrives here.",
        code=session_parts.code(session),
    )
    return Page(text, rows(button(t.label("See the session"), ShowSession(session.id)), _home(t)))


def decide(t: Words, session: "TrainingSession", waiting: int, asked: "Proposal | None") -> Page:
    """The first that waits: who leaves, who comes, and whether the one who comes is known already."""
    code = session_parts.code(session)
    if asked is None:
        back = button(t.label("Nominations"), Nominations(session.id))
        return Page(t("Session %(code)s: no replacement to decide.", code=code), rows(back, _home(t, organiser=True)))
    number, known = asked.replacement.id, asked.namesakes[:NAMESAKES_MAX]
    alike = [_known(rank, one) for rank, one in enumerate(known, 1)]
    text = lines(
        t.n(
            "Session %(code)s: %(n)s replacement to decide",
            "Session %(code)s: %(n)s replacements to decide",
            waiting,
            code=code,
        ),
        "",
        t("Leaves: %(who)s", who=cut(people.in_a_list(asked.leaving), 85)),
        t("Comes: %(who)s", who=named(asked.nominee)),
        *(
            (
                "",
                t("Known already, perhaps the same person:"),
                *alike,
            )
            if known
            else ()
        ),
    )
    yes = t.label("Somebody else: accept") if known else t.label("Accept")
    same = [
        button(t.label("It is no. %(rank)s", rank=rank), AcceptReplacement(number, one.id))
        for rank, one in enumerate(known, 1)
    ]
    return Page(
        text,
        rows(
            *same,
            button(yes, AcceptReplacement(number)),
            button(t.label("Refuse"), RefuseReplacement(number)),
            (button(t.label("Back"), Nominations(session.id)), _home(t, organiser=True)),
        ),
    )


def busy(t: Words, session: "TrainingSession", found: "Busy", replacement_id: int) -> Page:
    """The one who is to come has a place already: here, or elsewhere on the same days."""
    if found.other.id == session.id:
        text = t(
            "This person has a place at session %(code)s already: propose somebody else.",
            code=session_parts.code(session),
        )
    else:
        text = t(
            "This person has a place at session %(code)s, %(days)s: the days overlap. Nothing was changed.",
            code=session_parts.code(found.other),
            days=session_parts.days(found.other),
        )
    return _stuck(t, session, text, replacement_id)


def quota_full(t: Words, session: "TrainingSession", replacement_id: int) -> Page:
    """Another corps, whose places are taken."""
    text = t(
        "The places kept for the corps of this person at session %(code)s are taken. Nothing was changed.",
        code=session_parts.code(session),
    )
    return _stuck(t, session, text, replacement_id)


def done(t: Words, session: "TrainingSession", name: str, *, told: bool, link: "tuple[str, str] | None" = None) -> Page:
    """The seat is theirs: they are told, or their `link` and its code are to be handed to them."""
    text = lines(
        t("Replacement done: session %(code)s, %(name)s has the place.", code=session_parts.code(session), name=name),
        t("Who leaves is told.") if not told else t("Both are told."),
        *(
            (
                "",
                t("Their personal link, to hand to them (it is not shown again):"),
                link[0],
                t("Or the code to write to the robot: <code>%(code)s</code>", code=link[1]),
            )
            if link
            else ()
        ),
    )
    more = button(t.label("Replacements"), Replacements(session.id))
    return Page(text, rows(more, (button(t.label("Back"), Nominations(session.id)), _home(t, organiser=True))))


def named(nominee: "Named") -> Markup:
    """« Awa DIOP, Douanes, Inspecteur, École des douanes »."""
    parts = (display_name(nominee.first, nominee.last), nominee.corps, nominee.grade, nominee.institution)
    return escape(cut(", ".join(part for part in parts if part), 160))


def _stuck(t: Words, session: "TrainingSession", text: Markup, replacement_id: int) -> Page:
    refuse = button(t.label("Refuse"), RefuseReplacement(replacement_id))
    back = button(t.label("Back"), Replacements(session.id))
    return Page(text, rows(refuse, (back, _home(t, organiser=True))))


def _known(rank: int, one: "Person") -> str:
    return f"{rank}. {cut(people.in_a_list(one), 85)}"


def _home(t: Words, *, organiser: bool = False) -> Button:
    return button(t.label("Home"), OrganiserHome()) if organiser else button(t.label("My situation"), Home())
