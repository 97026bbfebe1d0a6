"""What speaks against a departure: too many people for one organiser, a blank in somebody's message, a time gone by."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Announcement, Person, SessionState
from db.queries import announcements as queries
from db.queries import programme
from training.announcements import fields, recipients
from training.announcements.audience import Audience
from training.announcements.fields import OF_SESSION, EmptyField, Field
from training.people import shown

NAMED = 5
"""People whom EmptyField names."""
TOLERANCE = timedelta(hours=2)
"""A departure that is later than this is not taken up by itself. Source: the team."""


@dataclass(frozen=True)
class Rules:
    """Settings. `approval_above`: more recipients than this need a second organiser; 0: nobody is asked.

    `zone` (IANA) is that of the quiet hours of an announcement about no session.
    """

    approval_above: int
    zone: str


class Why(StrEnum):
    """Why an announcement is held: its session does not take place, too many people, a blank field, or too late."""

    OFF = "off"
    MANY = "many"
    BLANK = "blank"
    LATE = "late"


async def objection(db: AsyncSession, found: Announcement, rules: Rules, *, now: datetime) -> Why | None:
    """Why it must not leave by itself at this instant, although its time has come."""
    if await _is_off(db, found):
        return Why.OFF
    if await unreviewed(db, found, rules):
        return Why.MANY
    try:
        await refuse_blanks(db, found)
    except EmptyField:
        return Why.BLANK
    return Why.LATE if found.due_at is not None and now - found.due_at > TOLERANCE else None


async def unreviewed(db: AsyncSession, found: Announcement, rules: Rules) -> int:
    """How many it is for today, if that needs a second organiser and none has agreed; else 0.

    What one organiser scheduled alone may have become too many since.
    """
    if rules.approval_above == 0 or found.approved_by_id is not None:
        return 0
    n = (await recipients.count(db, Audience.unpack(found.audience))).n
    return n if n > rules.approval_above else 0


async def refuse_blanks(db: AsyncSession, found: Announcement, html_text: str | None = None) -> None:
    """Raises EmptyField when a recipient would read a blank in place of a field; of another text, if one is given."""
    used = fields.used(found.text if html_text is None else html_text)
    without = sorted(used & OF_SESSION) if found.session_id is None else []
    if without:
        raise EmptyField(without[0], (), 0)
    wanted = await recipients.criteria(db, Audience.unpack(found.audience))
    for field, column in blanks(used):
        people, total = await queries.without(db, wanted, column, NAMED)
        if total:
            raise EmptyField(field, tuple(shown(each) or str(each.id) for each in people), total)


def blanks(used: frozenset[Field]) -> list[tuple[Field, ColumnElement[Any]]]:
    """The columns of a person from which these fields are filled in."""
    return [(field, _COLUMNS[field]) for field in sorted(used & _COLUMNS.keys())]


def hands(found: Announcement) -> set[int | None]:
    """Who had a part in it, as its author, who wrote it last, or who submitted it: none of them is the second pair."""
    return {found.author_id, found.written_by_id, found.submitted_by_id}


async def _is_off(db: AsyncSession, found: Announcement) -> bool:
    """Whether it is about a session that does not take place, or that would have begun before it was to leave."""
    session = await programme.find(db, found.session_id) if found.session_id is not None else None
    if session is None:
        return False
    late = found.days_before is not None and found.due_at is not None and found.due_at >= session.starts_at
    return late or session.state is SessionState.CANCELLED


_COLUMNS: dict[Field, ColumnElement[Any]] = {
    Field.ADDRESS: Person.__table__.c.form_of_address,
    Field.NAME: Person.__table__.c.last_name,
}
