"""Every sentence for something that went wrong. Facts come in; nobody is blamed; there is always a way out."""

from dataclasses import dataclass

from bot.buttons import Help, Home
from bot.language import Words
from bot.notice import NoticeFirst
from bot.views.arrival import notice_changed
from bot.views.page import Button, Page, button, rows
from training.errors import Forbidden, Gone, Stale, TrainingError


@dataclass(frozen=True)
class Answer:
    """A toast, a page, or a page with a toast."""

    page: Page | None = None
    toast: str | None = None


def refusal(t: Words, error: TrainingError) -> Answer:
    """The answer to an error of the rules that no page of its own announces."""
    match error:
        case NoticeFirst(version):
            return Answer(notice_changed(t, version))
        case Forbidden():
            text = t("This action is reserved for the training team.")
        case Stale():
            text = t("This page had changed in the meantime: please open it again.")
        case Gone():
            text = t("What this button led to is not available any more.")
        case _:
            text = t("This could not be done; nothing was changed.")
    return Answer(Page(text, _ways_out(t)), None)


def stale(t: Words) -> str:
    """The toast of a button that was drawn for another moment; the page as it is now comes with it."""
    return t.label("This page had changed in the meantime: here is the situation now.")


def bug(t: Words, incident: str) -> Answer:
    """Our own fault: the number is enough for the team to find the cause."""
    text = t(
        "An error happened on our side. Your saved answers are intact.\n\n"
        "Incident no. %(incident)s: this number is enough for the training team.",
        incident=incident,
    )
    return Answer(Page(text, _ways_out(t)))


def _ways_out(t: Words) -> tuple[tuple[Button, ...], ...]:
    return rows(button(t.label("My situation"), Home()), button(t.label("Help"), Help()))
