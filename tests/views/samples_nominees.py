"""Samples of what follows a nomination: personal links, answers, slips, replacements."""

from dataclasses import replace
from datetime import timedelta

from bot.views import claiming, nomination_notices, nominee, nominees, replacements
from db.models import Nomination, Person, PersonalLink, Registration, Replacement, Seat, WithdrawalReason
from tests.views import longest
from tests.views.gallery import Sample
from training import codes
from training.links.issuing import LIFETIME, Issued
from training.nominations.following import Followed, Following, Stage, by_corps
from training.nominations.nominee import Nominee, Problem, Wrong
from training.replacements.deciding import Busy, Proposal

ROBOT, PHONE, SESSION = "r" * 32, "+221770000000", longest.session()
CODE = "m" * codes.PERSONAL


def put_forward(number: int, stage: Stage, **link: object) -> Followed:
    """Somebody with the longest record, at one stage."""
    person = longest.person(number)
    if stage is Stage.UNOPENED:
        person.telegram_id = None
    nomination = Nomination(id=2_000_000_000 + number, session_id=SESSION.id, person=person, phone=PHONE)
    gone = stage in (Stage.DECLINED, Stage.REPLACED)
    registration = Registration(seat=Seat.WITHDRAWN if gone else Seat.SEATED, person=person)
    registration.withdrawal_reason = WithdrawalReason.MOVED_ONTO_ANOTHER if gone else None
    made = PersonalLink(issued_at=longest.NOW, expires_at=longest.NOW + LIFETIME, wrong_answers=0, person=person)
    for name, value in link.items():
        setattr(made, name, value)
    return Followed(nomination, registration, made, stage)


EVERYBODY = Following(
    SESSION, tuple(put_forward(n, stage) for n, stage in enumerate([*Stage] * 100)), longest.NOW, proposed=125
)
NOBODY = Following(SESSION, (), longest.NOW)
OPENED = put_forward(1, Stage.UNOPENED, opened_at=longest.NOW)
ISSUED = Issued(longest.person(), OPENED.link or PersonalLink(), CODE)
NAMED = Nominee(
    1, "Abdoulaye Mohamadou Moustapha", "Ndiaye-Thiam Diop Mbacké", 1, "c" * 39, grade="g" * 50, institution="s" * 69
)


def proposal(*namesakes: Person) -> Proposal:
    leaving = Registration(seat=Seat.SEATED, person=longest.person())
    return Proposal(Replacement(id=2_000_000_000, registration=leaving, session=SESSION), NAMED, namesakes)


CORPS = by_corps(EVERYBODY.nominations) | {f"Corps de vingt lettres {n}": EVERYBODY.at(Stage.SILENT) for n in range(9)}
LATER = longest.NOW + timedelta(days=90)
PROBLEM = Problem(1, "corps", Wrong.UNKNOWN_CORPS, "é" * 40, "Eaux et forêts")

SAMPLES = [
    Sample("claim_welcome", lambda t: claiming.welcome(t, longest.PROGRAMME, CODE)),
    Sample("claim_phone", lambda t: claiming.ask(t, "phone")),
    Sample("claim_name_again", lambda t: claiming.ask(t, "name", 2)),
    Sample("claim_refused", lambda t: claiming.refused(t, identified=False)),
    Sample("claim_refused_known", lambda t: claiming.refused(t, identified=True)),
    Sample("nominees_overview", lambda t: nominees.overview(t, EVERYBODY)),
    Sample("nominees_overview_empty", lambda t: nominees.overview(t, NOBODY)),
    Sample("nominees_by_corps", lambda t: nominees.by_corps(t, EVERYBODY, CORPS, 1)),
    Sample("nominees_by_corps_empty", lambda t: nominees.by_corps(t, NOBODY, {}, 0)),
    *(
        Sample(f"nominees_{group}", lambda t, group=group: nominees.listed(t, EVERYBODY, group, 1))  # type: ignore[misc]
        for group in nominees.GROUPS
    ),
    Sample("nominees_silent_first", lambda t: nominees.listed(t, EVERYBODY, "silent", 0)),
    Sample("nominees_nobody", lambda t: nominees.listed(t, NOBODY, "silent", 0)),
    *(
        Sample(
            f"nominee_{stage.value}",
            lambda t, stage=stage: nominee.nominee(t, SESSION, put_forward(1, stage), longest.ZONE, longest.NOW),  # type: ignore[misc]
        )
        for stage in Stage
    ),
    Sample("nominee_opened", lambda t: nominee.nominee(t, SESSION, OPENED, longest.ZONE, longest.NOW)),
    Sample("nominee_over", lambda t: nominee.nominee(t, SESSION, OPENED, longest.ZONE, LATER)),
    Sample(
        "nominee_blocked",
        lambda t: nominee.nominee(
            t, SESSION, put_forward(1, Stage.UNOPENED, wrong_answers=3), longest.ZONE, longest.NOW
        ),
    ),
    Sample("nominee_without_link", lambda t: nominee.nominee(t, SESSION, replace(OPENED, link=None), "UTC", LATER)),
    Sample("nominee_decline", lambda t: nominee.ask_decline(t, SESSION, OPENED)),
    Sample("nominee_issued", lambda t: nominee.issued(t, ISSUED, OPENED.nomination.id, ROBOT, longest.ZONE)),
    Sample("nominees_slips", lambda t: nominee.ask_slips(t, EVERYBODY)),
    Sample(
        "nominated",
        lambda t: nomination_notices.nominated(t, SESSION, longest.NOW + timedelta(days=2), again=False),
        pushed=True,
    ),
    Sample("nominated_again", lambda t: nomination_notices.nominated(t, SESSION, None, again=True), pushed=True),
    Sample("nominated_to_wait", lambda t: nomination_notices.nominated_to_wait(t, SESSION, 125), pushed=True),
    Sample("link_blocked", lambda t: nomination_notices.link_blocked(t, longest.person(), 2_000_000_000), pushed=True),
    Sample("replacement_asked", lambda t: nomination_notices.replacement_asked(t, SESSION), pushed=True),
    Sample(
        "replacement_accepted", lambda t: nomination_notices.replacement_decided(t, SESSION, accepted=True), pushed=True
    ),
    Sample(
        "replacement_refused", lambda t: nomination_notices.replacement_decided(t, SESSION, accepted=False), pushed=True
    ),
    Sample("replace_ask", lambda t: replacements.ask(t, SESSION)),
    Sample("replace_ask_again", lambda t: replacements.ask(t, SESSION, replacements.problem(t, PROBLEM))),
    Sample("replace_ask_too_long", lambda t: replacements.ask(t, SESSION, replacements.too_long(t))),
    Sample("replace_ask_for", lambda t: replacements.ask_for(t, SESSION, "Awa NDIAYE", 2_000_000_000)),
    Sample("replace_check", lambda t: replacements.check(t, SESSION, NAMED)),
    Sample("replace_sent", lambda t: replacements.sent(t, SESSION)),
    Sample("replace_decide", lambda t: replacements.decide(t, SESSION, 125, proposal())),
    Sample(
        "replace_decide_namesakes",
        lambda t: replacements.decide(t, SESSION, 125, proposal(*(longest.person(n) for n in range(5)))),
    ),
    Sample("replace_none", lambda t: replacements.decide(t, SESSION, 0, None)),
    Sample("replace_busy", lambda t: replacements.busy(t, SESSION, Busy(longest.session()), 2_000_000_000)),
    Sample("replace_quota", lambda t: replacements.quota_full(t, SESSION, 2_000_000_000)),
    Sample("replace_done", lambda t: replacements.done(t, SESSION, "Awa NDIAYE", told=True)),
    Sample(
        "replace_done_link",
        lambda t: replacements.done(
            t,
            SESSION,
            "Awa NDIAYE",
            told=False,
            link=(f"https://t.me/{ROBOT}?start={CODE}", codes.grouped(CODE)),
        ),
    ),
]
