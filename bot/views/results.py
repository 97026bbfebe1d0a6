"""What an evaluation said, for organisers: how many while it is open, never who; counts and comments after."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.actions.evaluation import Comments, Feedback, ItemResults, OpenEvaluation
from bot.actions.organiser import OrganiserSession
from bot.buttons import OrganiserHome
from bot.language import Words
from bot.views import dates, session_parts
from bot.views.page import Button, Page, button, cut, lines, rows
from bot.views.paging import turners

if TYPE_CHECKING:
    from db.models import TrainingSession
    from training.evaluation import Counts
    from training.results import ItemResult, Results

BAR = 10
ITEM_MAX = 44
"""Characters of a question on the summary; in full on its own page."""

COMMENTS_MAX = 520
"""Characters of the comments on one page."""


def not_open(t: Words, session: "TrainingSession", opens_at: datetime, *, may_open: bool) -> Page:
    """Before the opening. `opens_at` (UTC) is when it opens by itself."""
    text = t(
        "Feedback, session %(code)s\n\n"
        "The questionnaire opens by itself on %(moment)s, for the persons whose presence is noted. "
        "You can open it from two hours before the end.",
        code=session_parts.code(session),
        moment=dates.moment(opens_at, session.zone),
    )
    opening = button(t.label("Open the questionnaire"), OpenEvaluation(session.id)) if may_open else None
    return Page(text, rows(opening, _exit(t, session)))


def live(t: Words, session: "TrainingSession", counts: "Counts", closes_at: datetime) -> Page:
    """While it is open: how many. `closes_at` is in UTC."""
    text = lines(
        t("Feedback, session %(code)s", code=session_parts.code(session)),
        "",
        _replies(t, counts.submitted, counts.present),
        t("Begun and not sent: %(n)s", n=counts.begun),
        "",
        t(
            "The questionnaire is open until %(moment)s. The results come after the close, from five replies on; who "
            "answered is shown to nobody.",
            moment=dates.moment(closes_at, session.zone),
        ),
    )
    return Page(text, rows(button(t.label("Update"), Feedback(session.id)), _exit(t, session)))


def closing(t: Words, session: "TrainingSession", replies: int) -> Page:
    """Its time is over, but it is not yet closed; or it never opened."""
    text = lines(
        t("Feedback, session %(code)s", code=session_parts.code(session)),
        "",
        t(
            "The questionnaire takes no more answers. Replies received: %(n)s. The results are being prepared.",
            n=replies,
        ),
    )
    return Page(text, rows(button(t.label("Update"), Feedback(session.id)), _exit(t, session)))


def too_few(t: Words, session: "TrainingSession", replies: int) -> Page:
    """Closed with fewer than five replies."""
    text = lines(
        t("Results of the feedback, session %(code)s", code=session_parts.code(session)),
        "",
        t.n("%(n)s reply received.", "%(n)s replies received.", replies),
        "",
        t(
            "The results are not shown: under five replies, each could be recognised. The answers were erased, their "
            "number alone is kept."
        ),
    )
    return Page(text, rows(_exit(t, session)))


def summary(t: Words, found: "Results") -> Page:
    """The share of positive answers, item by item; the four-level items only."""
    rated = [each for each in found.items if each.positive is not None]
    withheld = ", ".join(str(n) for n, each in enumerate(found.items, 1) if each.withheld)
    text = lines(
        t("Results of the feedback, session %(code)s", code=session_parts.code(found.session)),
        _replies(t, found.replies, found.present),
        "",
        t("Positive answers:"),
        *(_positive_line(t, each) for each in rated),
        t("Not shown, under five answers: %(questions)s", questions=withheld) if withheld else None,
    )
    return Page(
        text,
        rows(
            button(t.label("Question by question"), ItemResults(found.session.id, 0)),
            _comments_button(t, found),
            _exit(t, found.session),
        ),
    )


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
            turners(t, index, len(found.items), lambda to: ItemResults(found.session.id, to)),
            _comments_button(t, found),
            (button(t.label("Back"), Feedback(found.session.id)), _home(t)),
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
            turners(t, page, len(pages), lambda to: Comments(found.session.id, to)),
            (button(t.label("Back"), Feedback(found.session.id)), _home(t)),
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


def opened(t: Words, invited: int) -> str:
    """A toast: how many are told."""
    return t.label_n(
        "The questionnaire is open: %(n)s person is told.",
        "The questionnaire is open: %(n)s persons are told.",
        invited,
    )


def too_early(t: Words, from_: datetime, zone: str) -> str:
    """A toast. `from_` is in UTC, `zone` the venue's."""
    return t.label("The questionnaire can be opened from %(moment)s on.", moment=dates.moment(from_, zone))


def already_open(t: Words) -> str:
    """A toast after a second tap, or a colleague's."""
    return t.label("The questionnaire is already open.")


def over(t: Words) -> str:
    """A toast: it is closed for good."""
    return t.label("The questionnaire is closed.")


def bar(percent: float) -> str:
    """« ■■■■■■■□□□ » out of 0 to 100."""
    filled = round(BAR * percent / 100)
    return "■" * filled + "□" * (BAR - filled)


def _replies(t: Words, replies: int, present: int) -> Markup:
    """« 12 réponses pour 20 personnes présentes »."""
    return t(
        "%(replies)s for %(present)s",
        replies=t.n("%(n)s reply", "%(n)s replies", replies),
        present=t.n("%(n)s person present", "%(n)s persons present", present),
    )


def _positive_line(t: Words, shown: "ItemResult") -> Markup:
    percent = shown.positive or 0.0
    item = cut(shown.question.text.rstrip("\u00a0 :.?"), ITEM_MAX)
    return t("%(item)s\n%(bar)s %(percent)s%%", bar=bar(percent), percent=round(percent), item=item)


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
    return figures


def _comments_button(t: Words, found: "Results") -> Button:
    return button(t.label("Comments (%(n)s)", n=len(found.comments)), Comments(found.session.id, 0))


def _exit(t: Words, session: "TrainingSession") -> tuple[Button, ...]:
    return (button(t.label("Back"), OrganiserSession(session.id)), _home(t))


def _home(t: Words) -> Button:
    return button(t.label("Home"), OrganiserHome())
