"""Announcements: written, seen exactly as they will arrive, agreed to by their number, followed, reported."""

from bot.handlers.announcements import amending, approval, departing, dispatches, schedule, writing

FLOWS = (writing.FLOW, schedule.FLOW, amending.FLOW)
HANDLERS = [
    *writing.HANDLERS,
    *departing.HANDLERS,
    *approval.HANDLERS,
    *schedule.HANDLERS,
    *dispatches.HANDLERS,
    *amending.HANDLERS,
]
