"""An organiser's phone: the reminders of a session, at other times."""

from datetime import timedelta

from bot.actions.organiser import OrganiserSession
from bot.actions.reminders import OneReminder, SetReminder
from tests import factories
from tests.handlers.bench import MONDAY, Bench
from tests.phones import plain
from training import reminders


async def test_a_reminder_is_put_at_another_time_then_stopped(bot_and_sim: Bench) -> None:
    async with bot_and_sim.transaction() as db:
        day = MONDAY.date() + timedelta(days=28)
        session = await factories.make_session(db, first_day=day, last_day=day)
        await reminders.arm(db, session)
    khady = await bot_and_sim.organiser()
    await khady.forges(OrganiserSession(session.id).pack())
    await khady.presses("Rappels")
    assert "J-7, 10 h : lundi 23 mars à 10 h, à venir" in await khady.sees("Rappels, session")
    await khady.presses("J-7, 10 h")
    await khady.presses("Un jour plus tôt")
    assert "dimanche 22 mars à 10 h" in await khady.sees("rappel J-8, 10 h")
    await khady.presses("16 h 30")
    await khady.sees("rappel J-8, 16 h 30")
    await khady.presses("Ne pas envoyer")
    await khady.sees("J-7, arrêté")
    await khady.presses("8 h")
    await khady.sees("rappel J-7, 8 h")
    await khady.forges(SetReminder(session.id, "j7", 60, 600).pack())
    await khady.opens("")
    await khady.sees("Ma situation")
    assert "Cette heure est passée : rien n’a changé." in plain(khady.everything())
    await khady.forges(OneReminder(session.id, "j7").pack())
    await khady.sees("rappel J-7, 8 h")
