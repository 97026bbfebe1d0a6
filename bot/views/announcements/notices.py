"""What is pushed about an announcement: to a colleague whose agreement is asked, to its author."""

from markupsafe import Markup

from bot.actions.announcements import AnnouncementNow
from bot.buttons import OrganiserHome
from bot.language import Words
from bot.views.page import Page, button, rows


def approval_asked(t: Words, announcement_id: int, recipients: int) -> Page:
    """To every other organiser: the first answer counts."""
    text = t.n(
        "Agreement asked: announcement no. %(number)s, %(n)s person\n\nRead the exact message before deciding.",
        "Agreement asked: announcement no. %(number)s, %(n)s persons\n\nRead the exact message before deciding.",
        recipients,
        number=announcement_id,
    )
    return _leading_to(t, text, announcement_id)


def approval_decided(t: Words, announcement_id: int, *, approved: bool) -> Page:
    """To the author."""
    text = (
        t("Announcement no. %(number)s: a colleague has agreed to it.", number=announcement_id)
        if approved
        else t(
            "Announcement no. %(number)s: a colleague has not agreed to it. Nothing was sent; it is a draft again.",
            number=announcement_id,
        )
    )
    return _leading_to(t, text, announcement_id)


def correction_asked(t: Words, announcement_id: int) -> Page:
    """To every organiser but who wrote it: the first answer counts."""
    text = t(
        "Agreement asked: correction of announcement no. %(number)s\n\nRead the exact text before deciding.",
        number=announcement_id,
    )
    return _leading_to(t, text, announcement_id)


def correction_decided(t: Words, announcement_id: int, *, approved: bool) -> Page:
    """To who wrote the correction."""
    text = (
        t("Announcement no. %(number)s: a colleague has agreed to the correction.", number=announcement_id)
        if approved
        else t(
            "Announcement no. %(number)s: a colleague has not agreed to the correction. The text that was sent stays.",
            number=announcement_id,
        )
    )
    return _leading_to(t, text, announcement_id)


def held(t: Words, announcement_id: int) -> Page:
    """To the author: it did not leave unasked; its page says why."""
    text = t(
        "Announcement no. %(number)s is held: it did not leave at its time.\n\n"
        "Nothing was sent. Send it now, or give it up.",
        number=announcement_id,
    )
    return _leading_to(t, text, announcement_id)


def latecomers_stopped(t: Words, announcement_id: int) -> Page:
    """To the author: it goes to nobody else by itself."""
    text = t(
        "Announcement no. %(number)s: those who join from now on do not receive it.\n\n"
        "It would go to more people than one organiser may write to alone. Send them a new announcement: a colleague "
        "will agree to it.",
        number=announcement_id,
    )
    return _leading_to(t, text, announcement_id)


def _leading_to(t: Words, text: Markup, announcement_id: int) -> Page:
    return Page(
        text,
        rows(
            button(t.label("See the announcement"), AnnouncementNow(announcement_id)),
            button(t.label("Home"), OrganiserHome()),
        ),
    )
