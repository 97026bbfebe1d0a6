"""Every notice as it is pushed: neutral on a locked screen, and void when today's facts say so."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import inspect

from bot.delivery.facts import Dropped
from bot.delivery.notices import renderers
from bot.delivery.render import Desk, Ready, render
from bot.delivery.sending import Send
from bot.views.page import Page
from db.models import (
    Announcement,
    AnnouncementState,
    Attendance,
    Evaluation,
    EvaluationReceipt,
    EvaluationState,
    HalfDay,
    Intention,
    OfferState,
    Person,
    Registration,
    RoleGrant,
    Seat,
    SeatOffer,
    SessionState,
    Standing,
    TrainingSession,
)
from db.queries.outbox import Claimed
from tests.delivery.stage import Stage
from tests.factories import NOW, ZONE, make_organiser, make_registration, make_session
from tests.phones import plain
from tests.training.answering import SECRET
from training import people
from training.notices import (
    NOTICES,
    Announced,
    EvaluationOpened,
    Notice,
    OfferLapsed,
    Reminder,
    SeatOffered,
    VerificationAsked,
    VerificationDecided,
)

RENDERERS = renderers("equipe@example.org", SECRET)
SECRETS = ("Saisie", "Thiès", "École de formation", "Essai", "Awa")


async def found(stage: Stage, person: Person, notice: Notice, at: timedelta = timedelta()) -> Page | None:
    """The page that would be sent `at` later, None when the message is void."""
    async with stage.database.transaction() as db:
        (ready,) = await render(db, [_claimed(person, notice)], Desk(RENDERERS, NOW + at, ZONE))
    if isinstance(ready, Ready):
        assert isinstance(ready.operation, Send)
        return ready.operation.page
    assert isinstance(ready, Dropped) and ready.state.value == "cancelled", ready
    return None


def _claimed(person: Person, notice: Notice) -> Claimed:
    return Claimed(
        id=1,
        key=notice.kind,
        person_id=person.id,
        group_id=None,
        kind=notice.kind,
        payload=notice.pack(),
        dispatch_id=None,
        original_id=None,
        lane=1,
        due_at=NOW,
        expires_at=None,
        attempt=1,
        ticket="one:1",
        last_error=None,
    )


async def change(stage: Stage, what: Any, **values: Any) -> None:
    async with stage.database.transaction() as db:
        known = await db.get(type(what), inspect(what).identity)
        for name, value in values.items():
            setattr(known, name, value)


async def seated(stage: Stage, **details: Any) -> tuple[Person, TrainingSession, Registration]:
    """Somebody with a seat in a session whose title, town and venue are no business of a locked screen."""
    person = await stage.person(first_name="Awa", last_name="Essai")
    async with stage.database.transaction() as db:
        session = await make_session(
            db, code="3.05", title="Saisie des avoirs", town="Thiès", venue="École de formation", **details
        )
        return person, session, await make_registration(db, session, person)


async def evaluation(stage: Stage, session: TrainingSession) -> Evaluation:
    async with stage.database.transaction() as db:
        opened = Evaluation(
            session_id=session.id,
            questionnaire="hot",
            state=EvaluationState.OPEN,
            opens_at=NOW,
            closes_at=NOW + timedelta(days=7),
        )
        db.add(opened)
    return opened


async def note(stage: Stage, session: TrainingSession, person: Person, *, present: bool) -> Attendance:
    """An organiser ticked the first morning."""
    slot = {"day": session.first_day, "half_day": HalfDay.MORNING}
    async with stage.database.transaction() as db:
        mark = Attendance(session_id=session.id, person_id=person.id, present=present, **slot)
        mark.marked_at, mark.marked_by_id = NOW, person.id
        db.add(mark)
    return mark


def labels(page: Page | None) -> list[str]:
    assert page is not None
    return [button.label for button in page.buttons()]


def text(page: Page | None) -> str:
    assert page is not None
    return plain(str(page.text))


def test_every_notice_has_its_renderer() -> None:
    assert RENDERERS.keys() == NOTICES.keys()


@pytest.mark.parametrize(("kind", "days"), [("j7", 7), ("j3", 3)])
async def test_a_reminder_says_when_and_nothing_more(stage: Stage, kind: str, days: int) -> None:
    person, session, mine = await seated(stage, first_day=(NOW + timedelta(days=days)).date())
    page = await found(stage, person, Reminder(mine.id, session.version, kind))
    assert text(page).startswith(f"Rappel de formation : session 3.05, dans {days} jours")
    assert not any(secret in text(page) for secret in SECRETS)
    assert labels(page)[:3] == ["Je confirme", "Je ne peux pas venir", "Voir les détails"]


@pytest.mark.parametrize(("kind", "days", "said"), [("j1", 1, "demain à 9 h"), ("h2", 0, "aujourd’hui à 9 h")])
async def test_the_last_reminders_say_the_hour(stage: Stage, kind: str, days: int, said: str) -> None:
    first_day = (NOW + timedelta(days=1)).date()
    person, session, mine = await seated(stage, first_day=first_day)
    at = session.starts_at - timedelta(days=days, hours=2) - NOW
    page = await found(stage, person, Reminder(mine.id, session.version, kind), at)
    assert text(page).startswith(f"Rappel de formation : session 3.05, {said}")
    assert not any(secret in text(page) for secret in SECRETS)


async def test_who_has_confirmed_is_not_asked_again(stage: Stage) -> None:
    person, session, mine = await seated(stage)
    await change(stage, mine, intention=Intention.CONFIRMED)
    page = await found(stage, person, Reminder(mine.id, session.version, "j7"))
    assert "Votre présence est confirmée. En cas d’empêchement, prévenez-nous dès maintenant." in text(page)
    assert "Je confirme" not in labels(page)
    assert labels(page)[0] == "Je ne peux plus venir"


@pytest.mark.parametrize(
    "values",
    [{"state": SessionState.CANCELLED}, {"state": SessionState.FINISHED}, {"version": 2}, {"starts_at": NOW}],
)
async def test_a_session_that_changed_makes_reminders_void(stage: Stage, values: dict[str, Any]) -> None:
    person, session, mine = await seated(stage)
    assert await found(stage, person, Reminder(mine.id, session.version, "j7")) is not None
    await change(stage, session, **values)
    assert await found(stage, person, Reminder(mine.id, 1, "j7")) is None


async def an_offer(stage: Stage, mine: Registration, session: TrainingSession, *, holds: bool = True) -> SeatOffer:
    """To somebody who waits."""
    await change(stage, mine, seat=Seat.WAITING)
    until = NOW + timedelta(hours=24)
    async with stage.database.transaction() as db:
        offer = SeatOffer(
            registration_id=mine.id, session_id=session.id, holds_seat=holds, offered_at=NOW, expires_at=until
        )
        db.add(offer)
    return offer


@pytest.mark.parametrize(
    ("holds", "said"), [(True, "Elle vous est réservée jusqu’au"), (False, "Elle revient à la première réponse reçue")]
)
async def test_a_seat_is_offered_as_long_as_the_offer_stands(stage: Stage, holds: bool, said: str) -> None:
    person, session, mine = await seated(stage)
    offer = await an_offer(stage, mine, session, holds=holds)
    page = await found(stage, person, SeatOffered(offer.id))
    assert text(page).startswith("Place proposée : session 3.05") and said in text(page)
    assert not any(secret in text(page) for secret in SECRETS)
    assert labels(page)[:2] == ["J’accepte la place", "Je laisse la place"]
    assert await found(stage, person, OfferLapsed(offer.id)) is None
    await change(stage, offer, expires_at=NOW)
    assert await found(stage, person, SeatOffered(offer.id)) is None


async def test_who_let_an_offer_pass_is_told_until_they_wait_again(stage: Stage) -> None:
    person, session, mine = await seated(stage)
    offer = await an_offer(stage, mine, session)
    await change(stage, offer, state=OfferState.EXPIRED)
    await change(stage, mine, seat=Seat.WITHDRAWN)
    page = await found(stage, person, OfferLapsed(offer.id))
    assert text(page).startswith("Place proposée : session 3.05, délai passé")
    assert not any(secret in text(page) for secret in SECRETS)
    assert labels(page)[0] == "Rester en attente"
    await change(stage, mine, seat=Seat.WAITING)
    assert await found(stage, person, OfferLapsed(offer.id)) is None


async def test_an_applicant_is_let_in_in_one_tap_and_named_under_a_spoiler_only(stage: Stage) -> None:
    applicant = await stage.person(standing=Standing.UNVERIFIED)
    async with stage.database.transaction() as db:
        organiser = await make_organiser(db)
    asked = VerificationAsked(applicant.id)
    page = await found(stage, organiser, asked)
    assert text(page).startswith("Demande d’accès à vérifier")
    assert page is not None
    seen, _, hidden = str(page.text).partition("<tg-spoiler>")
    assert people.shown(applicant) not in seen and people.shown(applicant) in hidden
    assert labels(page)[:2] == ["Accepter", "Refuser"]
    await change(stage, applicant, standing=Standing.VERIFIED)
    assert await found(stage, organiser, asked) is None, "a colleague decided"


async def test_a_former_organiser_is_not_asked(stage: Stage) -> None:
    applicant = await stage.person(standing=Standing.UNVERIFIED)
    async with stage.database.transaction() as db:
        organiser = await make_organiser(db)
    async with stage.database.transaction() as db:
        await db.delete(await db.get_one(RoleGrant, 1))
    assert await found(stage, organiser, VerificationAsked(applicant.id)) is None


@pytest.mark.parametrize(("accepted", "said"), [(True, "est acceptée"), (False, "equipe@example.org")])
async def test_the_teams_answer_holds_while_the_person_stands_so(stage: Stage, accepted: bool, said: str) -> None:
    person = await stage.person(standing=Standing.VERIFIED if accepted else Standing.REFUSED)
    assert said in text(await found(stage, person, VerificationDecided(accepted)))
    assert await found(stage, person, VerificationDecided(not accepted)) is None


async def test_an_evaluation_opens_until_it_is_over_or_answered(stage: Stage) -> None:
    person, session, _ = await seated(stage)
    opened = await evaluation(stage, session)
    await note(stage, session, person, present=True)
    page = await found(stage, person, EvaluationOpened(opened.id))
    assert text(page).startswith("Votre avis sur la session 3.05 : 8 questions")
    assert "Commencer" in labels(page)
    assert await found(stage, person, EvaluationOpened(opened.id), timedelta(days=8)) is None
    async with stage.database.transaction() as db:
        db.add(EvaluationReceipt(person_id=person.id, evaluation_id=opened.id, day=NOW.date()))
    assert await found(stage, person, EvaluationOpened(opened.id)) is None


async def test_an_evaluation_is_not_proposed_to_who_was_not_there_after_all(stage: Stage) -> None:
    person, session, _ = await seated(stage)
    opened = await evaluation(stage, session)
    mark = await note(stage, session, person, present=True)
    assert await found(stage, person, EvaluationOpened(opened.id)) is not None
    await change(stage, mark, present=False)
    assert await found(stage, person, EvaluationOpened(opened.id)) is None


async def test_an_announcement_arrives_as_it_was_written(stage: Stage) -> None:
    person, session, _ = await seated(stage)
    async with stage.database.transaction() as db:
        announcement = Announcement(
            author_id=person.id,
            session_id=session.id,
            text="<b>Salle</b> B &amp; C",
            state=AnnouncementState.OUT,
            created_at=NOW,
        )
        db.add(announcement)
    page = await found(stage, person, Announced(announcement.id))
    assert page is not None
    assert page.text.startswith("Message de l’équipe de formation")
    assert page.text.endswith("<b>Salle</b> B &amp; C")
    await change(stage, announcement, state=AnnouncementState.DRAFT)
    assert await found(stage, person, Announced(announcement.id)) is None
