"""« Mes données »: what is held about the person who asks, and nobody else."""

from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.actions.arrival import ReadNotice
from bot.actions.identification import EditFiche
from bot.actions.my_data import (
    AskErase,
    AskPhone,
    Erase,
    MyData,
    MyDataFile,
    MySessions,
    OtherAccount,
    SwitchReminders,
)
from bot.buttons import Help, Home
from bot.language import N_, Words
from bot.views import dates, people, session_parts
from bot.views.contact import spaced
from bot.views.page import Page, button, cut, lines, rows
from bot.views.paging import part, turners

if TYPE_CHECKING:
    from db.models import Registration
    from training.erasure import Consequences
    from training.my_data import Held, Receipt

SIZE = 2
TITLE_MAX = 40
SEATS = {
    "seated": N_("registration"),
    "requested": N_("request"),
    "waiting": N_("waiting list"),
    "withdrawn": N_("withdrawal"),
}


def nothing(t: Words) -> Page:
    """To somebody whom the programme does not know."""
    text = t("My data\n\nNo data about you is kept: neither a record nor a request.")
    return Page(text, rows(button(t.label("Create my record"), ReadNotice()), button(t.label("Help"), Help())))


def my_data(t: Words, held: "Held", zone: str) -> Page:
    """The record, the telephone, the notice."""
    person = held.person
    text = lines(
        t("My data"),
        "",
        people.record(t, person) if person.identified_at else t("Record: not filled"),
        t("Telephone: %(phone)s", phone=spaced(person.phone) if person.phone else t("none")),
        t("Role: member of the training team") if held.roles else None,
        t(
            "Notice: version %(version)s, %(at)s",
            version=person.notice_version or "",
            at=dates.stamp(person.notice_at, zone) if person.notice_at else "",
        ),
    )
    fiche = button(t.label("Correct my record"), EditFiche()) if person.identified_at else None
    sessions = button(t.label("My sessions"), MySessions())
    phone = button(t.label("My telephone"), AskPhone())
    notice = button(t.label("Read the notice"), ReadNotice())
    whole = button(t.label("All of it, as a file"), MyDataFile())
    label = t.label("Reminders: yes") if person.reminders else t.label("Reminders: no")
    reminders = button(label, SwitchReminders()) if person.standing.value == "verified" else None
    account = button(t.label("Other account"), OtherAccount()) if person.identified_at else None
    erase = button(t.label("Erase all"), AskErase())
    short = (account, erase) if account else erase
    home = button(t.label("My situation"), Home())
    return Page(text, rows(fiche, phone, sessions, reminders, whole, notice, short, home))


def ask_erase(t: Words, found: "Consequences") -> Page:
    """What goes, what stays; the last administrator hands over first."""
    if found.last_administrator:
        text = t(
            "You are the last administrator: nobody could invite organisers any more.\n\nMake another administrator "
            "first (command line, “invite administrator”), then come back here."
        )
        return Page(text, rows(button(t.label("Back"), MyData())))
    text = lines(
        t("Erase all your data?"),
        "",
        t("Gone: record, telephone, link with Telegram, registrations to come (%(n)s).", n=found.coming),
        t("Your role in the training team as well.") if found.organiser else None,
        t(
            "Kept: totals without identity, the sheets signed on paper, and the comments on feedback already sent, "
            "which nothing links to you."
        ),
        "",
        t("It cannot be undone."),
    )
    return Page(text, rows(button(t.label("Erase for good"), Erase()), button(t.label("Back"), MyData())))


def erased(t: Words) -> Page:
    """The last message to somebody whom the programme knows no more."""
    text = t("Your data are erased. This message is the last one; to come back, send /start.")
    return Page(text, rows(button(t.label("Start again"), ReadNotice())))


def other_account(t: Words, contact: str) -> Page:
    """Another telephone keeps the seats: an organiser binds the new account, after a check."""
    text = t(
        "New telephone or new account?\n\nFrom the new account, open the robot and create your record with the same "
        "name. The training team checks, then binds it to your present record: seats, attendance and certificates "
        "follow. The former account opens nothing any more.\n\nFor a question: %(contact)s.",
        contact=contact,
    )
    return Page(text, rows(button(t.label("Back"), MyData()), button(t.label("My situation"), Home())))


def reminders_switched(t: Words, *, on: bool) -> str:
    """A toast: whether reminders come from now on."""
    if on:
        return t.label("Reminders come from now on.")
    return t.label("No more reminders. Changes of your sessions are still told.")


def my_sessions(t: Words, held: "Held", page: int) -> Page:
    """Each registration, with the presences and the feedback that are held of it."""
    shown = part(held.registrations, page, SIZE)
    listed = [line for each in shown.items for line in ("", _registration(t, held, each))]
    text = lines(
        _counts(t, held),
        *(listed or ["", t("No registration.")]),
        "",
        t("Of feedback, only the day of the answer is kept with your name, never what was answered."),
    )
    turn = turners(t, shown.page, shown.pages, MySessions)
    return Page(text, rows(turn, button(t.label("Back"), MyData()), button(t.label("My situation"), Home())))


def _counts(t: Words, held: "Held") -> Markup:
    sessions = t.n("%(n)s session", "%(n)s sessions", len(held.registrations))
    presences = t.n("%(n)s half-day of presence", "%(n)s half-days of presence", sum(held.half_days.values()))
    feedback = t.n("%(n)s feedback", "%(n)s feedbacks", sum(not each.declined for each in held.receipts))
    return Markup(", ").join((sessions, presences, feedback))


def _registration(t: Words, held: "Held", each: "Registration") -> Markup:
    session = each.session
    half_days = held.half_days.get(session.id, 0)
    receipts = (one for one in held.receipts if one.session.id == session.id)
    return lines(
        Markup("{}, {}").format(session_parts.code(session), cut(session.short_title, TITLE_MAX)),
        t("%(days)s: %(seat)s", days=session_parts.days(session), seat=t(SEATS[each.seat.value])),
        t.n("%(n)s half-day of presence", "%(n)s half-days of presence", half_days) if half_days else None,
        *(_receipt(t, receipt) for receipt in receipts),
    )


def _receipt(t: Words, receipt: "Receipt") -> Markup:
    day = dates.day(receipt.day, weekday=False)
    return t("feedback declined on %(day)s", day=day) if receipt.declined else t("feedback given on %(day)s", day=day)
