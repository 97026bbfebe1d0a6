"""Samples of what follows an organiser's agreement: approval, schedule, progress, report, correction, recall."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.language import Words
from bot.views.announcements import amending, approval, dispatches, notices, people, schedule
from bot.views.announcements.approval import Question
from bot.views.announcements.schedule import Departure
from bot.views.page import Page
from db.models import DispatchKind, DispatchState, OutboxState
from tests.views.gallery import Sample
from tests.views.longest import NOW, ZONE
from training.announcements.moments import presets
from training.announcements.reporting import Named, Report, Speed

NUMBER = 2_000_000_000
NAME = Named(1, "Abdoulaye Mohamadou Moustapha", "Ndiaye-Thiam Diop Mbacké", "+221730000000", OutboxState.UNREACHABLE)
TO_CALL = tuple(
    replace(NAME, state=state)
    for state in (OutboxState.UNREACHABLE, OutboxState.FAILED, OutboxState.UNCERTAIN)
    for _ in range(40)
)
UNREAD = (replace(NAME, state=None),) * 125
LATE = Departure(NOW + timedelta(hours=13), NOW + timedelta(hours=22), 125, ZONE)
AT_ONCE = Departure(None, NOW, None, ZONE)
AT = Departure(NOW + timedelta(days=1), NOW + timedelta(days=1), None, ZONE)
SPEED = Speed(28.94, NOW + timedelta(minutes=5))
FULL = Report(
    NUMBER,
    NUMBER,
    DispatchKind.SENDING,
    DispatchState.DONE,
    total=10_000,
    delivered=9_500,
    unreachable=125,
    failed=125,
    uncertain=125,
    left=0,
    dropped=125,
    acknowledged=4_000,
    asked_to_acknowledge=10_000,
    errors={"not rendered: KeyError": 25, "Bad Request: chat not found": 100},
)
LEFT = replace(FULL, state=DispatchState.RUNNING, delivered=5_500, left=4_000, speed=SPEED)
PAUSED = replace(LEFT, state=DispatchState.PAUSED, speed=None, paused_because="share")
CLEAN = Report(1, 1, DispatchKind.SENDING, DispatchState.DONE, 1, 1, 0, 0, 0, 0)
DAYS = (7, 3, 1)


def _report(report: Report, **changes: Any) -> Sample:
    shown = replace(report, **changes)
    name = "_".join(map(str, (shown.kind.value, shown.state.value, shown.left, shown.failed, shown.paused_because)))

    def draw(t: Words) -> Page:
        return dispatches.progress(t, shown, ZONE)

    return Sample(f"dispatch_{name}", draw)


def _choose(t: Words) -> Page:
    return schedule.choose(t, NUMBER, presets(NOW, ZONE), DAYS, ZONE, schedule.too_soon(t))


def _held_because(why: str) -> Sample:
    return Sample(f"held_{why}", lambda t: schedule.held(t, NUMBER, 10_000, LATE, why, approval.grown(t)))


def _recall(t: Words) -> Page:
    return amending.ask_recall(t, NUMBER, 10_000, 125, 125, NOW, ZONE)


SAMPLES = [
    *(
        _report(base, kind=kind, in_doubt=in_doubt)
        for kind, in_doubt in ((DispatchKind.SENDING, 0), (DispatchKind.CORRECTION, 125), (DispatchKind.RECALL, 125))
        for base in (FULL, LEFT, PAUSED)
    ),
    _report(PAUSED, paused_because="row"),
    _report(PAUSED, paused_because=None),
    _report(CLEAN),
    _report(CLEAN, kind=DispatchKind.RECALL, in_doubt=1),
    _report(FULL, state=DispatchState.CANCELLED, left=25),
    _report(FULL, kind=DispatchKind.RECALL, state=DispatchState.CANCELLED, dropped=25),
    Sample("progress_of_a_colleague", lambda t: dispatches.progress(t, LEFT, ZONE, live=False)),
    Sample("to_call", lambda t: people.not_reached(t, NUMBER, 7, TO_CALL, 5)),
    Sample("to_call_nobody", lambda t: people.not_reached(t, NUMBER, 7, (), 0)),
    Sample("unread", lambda t: people.unread(t, NUMBER, UNREAD, 3)),
    Sample("unread_nobody", lambda t: people.unread(t, NUMBER, (), 0)),
    Sample("uncertain", lambda t: people.uncertain(t, FULL)),
    Sample("uncertain_one", lambda t: people.uncertain(t, replace(FULL, uncertain=1))),
    Sample("approval_waiting", lambda t: approval.waiting(t, NUMBER, 10_000, 50)),
    Sample(
        "approval_decide",
        lambda t: approval.decide(t, Question(NUMBER, 2, 10_000, schedule.departure(t, LATE)), approval.grown(t)),
    ),
    Sample(
        "approval_decide_at_once",
        lambda t: approval.decide(t, Question(NUMBER, 2, 60, schedule.departure(t, AT_ONCE)), approval.rewritten(t)),
    ),
    Sample("approval_refused", lambda t: approval.refused(t, NUMBER)),
    Sample("approval_given_up", lambda t: approval.given_up(t, NUMBER)),
    Sample("approval_nobody_else", lambda t: approval.nobody_else(t, NUMBER, 60, 50, administrator=False)),
    Sample("approval_may_invite", lambda t: approval.nobody_else(t, NUMBER, 10_000, 50, administrator=True)),
    Sample("approval_asked", lambda t: notices.approval_asked(t, NUMBER, 10_000), pushed=True),
    Sample("approval_given", lambda t: notices.approval_decided(t, NUMBER, approved=True), pushed=True),
    Sample("approval_not_given", lambda t: notices.approval_decided(t, NUMBER, approved=False), pushed=True),
    Sample("dispatch_ended_in_group", lambda t: dispatches.ended(t, FULL), pushed=True),
    Sample("latecomers_stopped", lambda t: notices.latecomers_stopped(t, NUMBER), pushed=True),
    Sample("announcement_held", lambda t: notices.held(t, NUMBER), pushed=True),
    Sample("moment", _choose),
    Sample("moment_without_session", lambda t: schedule.choose(t, NUMBER, {}, (), ZONE, schedule.no_session(t))),
    Sample("moment_not_understood", lambda t: schedule.choose(t, NUMBER, {}, (), ZONE, schedule.not_understood(t))),
    Sample("moment_chosen", lambda t: schedule.chosen(t, NUMBER, 2, 10_000, LATE)),
    Sample("scheduled", lambda t: schedule.waiting(t, NUMBER, 10_000, LATE, approval.grown(t))),
    Sample("scheduled_for_nobody", lambda t: schedule.waiting(t, NUMBER, 0, AT)),
    *(_held_because(why) for why in schedule.WHY_HELD),
    Sample("departure_cancelled", lambda t: schedule.cancelled(t, NUMBER)),
    Sample("correction", lambda t: amending.write(t, NUMBER)),
    Sample("correction_confirm", lambda t: amending.confirm(t, NUMBER, 10_000, 125, amending.changed(t))),
    Sample("correction_typed", lambda t: amending.confirm(t, NUMBER, 1, 0, amending.button_expected(t))),
    Sample("correction_waiting", lambda t: amending.waiting(t, NUMBER, NUMBER, 10_000, 50)),
    Sample("correction_decide", lambda t: amending.decide(t, NUMBER, NUMBER, 10_000, amending.changed(t))),
    Sample("correction_asked", lambda t: notices.correction_asked(t, NUMBER), pushed=True),
    Sample("correction_given", lambda t: notices.correction_decided(t, NUMBER, approved=True), pushed=True),
    Sample("correction_not_given", lambda t: notices.correction_decided(t, NUMBER, approved=False), pushed=True),
    Sample("recall", _recall),
    Sample("recall_too_late", lambda t: amending.ask_recall(t, NUMBER, 0, 0, 12, None, ZONE)),
]
