"""Attendance: an organiser ticks who is there, half-day by half-day; each tap is saved at once."""

from typing import assert_never

from bot.actions.attendance import AskEverybodyPresent, CorrectMark, EverybodyPresent, Mark, Place, Presence, Roll
from bot.context import Context, Turn, pressed
from bot.views import attendance as views
from bot.views.page import Page
from training import attendance
from training.attendance import CorrectionReason, Marked, NeedsReason, NotYet, Sheet
from training.calendar import HalfDayOf, local
from training.errors import Gone, Stale

EVERYBODY = 10_000
"""A page long enough for every name of a session."""


async def presence(update: object, context: Context) -> None:
    """Which half-day?"""
    action = context.action(Presence)
    async with context.turn() as turn:
        first = await attendance.sheet(turn.db, turn.person, action.session_id, 0)
        today = local(turn.now, first.session.zone).date()
        page = views.half_days(turn.t, first.session, first.half_days, today, action.page)
    await context.show(page)


async def roll(update: object, context: Context) -> None:
    """The names of a half-day."""
    action = context.action(Roll)
    async with context.turn() as turn:
        page = await _roll(turn, action)
    await context.show(page)


async def mark(update: object, context: Context) -> None:
    """A tap on a name: saved at once, unless it changes what was saved: then the reason is asked."""
    action = context.action(Mark)
    async with context.turn() as turn:
        page, toast = await _mark(turn, action, action.person_id, bool(action.present), None)
    await context.show(page, toast)


async def correct(update: object, context: Context) -> None:
    """A saved mark is changed, for a reason of the list."""
    action = context.action(CorrectMark)
    async with context.turn() as turn:
        reason = CorrectionReason(action.reason)
        page, toast = await _mark(turn, action, action.person_id, bool(action.present), reason)
    await context.show(page, toast)


async def ask_everybody(update: object, context: Context) -> None:
    """« Tout le monde présent »: says whom it concerns."""
    action = context.action(AskEverybodyPresent)
    async with context.turn() as turn:
        sheet = await _sheet(turn, action)
        everybody_noted = sheet.present + sheet.absent == sheet.seated
        build = views.roll if everybody_noted else views.everybody
        page = build(turn.t, sheet, action.absences)
    await context.show(page)


async def everybody(update: object, context: Context) -> None:
    """Note as present whoever has no mark: nobody's saved mark changes, so that a double tap is harmless."""
    action = context.action(EverybodyPresent)
    async with context.turn() as turn:
        sheet = await _sheet(turn, action, EVERYBODY)
        for line in (each for each in sheet.lines if each.present is None):
            person_id = line.registration.person_id
            await attendance.mark(turn.db, turn.person, sheet.session.id, person_id, sheet.index, True, now=turn.now)
        page = await _roll(turn, action)
    await context.show(page)


async def _mark(
    turn: Turn, place: Place, person_id: int, present: bool, reason: CorrectionReason | None
) -> tuple[Page, str | None]:
    """Try to save a mark: the page that follows, and a toast."""
    index = await _index(turn, place)
    outcome = await attendance.mark(
        turn.db, turn.person, place.session_id, person_id, index, present, reason=reason, now=turn.now
    )
    match outcome:
        case Marked():
            return await _roll(turn, place), None
        case NotYet(day):
            return await _roll(turn, place), views.not_yet(turn.t, day)
        case NeedsReason(saved):
            return await _correction(turn, place, person_id, saved), None
        case _ as never:
            assert_never(never)


async def _correction(turn: Turn, place: Place, person_id: int, saved: bool) -> Page:
    sheet = await _sheet(turn, place, EVERYBODY)
    person = next((each.registration.person for each in sheet.lines if each.registration.person_id == person_id), None)
    if person is None:
        raise Gone("registration")
    return views.correction(turn.t, sheet, person, place, saved)


async def _roll(turn: Turn, place: Place) -> Page:
    return views.roll(turn.t, await _sheet(turn, place), place.absences)


async def _sheet(turn: Turn, place: Place, per_page: int = views.PER_PAGE) -> Sheet:
    page = place.page if per_page == views.PER_PAGE else 0
    index = await _index(turn, place)
    return await attendance.sheet(turn.db, turn.person, place.session_id, index, page=page, per_page=per_page)


async def _index(turn: Turn, place: Place) -> int:
    """The rank of the button's half-day in the session as it is now; raises Stale when the session moved away."""
    first = await attendance.sheet(turn.db, turn.person, place.session_id, 0, per_page=1)
    found = [index for index, each in enumerate(first.half_days) if _same(each, place)]
    if not found:
        raise Stale("half_day")
    return found[0]


def _same(half_day: HalfDayOf, place: Place) -> bool:
    return half_day.day == place.day and half_day.half.value == place.half


HANDLERS = [
    pressed(Presence, presence),
    pressed(Roll, roll),
    pressed(Mark, mark),
    pressed(CorrectMark, correct),
    pressed(AskEverybodyPresent, ask_everybody),
    pressed(EverybodyPresent, everybody),
]
