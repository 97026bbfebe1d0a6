"""Buttons that answer an offer of a seat. Each names the offer: an old one answers nothing else."""

from dataclasses import dataclass

from bot.buttons import Action


@dataclass(frozen=True)
class AcceptOffer(Action):
    """« J’accepte la place »."""

    code = "ofy"
    offer_id: int


@dataclass(frozen=True)
class DeclineOffer(Action):
    """« Je laisse la place »."""

    code = "ofn"
    offer_id: int
