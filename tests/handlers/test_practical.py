"""Practical notes and the place on the map: written by an organiser, read by the people of the session alone."""

from bot.actions.practical import AskNotes, AskPlace, ClearPractical, EditPractical, Practical, SendPlace
from bot.actions.sessions import Register, ShowDetails
from db.models import SessionState, TrainingSession
from tests.handlers.bench import Bench
from tests.handlers.programme import planned
from tests.phones import Phone

NOTES = "Accueil à 8 h, salle <B>. À apporter : ordre de mission."


async def kept(bench: Bench, session: TrainingSession) -> TrainingSession:
    async with bench.transaction() as db:
        return await db.get_one(TrainingSession, session.id)


async def written(bench: Bench, session: TrainingSession) -> Phone:
    """An organiser who wrote the notes."""
    khady = await bench.organiser()
    await khady.forges(EditPractical(session.id).pack())
    await khady.sees("Rien n’est encore noté", button="Écrire les infos")
    await khady.presses("Écrire les infos")
    await khady.sees("écrivez les infos pratiques")
    await khady.types(NOTES)
    await khady.sees(NOTES, button="Placer sur la carte")
    return khady


async def test_written_placed_read_and_erased(bot_and_sim: Bench) -> None:
    session, awa = await planned(bot_and_sim), await bot_and_sim.verified("Awa")
    khady = await written(bot_and_sim, session)
    await khady.presses("Placer sur la carte")
    await khady.sees("envoyez le lieu")
    await khady.types("au centre")
    await khady.sees("Cette étape attend un lieu")
    await bot_and_sim.world.location(khady.id, 14.79, -16.93)
    await khady.sees("Sur la carte : oui", button="Effacer les infos")
    await awa.forges(Register(session.id).pack())
    await awa.sees("Votre inscription est confirmée")
    await awa.forges(ShowDetails(session.id).pack())
    await awa.presses_when_seen("Infos pratiques")
    await awa.sees(NOTES, button="Plan d’accès")
    await awa.presses("Plan d’accès")
    await bot_and_sim.settled()
    assert any(call["method"] == "sendVenue" for call in bot_and_sim.world.calls.since(0))
    await khady.presses("Effacer les infos")
    await khady.sees("Sur la carte : non")
    assert ((found := await kept(bot_and_sim, session)).practical, found.latitude) == ("", None)


async def test_too_long_is_asked_again_and_nothing_is_kept(bot_and_sim: Bench) -> None:
    session, khady = await planned(bot_and_sim), await bot_and_sim.organiser()
    await khady.forges(AskNotes(session.id).pack())
    await khady.sees("écrivez les infos pratiques")
    await khady.types("x" * 401)
    await khady.sees("Ce texte compte 401 caractères, pour 400 au plus")
    assert (await kept(bot_and_sim, session)).practical == ""


async def test_nobody_else_writes_and_who_may_not_see_the_session_reads_nothing(bot_and_sim: Bench) -> None:
    session = await planned(bot_and_sim)
    await written(bot_and_sim, session)
    async with bot_and_sim.transaction() as db:
        (await db.get_one(TrainingSession, session.id)).state = SessionState.CLOSED
    moussa = await bot_and_sim.verified("Moussa", "Fall")
    for action in (
        Practical(session.id), SendPlace(session.id), EditPractical(session.id), AskNotes(session.id),
        AskPlace(session.id), ClearPractical(session.id),
    ):  # fmt: skip
        await moussa.forges(action.pack())
    await moussa.types("Notes inventées")
    await bot_and_sim.settled()
    assert "Accueil" not in moussa.everything()
    assert (await kept(bot_and_sim, session)).practical == NOTES
