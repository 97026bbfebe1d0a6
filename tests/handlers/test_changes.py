"""A session that an organiser moves, alters, cancels, enlarges or reduces, seen from the phones of those concerned."""

from datetime import date, timedelta

from sqlalchemy import select

from bot.actions import sessions as actions
from bot.actions.changes import ConfirmChange, MoveTally
from bot.actions.organiser import OrganiserSession
from db.models import Seat, SessionState, TrainingSession
from tests.handlers.bench import Bench
from tests.handlers.programme import planned, registration_of
from tests.phones import Phone


async def opened(bench: Bench, session: TrainingSession) -> Phone:
    """An organiser who is asked what shall change."""
    khady = await bench.organiser()
    await khady.forges(OrganiserSession(session.id).pack())
    await khady.sees("Places prises", button="Modifier")
    await khady.presses("Modifier")
    await khady.sees("Modifier la session 3.05", button="Annuler la session")
    return khady


async def registered(bench: Bench, session: TrainingSession, *names: str) -> list[Phone]:
    phones = [await bench.verified(name) for name in names]
    for phone in phones:
        await phone.forges(actions.Register(session.id).pack())
        await phone.sees("session 3.05")
    return phones


async def test_moved_everybody_answers_and_the_organiser_watches(bot_and_sim: Bench) -> None:
    session = await planned(bot_and_sim, capacity=2)
    awa, binta, coumba = await registered(bot_and_sim, session, "Awa", "Binta", "Coumba")
    khady = await opened(bot_and_sim, session)
    await khady.presses("Reporter")
    await khady.sees("Écrivez la nouvelle date")
    await khady.types("bientôt")
    await khady.sees("Cette date n’a pas été comprise")
    await khady.types("20/04/2026")
    text = await khady.sees("Reporter la session 3.05 ?", button="Reporter la session")
    assert "Nouvelle date : du lundi 20 au mercredi 22 avril 2026" in text
    assert "3 personnes sont prévenues aussitôt." in text
    assert (await current(bot_and_sim, session)).version == 1, "nothing has changed yet"
    await khady.presses("Reporter la session")
    await khady.sees("Du lundi 20 au mercredi 22 avril 2026")
    told = await awa.sees("Nouvelle date : session 3.05, réponse attendue", button="Je confirme")
    assert "Ancienne date : du lundi 13 au mercredi 15 avril 2026" in told
    assert "Je confirme" not in coumba.buttons()
    await coumba.sees("Votre rang sur la liste d’attente est gardé.")
    await awa.presses("Je confirme")
    await awa.sees("Votre présence est confirmée")
    await binta.presses("Je ne peux pas venir")
    await binta.sees("Quel est le motif")
    await binta.presses("Nécessité de service")
    await binta.presses_when_seen("Libérer ma place")
    await coumba.sees("Place proposée : session 3.05")
    await khady.forges(MoveTally(session.id).pack())
    await khady.sees("Confirmations : 1 ; indisponibilités : 1")


async def test_a_second_tap_or_an_old_page_moves_nothing(bot_and_sim: Bench) -> None:
    session = await planned(bot_and_sim)
    khady = await opened(bot_and_sim, session)
    await khady.presses("Reporter")
    await khady.sees("Écrivez la nouvelle date")
    await khady.types("20/04/2026")
    await khady.sees("Reporter la session 3.05 ?", button="Reporter la session")
    for _ in range(2):
        await khady.forges(ConfirmChange(session.id, 1).pack())
        await bot_and_sim.settled()
    moved = await current(bot_and_sim, session)
    assert (moved.version, moved.first_day) == (2, date(2026, 4, 20))
    stranger = (await registered(bot_and_sim, session, "Demba"))[0]
    await stranger.forges(ConfirmChange(session.id, 2).pack())
    await bot_and_sim.settled()
    assert (await current(bot_and_sim, session)).version == 2


async def test_another_place_and_other_hours_say_what_changes(bot_and_sim: Bench) -> None:
    session = await planned(bot_and_sim)
    (awa,) = await registered(bot_and_sim, session, "Awa")
    khady = await opened(bot_and_sim, session)
    await khady.presses("Lieu")
    await khady.sees("Écrivez le nouveau lieu")
    await khady.types("École de police, Dakar")
    await khady.sees("Nouveau lieu : École de police, Dakar", button="Changer le lieu")
    await khady.presses("Changer le lieu")
    told = await awa.sees("Nouveau lieu : École de police, Dakar", button="Voir les détails")
    assert "La date reste la même." in told and "horaires" not in told
    await khady.sees("École de police, Dakar", button="Modifier")
    await khady.presses("Modifier")
    await khady.sees("Modifier la session 3.05", button="Horaires")
    await khady.presses("Horaires")
    await khady.sees("Écrivez les nouveaux horaires")
    await khady.types("8 h 30 à 12 h 30")
    await khady.sees("Nouveaux horaires : de 8 h 30 à 12 h 30", button="Changer les horaires")
    await khady.presses("Changer les horaires")
    await awa.sees("Nouveaux horaires : de 8 h 30 à 12 h 30")


async def test_cancelled_the_reason_and_the_other_dates_are_told(bot_and_sim: Bench) -> None:
    session = await planned(bot_and_sim)
    await planned(bot_and_sim, code="3.06", first_day=date(2026, 5, 4), last_day=date(2026, 5, 6))
    (awa,) = await registered(bot_and_sim, session, "Awa")
    khady = await opened(bot_and_sim, session)
    await khady.presses("Annuler la session")
    await khady.sees("Écrivez le motif")
    await khady.types("Salle indisponible")
    await khady.sees("Motif, lu par toutes les personnes : Salle indisponible", button="Annuler la session")
    await khady.presses("Annuler la session")
    await awa.sees("Cette session n’aura pas lieu. Motif : Salle indisponible.", button="3.06, le 4 mai")
    assert (await current(bot_and_sim, session)).state is SessionState.CANCELLED
    await awa.presses("3.06, le 4 mai")
    await awa.sees("Votre situation : aucune inscription", button="Je m’inscris")


async def test_fewer_places_name_who_is_concerned_before(bot_and_sim: Bench) -> None:
    session = await planned(bot_and_sim)
    awa, binta = await registered(bot_and_sim, session, "Awa", "Binta")
    khady = await opened(bot_and_sim, session)
    await khady.presses("Places")
    await khady.sees("Écrivez le nouveau nombre de places")
    await khady.types("beaucoup")
    await khady.sees("Un nombre entier de places est nécessaire")
    await khady.types("1")
    text = await khady.sees("1 personne qui a une place attendrait de nouveau", button="Réduire les places")
    assert "Binta" in text and "Awa" not in text
    assert (await registration_of(bot_and_sim, binta, session)).seat is Seat.SEATED
    await khady.presses("Réduire les places")
    await binta.sees("Moins de places : session 3.05", button="Quitter la liste")
    assert (await registration_of(bot_and_sim, awa, session)).seat is Seat.SEATED
    await khady.sees("Places prises : 1 sur 1", button="Modifier")
    await khady.presses("Modifier")
    await khady.sees("Modifier la session 3.05", button="Liste d’attente (1)")
    await khady.presses("Places")
    await khady.sees("Écrivez le nouveau nombre de places")
    await khady.types("2")
    await khady.sees("Personne ne perd sa place", button="Modifier les places")
    await khady.presses("Modifier les places")
    await binta.sees("Place proposée : session 3.05")


async def test_somebody_is_moved_up_for_a_reason(bot_and_sim: Bench) -> None:
    session = await planned(bot_and_sim, capacity=1)
    await registered(bot_and_sim, session, "Awa", "Binta", "Coumba")
    khady = await opened(bot_and_sim, session)
    await khady.presses("Liste d’attente (2)")
    await khady.sees("Session 3.05 : liste d’attente")
    (coumba,) = [label for label in khady.buttons() if label.startswith("2.")]
    await khady.presses(coumba)
    await khady.sees("en tête de la liste d’attente ?", button="Nécessité de service")
    await khady.presses("Nécessité de service")
    await khady.sees("Session 3.05 : liste d’attente")
    assert any(label.startswith("1. Coumba") for label in khady.buttons())


async def current(bench: Bench, session: TrainingSession) -> TrainingSession:
    async with bench.transaction() as db:
        return (await db.scalars(select(TrainingSession).where(TrainingSession.id == session.id))).one()


async def test_a_move_that_takes_somebody_s_other_days_says_so(bot_and_sim: Bench) -> None:
    session = await planned(bot_and_sim)
    (awa,) = await registered(bot_and_sim, session, "Awa")
    day = date(2026, 5, 4)
    other = await planned(bot_and_sim, code="3.06", first_day=day, last_day=day + timedelta(days=2))
    await awa.forges(actions.Register(other.id).pack())
    await awa.sees("session 3.06")
    khady = await opened(bot_and_sim, session)
    await khady.presses("Reporter")
    await khady.sees("Écrivez la nouvelle date")
    await khady.types("du 4 au 5 mai 2026")
    text = await khady.sees("1 personne a une place ailleurs ces jours-là", button="Reporter la session")
    assert "Awa" in text
    await khady.presses("Reporter la session")
    await awa.sees("Une place est à vous ailleurs ces jours-là")
    assert (await registration_of(bot_and_sim, awa, session)).seat is Seat.WITHDRAWN
