"""Announcements: written, addressed, seen exactly as they will arrive, agreed to by number, followed, reported."""

from bot.handlers.announcements import (
    amending,
    approval,
    audience,
    composing,
    conversation,
    corrections,
    departing,
    dispatches,
    listing,
    options,
    reading,
    schedule,
)

FLOWS = (conversation.FLOW, audience.FLOW, schedule.FLOW, amending.FLOW)
HANDLERS = [
    *conversation.HANDLERS,
    *composing.HANDLERS,
    *audience.HANDLERS,
    *options.HANDLERS,
    *listing.HANDLERS,
    *reading.HANDLERS,
    *departing.HANDLERS,
    *approval.HANDLERS,
    *schedule.HANDLERS,
    *dispatches.HANDLERS,
    *amending.HANDLERS,
    *corrections.HANDLERS,
]
