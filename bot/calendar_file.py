"""A session as a file for calendars (RFC 5545): one event for each day, with the hours of that day."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from training.calendar import instant

if TYPE_CHECKING:
    from icalendar import Event

    from db.models import TrainingSession

PRODUCT = "-//formation-bot//sessions//FR"


@dataclass(frozen=True)
class Entry:
    """The words of an event."""

    summary: str
    description: str
    location: str


def calendar_file(session: "TrainingSession", entry: Entry, host: str, now: datetime, *, days_before: int = 0) -> bytes:
    """The file. The same session always has the same identifiers, and a later version of it a higher SEQUENCE,
    so that opening a newer file moves the events instead of doubling them. `now` is any instant with a zone.

    A session that is cancelled cancels them; one that had `days_before` days and has fewer now cancels the others.
    """
    from icalendar import Calendar  # few ask for a file: until then, its memory is saved

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    cancelled = session.state.value == "cancelled"
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    days = (session.last_day - session.first_day).days + 1
    for number in range(max(days, days_before)):
        event = _event(session, entry, host, number, now)
        if cancelled or number >= days:
            event.add("status", "CANCELLED")
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _event(session: "TrainingSession", entry: Entry, host: str, number: int, now: datetime) -> "Event":
    from icalendar import Event

    day: date = session.first_day + timedelta(days=number)
    event = Event()
    event.add("uid", f"session-{_slug(session.code)}-{number + 1}@{host}")
    event.add("sequence", session.version)
    event.add("dtstamp", now)
    event.add("dtstart", instant(day, session.opens, session.zone))
    event.add("dtend", instant(day, session.closes, session.zone))
    event.add("summary", entry.summary)
    event.add("description", entry.description)
    event.add("location", entry.location)
    return event


def _slug(code: str) -> str:
    return re.sub(r"[^A-Za-z0-9.]+", "-", code)
