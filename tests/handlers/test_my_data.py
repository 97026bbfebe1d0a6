"""« Mes données » on a phone: all of it, as a file; erased; taken along to another account."""

import json

from sqlalchemy import select

from bot.actions.my_data import Erase
from bot.actions.organiser import Applicant, BindAccount, KnownAlready
from bot.actions.sessions import Register
from db.models import Role, Screen, Standing
from tests.handlers.announcing import document_of
from tests.handlers.bench import Bench
from tests.handlers.programme import planned


async def test_everything_comes_as_a_file(bot_and_sim: Bench) -> None:
    awa = await bot_and_sim.verified("Awa")
    await awa.types("/mesdonnees")
    await awa.sees("Mes données", button="Tout, dans un fichier")
    await awa.presses("Tout, dans un fichier")
    await awa.sees("Tout ce qui est conservé à votre sujet")
    name, content = document_of(bot_and_sim, awa)
    assert name == "mes-donnees.json"
    assert json.loads(content)["fiche"]["prenom"] == "Awa"


async def test_reminders_are_switched_off_and_on(bot_and_sim: Bench) -> None:
    awa = await bot_and_sim.verified("Awa")
    await awa.types("/mesdonnees")
    await awa.sees("Mes données", button="Rappels : oui")
    await awa.presses("Rappels : oui")
    await awa.sees("Mes données", button="Rappels : non")
    assert "Les changements de vos sessions vous sont toujours annoncés." in awa.everything()
    await awa.presses("Rappels : non")
    await awa.sees("Mes données", button="Rappels : oui")


async def test_erased_they_are_a_stranger_and_an_old_button_is_harmless(bot_and_sim: Bench) -> None:
    awa = await bot_and_sim.verified("Awa")
    session = await planned(bot_and_sim, capacity=1)
    await awa.forges(Register(session.id).pack())
    await awa.sees("Votre inscription est confirmée")
    await awa.types("/mesdonnees")
    await awa.presses_when_seen("Tout effacer")
    await awa.sees("inscriptions à venir (1)", button="Effacer définitivement")
    await awa.presses("Effacer définitivement")
    await awa.sees("Vos données sont effacées", button="Recommencer")
    assert await bot_and_sim.person(awa) is None
    await awa.forges(Erase().pack())
    await awa.sees("Aucune donnée")
    await awa.opens("")
    await awa.sees("Ce robot accompagne les formations", button="Créer ma fiche")
    async with bot_and_sim.transaction() as db:
        assert (await db.scalars(select(Screen).where(Screen.chat_id == awa.id))).all() == []


async def test_the_last_administrator_is_told_what_comes_first(bot_and_sim: Bench) -> None:
    khady = await bot_and_sim.organiser(role=Role.ADMINISTRATOR)
    await khady.types("/mesdonnees")
    await khady.presses_when_seen("Tout effacer")
    await khady.sees("Faites d’abord venir une autre personne", button="Retour")
    await khady.forges(Erase().pack())
    await bot_and_sim.settled()
    assert await bot_and_sim.person(khady) is not None


async def test_another_account_is_bound_by_an_organiser(bot_and_sim: Bench) -> None:
    khady, old = await bot_and_sim.organiser(), await bot_and_sim.verified("Awa", "Diop")
    await old.types("/mesdonnees")
    await old.presses_when_seen("Autre compte")
    await old.sees("L’équipe de formation vérifie, puis rattache le compte")
    person = await bot_and_sim.person(old)
    new = await bot_and_sim.known("Awa", "Diop", standing=Standing.UNVERIFIED)
    asking = await bot_and_sim.person(new)
    assert person is not None and asking is not None
    await khady.forges(Applicant(asking.id).pack())
    await khady.presses_when_seen("Déjà connue ? (1)")
    await khady.sees("Appelez d’abord, au numéro déjà connu", button="1. Rattacher")
    await khady.presses("1. Rattacher")
    await khady.sees("Compte rattaché : Awa DIOP")
    await new.sees("Ce compte est rattaché à votre fiche", button="Ma situation")
    bound = await bot_and_sim.person(new)
    assert bound is not None and bound.id == person.id and await bot_and_sim.person(old) is None
    await khady.forges(BindAccount(asking.id, person.id).pack())
    await khady.sees("Personne n’est en attente")
    await old.types("/start")
    await old.sees("Ce robot accompagne les formations")


async def test_nobody_else_binds_an_account(bot_and_sim: Bench) -> None:
    awa, fatou = await bot_and_sim.verified("Awa"), await bot_and_sim.verified("Fatou")
    asking = await bot_and_sim.known("Fatou", standing=Standing.UNVERIFIED)
    one, other = await bot_and_sim.person(asking), await bot_and_sim.person(fatou)
    assert one is not None and other is not None
    for action in (KnownAlready(one.id), BindAccount(one.id, other.id)):
        await awa.forges(action.pack())
        await asking.forges(action.pack())
    await bot_and_sim.settled()
    assert "Fatou" not in awa.everything()
    still = await bot_and_sim.person(asking)
    assert still is not None and still.id == one.id
