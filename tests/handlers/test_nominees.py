"""Organisers follow who was put forward, write to them, print slips and act for them, on their phones."""

import io
from dataclasses import dataclass

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from bot.actions.nominees import (
    AskDecline,
    AskSlips,
    ChaseSilent,
    ConfirmFor,
    DeclineFor,
    IssueLink,
    NominatedCorps,
    Nominations,
    Nominee,
    Nominees,
    RegisterFor,
    RevokeLink,
    SeatFor,
    SendCallList,
    SendSlips,
    TellNominated,
)
from bot.buttons import Action
from db.models import Nomination, Person, PersonalLink, Registration, Seat, Standing, TrainingSession
from tests.factories import make_registration
from tests.handlers.announcing import document_of
from tests.handlers.bench import MONDAY, Bench
from tests.handlers.programme import planned
from tests.phones import Phone
from training import reference_lists
from training.people import match_key


@dataclass
class Room:
    """A session, its organiser, Awa who has an account and Binta who has none; both are put forward."""

    bench: Bench
    session: TrainingSession
    khady: Phone
    awa: Phone
    awas: int
    bintas: int

    async def opens(self, action: Action) -> None:
        await self.khady.forges(action.pack())

    async def seat_of(self, nomination_id: int) -> Registration:
        async with self.bench.transaction() as db:
            wanted = select(Registration).join(Nomination, Nomination.person_id == Registration.person_id)
            return (await db.scalars(wanted.where(Nomination.id == nomination_id))).one()

    async def links(self) -> list[PersonalLink]:
        async with self.bench.transaction() as db:
            return list(await db.scalars(select(PersonalLink).order_by(PersonalLink.id)))


async def put_forward(bench: Bench, session: TrainingSession, person_id: int | None, seat: Seat = Seat.SEATED) -> int:
    """Somebody of a list: a known person, or Binta Faye, whom nobody knows."""
    async with bench.transaction() as db:
        person = await db.get(Person, person_id or 0)
        if person is None:
            person = Person(standing=Standing.JOINING, first_name="Binta", last_name="Faye", created_at=MONDAY)
            person.match_key = match_key("Binta", "Faye")
            db.add(person)
            await db.flush()
        nomination = Nomination(session_id=session.id, person_id=person.id, keys=[], phone="+221770000123")
        nomination.nominated_at, nomination.nominated_by_id = MONDAY, person.id
        db.add(nomination)
        await make_registration(db, session, person, seat)
        await db.flush()
        return nomination.id


async def room(bench: Bench, seat: Seat = Seat.SEATED) -> Room:
    """`seat`: Binta's."""
    async with bench.transaction() as db:
        await reference_lists.seed(db)
    session = await planned(bench, capacity=5)
    khady, awa = await bench.organiser(), await bench.verified("Awa")
    person = await bench.person(awa)
    assert person is not None
    awas = await put_forward(bench, session, person.id)
    return Room(bench, session, khady, awa, awas, await put_forward(bench, session, None, seat))


async def test_told_then_asked_again_and_the_answer_is_seen(bot_and_sim: Bench) -> None:
    here = await room(bot_and_sim)
    await here.opens(Nominations(here.session.id))
    await here.khady.sees("2 personnes désignées", button="Prévenir (1)")
    await here.khady.presses("Prévenir (1)")
    await here.awa.sees("Désignation : session 3.05, réponse attendue", button="Je confirme")
    await here.opens(Nominees(here.session.id, "silent"))
    await here.khady.sees("sans réponse : 2", button="Relancer")
    await here.khady.presses("Relancer")
    await here.awa.sees("réponse toujours attendue", button="Je ne peux pas venir")
    await here.opens(ChaseSilent(here.session.id))
    await here.bench.settled()
    assert "déjà été relancées" in here.khady.everything()
    await here.awa.presses("Je confirme")
    await here.awa.sees("Votre présence est confirmée")
    await here.opens(Nominations(here.session.id))
    await here.khady.sees("Sans réponse : 1", button="Toute la liste (2)")


async def test_an_organiser_acts_for_who_has_no_phone(bot_and_sim: Bench) -> None:
    here = await room(bot_and_sim)
    await here.opens(Nominee(here.bintas))
    await here.khady.sees("Binta FAYE", button="Confirmer sa présence")
    await here.khady.presses("Confirmer sa présence")
    await here.khady.sees("Réponse : présence confirmée", button="Noter un empêchement")
    await here.khady.presses("Noter un empêchement")
    await here.khady.sees("Pour quel motif ?", button="Nécessité de service")
    await here.khady.presses("Nécessité de service")
    await here.khady.sees("Réponse : indisponible", button="Noter sa venue")
    assert (await here.seat_of(here.bintas)).seat is Seat.WITHDRAWN
    await here.khady.presses("Noter sa venue")
    await here.khady.sees("Réponse : sans compte sur le robot", button="Confirmer sa présence")
    assert (await here.seat_of(here.bintas)).seat is Seat.SEATED


async def test_the_free_place_is_given_to_who_waits_and_cannot_be_told(bot_and_sim: Bench) -> None:
    here = await room(bot_and_sim, Seat.WAITING)
    await here.opens(Nominee(here.bintas))
    await here.khady.presses_when_seen("Donner la place")
    await here.khady.sees("Binta FAYE", button="Confirmer sa présence")
    assert (await here.seat_of(here.bintas)).seat is Seat.SEATED


async def test_slips_are_for_who_has_none_unless_all_are_made_again(bot_and_sim: Bench) -> None:
    here = await room(bot_and_sim)
    await here.opens(AskSlips(here.session.id))
    await here.khady.sees("Sans lien : 1", button="Nouveaux coupons (1)")
    await here.khady.presses("Nouveaux coupons (1)")
    await here.khady.sees("1 coupon, session 3.05")
    name, content = document_of(bot_and_sim, here.khady)
    assert name == "coupons-3.05.pdf" and content.startswith(b"%PDF-")
    await here.khady.sees("Sans lien : 0", button="Tous les refaire (1)")
    await here.opens(SendSlips(here.session.id, 0))
    await bot_and_sim.settled()
    assert len(await here.links()) == 1, "pressed twice, it makes nobody a second link"
    await here.opens(SendSlips(here.session.id, 1))
    await here.khady.sees("1 coupon, session 3.05")
    assert [link.revoked_at is None for link in await here.links()] == [False, True]


async def test_a_link_is_withdrawn_and_made_again(bot_and_sim: Bench) -> None:
    here = await room(bot_and_sim)
    await here.opens(IssueLink(here.bintas))
    await here.khady.sees("Lien personnel : Binta FAYE", button="Retour")
    await here.khady.presses("Retour")
    await here.khady.sees("pas encore ouvert", button="Retirer le lien")
    await here.khady.presses("Retirer le lien")
    await here.khady.sees("Lien personnel : aucun", button="Nouveau lien personnel")
    await here.opens(IssueLink(here.awas))
    await here.khady.sees("Cette personne a un compte sur le robot")


async def test_the_list_to_call_has_the_telephones_of_who_did_not_answer(bot_and_sim: Bench) -> None:
    here = await room(bot_and_sim)
    await here.opens(SendCallList(here.session.id))
    await here.khady.sees("")
    await bot_and_sim.settled()
    name, content = document_of(bot_and_sim, here.khady)
    rows = list(load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert name == "a-appeler-3.05.xlsx"
    assert ("Binta FAYE", None, None, "+221770000123", "sans compte sur le robot") in rows
    assert len(rows) == 3


@pytest.mark.parametrize("again", [False, True])
async def test_nobody_else_sees_or_does_any_of_it(bot_and_sim: Bench, again: bool) -> None:
    """Neither a participant nor, for the second, one who was put forward."""
    here = await room(bot_and_sim)
    other = here.awa if again else await bot_and_sim.verified("Moussa", "Fall")
    session, number = here.session.id, here.bintas
    forged = (
        Nominations(session), NominatedCorps(session), Nominees(session, "all"), Nominee(number),
        TellNominated(session), ChaseSilent(session),
        AskSlips(session), SendSlips(session, 1), SendCallList(session), IssueLink(number), RevokeLink(number),
        ConfirmFor(number), AskDecline(number), DeclineFor(number, "duty"), SeatFor(number), RegisterFor(number),
    )  # fmt: skip
    for action in forged:
        await other.forges(action.pack())
    await bot_and_sim.settled()
    said = other.everything()
    assert not any(secret in said for secret in ("Binta", "FAYE", "désignées", "coupon", "0123")), said
    assert await here.links() == []
    assert (await here.seat_of(number)).seat is Seat.SEATED
