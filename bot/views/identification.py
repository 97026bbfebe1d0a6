"""The form « Fiche »: one question a page, then the whole form to check or to correct."""

from dataclasses import dataclass

from markupsafe import Markup

from bot.actions.identification import (
    CancelFiche,
    ChooseEntry,
    ChooseWord,
    ConfirmFiche,
    EditFiche,
    EditLine,
    FillFiche,
    OtherEntry,
    StepBack,
    TurnList,
)
from bot.buttons import Help
from bot.language import N_, Words
from bot.views.fiche_words import EXACTLY, LINES, OTHERS, PROBLEMS, QUESTIONS
from bot.views.page import Button, Page, button, lines, pairs, rows
from bot.views.people import CIVILITIES

OPJ = {"yes": N_("Yes"), "no": N_("No"), "unknown": N_("I do not know")}
FORMS_OF_ADDRESS = ("Madame, Monsieur,", "Madame,", "Monsieur,")


@dataclass(frozen=True)
class Step:
    """Where in the form: `number` of `of`, or a correction (`number` 0). `problem`: why it comes again."""

    name: str
    number: int
    of: int
    problem: Markup | None = None
    first: bool = False


@dataclass(frozen=True)
class Choice:
    entry_id: int
    label: str
    short_label: str


@dataclass(frozen=True)
class Choices:
    """One page (from 0) of a list. `search` is what was typed; `writing`: « Autre » waits for its text."""

    items: tuple[Choice, ...]
    page: int = 0
    more: bool = False
    search: str = ""
    writing: bool = False


@dataclass(frozen=True)
class Filled:
    """The answers as people read them; labels « à valider » are those that « Autre » proposed."""

    civility: str
    name: str
    labels: dict[str, str]
    proposed: frozenset[str]
    opj: str
    form_of_address: str


def problem(t: Words, why: str, **values: int) -> Markup:
    """Why a question comes again: a key of PROBLEMS; a text that is too long has its `length` and the `limit`."""
    return t(PROBLEMS[why], **values)


def civility(t: Words, step: Step) -> Page:
    answers = tuple(button(t.label(text), ChooseWord(step.name, word)) for word, text in CIVILITIES.items())
    return _question(t, step, t("Which civility is yours? The indicators of the programme count it."), answers)


def name(t: Words, step: Step) -> Page:
    return _question(t, step, t("Write your first name and last name, in this order, as on your professional card."))


def opj(t: Words, step: Step) -> Page:
    text = t(
        "Are you at present an officer of judicial police (OPJ)? This is distinct from the corps and from the rank."
    )
    yes, no, unknown = (button(t.label(text), ChooseWord(step.name, word)) for word, text in OPJ.items())
    return _question(t, step, text, (yes, no), unknown)


def appel(t: Words, step: Step) -> Page:
    text = t(
        "Which form of address do you prefer? Choose, or write your own, for instance « Mon commandant, » or "
        "« Madame la Présidente, »."
    )
    both, *each = (button(form, ChooseWord(step.name, form)) for form in FORMS_OF_ADDRESS)
    return _question(t, step, text, both, tuple(each))


FIXED = {"civility": civility, "name": name, "opj": opj, "appel": appel}
"""The questions that need no list."""


def choices(t: Words, step: Step, listed: Choices) -> Page:
    """A list: labels on the buttons where they fit, else numbered lines in the text and the number on the button."""
    if listed.writing:
        return _question(t, step, t(EXACTLY[step.name]))
    numbered = any(choice.short_label != choice.label for choice in listed.items)
    text = lines(t(QUESTIONS[step.name]), _searched(t, listed), _numbered(listed) if numbered else None)
    buttons = [
        button(f"{place}. {one.short_label}" if numbered else one.label, ChooseEntry(step.name, one.entry_id))
        for place, one in enumerate(listed.items, 1)
    ]
    return _question(t, step, text, *pairs(buttons), _other(t, step, listed), _around(t, step, listed))


def check(t: Words, filled: Filled, problem: Markup | None = None) -> Page:
    """The whole form, before it is kept."""
    labels = {step: _label(t, filled, step) for step in filled.labels}
    text = lines(
        _first(problem),
        t("Your record"),
        "",
        t("<b>%(name)s</b> (%(civility)s)", name=filled.name, civility=t.label(CIVILITIES[filled.civility])),
        Markup("{}, {}").format(labels["corps"], labels["grade"]),
        labels["function"],
        Markup("{}, {}").format(labels["institution"], labels["region"]),
        t("OPJ: %(opj)s", opj=t.label(OPJ[filled.opj])),
        t("Form of address: %(form)s", form=filled.form_of_address),
        "",
        t("Is this correct?"),
    )
    return Page(
        text,
        rows(
            button(t.label("All is correct"), ConfirmFiche()),
            button(t.label("Correct"), EditFiche()),
            button(t.label("Cancel"), CancelFiche()),
        ),
    )


def edit(t: Words, step: Step) -> Page:
    """Which line to correct?"""
    text = lines(
        _first(step.problem),
        t(
            "Which line of your record do you wish to correct?\n\n"
            "After another corps or another region, the rank or the service is asked again."
        ),
    )
    choices = [button(t.label(text), EditLine(line)) for line, text in LINES.items()]
    return Page(text, rows(*pairs(choices), _out(t, step)))


def cancelled(t: Words, *, kept: bool) -> Page:
    """After « Annuler »: `kept` when an older record stays as it was."""
    text = t("Correction given up: your record is unchanged.") if kept else t("Entry given up: no answer was kept.")
    return Page(text, rows(button(t.label("Start again"), FillFiche()), button(t.label("Help"), Help())))


def _question(t: Words, step: Step, text: Markup, *answers: Button | tuple[Button, ...] | None) -> Page:
    number = t("Record, step %(number)s/%(of)s", number=step.number, of=step.of) if step.number else None
    head = (_first(step.problem), number, "" if number else None)
    return Page(lines(*head, text), rows(*answers, _out(t, step)))


def _first(problem: Markup | None) -> Markup | None:
    return Markup("<i>{}</i>\n").format(problem) if problem else None


def _out(t: Words, step: Step) -> tuple[Button, ...]:
    cancel = button(t.label("Cancel"), CancelFiche())
    return (cancel,) if step.first else (button(t.label("Back"), StepBack(step.name)), cancel)


def _searched(t: Words, listed: Choices) -> Markup | None:
    if not listed.search:
        return None
    if listed.items:
        return t("Search: « %(text)s »", text=listed.search)
    return t(
        "Nothing in the list contains « %(text)s ». Write something else, or propose this wording.", text=listed.search
    )


def _numbered(listed: Choices) -> Markup:
    return lines("", *(f"{place}. {one.label}" for place, one in enumerate(listed.items, 1)))


def _other(t: Words, step: Step, listed: Choices) -> Button | None:
    if listed.search:
        return button(t.label("Other: %(text)s", text=listed.search), OtherEntry(step.name))
    fits = step.name != "region" or len(listed.items) < 2 * (8 - 2)
    return button(t.label(OTHERS[step.name]), OtherEntry(step.name)) if fits else None


def _around(t: Words, step: Step, listed: Choices) -> tuple[Button, ...] | None:
    """To the pages before and after."""
    before = button(t.label("Previous"), TurnList(step.name, listed.page - 1)) if listed.page else None
    after = button(t.label("Next"), TurnList(step.name, listed.page + 1)) if listed.more else None
    return tuple(each for each in (before, after) if each) or None


def _label(t: Words, filled: Filled, step: str) -> Markup:
    label = filled.labels[step]
    return t("%(label)s (to be validated)", label=label) if step in filled.proposed else Markup("{}").format(label)
