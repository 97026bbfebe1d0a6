"""Announcements: written, addressed, seen exactly as they will arrive, agreed to by number, followed, reported."""

from bot.handlers.announcements import audience, composing, conversation, listing, options, reading, writing

FLOWS = (conversation.FLOW, audience.FLOW)
HANDLERS = [
    *conversation.HANDLERS,
    *writing.HANDLERS,
    *composing.HANDLERS,
    *audience.HANDLERS,
    *options.HANDLERS,
    *listing.HANDLERS,
    *reading.HANDLERS,
]
