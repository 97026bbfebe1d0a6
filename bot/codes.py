"""A code from somebody known, on arrival or in the middle of something else."""

from bot.actions.identification import CLAIM
from bot.context import Turn
from training import codes, identification
from training.errors import Forbidden
from training.invitations import CodeRefused
from training.links import claiming
from training.links.claiming import Asked

LINK = "link"
"""Which personal link is asked about, among the answers of a dialog."""


async def redeemed(turn: Turn, code: str) -> bool:
    """Whether the person has what the code is for, or is now asked whether a personal link is theirs.

    Raises Forbidden for somebody who did not read the notice.
    """
    if turn.person is None:
        raise Forbidden
    if codes.is_personal(code):
        asked = await claiming.ask(turn.db, turn.person, code, now=turn.now)
        if isinstance(asked, Asked):
            await turn.ask(CLAIM, asked.proof.value, {LINK: asked.link_id})
        return isinstance(asked, Asked)
    try:
        turn.person = await identification.redeem(turn.db, turn.person, code, now=turn.now)
    except CodeRefused:
        return False
    return True
