"""A list of nominations: asked for, tried, its namesakes asked about, imported."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.actions.nominations import (
    ApplyList,
    AskList,
    AskNamesake,
    CancelList,
    SayNamesake,
    SendTemplate,
    SendWholeTrial,
    ShowTrial,
)
from bot.actions.nominees import Nominations
from bot.actions.organiser import OrganiserSession
from bot.actions.programme import Participants
from bot.buttons import OrganiserHome
from bot.language import N_, Words
from bot.views import session_parts
from bot.views.import_report import file_line, others, plain
from bot.views.page import Button, Document, Page, button, cut, lines, rows

if TYPE_CHECKING:
    from db.models import TrainingSession
    from training.nominations.importing import Imported
    from training.nominations.nominee import Problem
    from training.nominations.plan import ImportReport, Namesake

PAGE_MAX = 600
VALUE_MAX = 40
NAME_MAX = 60
WORKBOOK = "xlsx"

WRONG = {
    "missing_column": N_("this column is missing"),
    "duplicate_column": N_("this column is there twice"),
    "too_many_lines": N_("the list has %(value)s lines, for 500 at most: divide it"),
    "extra_cell": N_("“%(value)s” is beyond the last column: a separator too many?"),
    "error_cell": N_("the cell shows an error or a formula without its result: type the value"),
    "missing_value": N_("the cell is empty"),
    "unknown_corps": N_("“%(value)s” is unknown"),
    "bad_civility": N_("“%(value)s” is neither “Madame” nor “Monsieur”"),
    "bad_name": N_("“%(value)s” is not a first name and a last name in letters"),
    "bad_phone": N_("“%(value)s” is not a Senegalese mobile number: correct it, or leave the cell empty"),
    "too_long": N_("“%(value)s” is too long"),
    "not_text": N_("the cell holds a character that is not text"),
}


def ask(t: Words, session: "TrainingSession", reason: Markup | None = None) -> Page:
    """Send the list. `reason`, when there is one, says first what was wrong with what came."""
    text = t(
        "Nominations: session %(code)s\n\n"
        "Send the list of the people whom the services put forward (xlsx or csv, 5 MB at most), as a document.\n\n"
        "A trial checks it first; nothing is recorded before your agreement.",
        code=session_parts.code(session),
    )
    return Page(
        lines(*((reason, "") if reason else ()), text),
        rows(button(t.label("Empty list (xlsx)"), SendTemplate(session.id)), _out(t, session.id)),
    )


def template_name(t: Words, session: "TrainingSession") -> str:
    """The name of the file and of its sheet."""
    return t.label("nominations-%(code)s", code=session_parts.code(session))


def template(t: Words, session: "TrainingSession", content: bytes) -> Document:
    """An empty list, to be filled by a service."""
    caption = t("First name, last name and corps are needed; the other columns may stay empty.")
    return Document(f"{template_name(t, session)}.{WORKBOOK}", content, caption)


def report(t: Words, found: "ImportReport", upload_id: int) -> Page:
    """The trial, in one page: what is wrong is cut, the whole is a text on demand."""
    changes, here = found.new + found.changed, (found.session_id, upload_id)
    apply = t.label_n("Import %(n)s line", "Import %(n)s lines", changes)
    asked = button(t.label("Check the namesakes"), AskNamesake(*here)) if found.namesakes else None
    return Page(
        _within(t, lines(*_summary(t, found)), _sentences(t, found)),
        rows(
            button(apply, ApplyList(*here)) if found.ready and changes else None,
            asked if not found.problems else None,
            button(t.label("Whole report (txt)"), SendWholeTrial(*here)),
            button(t.label("Another file"), AskList(found.session_id)),
            button(t.label("Cancel"), CancelList(*here)),
        ),
    )


def whole_report(t: Words, found: "ImportReport") -> Document:
    """The whole trial as a text file, with the mark that old editors need to read accents."""
    text = plain(lines(*_summary(t, found), "", *_sentences(t, found))) + "\n"
    return Document(t.label("import-report.txt"), text.encode("utf-8-sig"))


def namesake(t: Words, found: "ImportReport", asked: "Namesake", upload_id: int) -> Page:
    """One person, or two? Nothing is merged without an answer."""
    other = _who(asked.other_name, asked.other_corps)
    if asked.other_line is None:
        who = t("and, known already: %(who)s", who=other)
    else:
        who = t("and, on line %(line)s: %(who)s", line=asked.other_line, who=other)
    text = lines(
        t.n(
            "Session %(code)s: %(n)s namesake to check",
            "Session %(code)s: %(n)s namesakes to check",
            len(found.namesakes),
            code=cut(found.code),
        ),
        "",
        t("Line %(line)s: %(who)s", line=asked.line, who=_who(asked.name, asked.corps)),
        who,
        "",
        t("One and the same person? Both spellings are kept apart until your answer."),
    )
    here = (found.session_id, upload_id)
    return Page(
        text,
        rows(
            button(t.label("The same person"), SayNamesake(*here, asked.line, 1, asked.other)),
            button(t.label("Two persons"), SayNamesake(*here, asked.line, 0, asked.other)),
            button(t.label("Back"), ShowTrial(*here)),
        ),
    )


def done(t: Words, imported: "Imported") -> Page:
    """After the import: what it did, and who found no seat."""
    session = imported.session
    text = lines(
        t("Import done: session %(code)s", code=session_parts.code(session)),
        "",
        t(
            "New nominations: %(new)s; changed: %(changed)s; unchanged: %(unchanged)s",
            new=imported.created,
            changed=imported.changed,
            unchanged=imported.unchanged,
        ),
        t("On the waiting list, for want of a free place: %(n)s", n=imported.waiting) if imported.waiting else None,
    )
    follow = button(t.label("Nominations"), Nominations(session.id))
    return Page(text, rows(follow, button(t.label("Participants"), Participants(session.id)), _out(t, session.id)))


def over(t: Words, session_id: int, *, cancelled: bool = False) -> Page:
    """The button's file does not wait any more, or was just abandoned."""
    if cancelled:
        text = t("Import abandoned: nothing was recorded, the file was not kept.")
    else:
        text = t("This file no longer waits: it was imported, replaced or abandoned.")
    return Page(text, rows(button(t.label("Another file"), AskList(session_id)), _out(t, session_id)))


def _summary(t: Words, found: "ImportReport") -> list[Markup]:
    """What the list would do; nothing is said of what is zero."""
    counts = [
        (t("New nominations: %(n)s", n=found.new), found.new),
        (t("Nominations changed: %(n)s", n=found.changed), found.changed),
        (t("Unchanged: %(n)s", n=found.unchanged), found.unchanged),
        (t("Lines about somebody of another line: %(n)s", n=found.repeated), found.repeated),
        (t("Without a free place (they will wait): %(n)s", n=found.will_wait), found.will_wait),
        (t("Namesakes to check: %(n)s", n=len(found.namesakes)), found.namesakes),
        (t("To correct: %(n)s", n=len(found.problems)), found.problems),
    ]
    unread = cut(", ".join(found.unread), VALUE_MAX)
    head = [
        t("Trial, session %(code)s: nothing is recorded", code=cut(found.code)),
        *filter(None, [file_line(t, found.name)]),
        *([t("Sheet: %(sheet)s", sheet=cut(found.sheet, VALUE_MAX))] if found.sheet else []),
        *([t("Sheets that are not read: %(sheets)s", sheets=unread)] if unread else []),
        Markup(),
        t("Lines read: %(n)s", n=found.rows),
    ]
    nothing = found.ready and not (found.new or found.changed)
    last = [t("Nothing to import: these nominations are known already.")] if nothing else []
    return head + [line for line, number in counts if number] + last


def _sentences(t: Words, found: "ImportReport") -> list[Markup]:
    """What is wrong, what is to be asked, then the warnings, in full."""
    return [
        *(_problem(t, each, found.letters.get(each.column, "")) for each in found.problems),
        *(_doubt(t, each) for each in found.namesakes),
        *(
            t(
                "Quota exceeded (warning): %(label)s, %(used)s for %(seats)s",
                label=each.label,
                used=each.used,
                seats=each.seats,
            )
            for each in found.over
        ),
        *(
            t(
                "Line %(line)s: %(name)s has a place in session %(code)s on the same days, and will wait.",
                line=each.line,
                name=cut(each.name, NAME_MAX),
                code=cut(each.code),
            )
            for each in found.overlaps
        ),
    ]


def _problem(t: Words, problem: "Problem", letter: str) -> Markup:
    reason = t(WRONG[problem.wrong.value], value=cut(problem.value, VALUE_MAX))
    if problem.suggestion:
        reason = t("%(reason)s; close: “%(word)s”", reason=reason, word=cut(problem.suggestion, VALUE_MAX))
    if not problem.column:
        return t("Line %(line)s: %(reason)s.", line=problem.line, reason=reason)
    column = f"{letter} ({problem.column})" if letter else problem.column
    return t("Line %(line)s, column %(column)s: %(reason)s.", line=problem.line, column=column, reason=reason)


def _doubt(t: Words, asked: "Namesake") -> Markup:
    name = cut(asked.other_name, NAME_MAX)
    if asked.other_line is None:
        return t("Line %(line)s: perhaps %(name)s, known already.", line=asked.line, name=name)
    return t("Line %(line)s: perhaps the person of line %(other)s.", line=asked.line, other=asked.other_line)


def _within(t: Words, text: Markup, sentences: Sequence[Markup]) -> Markup:
    """As many sentences as the page holds, then how many others there are."""
    shown: list[Markup] = []
    room = PAGE_MAX - len(plain(text)) - len(plain(others(t, len(sentences)))) - 3
    for sentence in sentences:
        room -= len(plain(sentence)) + 1
        if room < 0:
            break
        shown.append(sentence)
    left = len(sentences) - len(shown)
    return lines(text, *([""] if sentences else []), *shown, others(t, left) if left else None)


def _who(name: str, corps: str) -> str:
    return ", ".join(part for part in (cut(name, NAME_MAX), cut(corps, VALUE_MAX)) if part)


def _out(t: Words, session_id: int) -> tuple[Button, ...]:
    return button(t.label("Back"), OrganiserSession(session_id)), button(t.label("Home"), OrganiserHome())
