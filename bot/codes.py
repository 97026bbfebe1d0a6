"""A code from somebody known, on arrival or in the middle of something else."""

from bot.context import Turn
from training import identification
from training.errors import Forbidden
from training.invitations import CodeRefused


async def redeemed(turn: Turn, code: str) -> bool:
    """Whether the person now has what the code is for. Raises Forbidden for somebody who did not read the notice."""
    if turn.person is None:
        raise Forbidden
    try:
        turn.person = await identification.redeem(turn.db, turn.person, code, now=turn.now)
    except CodeRefused:
        return False
    return True
