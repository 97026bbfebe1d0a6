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
