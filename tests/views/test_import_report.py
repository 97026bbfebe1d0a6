"""What an import's report says, and what it does not say when there is nothing to it."""

from bot.language import words
from bot.views import importing
from bot.views.import_report import plain, whole_report
from training.programme_import import Changed, Column, Imported, ImportReport, NotATable, NotATableReason

NB = "\u00a0"
DAYS = (Column.FIRST_DAY, Column.LAST_DAY)
MOVED = ImportReport(
    "programme.csv",
    3,
    changed=(
        Changed("3.05", DAYS, moved=True, seated=14, past=True),
        Changed("3.06", DAYS, moved=True),
        Changed("3.07", (Column.TOWN,), moved=False, seated=5),
    ),
)


def test_sessions_that_move_say_whom_that_concerns() -> None:
    report = whole_report(words(), MOVED)
    assert f"Sessions déplacées{NB}: 2, 14 personnes inscrites\n" in report
    assert f"Sessions déplacées à une date passée{NB}: 1 (avertissement{NB}: aucun rappel ne sera envoyé)\n" in report
    assert "3.05 (debut, fin), 14 personnes inscrites\n3.06 (debut, fin)\n3.07 (ville)\n" in report


def test_sessions_that_move_without_anybody_say_so() -> None:
    empty = ImportReport("programme.csv", 1, changed=(Changed("3.06", DAYS, moved=True),))
    report = whole_report(words(), empty)
    assert f"Sessions déplacées{NB}: 1, aucune inscription\n" in report
    assert "date passée" not in report


def test_drafts_are_told_only_when_the_import_made_some() -> None:
    said = [
        plain(importing.outcome(words(), Imported(made, 1, 1, 0, drafts))) for made, drafts in ((0, 0), (2, 0), (2, 2))
    ]
    assert ["brouillons" in one for one in said] == [False, False, True]
    assert not said[0].endswith("\n")


def test_a_document_without_a_name_has_none() -> None:
    assert "Fichier" not in whole_report(words(), ImportReport("", 1, new=("3.05",)))
    assert plain(importing.not_a_table(words(), NotATable("", NotATableReason.EMPTY))) == "Ce fichier est vide."
    assert f"Fichier{NB}: programme.csv" in whole_report(words(), MOVED)
