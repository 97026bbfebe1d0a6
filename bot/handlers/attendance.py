"""Attendance: an organiser ticks who is there, half-day by half-day; each tap is saved at once."""

from typing import assert_never

from bot.actions.attendance import AskEverybodyPresent, CorrectMark, EverybodyPresent, Mark, Place, Presence, Roll
from bot.context import Context, Turn, pressed
from bot.views import attendance as views
from bot.views.page import Page
from training import attendance
from training.attendance import CorrectionReason, Marked, NeedsReason, NotYet
from training.calendar import half_days, local


async def presence(update: object, context: Context) -> None:
    """Which half-day?"""
    action = context.action(Presence)
    async with context.turn() as turn:
        session = await attendance.session(turn.db, turn.person, action.session_id)
        today = local(turn.now, session.zone).date()
        page = views.half_days(turn.t, session, half_days(session), today, action.page)
    await context.show(page)


async def roll(update: object, context: Context) -> None:
    """The names of a half-day."""
    action = context.action(Roll)
    async with context.turn() as turn:
        page = _names(turn, action, await _roll(turn, action))
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
        found = await _roll(turn, action)
        build = views.everybody if found.unmarked else views.roll
        page = build(turn.t, found.sheet(action.page, views.PER_PAGE), action.absences)
    await context.show(page)


async def everybody(update: object, context: Context) -> None:
    """Note as present whoever has no mark."""
    action = context.action(EverybodyPresent)
    async with context.turn() as turn:
        found = await _roll(turn, action)
        outcome = await attendance.mark_everybody(turn.db, found, now=turn.now)
        toast = views.not_yet(turn.t, outcome.day) if isinstance(outcome, NotYet) else None
        page = _names(turn, action, found)
    await context.show(page, toast)


async def _mark(
    turn: Turn, place: Place, person_id: int, present: bool, reason: CorrectionReason | None
) -> tuple[Page, str | None]:
    """Try to save a mark: the page that follows, and a toast."""
    found = await _roll(turn, place)
    outcome = await attendance.mark(turn.db, found, person_id, present, reason=reason, now=turn.now)
    match outcome:
        case Marked():
            return _names(turn, place, found), None
        case NotYet(day):
            return _names(turn, place, found), views.not_yet(turn.t, day)
        case NeedsReason(saved):
            sheet = found.sheet(place.page, views.PER_PAGE)
            return views.correction(turn.t, sheet, found.person(person_id), place, saved), None
        case _ as never:
            assert_never(never)


async def _roll(turn: Turn, place: Place) -> attendance.Roll:
    return await attendance.roll(turn.db, turn.person, place.session_id, place.which)


def _names(turn: Turn, place: Place, found: attendance.Roll) -> Page:
    return views.roll(turn.t, found.sheet(place.page, views.PER_PAGE), place.absences)


HANDLERS = [
    pressed(Presence, presence),
    pressed(Roll, roll),
    pressed(Mark, mark),
    pressed(CorrectMark, correct),
    pressed(AskEverybodyPresent, ask_everybody),
    pressed(EverybodyPresent, everybody),
]
