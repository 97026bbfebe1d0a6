"""What is wrong with a row of the programme's file: line, column, reason, and the close word that was perhaps meant."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.language import N_, Words
from bot.views.page import cut

if TYPE_CHECKING:
    from training.programme_columns import RowProblem
    from training.programme_plan import ImportReport

VALUE_MAX = 40

REASONS = {
    "missing_column": N_("this column is missing"),
    "duplicate_column": N_("this column is there twice"),
    "extra_cell": N_("“%(value)s” is beyond the last column: a separator too many?"),
    "missing_value": N_("the cell is empty"),
    "error_cell": N_("the cell shows the error “%(value)s”: correct its formula"),
    "no_result": N_("a formula without its result: type the value, or save the file again in the spreadsheet"),
    "not_a_date": N_("“%(value)s” is not a date such as 12/03/2026 or “12 mars 2026”"),
    "no_such_date": N_("“%(value)s” does not exist in the calendar"),
    "end_before_start": N_("“%(value)s” comes before the beginning"),
    "too_many_days": N_("the session would last %(value)s days, for 14 at most"),
    "not_an_hour": N_("“%(value)s” is not an hour such as “9 h 30”"),
    "bad_code": N_("“%(value)s” is not a code such as 3.05"),
    "duplicate_code": N_("the code “%(value)s” is already on a line above"),
    "bad_area": N_("“%(value)s” does not begin with a number, as in “3 – Title”"),
    "area_conflict": N_("“%(value)s” has the number of another area of the file"),
    "bad_capacity": N_("“%(value)s” is not a number of places (1 to 500)"),
    "capacity_below_seated": N_("fewer places than people who already have one (%(value)s)"),
    "bad_quota": N_("“%(value)s” is not a quota such as “police=12”"),
    "duplicate_quota": N_("“%(value)s” has two quotas"),
    "unknown_term": N_("“%(value)s” is unknown"),
    "too_long": N_("“%(value)s” is too long"),
    "not_text": N_("the cell holds a character that is not text"),
}


def sentences(t: Words, found: "ImportReport") -> Iterator[Markup]:
    """One sentence for each problem, in the order of the file; made as they are asked for."""
    return (sentence(t, problem, found.letters.get(problem.column, "")) for problem in found.problems)


def sentence(t: Words, problem: "RowProblem", letter: str = "") -> Markup:
    """« Ligne 7, colonne D (public) : « douane » est inconnu ; proche : « douanes ». »"""
    reason = t(REASONS[problem.reason.value], value=cut(problem.value, VALUE_MAX))
    if problem.suggestion:
        reason = t("%(reason)s; close: “%(word)s”", reason=reason, word=cut(problem.suggestion, VALUE_MAX))
    if not problem.column:
        return t("Line %(line)s: %(reason)s.", line=problem.line, reason=reason)
    column = f"{letter} ({problem.column})" if letter else problem.column
    return t("Line %(line)s, column %(column)s: %(reason)s.", line=problem.line, column=column, reason=reason)
