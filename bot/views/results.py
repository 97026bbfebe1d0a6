"""What an evaluation said, for organisers: how many while it is open, never who; its summary after the close."""

from datetime import datetime
from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.actions.evaluation import Comments, Feedback, ItemResults, OpenEvaluation
from bot.actions.organiser import OrganiserSession
from bot.buttons import OrganiserHome
from bot.language import Words
from bot.views import dates, session_parts
from bot.views.page import Button, Page, button, cut, lines, rows
from training.questionnaires import COLD, HOT

if TYPE_CHECKING:
    from db.models import TrainingSession
    from training.evaluation import Counts
    from training.results import ItemResult, Results

BAR = 10
ITEM_MAX = 44
"""Characters of a question on the summary; in full on its own page."""


def not_open(t: Words, session: "TrainingSession", questionnaire: str, opens_at: datetime, *, may_open: bool) -> Page:
    """Before the opening. `opens_at` (UTC) is when it opens by itself."""
    moment = dates.moment(opens_at, session.zone)
    text = lines(
        _title(t, session, questionnaire),
        "",
        t("The questionnaire opens by itself on %(moment)s, for the persons whose presence is noted.", moment=moment),
        t("You can open it from two hours before the end.") if questionnaire == HOT else None,
    )
    opening = button(t.label("Open the questionnaire"), OpenEvaluation(session.id)) if may_open else None
    return Page(text, rows(opening, _other(t, session.id, questionnaire), _exit(t, session)))


def live(t: Words, session: "TrainingSession", questionnaire: str, counts: "Counts", closes_at: datetime) -> Page:
    """While it is open: how many. `closes_at` is in UTC."""
    text = lines(
        _title(t, session, questionnaire),
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
    update = button(t.label("Update"), Feedback(session.id, questionnaire))
    return Page(text, rows(update, _other(t, session.id, questionnaire), _exit(t, session)))


def closing(t: Words, session: "TrainingSession", questionnaire: str, replies: int) -> Page:
    """Its time is over, but it is not yet closed; or it never opened."""
    text = lines(
        _title(t, session, questionnaire),
        "",
        t(
            "The questionnaire takes no more answers. Replies received: %(n)s. The results are being prepared.",
            n=replies,
        ),
    )
    update = button(t.label("Update"), Feedback(session.id, questionnaire))
    return Page(text, rows(update, _other(t, session.id, questionnaire), _exit(t, session)))


def too_few(t: Words, session: "TrainingSession", questionnaire: str, replies: int) -> Page:
    """Closed with fewer than five replies."""
    text = lines(
        _results_title(t, session, questionnaire),
        "",
        t.n("%(n)s reply received.", "%(n)s replies received.", replies),
        "",
        t(
            "The results are not shown: under five replies, each could be recognised. The answers were erased, their "
            "number alone is kept."
        ),
    )
    return Page(text, rows(_other(t, session.id, questionnaire), _exit(t, session)))


def summary(t: Words, found: "Results") -> Page:
    """The share of positive answers, item by item; the four-level items only."""
    rated = [each for each in found.items if each.positive is not None]
    withheld = ", ".join(str(n) for n, each in enumerate(found.items, 1) if each.withheld)
    text = lines(
        _results_title(t, found.session, found.questionnaire),
        _replies(t, found.replies, found.present),
        "",
        t("Positive answers:"),
        *(_positive_line(t, each) for each in rated),
        t("Not shown, under five answers: %(questions)s", questions=withheld) if withheld else None,
    )
    return Page(
        text,
        rows(
            button(t.label("Question by question"), ItemResults(found.session.id, found.questionnaire, 0)),
            comments_button(t, found),
            _other(t, found.session.id, found.questionnaire),
            _exit(t, found.session),
        ),
    )


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


def _title(t: Words, session: "TrainingSession", questionnaire: str) -> Markup:
    if questionnaire == HOT:
        return t("Feedback, session %(code)s", code=session_parts.code(session))
    return t("Feedback after three months, session %(code)s", code=session_parts.code(session))


def _results_title(t: Words, session: "TrainingSession", questionnaire: str) -> Markup:
    if questionnaire == HOT:
        return t("Results of the feedback, session %(code)s", code=session_parts.code(session))
    return t("Results after three months, session %(code)s", code=session_parts.code(session))


def _other(t: Words, session_id: int, questionnaire: str) -> Button:
    """From the feedback of the end to that of three months later, and back."""
    if questionnaire == HOT:
        return button(t.label("After three months"), Feedback(session_id, COLD))
    return button(t.label("At the end of the session"), Feedback(session_id, HOT))


def comments_button(t: Words, found: "Results") -> Button:
    return button(
        t.label("Comments (%(n)s)", n=len(found.comments)), Comments(found.session.id, found.questionnaire, 0)
    )


def _exit(t: Words, session: "TrainingSession") -> tuple[Button, ...]:
    return (button(t.label("Back"), OrganiserSession(session.id)), _home(t))


def _home(t: Words) -> Button:
    return button(t.label("Home"), OrganiserHome())
