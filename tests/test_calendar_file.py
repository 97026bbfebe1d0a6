"""The file for calendars: read back with a reader of RFC 5545."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event

from bot.calendar_file import Entry, calendar_file
from db.models import SessionState
from tests.views import longest

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
HOST = "robot_de_formation.t.me"
ENTRY = Entry(
    summary="Formation 3.05 : " + "éèà " * 40 + "fin",
    description="Ligne, une ; deux\nLigne deux",
    location="École, Thiès",
)


def written(**details: object) -> bytes:
    session = longest.session(5)
    for name, value in details.items():
        setattr(session, name, value)
    return calendar_file(session, ENTRY, HOST, NOW)


def events(content: bytes) -> list[Event]:
    calendar = Calendar.from_ical(content)
    assert isinstance(calendar, Calendar)
    assert (str(calendar["VERSION"]), str(calendar["METHOD"])) in (("2.0", "PUBLISH"), ("2.0", "CANCEL"))
    assert calendar["PRODID"]
    return list(calendar.events)


def test_lines_are_folded_and_end_as_the_standard_says() -> None:
    content = written()
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert events(content)[0].get("SUMMARY") == ENTRY.summary
    assert events(content)[0].get("DESCRIPTION") == ENTRY.description
    assert events(content)[0].get("LOCATION") == ENTRY.location


@pytest.mark.parametrize("zone", ["Africa/Dakar", "Africa/Kinshasa", "Europe/Paris"])
def test_there_is_one_event_a_day_with_the_hours_of_that_day(zone: str) -> None:
    first = date(2026, 10, 24)  # summer time ends in Paris on the 25th
    found = events(
        written(first_day=first, last_day=first + timedelta(days=2), opens=time(8, 30), closes=time(12), zone=zone)
    )
    days = [first + timedelta(days=number) for number in range(3)]
    wall = ZoneInfo(zone)
    assert [event.start for event in found] == [datetime.combine(day, time(8, 30), wall) for day in days]
    assert [event.end for event in found] == [datetime.combine(day, time(12), wall) for day in days]
    assert all(event.DTSTAMP == NOW for event in found)


def test_a_session_that_moves_keeps_its_events_and_raises_their_sequence() -> None:
    before, after = (
        events(written()),
        events(written(version=2, first_day=date(2026, 10, 5), last_day=date(2026, 10, 7))),
    )
    assert [event.uid for event in before] == [event.uid for event in after]
    assert len({event.uid for event in before}) == 3
    assert {int(event.sequence) for event in before} == {1}
    assert {int(event.sequence) for event in after} == {2}


def test_no_two_sessions_or_bots_share_an_event() -> None:
    one = {event.uid for event in events(written())}
    assert one.isdisjoint(event.uid for event in events(written(code="3.06")))
    assert one.isdisjoint(event.uid for event in events(calendar_file(longest.session(5), ENTRY, "autre.t.me", NOW)))


def test_a_cancelled_session_cancels_every_event_under_a_higher_number() -> None:
    before, after = written(version=1), written(version=2, state=SessionState.CANCELLED)
    assert b"METHOD:CANCEL" in after and b"STATUS:CANCELLED" not in before
    assert [event["UID"] for event in events(before)] == [event["UID"] for event in events(after)]
    assert {(str(event["STATUS"]), str(event["SEQUENCE"])) for event in events(after)} == {("CANCELLED", "2")}


def test_days_that_a_session_has_no_more_are_cancelled_and_the_others_are_not() -> None:
    session = longest.session(5)
    session.last_day = session.first_day
    content = calendar_file(session, ENTRY, HOST, NOW, days_before=3)
    assert [str(event.get("STATUS", "")) for event in events(content)] == ["", "CANCELLED", "CANCELLED"]
