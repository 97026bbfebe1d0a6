"""What nobody expected: old buttons, stickers, unknown commands, contacts of others, groups, blocked phones."""

import pytest
from sqlalchemy import select

from bot.actions.my_data import AskPhone
from db.models import InboxState, InboxUpdate, OrganisersGroup
from tests.handlers.bench import Bench
from tests.handlers.groups import group, said

GARBLED = [
    "",
    ":",
    "zz",
    "zz:1",
    "fc:corps:x",
    "nt",
    "ntp:abc:",
    "os:99999999999999999999",
    "os:2147483648",
    "fp:corps",
    "é" * 32,
]


async def payloads(bench: Bench) -> list[str]:
    async with bench.transaction() as db:
        return [payload or "" for payload in await db.scalars(select(InboxUpdate.payload))]


async def test_garbled_buttons_show_the_situation_of_today(bot_and_sim: Bench) -> None:
    awa = await bot_and_sim.verified("Awa")
    for data in filter(None, GARBLED):
        await awa.forges(data)
        await bot_and_sim.settled()
    assert "Ma situation" in awa.screen()
    assert "voici la situation à jour" in awa.everything()
    async with bot_and_sim.transaction() as db:
        assert set(await db.scalars(select(InboxUpdate.state))) == {InboxState.SHOWN}


async def test_a_sticker_is_not_kept(bot_and_sim: Bench) -> None:
    awa = await bot_and_sim.verified("Awa")
    awa.looks_away()
    await bot_and_sim.world.sticker(awa.id)
    await awa.sees("Votre envoi n’a pas été conservé", button="Ma situation")
    await bot_and_sim.settled()
    assert not any("sticker" in payload for payload in await payloads(bot_and_sim))


@pytest.mark.parametrize("text", ["/inconnu", "bonjour", "/start@autre x"])
async def test_a_text_that_nothing_asked_for_leads_home(bot_and_sim: Bench, text: str) -> None:
    awa = await bot_and_sim.verified("Awa")
    await awa.types(text)
    await bot_and_sim.settled()
    assert "Ma situation" in awa.screen() or "ne peut pas être utilisé" in awa.screen()


async def test_a_telephone_is_trusted_only_if_it_is_the_senders_own(bot_and_sim: Bench) -> None:
    awa = await bot_and_sim.verified("Awa")
    binta = await bot_and_sim.verified("Binta")
    await awa.forges(AskPhone().pack())
    await awa.sees("Votre téléphone ne sert qu’à l’équipe de formation")
    nobody = 0
    for owner in (binta.id, nobody):
        awa.looks_away()
        await bot_and_sim.world.contact(awa.id, "+221730000009", owner)
        await awa.sees("Ce contact n’est pas le vôtre")
    awa.looks_away()
    await bot_and_sim.world.contact(awa.id, "+33100000000")
    await awa.sees("Ce numéro n’est pas un mobile sénégalais")
    await bot_and_sim.settled()
    person = await bot_and_sim.person(awa)
    assert person is not None
    assert person.phone is None
    assert not any("730000009" in payload for payload in await payloads(bot_and_sim))
    await awa.forges(AskPhone().pack())
    await awa.sees("Votre téléphone ne sert")
    await bot_and_sim.world.press(awa.id, "Envoyer mon numéro")
    await awa.sees("Votre numéro est enregistré")
    person = await bot_and_sim.person(awa)
    assert person is not None
    assert (person.phone or "").startswith("+22173")


async def test_my_data_shows_what_is_held(bot_and_sim: Bench) -> None:
    stranger = await bot_and_sim.stranger("Coumba")
    await stranger.types("/mesdonnees")
    await stranger.sees("Aucune donnée sur vous n’est conservée")
    awa = await bot_and_sim.verified("Awa")
    await awa.types("/mesdonnees")
    await awa.sees("Awa NDIAYE (Madame)", button="Corriger ma fiche")
    await awa.presses("Mes sessions")
    await awa.sees("Aucune inscription")


async def test_a_blocked_phone_is_known_until_it_comes_back(bot_and_sim: Bench) -> None:
    awa = await bot_and_sim.verified("Awa")
    for act, reachable in ((bot_and_sim.world.block, False), (bot_and_sim.world.unblock, True)):
        await act(awa.id)
        await bot_and_sim.settled()
        person = await bot_and_sim.person(awa)
        assert person is not None
        assert person.reachable is reachable


async def test_in_a_group_the_bot_is_silent(bot_and_sim: Bench) -> None:
    awa = await bot_and_sim.verified("Awa")
    chat_id = await group(bot_and_sim, awa.id)
    for text in ("/start", "/sessions", "bonjour", "/mesdonnees"):
        await bot_and_sim.world.type_in_group(chat_id, awa.id, text)
    await bot_and_sim.settled()
    assert said(bot_and_sim, chat_id) == []
    async with bot_and_sim.transaction() as db:
        assert (await db.scalars(select(OrganisersGroup))).all() == []


async def test_the_organisers_own_group_is_known_and_forgotten(bot_and_sim: Bench) -> None:
    khady = await bot_and_sim.organiser()
    chat_id = await group(bot_and_sim, khady.id)
    await bot_and_sim.world.type_in_group(chat_id, khady.id, "/start")
    await bot_and_sim.settled()
    (only,) = said(bot_and_sim, chat_id)
    assert "Ce groupe est désormais celui de l’équipe de formation" in only
    async with bot_and_sim.transaction() as db:
        assert [one.chat_id for one in await db.scalars(select(OrganisersGroup))] == [chat_id]
    await bot_and_sim.world.kick_bot(chat_id, khady.id)
    await bot_and_sim.settled()
    async with bot_and_sim.transaction() as db:
        assert (await db.scalars(select(OrganisersGroup))).all() == []
