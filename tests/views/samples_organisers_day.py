"""Samples of the roll, of dispatches and of the results of the feedback."""

from dataclasses import replace
from datetime import date, timedelta

from bot.actions.attendance import Roll
from bot.language import Words
from bot.views import attendance, result_items, results
from bot.views.page import Page
from tests.views import longest
from tests.views.gallery import Sample
from training import questionnaires
from training.attendance import Sheet, SheetLine
from training.calendar import half_days
from training.evaluation import Counts
from training.questionnaires import COLD, HOT
from training.results import Results
from training.results import item as item_result

SESSION = longest.session()
HALVES = tuple(half_days(SESSION))
MARKS = (True, False, None, True, False)
FIRST_DAY, LAST_DAY = SESSION.first_day, SESSION.last_day
COMMENT = "Davantage de cas pratiques. ".ljust(500, "e")
EARLIER: date = FIRST_DAY - timedelta(days=1)


def _sheet(present: int = 60, page: int = 12) -> Sheet:
    lines = [SheetLine(longest.registration(number), mark) for number, mark in enumerate(MARKS)]
    return Sheet(SESSION, HALVES[3], tuple(lines), page, 25, 125, present, 45)


def _empty() -> Sheet:
    return Sheet(SESSION, HALVES[0], (), 0, 1, 0, 0, 0)


def _correction(t: Words, saved: bool) -> Page:
    place = Roll(SESSION.id, "20260930am", 12, 1)
    return attendance.correction(t, _sheet(), longest.person(), place, saved)


def _results(replies: int = 125, comments: int = 3, name: str = HOT) -> Results:
    given: list[int | None] = [*[4] * 60, *[3] * 30, *[2] * 20, *[1] * 10, *[None] * 5]
    rated = questionnaires.load(name).rated
    items = tuple(item_result(each, given if each.not_applicable else given[:120]) for each in rated)
    items = tuple(replace(each, before=88.8 if each.question.compares_with else None) for each in items)
    return Results(SESSION, name, replies, 125, items, (COMMENT,) * comments)


def _few() -> Results:
    """Every question answered by four people only."""
    items = tuple(item_result(each, [4, 3, 2, 1]) for each in questionnaires.load().rated)
    return Results(SESSION, HOT, 125, 125, items, ())


SAMPLES = [
    Sample("half_days", lambda t: attendance.half_days(t, SESSION, HALVES, LAST_DAY, 99)),
    Sample("half_days_before", lambda t: attendance.half_days(t, SESSION, HALVES, EARLIER, 99)),
    Sample("roll", lambda t: attendance.roll(t, _sheet(), 0)),
    Sample("roll_of_absences", lambda t: attendance.roll(t, _sheet(), 1)),
    Sample("roll_done", lambda t: attendance.roll(t, _sheet(present=80), 0)),
    Sample("roll_of_nobody", lambda t: attendance.roll(t, _empty(), 0)),
    Sample("everybody_present", lambda t: attendance.everybody(t, _sheet(), 0)),
    Sample("correction_to_absent", lambda t: _correction(t, True)),
    Sample("correction_to_present", lambda t: _correction(t, False)),
    Sample("feedback_not_open", lambda t: results.not_open(t, SESSION, HOT, SESSION.ends_at, may_open=True)),
    Sample("feedback_live", lambda t: results.live(t, SESSION, COLD, Counts(125, 99, 26), SESSION.ends_at)),
    Sample("feedback_closing", lambda t: results.closing(t, SESSION, COLD, 125)),
    Sample("results_too_few", lambda t: results.too_few(t, SESSION, COLD, 4)),
    Sample("results_none", lambda t: results.too_few(t, SESSION, COLD, 0)),
    Sample("results", lambda t: results.summary(t, _results())),
    *(
        Sample(f"results_item_{n}", lambda t, n=n: result_items.item(t, _results(), n))  # type: ignore[misc]
        for n in range(7)
    ),
    Sample("feedback_cold_not_open", lambda t: results.not_open(t, SESSION, COLD, SESSION.ends_at, may_open=False)),
    Sample("results_cold", lambda t: results.summary(t, _results(name=COLD))),
    *(
        Sample(f"results_cold_item_{n}", lambda t, n=n: result_items.item(t, _results(name=COLD), n))  # type: ignore[misc]
        for n in range(5)
    ),
    Sample("results_under_five", lambda t: results.summary(t, _few())),
    Sample("results_item_under_five", lambda t: result_items.item(t, _few(), 1)),
    Sample("comments", lambda t: result_items.comments(t, _results(), 1), free=True),
    Sample("comments_none", lambda t: result_items.comments(t, _results(comments=0), 0)),
]
