"""The organisers' sessions: the list, a session opened and closed, the people in it."""

from datetime import date

from bot.actions.organiser import EndedSessions, OrganiserSession, OrganiserSessions
from bot.actions.programme import OpenAll, Participants
from db.models import Intention, Seat, SessionState, TrainingSession
from tests import factories
from tests.handlers.bench import Bench
from tests.training.setting import session_for_all


async def state(bench: Bench, session: TrainingSession) -> SessionState:
    async with bench.transaction() as db:
        found = await db.get(TrainingSession, session.id)
    assert found is not None
    return found.state


async def draft(bench: Bench, code: str = "3.05", first_day: date = date(2026, 4, 13)) -> TrainingSession:
    async with bench.transaction() as db:
        return await session_for_all(
            db, code=code, first_day=first_day, state=SessionState.DRAFT, short_title="Saisie et gel des avoirs"
        )


async def test_registrations_are_opened_closed_and_opened_again(bot_and_sim: Bench) -> None:
    session = await draft(bot_and_sim)
    khady = await bot_and_sim.organiser()
    await khady.forges(OrganiserSessions().pack())
    await khady.sees("3.05, Saisie et gel des avoirs, 13 avril, Dakar, 0/25, brouillon", button="Ouvrir tout (1)")
    await khady.presses("3.05, le 13 avr.")
    await khady.sees("État : brouillon")
    await khady.presses("Ouvrir les inscriptions")
    card = await khady.sees("État : inscriptions ouvertes", button="Présences")
    assert "Prochain rappel : lundi 6 avril à 10 h" in card
    await khady.presses("Fermer les inscriptions")
    await khady.sees("Fermer les inscriptions de la session 3.05 ?")
    assert await state(bot_and_sim, session) is SessionState.OPEN
    await khady.presses("Fermer les inscriptions")
    await khady.sees("État : inscriptions closes")
    await khady.presses("Ouvrir les inscriptions")
    await khady.sees("État : inscriptions ouvertes")
    assert await state(bot_and_sim, session) is SessionState.OPEN


async def test_open_all_opens_the_number_that_was_agreed_to(bot_and_sim: Bench) -> None:
    session = await draft(bot_and_sim)
    await draft(bot_and_sim, "3.06")
    khady = await bot_and_sim.organiser()
    await khady.forges(OpenAll(1).pack())
    await khady.sees("Ouvrir les inscriptions de 2 sessions ?")
    assert await state(bot_and_sim, session) is SessionState.DRAFT
    await khady.presses("Ouvrir 2 sessions")
    await khady.sees("Inscriptions ouvertes : 2 sessions.")
    await khady.forges(OpenAll(2).pack())
    await khady.sees("Aucun brouillon à ouvrir")


async def test_participants_are_listed_for_organisers_only(bot_and_sim: Bench) -> None:
    session = await draft(bot_and_sim)
    async with bot_and_sim.transaction() as db:
        for number in range(7):
            person = await factories.make_person(db, first_name="Binta", last_name=f"Sarr{'abcdefg'[number]}")
            await factories.make_registration(db, session, person, intention=Intention.CONFIRMED)
        waiting = await factories.make_person(db, first_name="Demba", last_name="Ba")
        await factories.make_registration(db, session, waiting, Seat.WAITING)
    khady = await bot_and_sim.organiser()
    await khady.forges(Participants(session.id).pack())
    first = await khady.sees("Session 3.05, places prises : 7 sur 25 ; en attente : 1")
    assert "Binta SARRA, présence confirmée" in first and "Demba" not in first
    await khady.presses("Suivant")
    second = await khady.sees("Demba BA, en attente, rang 1")
    assert "Binta SARRG" in second
    awa = await bot_and_sim.verified("Awa")
    await awa.forges(Participants(session.id).pack())
    await bot_and_sim.settled()
    assert "SARR" not in awa.everything() and "Demba" not in awa.everything()


async def test_the_list_turns_its_pages_and_survives_a_forged_one(bot_and_sim: Bench) -> None:
    for number in range(7):
        await draft(bot_and_sim, f"4.{number:02}", date(2026, 4, 1 + number))
    khady = await bot_and_sim.organiser()
    await khady.forges(OrganiserSessions().pack())
    await khady.sees("7 sessions à venir, page 1/2")
    await khady.presses("Suivant")
    await khady.sees("7 sessions à venir, page 2/2", button="4.06, le 7 avr.")
    for page in (99, -1):
        await khady.forges(OrganiserSessions(page).pack())
        await khady.sees("7 sessions à venir, page 1/2")
        khady.looks_away()
        await khady.forges(OrganiserSession(1).pack())
        await khady.sees("Session 4.00")


async def test_the_sessions_that_have_ended_are_one_tap_away_and_lead_back(bot_and_sim: Bench) -> None:
    for number in range(6):
        await draft(bot_and_sim, f"4.{number:02}", date(2026, 1, 5 + number))
    await draft(bot_and_sim, "5.01")
    khady = await bot_and_sim.organiser()
    await khady.forges(OrganiserSessions().pack())
    await khady.sees("1 session à venir, page 1/1", button="Terminées (6)")
    await khady.presses("Terminées (6)")
    assert "4.00" not in await khady.sees("6 sessions terminées, page 1/2", button="4.05, le 10 janv.")
    await khady.presses("Suivant")
    await khady.sees("6 sessions terminées, page 2/2", button="4.00, le 5 janv.")
    await khady.forges(EndedSessions(99).pack())
    await khady.sees("6 sessions terminées, page 1/2")
    await khady.presses("Sessions à venir")
    await khady.sees("1 session à venir, page 1/1")
