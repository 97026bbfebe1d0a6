"""A registration that the team decides, on two phones; quotas that are enforced, on the organiser's."""

from bot.actions.gates import ApproveRequest, RefuseRequest
from bot.actions.organiser import OrganiserSession
from db.models import QuotaMode, Seat, TrainingSession
from tests.handlers.bench import Bench
from tests.handlers.programme import planned, registration_of
from tests.phones import Phone
from tests.training.setting import POLICE, police_and_others


async def opened(bench: Bench, session_id: int) -> Phone:
    """An organiser before the card of a session."""
    khady = await bench.organiser()
    await khady.forges(OrganiserSession(session_id).pack())
    await khady.sees("Places prises", button="Règles")
    return khady


async def the_session(bench: Bench, session_id: int) -> TrainingSession:
    async with bench.transaction() as db:
        return await db.get_one(TrainingSession, session_id)


async def asked(bench: Bench) -> tuple[Phone, Phone, int]:
    """An organiser asks for the team's agreement; somebody asks for a seat."""
    session = await planned(bench, capacity=1)
    khady = await opened(bench, session.id)
    await khady.presses("Règles")
    await khady.sees("L’inscription ne demande pas d’accord", button="Demander un accord")
    await khady.presses("Demander un accord")
    await khady.sees("Chaque inscription attend l’accord de l’équipe.", button="Sans accord")
    awa = await bench.verified("Awa")
    await awa.types("/sessions")
    await awa.presses_when_seen(session.area.short_label)
    await awa.presses_when_seen("3.05, le 13 avr.")
    await awa.sees("Votre situation : aucune inscription", button="Je m’inscris")
    await awa.presses("Je m’inscris")
    await awa.sees("Votre demande est enregistrée : session 3.05", button="Ma situation")
    return khady, awa, session.id


async def test_accepted_the_place_is_theirs_and_they_are_asked_to_confirm(bot_and_sim: Bench) -> None:
    khady, awa, _ = await asked(bot_and_sim)
    await awa.presses("Ma situation")
    await awa.sees("Accord de l’équipe attendu : session 3.05")
    await khady.sees("Inscription à décider : session 3.05", button="Voir les demandes")
    await khady.presses("Voir les demandes")
    await khady.sees("1 inscription à décider", button="Accepter")
    await khady.presses("Accepter")
    await khady.sees("aucune inscription n’attend de décision")
    await awa.sees("Inscription acceptée : session 3.05", button="Je confirme")
    await awa.presses("Je confirme")
    await awa.sees("Votre présence est confirmée")


async def test_refused_they_are_told_whom_to_ask_and_the_seat_is_free(bot_and_sim: Bench) -> None:
    khady, awa, session_id = await asked(bot_and_sim)
    await khady.forges(OrganiserSession(session_id).pack())
    await khady.sees("Inscriptions à décider : 1", button="Demandes (1)")
    await khady.presses("Demandes (1)")
    await khady.sees("1 inscription à décider", button="Refuser")
    await khady.presses("Refuser")
    await awa.sees("Inscription non retenue : session 3.05", button="Sessions ouvertes")
    await khady.forges(OrganiserSession(session_id).pack())
    await khady.sees("Places prises : 0 sur 1")


async def test_a_request_is_withdrawn_in_two_taps_and_a_late_decision_changes_nothing(bot_and_sim: Bench) -> None:
    khady, awa, session_id = await asked(bot_and_sim)
    await awa.presses("Ma situation")
    await awa.presses_when_seen("Voir la session")
    await awa.sees("accord de l’équipe attendu", button="Retirer ma demande")
    await awa.presses("Retirer ma demande")
    await awa.sees("Retirer votre demande pour la session 3.05 ?", button="Retour")
    await awa.presses("Retirer ma demande")
    await awa.sees("votre demande pour la session 3.05 est retirée")
    mine = await registration_of(bot_and_sim, awa, await the_session(bot_and_sim, session_id))
    for action in (ApproveRequest(mine.id), RefuseRequest(mine.id)):
        await khady.forges(action.pack())
        await bot_and_sim.settled()
    assert "Une décision est arrivée avant la vôtre, ou la demande a été retirée." in khady.everything()
    again = await registration_of(bot_and_sim, awa, await the_session(bot_and_sim, session_id))
    assert again.seat is Seat.WITHDRAWN


async def test_quotas_are_shown_and_enforced_by_a_tap(bot_and_sim: Bench) -> None:
    async with bot_and_sim.transaction() as db:
        await police_and_others(db, 0)
    session = await planned(bot_and_sim, quotas={POLICE: 4})
    khady = await opened(bot_and_sim, session.id)
    await khady.presses("Règles")
    await khady.sees("Police nationale : 0 sur 4", button="Quotas : appliquer")
    await khady.presses("Quotas : appliquer")
    await khady.sees("Quotas appliqués", button="Quotas : afficher")
    async with bot_and_sim.transaction() as db:
        assert (await db.get_one(type(session), session.id)).quota_mode is QuotaMode.BLOCK


async def test_participants_see_none_of_it(bot_and_sim: Bench) -> None:
    _, awa, session_id = await asked(bot_and_sim)
    mine = await registration_of(bot_and_sim, awa, await the_session(bot_and_sim, session_id))
    await awa.forges(ApproveRequest(mine.id).pack())
    await bot_and_sim.settled()
    again = await registration_of(bot_and_sim, awa, await the_session(bot_and_sim, session_id))
    assert again.seat is Seat.REQUESTED
