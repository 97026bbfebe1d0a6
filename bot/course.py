"""How one update goes, from its handler's turn to who processes it."""

from contextvars import ContextVar
from dataclasses import dataclass


class Overtaken(Exception):
    """Another process took this update in the meantime: nothing to do, nothing to say."""


@dataclass
class Course:
    """How one update goes: noted by its turn and by the error handler, read by who processes it."""

    applied: bool = False
    error: Exception | None = None


course: ContextVar[Course] = ContextVar("course")
