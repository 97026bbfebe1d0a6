"""What can go wrong by somebody's doing. Facts only: the sentence is made in `bot/views/errors.py`."""

from dataclasses import dataclass


class TrainingError(Exception):
    """Anything here is answered to the person who caused it; nothing was changed."""


class Forbidden(TrainingError):
    """The person does not hold the role that this needs, or is not verified."""


@dataclass
class Gone(TrainingError):
    """The thing that a button or link points to does not exist, or not any more for this person."""

    what: str


@dataclass
class Stale(TrainingError):
    """The thing changed since the button was drawn, so that its action makes no sense now."""

    what: str
