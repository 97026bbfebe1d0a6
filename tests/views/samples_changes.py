"""Samples of what organisers see when they change a session, and of what people are told."""

from datetime import date, time, timedelta

from bot.views import change_notices, changes, waiting_lines
from db.models import ChangeKind, Registration, Seat, SessionChange
from db.queries.changes import Answers
from tests.views import longest
from tests.views.gallery import Sample
from tests.views.longest import NOW
from training.changes.moving import Plan, Tally

SESSION = longest.session()
VENUE = "Institut de formation judiciaire et administrative"
CHANGE = SessionChange(
    id=1,
    session_id=SESSION.id,
    kind=ChangeKind.MOVED,
    version=2,
    first_day=date(2026, 9, 30),
    last_day=date(2026, 10, 2),
    opens=time(8, 30),
    closes=time(17, 30),
    venue=VENUE,
    town="Ziguinchor",
    answer_until=NOW + timedelta(days=3),
    changed_at=NOW,
)


def _mine(seat: Seat, number: int = 1) -> Registration:
    found = longest.registration(number, seat=seat)
    found.person = longest.person(number)
    return found


MANY = tuple(_mine(Seat.SEATED, number) for number in range(12))

SAMPLES = [
    Sample("change_menu", lambda t: changes.menu(t, SESSION, moved=True, waiting=125)),
    Sample("change_menu_bare", lambda t: changes.menu(t, SESSION, moved=False, waiting=0)),
    *(
        Sample(f"change_ask_{what}", lambda t, what=what: changes.ask(t, SESSION, what))  # type: ignore[misc]
        for what in changes.ASKED
    ),
    *(
        Sample(
            f"change_problem_{problem}",
            lambda t, problem=problem: changes.ask(  # type: ignore[misc]
                t, SESSION, problem if problem in changes.ASKED else changes.HOURS, problem
            ),
        )
        for problem in changes.PROBLEMS
    ),
    Sample(
        "confirm_move",
        lambda t: changes.confirm_move(t, Plan(SESSION, date(2026, 9, 30), date(2026, 10, 2), 125, MANY)),
    ),
    Sample("confirm_move_one", lambda t: changes.confirm_move(t, Plan(SESSION, NOW.date(), NOW.date(), 1, MANY[:1]))),
    Sample("confirm_place", lambda t: changes.confirm_place(t, SESSION, VENUE, "Ziguinchor", 125)),
    Sample("confirm_hours", lambda t: changes.confirm_hours(t, SESSION, time(8, 30), time(17, 30), 125)),
    Sample("confirm_cancel", lambda t: changes.confirm_cancel(t, SESSION, "e" * 120, 125)),
    Sample("confirm_fewer_places", lambda t: changes.confirm_capacity(t, SESSION, 1, MANY)),
    Sample("confirm_more_places", lambda t: changes.confirm_capacity(t, SESSION, 250, ())),
    Sample("move_tally", lambda t: changes.tally(t, Tally(SESSION, CHANGE, Answers(125, 125, 125)))),
    Sample("waiting_line", lambda t: waiting_lines.line(t, SESSION, MANY, 1)),
    Sample("waiting_line_empty", lambda t: waiting_lines.line(t, SESSION, (), 0)),
    Sample("ask_move_up", lambda t: waiting_lines.ask_move_up(t, SESSION, MANY[0], 125)),
    *(
        Sample(
            f"moved_{seat.value}_{corrects}",
            lambda t, seat=seat, corrects=corrects: change_notices.moved(  # type: ignore[misc]
                t, SESSION, CHANGE, _mine(seat), NOW if corrects else None, replaceable=seat is Seat.SEATED
            ),
            pushed=True,
        )
        for seat in Seat
        for corrects in (True, False)
    ),
    *(
        Sample(
            f"altered_{seat.value}",
            lambda t, seat=seat: change_notices.altered(t, SESSION, CHANGE, _mine(seat)),  # type: ignore[misc]
            pushed=True,
        )
        for seat in (Seat.SEATED, Seat.WAITING, Seat.REQUESTED)
    ),
    Sample(
        "session_cancelled",
        lambda t: change_notices.cancelled(t, SESSION, "e" * 120, [longest.session(n) for n in range(2, 9)], NOW),
        pushed=True,
    ),
    Sample("session_cancelled_alone", lambda t: change_notices.cancelled(t, SESSION, "e" * 120, (), NOW), pushed=True),
    Sample("seat_lost", lambda t: change_notices.seat_lost(t, SESSION, 125), pushed=True),
]
