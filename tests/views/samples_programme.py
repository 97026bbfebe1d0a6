"""Samples of the organisers' sessions and of the import of a file."""

from datetime import timedelta

from bot.views import import_problems, importing, organiser_session_list, organiser_sessions
from db.models import ReminderKind, ReminderState, Seat, SessionReminder, SessionState, TrainingSession
from db.queries.registration import Tally
from tests.views import longest
from tests.views.gallery import Sample
from tests.views.longest import NOW
from training.participants import Participants
from training.programme_columns import Column, RowProblem
from training.programme_import import Changed, Imported, ImportReport, NotATable, NotATableReason, Reason
from training.sessions import Listed, OrganiserCard, SessionLine

COUNTS = Tally(seated=125, waiting=125, withdrawn=125, confirmed=125)
REMINDER = SessionReminder(kind=ReminderKind.J7, due_at=NOW, state=ReminderState.ARMED)
CODES = tuple(f"POC2-3.{number:02}-B" for number in range(63))
NAME = "programme-de-formation-poc2-" * 3 + ".csv"


def _session(state: SessionState) -> TrainingSession:
    session = longest.session()
    session.state = state
    return session


def _card(state: SessionState) -> OrganiserCard:
    return OrganiserCard(_session(state), COUNTS, REMINDER, missed=3, evaluations={})


def _listed(many: int, others: int = 0) -> Listed:
    session = _session(SessionState.OPEN)
    return Listed(tuple(SessionLine(session, COUNTS) for _ in range(min(many, 5))), many, others)


def _report(problems: int) -> ImportReport:
    reasons = list(Reason)
    found = tuple(
        RowProblem(number + 2, Column.PUBLICS.value, reasons[number % len(reasons)], "x" * 60, "magistrature")
        for number in range(problems)
    )
    return ImportReport(
        name=NAME,
        rows=10_000,
        sheet="Programme des formations, second semestre 2026",
        unread=("Programme 2025", "Programme 2024, version provisoire"),
        letters={Column.PUBLICS.value: "AD"},
        new=CODES,
        changed=tuple(Changed(code, tuple(Column), moved=True, seated=500, past=True) for code in CODES),
        unchanged=CODES,
        finished=CODES,
        new_areas=("Gouvernance",),
        renamed_areas=(("Gouvernance", "Pilotage"),),
        problems=found,
        more_problems=9_000 if found else 0,
        bad_rows=10_000 if found else 0,
    )


LONG_BEFORE = NOW - timedelta(days=400)

SAMPLES = [
    Sample(
        "organiser_list",
        lambda t: organiser_session_list.session_list(t, _listed(63, 63), 3, 63, LONG_BEFORE),
    ),
    Sample("organiser_list_ended", lambda t: organiser_session_list.session_list(t, _listed(0, 63), 0, 0, NOW)),
    Sample("ended_list", lambda t: organiser_session_list.ended_list(t, _listed(63, 1), 3, NOW)),
    Sample("ended_list_none", lambda t: organiser_session_list.ended_list(t, _listed(0, 1), 0, NOW)),
    Sample("organiser_list_empty", lambda t: organiser_session_list.session_list(t, _listed(0), 0, 0, NOW)),
    *(
        Sample(
            f"organiser_session_{state.value}",
            lambda t, state=state: organiser_sessions.organiser_session(t, _card(state), NOW),  # type: ignore[misc]
        )
        for state in SessionState
    ),
    Sample(
        "organiser_session_ended",
        lambda t: organiser_sessions.organiser_session(t, _card(SessionState.OPEN), NOW + timedelta(days=90)),
    ),
    Sample("ask_open_all", lambda t: organiser_session_list.ask_open_all(t, 63)),
    Sample("ask_open_all_none", lambda t: organiser_session_list.ask_open_all(t, 0)),
    Sample("opened_all", lambda t: organiser_session_list.opened_all(t, 63)),
    Sample("ask_close", lambda t: organiser_sessions.ask_close(t, longest.session())),
    Sample(
        "participants",
        lambda t: organiser_sessions.participants(
            t,
            Participants(
                longest.session(),
                (longest.registration(),) * 125,
                (longest.registration(seat=Seat.WAITING),) * 125,
            ),
            21,
        ),
    ),
    Sample(
        "participants_none",
        lambda t: organiser_sessions.participants(t, Participants(longest.session(), (), ()), 0),
    ),
    Sample("import_ask", lambda t: importing.ask(t)),
    Sample("import_text", lambda t: importing.ask(t, importing.file_awaited(t))),
    Sample("import_not_received", lambda t: importing.ask(t, importing.not_received(t))),
    Sample("import_too_big", lambda t: importing.ask(t, importing.too_big(t, 19_999_999, 5 * 1024 * 1024))),
    *(
        Sample(
            f"import_{reason.value}",
            lambda t, reason=reason: importing.ask(  # type: ignore[misc]
                t, importing.not_a_table(t, NotATable(NAME, reason, tuple(Column)))
            ),
            free=True,
        )
        for reason in NotATableReason
    ),
    Sample("import_ready", lambda t: importing.report(t, _report(0), 2_000_000_000), free=True),
    Sample("import_problems", lambda t: importing.report(t, _report(60), 2_000_000_000), free=True),
    Sample("import_no_row", lambda t: importing.report(t, ImportReport("a.csv", 0), 1)),
    Sample("import_no_change", lambda t: importing.report(t, ImportReport("a.csv", 63, unchanged=CODES), 1)),
    Sample("import_done", lambda t: importing.done(t, Imported(10_000, 10_000, 10_000, 10_000, 10_000), 10_000)),
    Sample("import_cancelled", lambda t: importing.cancelled(t)),
    Sample("import_over", lambda t: importing.over(t)),
]

assert {reason.value for reason in Reason} == import_problems.REASONS.keys(), "a reason without its sentence"
