"""Announcements: written, seen exactly as they will arrive, agreed to by their number, followed, reported."""

from bot.handlers.announcements import writing

FLOW = writing.FLOW
HANDLERS = writing.HANDLERS
