"""The roll: which half-day, its names with their marks, a correction with its reason. For organisers only."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from babel.dates import format_date
from markupsafe import Markup

from bot.actions.attendance import AskEverybodyPresent, CorrectMark, EverybodyPresent, Mark, Place, Presence, Roll
from bot.actions.organiser import OrganiserSession
from bot.buttons import OrganiserHome
from bot.language import N_, Words
from bot.views import dates, people, session_parts
from bot.views.page import Button, Page, button, lines, rows
from bot.views.paging import part, turners

if TYPE_CHECKING:
    from db.models import Person, TrainingSession
    from training.attendance import Sheet, SheetLine
    from training.calendar import HalfDayOf

PER_PAGE = 5
"""Names a page: with the other buttons, eight rows."""

HALF_DAYS_A_PAGE = 5
HALVES = {"am": N_("%(day)s, morning"), "pm": N_("%(day)s, afternoon")}
SHORT_HALVES = {"am": N_("%(day)s morning"), "pm": N_("%(day)s afternoon")}
STATES = {True: N_("%(n)s. %(name)s: present"), False: N_("%(n)s. %(name)s: absent"), None: N_("%(n)s. %(name)s")}
SIGNS = {True: "✓ ", False: "✗ ", None: ""}
REASONS = {
    "mistake": N_("Typing error"),
    "late": N_("Late arrival"),
    "left_early": N_("Early departure"),
    "signature": N_("Signed sheet"),
    "other": N_("Other reason"),
}


def half_days(t: Words, session: "TrainingSession", halves: "Sequence[HalfDayOf]", today: date, page: int) -> Page:
    """Which half-day? One whose day has not come is no button; a page that does not exist becomes the nearest."""
    come = [each for each in halves if each.day <= today]
    listed = part(come, page, HALF_DAYS_A_PAGE)
    text = lines(
        t("Attendance, session %(code)s", code=session_parts.code(session)),
        session_parts.days(session),
        "",
        t("Which half-day?") if come else t("The roll opens on %(day)s.", day=dates.day(session.first_day)),
    )
    return Page(
        text,
        rows(
            *(_half_day_button(t, session, each) for each in listed.items),
            turners(t, listed.page, listed.pages, lambda to: Presence(session.id, to)),
            (button(t.label("Back"), OrganiserSession(session.id)), _home(t)),
        ),
    )


def roll(t: Words, sheet: "Sheet", absences: int) -> Page:
    """The names of a half-day. `absences` is 1 where a tap on somebody without a mark notes an absence."""
    place = _place(sheet, absences)
    text = lines(
        _title(t, sheet),
        "",
        *(_line(t, sheet, rank, each) for rank, each in enumerate(sheet.lines)),
        None if sheet.lines else t("Nobody has a place in this session."),
        "",
        _counts(t, sheet),
        t("One tap notes an absence.") if absences else t("One tap notes a presence."),
    )
    return Page(
        text,
        rows(
            *(_mark_button(place, sheet, rank, each) for rank, each in enumerate(sheet.lines)),
            turners(t, sheet.page, sheet.pages, lambda to: place.at(to, absences)),
            button(t.label("Everybody present"), AskEverybodyPresent.on(place)) if _unmarked(sheet) else None,
            (
                button(t.label("The presences") if absences else t.label("The absences"), _other_way(place)),
                button(t.label("Back"), Presence(sheet.session.id)),
            ),
        ),
    )


def everybody(t: Words, sheet: "Sheet", absences: int) -> Page:
    """How many « Tout le monde présent » concerns, before the tap."""
    place, number = _place(sheet, absences), _unmarked(sheet)
    question = t.n(
        "Note %(n)s person without a mark as present?", "Note %(n)s persons without a mark as present?", number
    )
    text = lines(
        _title(t, sheet),
        "",
        question,
        "",
        t("The marks already noted do not change. Changing one later asks for a reason."),
    )
    note = t.label_n("Note %(n)s presence", "Note %(n)s presences", number)
    return Page(text, rows(button(note, EverybodyPresent.on(place)), button(t.label("Back"), place)))


def correction(t: Words, sheet: "Sheet", person: "Person", place: Place, saved: bool) -> Page:
    """A mark was saved: why is it changed?"""
    present = int(not saved)
    states = {True: t("presence"), False: t("absence")}
    text = lines(
        _title(t, sheet),
        "",
        Markup("<b>{}</b>").format(people.name(person)),
        t("Noted: %(saved)s. New mark: %(new)s.", saved=states[saved], new=states[not saved]),
        "",
        t("What is the reason for the correction?"),
    )
    chosen = (
        button(t.label(label), CorrectMark.on(place, person.id, present, reason)) for reason, label in REASONS.items()
    )
    return Page(text, rows(*chosen, button(t.label("Back"), place.here())))


def not_yet(t: Words, day: date) -> str:
    """The half-day's day has not come: a toast."""
    return t.label("The roll of this half-day opens on %(day)s.", day=dates.day(day))


def half_day_name(t: Words, half_day: "HalfDayOf") -> Markup:
    """« Lundi 12 octobre, matin »."""
    name = t(HALVES[half_day.half.value], day=dates.day(half_day.day, year=False))
    return name[:1].upper() + name[1:]


def _half_day_button(t: Words, session: "TrainingSession", half_day: "HalfDayOf") -> Button:
    """« Lundi matin »; with the date where the session has more than one week."""
    long = (session.last_day - session.first_day).days > 6
    day = format_date(half_day.day, "EEEE d" if long else "EEEE", locale="fr")
    label = t.label(SHORT_HALVES[half_day.half.value], day=day)
    return button(label[:1].upper() + label[1:], Roll(session.id, _key(half_day), 0, 0))


def _title(t: Words, sheet: "Sheet") -> Markup:
    return lines(
        t("Attendance, session %(code)s", code=session_parts.code(sheet.session)), half_day_name(t, sheet.half_day)
    )


def _line(t: Words, sheet: "Sheet", rank: int, line: "SheetLine") -> Markup:
    return t(STATES[line.present], n=_number(sheet, rank), name=people.name(line.registration.person))


def _counts(t: Words, sheet: "Sheet") -> Markup:
    return t(
        "Present: %(present)s of %(seated)s; absent: %(absent)s; to note: %(unmarked)s",
        present=sheet.present,
        seated=sheet.seated,
        absent=sheet.absent,
        unmarked=_unmarked(sheet),
    )


def _mark_button(place: Roll, sheet: "Sheet", rank: int, line: "SheetLine") -> Button:
    """« ✓ 3. N. DIOP »: a tap notes what is wanted; on a mark that was saved, it asks for the contrary."""
    person = line.registration.person
    wanted = not line.present if line.present is not None else not place.absences
    label = f"{SIGNS[line.present]}{_number(sheet, rank)}. {_short_name(person)}"
    return button(label, Mark.on(place, person.id, int(wanted)))


def _short_name(person: "Person") -> str:
    """« N. DIOP »: the button's room is small, and the text says the whole name."""
    initial = f"{person.first_name[0]}. " if person.first_name else ""
    return f"{initial}{(person.last_name or '').upper()}"


def _number(sheet: "Sheet", rank: int) -> int:
    return sheet.page * PER_PAGE + rank + 1


def _unmarked(sheet: "Sheet") -> int:
    return sheet.seated - sheet.present - sheet.absent


def _place(sheet: "Sheet", absences: int) -> Roll:
    return Roll(sheet.session.id, _key(sheet.half_day), sheet.page, absences)


def _other_way(place: Roll) -> Roll:
    return place.at(place.page, 1 - place.absences)


def _key(half_day: "HalfDayOf") -> str:
    return f"{half_day.day:%Y%m%d}{half_day.half.value}"


def _home(t: Words) -> Button:
    return button(t.label("Home"), OrganiserHome())
