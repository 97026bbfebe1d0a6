"""« Mes données » on a phone: all of it, as a file."""

import json

from tests.handlers.announcing import document_of
from tests.handlers.bench import Bench


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
