"""What was sent, corrected or taken back: the consequence is said before the tap."""

from datetime import datetime

from markupsafe import Markup

from bot.actions.announcements import AnnouncementNow
from bot.actions.dispatches import (
    ApproveCorrection,
    CorrectEverywhere,
    CorrectText,
    GiveUpCorrection,
    Recall,
    RefuseCorrection,
    SeeCorrection,
    SendingReport,
)
from bot.buttons import OrganiserHome
from bot.language import Words
from bot.views import dates
from bot.views.page import Button, Page, button, lines, rows


def write(t: Words, announcement_id: int, warning: Markup | None = None) -> Page:
    """Another text is awaited. `warning` comes first."""
    text = lines(
        warning,
        "" if warning else None,
        t("Announcement no. %(number)s: correction", number=announcement_id),
        "",
        t("Write the whole text anew, with its formatting: it takes the place of the one that arrived."),
        t("No telephone rings for a correction. Nothing changes before the preview and your agreement."),
    )
    return Page(text, rows(_ways_out(t, announcement_id)))


def confirm(t: Words, announcement_id: int, messages: int, uncertain: int, warning: Markup | None = None) -> Page:
    """Under the exact text: where it takes the place of the former one, and where it cannot."""
    text = lines(
        warning,
        "" if warning else None,
        t("Announcement no. %(number)s: above, the exact text", number=announcement_id),
        "",
        t("Messages to correct: %(n)s", n=messages),
        t("Uncertain, out of reach: %(n)s", n=uncertain) if uncertain else None,
    )
    correct = t.label_n("Correct %(n)s message", "Correct %(n)s messages", messages)
    return Page(
        text,
        rows(
            button(correct, CorrectEverywhere(announcement_id, messages)) if messages else None,
            button(t.label("Another text"), CorrectText(announcement_id)),
            _ways_out(t, announcement_id),
        ),
    )


def waiting(t: Words, announcement_id: int, dispatch_id: int, messages: int, above: int) -> Page:
    """To who wrote a correction. `above`: more messages than this need an agreement."""
    text = lines(
        t("Announcement no. %(number)s: agreement asked for the correction", number=announcement_id),
        "",
        t(
            "It changes %(n)s messages, above the threshold of %(above)s: another organiser decides. Nothing changes "
            "before, and you will be told.",
            n=messages,
            above=above,
        ),
    )
    return Page(
        text,
        rows(
            button(t.label("See the text"), SeeCorrection(dispatch_id)),
            button(t.label("Give up the correction"), GiveUpCorrection(dispatch_id)),
            button(t.label("Report of the sending"), SendingReport(announcement_id)),
            _home(t),
        ),
    )


def decide(t: Words, announcement_id: int, dispatch_id: int, messages: int, warning: Markup | None = None) -> Page:
    """To a colleague: the first answer counts. `warning` comes first."""
    text = lines(
        warning,
        "" if warning else None,
        t.n(
            "Agreement asked: correction of announcement no. %(number)s, %(n)s message",
            "Agreement asked: correction of announcement no. %(number)s, %(n)s messages",
            messages,
            number=announcement_id,
        ),
        "",
        t("Read the exact text before deciding: the first answer counts."),
    )
    return Page(
        text,
        rows(
            button(t.label("See the text"), SeeCorrection(dispatch_id)),
            button(t.label("Give my agreement"), ApproveCorrection(dispatch_id)),
            button(t.label("Refuse"), RefuseCorrection(dispatch_id)),
            _home(t),
        ),
    )


def refused(t: Words) -> str:
    """A toast: a colleague has not agreed."""
    return t.label("The correction is refused: the text that was sent stays.")


def given_up(t: Words) -> str:
    """A toast: the correction is forgotten."""
    return t.label("The correction is given up: the text that was sent stays.")


def ask_recall(
    t: Words, announcement_id: int, messages: int, uncertain: int, too_old: int, until: datetime | None, zone: str
) -> Page:
    """Whether to withdraw it. `until` (UTC) is when Telegram deletes the first of them no more."""
    text = lines(
        t.n(
            "Withdraw announcement no. %(number)s from %(n)s conversation?",
            "Withdraw announcement no. %(number)s from %(n)s conversations?",
            messages,
            number=announcement_id,
        ),
        "",
        t("Possible everywhere until %(limit)s.", limit=dates.moment(until, zone)) if until else None,
        t("Sent more than 48 hours ago, out of reach: %(n)s", n=too_old) if too_old else None,
        t("Uncertain, out of reach: %(n)s", n=uncertain) if uncertain else None,
        t("The message may have been read; a withdrawal cannot be undone.") if messages else None,
    )
    return Page(
        text,
        rows(
            button(t.label("Withdraw everywhere"), Recall(announcement_id)) if messages else None,
            button(t.label("Correct the text"), CorrectText(announcement_id)),
            _ways_out(t, announcement_id),
        ),
    )


def changed(t: Words) -> Markup:
    """As many messages as the button said are not there any more."""
    return t("The number of messages has changed: nothing was corrected. Here is today’s number.")


def button_expected(t: Words) -> Markup:
    """Something was typed under the preview of a correction."""
    return t("This step awaits a button. To write another text, touch “Another text”.")


def _ways_out(t: Words, announcement_id: int) -> tuple[Button, ...]:
    return button(t.label("Back"), AnnouncementNow(announcement_id)), _home(t)


def _home(t: Words) -> Button:
    return button(t.label("Home"), OrganiserHome())
