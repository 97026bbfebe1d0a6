"""Arrival: the welcome, the notice, links good and bad. Nothing is stored before the notice is acknowledged."""

from tests.handlers.bench import Bench


async def test_a_stranger_reads_the_notice_and_comes_to_exist(bot_and_sim: Bench) -> None:
    awa = await bot_and_sim.stranger("Awa")
    await awa.opens("")
    await awa.sees("Ce robot accompagne les formations")
    await awa.presses("Créer ma fiche")
    await awa.sees("Vos données, en bref (notice, version 1)")
    assert await bot_and_sim.person(awa) is None
    await awa.presses("J’ai pris connaissance")
    await awa.sees("Fiche, étape 1/9")
    person = await bot_and_sim.person(awa)
    assert person is not None
    assert person.notice_version == "1"
