"""The button under what the bot could not read."""

from dataclasses import dataclass

from bot.buttons import Action


@dataclass(frozen=True)
class Resume(Action):
    """« Reprendre »: the question that waits, else « Ma situation »."""

    code = "go"
