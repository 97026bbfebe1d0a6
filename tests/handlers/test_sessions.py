"""Sessions on a participant's phone: found, read, taken, confirmed, given up. Strangers see none."""

from datetime import date, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from bot.actions import sessions as actions
from bot.actions.offers import AcceptOffer, DeclineOffer
from bot.buttons import Action
from db.models import Intention, Seat, SeatOffer, SessionState, Standing
from tests.handlers.bench import MONDAY, Bench
from tests.handlers.programme import DAY, planned, registration_of


async def test_a_session_is_found_by_area_read_and_taken(bot_and_sim: Bench) -> None:
    session = await planned(bot_and_sim, capacity=4)
    awa = await bot_and_sim.verified("Awa")
    await awa.types("/sessions")
    await awa.sees("Sessions ouvertes, par domaine")
    await awa.presses(session.area.short_label)
    await awa.sees("3.05, Saisie et gel des avoirs, 13 avril, Thiès, 4 places")
    await awa.presses("3.05, le 13 avr.")
    card = await awa.sees("Votre situation : aucune inscription", button="Je m’inscris")
    assert "Du lundi 13 au mercredi 15 avril 2026, de 9 h à 16 h 30" in card
    assert "Places libres : 4 sur 4 ; en attente : 0" in card
    assert "Langue : français et arabe" in card
    await awa.presses("Je m’inscris")
    await awa.sees("Votre inscription est confirmée : session 3.05", button="Agenda (.ics)")
    mine = await registration_of(bot_and_sim, awa, session)
    assert (mine.seat, mine.intention) == (Seat.SEATED, Intention.UNKNOWN)
    await awa.presses("Je confirme ma venue")
    await awa.sees("Votre présence est confirmée : session 3.05")
    assert (await registration_of(bot_and_sim, awa, session)).intention is Intention.CONFIRMED


async def test_months_turn(bot_and_sim: Bench) -> None:
    await planned(bot_and_sim)
    await planned(bot_and_sim, code="1.02", first_day=date(2026, 6, 1), last_day=date(2026, 6, 1))
    awa = await bot_and_sim.verified("Awa")
    await awa.types("/sessions")
    await awa.presses("Voir par date")
    await awa.sees("Sessions ouvertes : avril 2026")
    await awa.presses("Mois suivant")
    await awa.sees("1.02, Saisie et gel des avoirs, 1er juin, Thiès", button="1.02, le 1er juin")
    await awa.presses("Mois précédent")
    await awa.sees("Sessions ouvertes : avril 2026")


async def test_a_full_session_gives_a_rank_and_a_freed_seat_is_offered(bot_and_sim: Bench) -> None:
    session = await planned(bot_and_sim, capacity=1)
    awa, binta = await bot_and_sim.verified("Awa"), await bot_and_sim.verified("Binta")
    await awa.forges(actions.Register(session.id).pack())
    await awa.sees("Votre inscription est confirmée")
    await binta.forges(actions.ShowSession(session.id).pack())
    await binta.presses("Liste d’attente")
    await binta.sees("Liste d’attente de la session 3.05 : votre rang est 1.")
    await awa.presses("Voir la session")
    await awa.presses("Je ne peux pas venir")
    await awa.sees("Quel est le motif de votre indisponibilité ?")
    await awa.presses("Congé ou absence")
    await awa.sees("Libérer votre place à la session 3.05 ?")
    assert (await registration_of(bot_and_sim, awa, session)).seat is Seat.SEATED
    await awa.presses("Libérer ma place")
    await awa.sees("votre place à la session 3.05 est libérée")
    told = await binta.sees("Place proposée : session 3.05", button="J’accepte la place")
    assert "Saisie" not in told and "Thiès" not in told
    await binta.presses("Voir les détails")
    await binta.sees("École de formation, Thiès")
    await binta.presses("Ma situation")
    await binta.sees("À faire : répondre avant le", button="J’accepte la place")
    await binta.presses("Voir la session")
    await binta.sees("Votre situation : place proposée, réponse attendue jusqu’au", button="Je laisse la place")
    await binta.presses("J’accepte la place")
    await binta.sees("Votre présence est confirmée : session 3.05")
    mine = await registration_of(bot_and_sim, binta, session)
    assert (mine.seat, mine.intention) == (Seat.SEATED, Intention.CONFIRMED)


async def test_an_offer_is_left_to_the_next_one_and_its_old_buttons_change_nothing(bot_and_sim: Bench) -> None:
    session = await planned(bot_and_sim, capacity=1)
    awa, binta, coumba = [await bot_and_sim.verified(name) for name in ("Awa", "Binta", "Coumba")]
    for phone in (awa, binta, coumba):
        await phone.forges(actions.Register(session.id).pack())
        await phone.sees("session 3.05")
    await awa.forges(actions.Withdraw(session.id, "duty").pack())
    await awa.sees("est libérée")
    await binta.presses("Je laisse la place")
    await binta.sees("est proposée à la personne suivante", button="Rester en attente")
    await coumba.presses("J’accepte la place")
    await coumba.sees("Votre présence est confirmée : session 3.05")
    async with bot_and_sim.transaction() as db:
        first, second = await db.scalars(select(SeatOffer).order_by(SeatOffer.id))
    await binta.forges(AcceptOffer(first.id).pack())
    await binta.sees("Vous avez déjà répondu à cette proposition", button="Rester en attente")
    await binta.forges(AcceptOffer(second.id).pack())
    await binta.sees("")
    assert (await registration_of(bot_and_sim, coumba, session)).seat is Seat.SEATED
    await binta.forges(actions.Register(session.id).pack())
    await binta.sees("votre rang est 1")
    await coumba.forges(DeclineOffer(second.id).pack())
    await coumba.sees("Vous avez déjà répondu à cette proposition")
    assert (await registration_of(bot_and_sim, coumba, session)).seat is Seat.SEATED


async def test_a_calendar_that_is_full_is_named_to_who_accepts(bot_and_sim: Bench) -> None:
    session = await planned(bot_and_sim, capacity=1)
    other = await planned(bot_and_sim, code="2.01")
    awa, binta = await bot_and_sim.verified("Awa"), await bot_and_sim.verified("Binta")
    for phone, wanted in ((awa, session), (binta, session)):
        await phone.forges(actions.Register(wanted.id).pack())
        await phone.sees("session 3.05")
    await awa.forges(actions.Withdraw(session.id, "duty").pack())
    await binta.sees("Place proposée : session 3.05")
    await binta.forges(actions.Register(other.id).pack())
    await binta.sees("Votre inscription est confirmée : session 2.01")
    async with bot_and_sim.transaction() as db:
        offer = (await db.scalars(select(SeatOffer))).one()
    await binta.forges(AcceptOffer(offer.id).pack())
    await binta.sees("Les dates se chevauchent", button="Voir la session 2.01")


async def test_a_reason_that_no_button_gives_is_refused(bot_and_sim: Bench) -> None:
    session = await planned(bot_and_sim)
    awa = await bot_and_sim.verified("Awa")
    await awa.forges(actions.Register(session.id).pack())
    await awa.sees("Votre inscription est confirmée")
    await awa.forges(actions.Withdraw(session.id, "offer_expired").pack())
    await bot_and_sim.settled()
    assert (await registration_of(bot_and_sim, awa, session)).seat is Seat.SEATED


async def test_the_waiting_list_is_left_in_two_taps(bot_and_sim: Bench) -> None:
    session = await planned(bot_and_sim, capacity=1)
    awa, binta = await bot_and_sim.verified("Awa"), await bot_and_sim.verified("Binta")
    for phone in (awa, binta):
        await phone.forges(actions.Register(session.id).pack())
        await phone.sees("session 3.05")
    await binta.presses("Quitter la liste")
    await binta.sees("Renoncer à la session 3.05 ?")
    await binta.presses("Renoncer")
    await binta.sees("vous ne figurez plus sur la liste d’attente de la session 3.05")
    assert (await registration_of(bot_and_sim, binta, session)).seat is Seat.WITHDRAWN


async def test_an_old_button_of_the_list_does_not_throw_a_seat_away(bot_and_sim: Bench) -> None:
    session = await planned(bot_and_sim, capacity=1)
    awa = await bot_and_sim.verified("Awa")
    await awa.forges(actions.Register(session.id).pack())
    await awa.sees("Votre inscription est confirmée")
    await awa.forges(actions.LeaveLine(session.id).pack())
    await awa.sees("Votre situation : place réservée")
    assert (await registration_of(bot_and_sim, awa, session)).seat is Seat.SEATED


async def test_double_taps_say_so_and_change_nothing(bot_and_sim: Bench) -> None:
    session = await planned(bot_and_sim)
    awa = await bot_and_sim.verified("Awa")
    for action in (actions.Register(session.id), actions.Confirm(session.id)):
        for _ in range(2):
            await awa.forges(action.pack())
    await awa.sees("Votre présence est confirmée")
    await bot_and_sim.settled()
    assert "Votre inscription était déjà enregistrée" in awa.everything()
    assert "Votre présence était déjà confirmée." in awa.everything()
    mine = await registration_of(bot_and_sim, awa, session)
    assert (mine.seat, mine.intention, mine.place_in_line) == (Seat.SEATED, Intention.CONFIRMED, 1)


async def test_overlapping_dates_lead_to_the_other_session(bot_and_sim: Bench) -> None:
    first = await planned(bot_and_sim)
    second = await planned(bot_and_sim, code="2.01", first_day=DAY + timedelta(days=2))
    awa = await bot_and_sim.verified("Awa")
    await awa.forges(actions.Register(first.id).pack())
    await awa.sees("Votre inscription est confirmée")
    await awa.forges(actions.Register(second.id).pack())
    await awa.sees("Les dates se chevauchent", button="Voir la session 3.05")


@pytest.mark.parametrize("state", [SessionState.DRAFT, SessionState.CLOSED])
async def test_what_is_not_open_is_refused(bot_and_sim: Bench, state: SessionState) -> None:
    session = await planned(bot_and_sim, state=state)
    awa = await bot_and_sim.verified("Awa")
    await awa.forges(actions.Register(session.id).pack())
    said = await awa.sees("n")
    assert "Saisie" not in said
    await awa.types("/sessions")
    await awa.sees("Aucune session n’est ouverte à l’inscription")


async def test_the_calendar_file_comes_on_demand_and_the_page_stays(bot_and_sim: Bench) -> None:
    session = await planned(bot_and_sim)
    awa = await bot_and_sim.verified("Awa")
    await awa.forges(actions.Register(session.id).pack())
    await awa.presses("Agenda (.ics)")
    await awa.sees("ouvrez ce fichier pour l’inscrire dans votre agenda")
    (document,) = [message.document for message in awa.messages() if message.document]
    assert document.name == "session-3.05.ics"
    calendar = Calendar.from_ical(document.content)
    assert isinstance(calendar, Calendar)
    assert [str(event.get("SUMMARY")) for event in calendar.events] == [
        "Formation 3.05\u00a0: Saisie et gel des avoirs"
    ] * 3
    await awa.sees_button("Je confirme ma venue")


@pytest.mark.parametrize("standing", [Standing.UNVERIFIED, Standing.REFUSED, Standing.JOINING, None])
async def test_who_is_not_let_in_sees_no_session(bot_and_sim: Bench, standing: Standing | None) -> None:
    session = await planned(bot_and_sim)
    if standing is None:
        moussa = await bot_and_sim.stranger("Moussa")
        await moussa.opens("")
        await moussa.sees("Ce robot accompagne")
    else:
        moussa = await bot_and_sim.known("Moussa", standing=standing)
    forged: list[Action] = [
        actions.ShowSession(session.id),
        actions.ShowDetails(session.id),
        actions.SendCalendar(session.id),
        actions.Register(session.id),
        actions.ShowAreas(),
        actions.ShowArea(session.area_id),
        actions.ShowMonth(),
        actions.ShowReminder(session.id, "j7"),
        actions.Confirm(session.id),
        actions.AskReason(session.id),
        actions.ChooseReason(session.id, "duty"),
        actions.Withdraw(session.id, "duty"),
        actions.AskLeaveLine(session.id),
        actions.LeaveLine(session.id),
        AcceptOffer(1),
        DeclineOffer(1),
    ]
    for action in forged:
        await moussa.forges(action.pack())
    await moussa.types("/sessions")
    await bot_and_sim.settled()
    everything = moussa.everything()
    assert everything
    for secret in ("3.05", "Thiès", "Saisie", "École de formation", session.area.short_label):
        assert secret not in everything


async def test_a_reminder_opens_into_its_details_and_back(bot_and_sim: Bench) -> None:
    session = await planned(bot_and_sim, first_day=MONDAY.date() + timedelta(days=7), last_day=DAY)
    awa = await bot_and_sim.verified("Awa")
    await awa.forges(actions.Register(session.id).pack())
    await awa.sees("Votre inscription est confirmée")
    await awa.forges(actions.ShowReminder(session.id, "j7").pack())
    await awa.sees("Rappel de formation : session 3.05, dans 7 jours", button="Je confirme")
    await awa.presses("Voir les détails")
    await awa.sees("École de formation, Thiès")
    await awa.presses("Retour")
    await awa.sees("Rappel de formation : session 3.05, dans 7 jours")
    await awa.forges(actions.ShowReminder(session.id, "nonsense").pack())
    await awa.sees("Votre situation : place réservée")
