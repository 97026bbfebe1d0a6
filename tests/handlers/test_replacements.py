"""« Me faire remplacer »: written, checked, passed on; decided by an organiser; both are told."""

import re
from datetime import timedelta

from sqlalchemy import select

from bot.actions.nominees import Nominee
from bot.actions.replacements import (
    AcceptReplacement,
    AskReplacement,
    AskReplacementFor,
    ProposeReplacement,
    RefuseReplacement,
    Replacements,
)
from bot.actions.sessions import AskReason, Register
from bot.buttons import Action
from db.models import Replacement, ReplacementState, Seat
from tests.handlers.bench import MONDAY, Bench
from tests.handlers.programme import registration_of
from tests.handlers.test_nominees import Room, room
from tests.phones import Phone
from training.changes import moving

LINE = "Fatou, Sarr, Douanes, Inspecteur des douanes, École des douanes"


async def proposed(here: Room) -> None:
    """Awa proposes somebody."""
    await here.awa.forges(AskReason(here.session.id).pack())
    await here.awa.presses_when_seen("Me faire remplacer")
    await here.awa.sees("quelle personne votre service propose-t-il à votre place")
    await here.awa.types(LINE)
    await here.awa.sees("Fatou SARR, Douanes", button="Transmettre")
    await here.awa.presses("Transmettre")
    await here.awa.sees("Proposition transmise")


async def test_accepted_the_seat_follows_and_the_new_one_comes_by_their_own_link(bot_and_sim: Bench) -> None:
    here = await room(bot_and_sim)
    await proposed(here)
    await here.khady.sees("Remplacement à décider : session 3.05", button="Voir la proposition")
    await here.khady.presses("Voir la proposition")
    await here.khady.sees("Vient : Fatou SARR", button="Accepter")
    await here.khady.presses("Accepter")
    shown = await here.khady.sees("la place revient à Fatou SARR")
    await here.awa.sees("Remplacement accepté : session 3.05")
    assert (await registration_of(bot_and_sim, here.awa, here.session)).seat is Seat.WITHDRAWN
    code = re.search(r"\?start=(\w+)", shown)
    assert code is not None
    fatou = await bot_and_sim.stranger("Fatou", "Sarr")
    await fatou.opens(code[1])
    await fatou.presses_when_seen("Commencer")
    await fatou.presses_when_seen("J’ai pris connaissance")
    await fatou.sees("Écrivez votre prénom et votre nom")
    await fatou.types("Fatou Sarr")
    await fatou.sees("Fiche, étape 1/9")
    assert (await registration_of(bot_and_sim, fatou, here.session)).seat is Seat.SEATED


async def test_a_move_offers_it_to_who_was_put_forward_and_to_nobody_else(bot_and_sim: Bench) -> None:
    here = await room(bot_and_sim)
    moussa = await bot_and_sim.verified("Moussa", "Fall")
    await moussa.forges(Register(here.session.id).pack())
    await moussa.sees("Votre inscription est confirmée")
    day, khady = here.session.first_day + timedelta(days=7), await bot_and_sim.person(here.khady)
    async with bot_and_sim.transaction() as db:
        await moving.move(db, khady, here.session.id, day, day, version=1, now=MONDAY)
    await here.awa.sees("Nouvelle date : session 3.05", button="Me faire remplacer")
    await moussa.sees("Nouvelle date : session 3.05", button="Je ne peux pas venir")
    assert "Me faire remplacer" not in moussa.buttons()


async def test_refused_the_place_stays_and_the_button_pressed_again_is_harmless(bot_and_sim: Bench) -> None:
    here = await room(bot_and_sim)
    await proposed(here)
    await here.khady.forges(Replacements(here.session.id).pack())
    await here.khady.presses_when_seen("Refuser")
    await here.khady.sees("aucun remplacement à décider")
    await here.awa.sees("Remplacement non retenu : session 3.05", button="Je confirme")
    async with bot_and_sim.transaction() as db:
        one = (await db.scalars(select(Replacement))).one()
    for action in (AcceptReplacement(one.id), RefuseReplacement(one.id)):
        await here.khady.forges(action.pack())
        await bot_and_sim.settled()
    assert (await registration_of(bot_and_sim, here.awa, here.session)).seat is Seat.SEATED
    assert one.state is ReplacementState.REFUSED


async def test_a_line_that_names_nobody_is_asked_again_and_nothing_is_kept(bot_and_sim: Bench) -> None:
    here = await room(bot_and_sim)
    await here.awa.forges(AskReplacement(here.session.id).pack())
    await here.awa.sees("à votre place")
    await here.awa.types("Fatou, Sarr, Douane")
    await here.awa.sees("« Douane » est inconnu ; proche : « Douanes »")
    await here.awa.types("x" * 201)
    await here.awa.sees("Cette ligne est trop longue : 200 caractères au plus")
    await here.awa.types("Fatou Sarr")
    await here.awa.sees("à votre place")
    await here.awa.types(LINE)
    await here.awa.presses_when_seen("Corriger")
    await here.awa.sees("à votre place")
    async with bot_and_sim.transaction() as db:
        assert (await db.scalars(select(Replacement))).all() == []


async def test_an_organiser_replaces_who_has_no_phone(bot_and_sim: Bench) -> None:
    here = await room(bot_and_sim)
    await here.opens(Nominee(here.bintas))
    await here.khady.presses_when_seen("Faire remplacer")
    await here.khady.sees("qui remplace Binta FAYE")
    await here.khady.types("Binta, Faye, Douanes, , École des douanes")
    await here.khady.sees("Vient : Binta FAYE", button="Accepter")
    await here.khady.forges(AskReplacementFor(here.bintas).pack())
    await here.khady.sees("qui remplace Binta FAYE")
    await here.khady.types(LINE)
    await here.khady.sees("Vient : Fatou SARR", button="Accepter")
    await here.khady.presses("Accepter")
    await here.khady.sees("la place revient à Fatou SARR")
    assert (await here.seat_of(here.bintas)).seat is Seat.WITHDRAWN


async def test_a_namesake_is_asked_about(bot_and_sim: Bench) -> None:
    here = await room(bot_and_sim)
    fatou = await bot_and_sim.verified("Fatou", "Sarr")
    await proposed(here)
    await here.khady.presses_when_seen("Voir la proposition")
    await here.khady.sees("peut-être la même personne", button="C’est le n° 1")
    await here.khady.presses("C’est le n° 1")
    await here.khady.sees("Les deux personnes en sont averties")
    await fatou.sees("Désignation : session 3.05, réponse attendue", button="Je confirme")


async def test_nobody_else_proposes_or_decides(bot_and_sim: Bench) -> None:
    here = await room(bot_and_sim)
    moussa = await bot_and_sim.verified("Moussa", "Fall")
    await moussa.forges(Register(here.session.id).pack())
    await moussa.sees("Votre inscription est confirmée")
    await moussa.forges(AskReason(here.session.id).pack())
    await moussa.sees("Quel est le motif")
    assert "Me faire remplacer" not in moussa.buttons(), "nobody put them forward: their place goes to who waits"
    await proposed(here)
    async with bot_and_sim.transaction() as db:
        one = (await db.scalars(select(Replacement))).one()
    forged = (
        AskReplacement(here.session.id), ProposeReplacement(here.session.id), AskReplacementFor(here.bintas),
        Replacements(here.session.id), AcceptReplacement(one.id), RefuseReplacement(one.id),
    )  # fmt: skip
    await _forges(moussa, forged)
    await _forges(here.awa, forged[2:])
    await bot_and_sim.settled()
    assert "Fatou" not in moussa.everything() and "Binta" not in here.awa.everything() + moussa.everything()
    async with bot_and_sim.transaction() as db:
        assert (await db.scalars(select(Replacement.state))).one() is ReplacementState.PENDING


async def _forges(phone: Phone, actions: tuple[Action, ...]) -> None:
    for action in actions:
        await phone.forges(action.pack())
