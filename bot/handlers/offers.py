"""Answering the offer of a seat."""

from typing import assert_never

from bot.actions.offers import AcceptOffer, DeclineOffer
from bot.context import Context, Turn, pressed
from bot.replies import Reply, reply
from bot.views import gates
from bot.views import offers as views
from bot.views import registration as registration_views
from training import offers
from training.offers import Accepted, Declined, Over
from training.registration import Refused


async def accept(update: object, context: Context) -> None:
    action = context.action(AcceptOffer)
    await reply(context, lambda turn: _accept(turn, action.offer_id))


async def decline(update: object, context: Context) -> None:
    action = context.action(DeclineOffer)
    await reply(context, lambda turn: _decline(turn, action.offer_id))


async def _accept(turn: Turn, offer_id: int) -> Reply:
    outcome = await offers.accept(turn.db, turn.person, offer_id, now=turn.now)
    match outcome:
        case Accepted(session, requested=True):
            return Reply(gates.requested(turn.t, session))
        case Accepted(session, again):
            toast = turn.t.label("Your presence was already confirmed.") if again else None
            return Reply(registration_views.confirmed(turn.t, session), toast)
        case Over():
            return Reply(views.over(turn.t, outcome))
        case Refused():
            return Reply(registration_views.refused(turn.t, outcome))
        case _ as never:
            assert_never(never)


async def _decline(turn: Turn, offer_id: int) -> Reply:
    outcome = await offers.decline(turn.db, turn.person, offer_id, now=turn.now)
    match outcome:
        case Declined(session):
            return Reply(views.declined(turn.t, session))
        case Over():
            return Reply(views.over(turn.t, outcome))
        case _ as never:
            assert_never(never)


HANDLERS = [pressed(AcceptOffer, accept), pressed(DeclineOffer, decline)]
