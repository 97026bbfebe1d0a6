"""What an import would do, line by line: for the page of the trial, and whole as a plain text."""

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from bot.language import Words
from bot.views import import_problems
from bot.views.page import cut, lines

if TYPE_CHECKING:
    from training.programme_import import Changed, ImportReport

NAME_MAX = 40


def summary(t: Words, found: "ImportReport") -> list[Markup]:
    """What the file would do, line by line; nothing is said of what is zero."""
    counts = [
        (t("New sessions: %(n)s", n=len(found.new)), found.new),
        (t("Sessions changed: %(n)s", n=len(found.changed)), found.changed),
        (_moved(t, found), any(each.moved for each in found.changed)),
        (t("Whoever is in them is told by the import of what changes."), _told(found)),
        (
            t("Sessions moved to a date that is over: %(n)s (warning: no reminder is sent for them)", n=_past(found)),
            _past(found),
        ),
        (t("Unchanged: %(n)s", n=len(found.unchanged)), found.unchanged),
        (
            t("Past sessions, imported as ended: %(n)s (warning: nothing is sent for them)", n=len(found.finished)),
            found.finished,
        ),
        (t("New areas: %(n)s", n=len(found.new_areas)), found.new_areas),
        (t("Areas renamed: %(n)s", n=len(found.renamed_areas)), found.renamed_areas),
        (t("Rows to correct: %(n)s", n=found.bad_rows), found.bad_rows),
    ]
    head = [
        t("Import trial: nothing is recorded"),
        *filter(None, [file_line(t, found.name)]),
        *_sheets(t, found),
        Markup(),
        t("Rows read: %(n)s", n=found.rows),
    ]
    return head + [line for line, number in counts if number] + _verdict(t, found)


def whole_report(t: Words, found: "ImportReport") -> str:
    """The trial as plain text: every session that changes, every problem."""
    parts = [
        *summary(t, found),
        *_named(t("New sessions"), [", ".join(found.new)] if found.new else []),
        *_named(t("Sessions changed"), [_change(t, each) for each in found.changed]),
        *_named(t("Past sessions, imported as ended"), [", ".join(found.finished)] if found.finished else []),
        *_named(t("New areas"), found.new_areas),
        *_named(t("Areas renamed"), [f"{old} → {new}" for old, new in found.renamed_areas]),
        *_named(t("To correct"), list(import_problems.sentences(t, found))),
        *([others(t, found.more_problems)] if found.more_problems else []),
    ]
    return plain(lines(*parts)) + "\n"


def plain(text: Markup | str) -> str:
    """A text of pages without HTML, for files and terminals."""
    return html.unescape(str(text))


def file_line(t: Words, name: str) -> Markup | None:
    """Nothing is said of a document that has no name."""
    return t("File: %(name)s", name=cut(name, NAME_MAX)) if name else None


def others(t: Words, number: int) -> Markup:
    return t.n("… and %(n)s other", "… and %(n)s others", number)


def _verdict(t: Words, found: "ImportReport") -> list[Markup]:
    if not found.rows and not found.problems:
        return [t("The file holds no session.")]
    if found.ready and not found.new and not found.changed:
        return [t("Nothing to import: the programme already says the same.")]
    return []


def _moved(t: Words, found: "ImportReport") -> Markup:
    """How many sessions have another date or hour, and how many people hold a place in them."""
    moved = [each for each in found.changed if each.moved]
    seated = sum(each.seated for each in moved)
    if not seated:
        return t("Of these, moved: %(n)s, nobody registered", n=len(moved))
    return t.n(
        "Of these, moved: %(moved)s, %(n)s person registered",
        "Of these, moved: %(moved)s, %(n)s persons registered",
        seated,
        moved=len(moved),
    )


def _told(found: "ImportReport") -> bool:
    return any(each.moved and each.seated and not each.past for each in found.changed)


def _past(found: "ImportReport") -> int:
    return sum(each.past for each in found.changed)


def _change(t: Words, each: "Changed") -> str:
    """« 3.05 (debut, fin), 14 personnes inscrites »: a session that changes, and whom that concerns when it moves."""
    columns = f"{each.code} ({', '.join(each.columns)})"
    if not (each.moved and each.seated):
        return columns
    people = t.label_n("%(n)s person registered", "%(n)s persons registered", each.seated)
    return f"{columns}, {people}"


def _sheets(t: Words, found: "ImportReport") -> list[Markup]:
    """Which sheet of a workbook is read, lest somebody believe that all are."""
    if not found.sheet:
        return []
    unread = cut(", ".join(found.unread), NAME_MAX)
    return [
        t("Sheet: %(sheet)s", sheet=cut(found.sheet, NAME_MAX)),
        *([t("Sheets that are not read: %(sheets)s", sheets=unread)] if unread else []),
    ]


def _named(title: Markup, found: Sequence[str]) -> list[Markup]:
    """A part of the whole report: its title, then one line for each; nothing when there is none."""
    return [Markup(), title, *(escape(each) for each in found)] if found else []
