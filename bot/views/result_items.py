"""What an evaluation said, for organisers: one question a page, and the comments."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.actions.evaluation import Comments, Feedback, ItemResults
from bot.buttons import OrganiserHome
from bot.language import Words
from bot.views import session_parts
from bot.views.page import Button, Page, button, lines, rows
from bot.views.paging import turners
from bot.views.results import bar, comments_button

if TYPE_CHECKING:
    from training.results import ItemResult, Results

COMMENTS_MAX = 520
"""Characters of the comments on one page."""


def item(t: Words, found: "Results", index: int) -> Page:
    """One question: what each answer got. `index` counts from 0; one that does not exist becomes the nearest."""
    index = min(max(index, 0), len(found.items) - 1)
    shown = found.items[index]
    text = lines(
        t(
            "Session %(code)s, question %(n)s/%(total)s",
            code=session_parts.code(found.session),
            n=index + 1,
            total=len(found.items),
        ),
        "",
        Markup("<b>{}</b>").format(shown.question.text),
        "",
        *_counts(t, shown),
        "",
        *_figures(t, shown),
    )
    return Page(
        text,
        rows(
            turners(t, index, len(found.items), lambda to: ItemResults(found.session.id, found.questionnaire, to)),
            comments_button(t, found),
            (button(t.label("Back"), Feedback(found.session.id, found.questionnaire)), _home(t)),
        ),
    )


def comments(t: Words, found: "Results", page: int) -> Page:
    """The comments, as many on a page as fit; pages count from 0."""
    pages = comment_pages(found.comments) or [[]]
    page = min(max(page, 0), len(pages) - 1)
    text = lines(
        t("Comments, session %(code)s", code=session_parts.code(found.session)),
        *(part for each in pages[page] for part in ("", t("“%(comment)s”", comment=each))),
        *(() if found.comments else ("", t("No comment was written."))),
    )
    return Page(
        text,
        rows(
            turners(t, page, len(pages), lambda to: Comments(found.session.id, found.questionnaire, to)),
            (button(t.label("Back"), Feedback(found.session.id, found.questionnaire)), _home(t)),
        ),
    )


def comment_pages(texts: Sequence[str]) -> list[list[str]]:
    """Whole comments, in pages of at most COMMENTS_MAX characters (a longer comment has a page of its own)."""
    pages: list[list[str]] = []
    room = 0
    for each in texts:
        needed = len(each) + 6  # the quotes and the empty line
        if not pages or needed > room:
            pages.append([])
            room = COMMENTS_MAX
        pages[-1].append(each)
        room -= needed
    return pages


def _counts(t: Words, shown: "ItemResult") -> list[Markup]:
    if shown.withheld:
        return [t("The answers are not shown: fewer than five persons answered this question.")]
    counted = [_count_line(t, answer.label, count, shown.answered) for answer, count in shown.counts]
    if shown.question.not_applicable:
        counted.append(t("Not applicable, counted apart: %(n)s", n=shown.not_applicable))
    return counted


def _count_line(t: Words, label: str, count: int, answered: int) -> Markup:
    percent = 100 * count / answered if answered else 0.0
    return t("%(label)s\n%(bar)s %(n)s", bar=bar(percent), n=count, label=label)


def _figures(t: Words, shown: "ItemResult") -> list[Markup]:
    figures = [t.n("%(n)s answer", "%(n)s answers", shown.answered)]
    if shown.positive is not None and shown.mean is not None:
        mean = f"{shown.mean:.1f}".replace(".", ",")
        figures.append(
            t("Positive answers: %(percent)s%%; mean: %(mean)s of 4", percent=round(shown.positive), mean=mean)
        )
    if shown.before is not None:
        figures.append(t("At the end of the session, positive answers: %(percent)s%%", percent=round(shown.before)))
    return figures


def _home(t: Words) -> Button:
    return button(t.label("Home"), OrganiserHome())
