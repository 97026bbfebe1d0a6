"""The programme's file: asked for, tried, imported. The same words serve the chat and the command line."""

from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.actions.organiser import ImportAsk, OrganiserSessions
from bot.actions.programme import ApplyImport, AskOpenAll, CancelImport, SendImportReport
from bot.buttons import OrganiserHome
from bot.language import N_, Words
from bot.views import import_problems
from bot.views.import_report import file_line, others, plain, summary, whole_report
from bot.views.page import Button, Document, Page, button, lines, rows

if TYPE_CHECKING:
    from training.programme_import import Imported, ImportReport, NotATable

PAGE_MAX = 600
COLUMNS_SHOWN = 4
MEGABYTE = 1024 * 1024

NOT_A_TABLE = {
    "empty": N_("This file is empty."),
    "unknown_format": N_(
        "This file is not a table that the robot can read. "
        "In the spreadsheet, choose “Save as”, format “Excel workbook (.xlsx)” or CSV."
    ),
    "old_workbook": N_(
        "This workbook has the old format (.xls). "
        "In the spreadsheet, choose “Save as”, format “Excel workbook (.xlsx)”, then send the new file."
    ),
    "protected": N_(
        "This file is protected by a password. Remove the password in the spreadsheet, save, then send it again."
    ),
    "unreadable": N_("This file cannot be read: its quotes or its characters are damaged. Save it again as CSV."),
    "damaged": N_(
        "This workbook is damaged or incomplete. Open it in the spreadsheet, save it again, then send it again."
    ),
    "too_heavy": N_(
        "This workbook is too heavy once it is opened. Copy the useful rows into a new workbook, then send that one."
    ),
    "no_header": N_(
        "The titles of the columns were not found. "
        "One of the first ten lines of a visible sheet must name them: %(columns)s…"
    ),
    "too_many_rows": N_("This file has more than 10,000 rows. Divide it in several files."),
}


def ask(t: Words, reason: Markup | None = None) -> Page:
    """Send the file. `reason`, when there is one, says first what was wrong with what came."""
    text = t(
        "Send the file of the programme (xlsx or csv, 5 MB at most), as a document.\n\n"
        "A trial checks it first; nothing is recorded before your agreement."
    )
    return Page(lines(*((reason, "") if reason else ()), text), rows(_home(t)))


def file_awaited(t: Words) -> Markup:
    """Something was typed where a file was awaited."""
    return t("This step awaits a file: your text does not count as an answer.")


def not_received(t: Words) -> Markup:
    """Telegram did not give the file."""
    return t("The file could not be received. Send it again.")


def too_big(t: Words, size: int, limit: int) -> Markup:
    """Both in bytes."""
    return t(
        "This file is too big: %(size)s MB, for %(limit)s MB at most.",
        size=f"{size / MEGABYTE:.1f}".replace(".", ","),
        limit=limit // MEGABYTE,
    )


def not_a_table(t: Words, error: "NotATable") -> Markup:
    """Why a file is no table, and what to do about it."""
    reason = t(NOT_A_TABLE[error.reason.value], columns=", ".join(error.expected[:COLUMNS_SHOWN]))
    return lines(file_line(t, error.name), reason)


def report(t: Words, found: "ImportReport", upload_id: int) -> Page:
    """The trial, in one page: long lists are cut, the whole is a text on demand."""
    changes = len(found.new) + len(found.changed)
    label = t.label_n("Import %(n)s row", "Import %(n)s rows", changes)
    text = lines(*summary(t, found))
    return Page(
        _with_problems(t, text, found),
        rows(
            button(label, ApplyImport(upload_id)) if found.ready and changes else None,
            button(t.label("Whole report (txt)"), SendImportReport(upload_id)),
            button(t.label("Another file"), ImportAsk()),
            button(t.label("Cancel"), CancelImport(upload_id)),
        ),
    )


def report_document(t: Words, found: "ImportReport") -> Document:
    """The whole report as a text file, with the mark that old editors need to read accents."""
    return Document(t.label("import-report.txt"), whole_report(t, found).encode("utf-8-sig"))


def done(t: Words, imported: "Imported", drafts: int) -> Page:
    """After the import; `drafts` are the sessions that wait to be opened."""
    return Page(
        outcome(t, imported),
        rows(
            button(t.label("Sessions"), OrganiserSessions()),
            button(t.label("Open all (%(n)s)", n=drafts), AskOpenAll()) if drafts else None,
            _home(t),
        ),
    )


def outcome(t: Words, imported: "Imported") -> Markup:
    """What the import did, and what is left to do."""
    return lines(
        t("Import done"),
        "",
        t(
            "New: %(new)s; changed: %(changed)s; unchanged: %(unchanged)s",
            new=imported.created,
            changed=imported.updated,
            unchanged=imported.unchanged,
        ),
        t("Past, ended: %(n)s", n=imported.finished) if imported.finished else None,
        t("People told of a change: %(n)s", n=imported.told) if imported.told else None,
        *(("", t("New sessions are drafts: nobody sees them before “Open registrations”.")) if imported.drafts else ()),
    )


def cancelled(t: Words) -> Page:
    text = t("Import abandoned: nothing was recorded, the file was not kept.")
    return Page(text, rows(button(t.label("Another file"), ImportAsk()), _home(t)))


def over(t: Words) -> Page:
    """The button's file was imported, replaced by another or abandoned."""
    text = t("This file no longer waits: it was imported, replaced or abandoned.")
    ways = (button(t.label("Sessions"), OrganiserSessions()), button(t.label("Another file"), ImportAsk()))
    return Page(text, rows(ways, _home(t)))


def _with_problems(t: Words, text: Markup, found: "ImportReport") -> Markup:
    """As many problems as the page holds, then how many others there are."""
    total = len(found.problems) + found.more_problems
    shown: list[Markup] = []
    room = PAGE_MAX - len(plain(text)) - len(plain(others(t, total))) - 3
    for problem in import_problems.sentences(t, found):
        room -= len(plain(problem)) + 1
        if room < 0:
            break
        shown.append(problem)
    left = total - len(shown)
    return lines(text, *([""] if total else []), *shown, others(t, left) if left else None)


def _home(t: Words) -> Button:
    return button(t.label("Home"), OrganiserHome())
