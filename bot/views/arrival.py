"""Arrival: the welcome, the notice, its refusal, a link that cannot be used."""

from markupsafe import Markup, escape

from bot.actions.arrival import AcceptNotice, ReadNotice, ReadWholeNotice, RefuseNotice
from bot.buttons import Help, Home
from bot.language import Words
from bot.views.page import Button, Page, button, rows

NOTICE_PAGE = 480
"""Characters of the notice on one page: room is left for the line that numbers it."""


def welcome_stranger(t: Words, programme: str) -> Page:
    """To an unknown account without a link: what the bot is for, and nothing else."""
    text = t(
        "Welcome. This robot accompanies the training sessions of the programme %(programme)s: registration, "
        "reminders, attendance and feedback.\n\n"
        "Did the training team give you a link or a code? Open the link, or write the code here.\n\n"
        "Otherwise, create your record in two minutes: the team then checks your request.",
        programme=programme,
    )
    return Page(text, rows(button(t.label("Create my record"), ReadNotice()), _help(t)))


def welcome_joining(t: Words, programme: str, code: str) -> Page:
    """To whoever opens a joining link for the first time."""
    text = t(
        "Welcome. The training team of the programme %(programme)s gives you this link: registration, reminders, "
        "attendance and feedback happen in this conversation.\n\n"
        "First, one minute to read what becomes of your data; then, two minutes for your record.",
        programme=programme,
    )
    return Page(text, rows(button(t.label("Start"), ReadNotice(code)), _help(t)))


def welcome_team(t: Words, programme: str, code: str) -> Page:
    """To whoever comes with the code of an organiser or of an administrator."""
    text = t(
        "Welcome. This code opens the space of the training team, programme %(programme)s.\n\n"
        "It serves once and is not to be passed on. First, one minute to read what becomes of your data.",
        programme=programme,
    )
    return Page(text, rows(button(t.label("Start"), ReadNotice(code)), _help(t)))


def link_refused(t: Words, *, known: bool) -> Page:
    """A code that is unknown, used, expired or revoked: the page does not say which."""
    text = t(
        "This link or code cannot be used here. No data is shown.\n\n"
        "If it is meant for you, ask whoever gave it to you for a new one."
    )
    way_on = _home(t) if known else button(t.label("Create my record"), ReadNotice())
    return Page(text, rows(way_on, _help(t)))


def notice(t: Words, version: str, edition: str, code: str) -> Page:
    """The notice in short, before anything is kept and again at each new version."""
    text = t(
        "Your data, in short (notice, version %(version)s)\n\n"
        "Identity, service, telephone and attendance serve to manage the training sessions. The training team has "
        "access to them; your nominating authority sees registration and attendance only. Feedback is optional and "
        "given back in groups.\n\n"
        "The messaging is not end-to-end encrypted: write no service or investigation information in it.\n\n"
        "Access, rectification, erasure: /mesdonnees. Complaints: CDP, cdp.sn.",
        version=version,
    )
    return Page(
        text,
        rows(
            _accept(t, edition, code),
            button(t.label("Read the whole notice"), ReadWholeNotice(0, code)),
            (button(t.label("Refuse"), RefuseNotice(code)), _help(t)),
        ),
    )


def notice_page(t: Words, whole: str, page: int, version: str, edition: str, code: str) -> Page:
    """The notice itself, cut at line ends. `page` counts from 0; one that does not exist shows the nearest."""
    pages = notice_pages(whole)
    page = min(max(page, 0), len(pages) - 1)
    foot = t("Notice, version %(version)s, page %(page)s/%(pages)s", version=version, page=page + 1, pages=len(pages))
    around = [
        button(t.label("Previous"), ReadWholeNotice(page - 1, code)) if page else None,
        button(t.label("Next"), ReadWholeNotice(page + 1, code)) if page + 1 < len(pages) else None,
    ]
    return Page(
        Markup("{}\n\n{}").format(escape(pages[page]), foot),
        rows(
            tuple(each for each in around if each) or None,
            _accept(t, edition, code),
            button(t.label("Back"), ReadNotice(code)),
        ),
    )


def notice_pages(whole: str) -> list[str]:
    """The notice in pages of at most NOTICE_PAGE characters, whole lines as long as they fit."""
    pages = [""]
    for line in whole.strip().splitlines():
        for piece in _pieces(line):
            joined = f"{pages[-1]}\n{piece}".strip()
            if len(joined) <= NOTICE_PAGE:
                pages[-1] = joined
            else:
                pages.append(piece)
    return pages


def notice_changed(t: Words, version: str) -> Page:
    """To somebody known: the notice has a new version, which comes before anything else."""
    text = t(
        "The notice about your data has changed (version %(version)s). Reading it comes before anything else.",
        version=version,
    )
    return Page(text, rows(button(t.label("Read the notice"), ReadNotice()), _help(t)))


def notice_refused(t: Words, code: str, contact: str, *, known: bool) -> Page:
    """After « Refuser »: nothing is kept of a stranger; what is kept of somebody known is said."""
    if known:
        text = t(
            "Noted. Without this notice, the robot can do nothing more for you. What was recorded before is unchanged; "
            "for its erasure, write to %(contact)s.",
            contact=contact,
        )
    else:
        text = t(
            "Noted: no answer was kept. Without this notice, the robot cannot register you; see with your service or "
            "the training team."
        )
    return Page(text, rows(button(t.label("Read the notice again"), ReadNotice(code)), _help(t)))


def _pieces(line: str) -> list[str]:
    """A line too long for a page, cut at words."""
    pieces = [""]
    for word in line.split(" "):
        joined = f"{pieces[-1]} {word}".strip()
        if len(joined) <= NOTICE_PAGE:
            pieces[-1] = joined
        else:
            pieces.append(word)
    return pieces


def _accept(t: Words, edition: str, code: str) -> Button:
    return button(t.label("I have read it"), AcceptNotice(edition, code))


def _home(t: Words) -> Button:
    return button(t.label("My situation"), Home())


def _help(t: Words) -> Button:
    return button(t.label("Help"), Help())
