"""The person whom a line names: made, or corrected as long as they have not said themselves who they are."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Nomination, Person, Reference, ReferenceKind, Standing
from db.queries import references
from training import reference_lists, text
from training.nominations.nominee import Column, Nominee

FORM_OF_ADDRESS = "Madame, Monsieur,"
"""Until the person chooses: it is never derived. Source: the team."""


class Entries:
    """The entries of the lists by what a file says, each list read once; what none says is proposed."""

    def __init__(self, db: AsyncSession) -> None:
        self._db = db
        self._lists: dict[tuple[ReferenceKind, int | None], Sequence[Reference]] = {}
        self._found: dict[tuple[ReferenceKind, str, int | None], Reference] = {}

    async def of(self, kind: ReferenceKind, written: str, parent_id: int | None = None) -> Reference | None:
        """None for an empty cell."""
        if not written:
            return None
        key = (kind, text.fold(written), parent_id)
        if key not in self._found:
            exact = [
                one
                for one in await self._listed(kind, parent_id)
                if key[1] in (text.fold(one.label), text.fold(one.short_label))
            ]
            self._found[key] = exact[0] if exact else await self._proposed(kind, written, parent_id)
        return self._found[key]

    async def _listed(self, kind: ReferenceKind, parent_id: int | None) -> Sequence[Reference]:
        key = (kind, parent_id)
        if key not in self._lists:
            self._lists[key] = await references.entries(self._db, kind, parent_id, proposed=False)
        return self._lists[key]

    async def _proposed(self, kind: ReferenceKind, written: str, parent_id: int | None) -> Reference:
        return await reference_lists.propose(self._db, kind, written, parent_id)


async def make(db: AsyncSession, entries: Entries, nominee: Nominee, now: datetime) -> Person:
    """Somebody whom only a list knows: no account, no notice; what the list says of them."""
    person = Person(
        standing=Standing.JOINING,
        first_name=nominee.first,
        last_name=nominee.last,
        match_key=nominee.match_key,
        civility=nominee.civility,
        corps_id=nominee.corps_id,
        form_of_address=FORM_OF_ADDRESS,
        created_at=now,
    )
    db.add(person)
    await _describe(entries, person, nominee)
    await db.flush()
    return person


async def correct(
    db: AsyncSession, entries: Entries, nomination: Nomination, nominee: Nominee, changes: Sequence[Column]
) -> None:
    """Write these columns of a line; the others, and a person who is identified, stay as they are."""
    nomination.phone = nominee.phone or nomination.phone
    person = nomination.person
    if set(changes) == {Column.PHONE}:
        return
    person.first_name, person.last_name, person.match_key = nominee.first, nominee.last, nominee.match_key
    person.civility = nominee.civility or person.civility
    await _describe(entries, person, nominee)
    await db.flush()


async def _describe(entries: Entries, person: Person, nominee: Nominee) -> None:
    """An institution says its region where the list does not."""
    grade = await entries.of(ReferenceKind.GRADE, nominee.grade, nominee.corps_id)
    function = await entries.of(ReferenceKind.FUNCTION, nominee.function)
    region = await entries.of(ReferenceKind.REGION, nominee.region)
    institution = await entries.of(ReferenceKind.INSTITUTION, nominee.institution, region.id if region else None)
    person.grade_id = grade.id if grade else person.grade_id
    person.function_id = function.id if function else person.function_id
    person.institution_id = institution.id if institution else person.institution_id
    region_id = region.id if region else institution.parent_id if institution else None
    person.region_id = region_id or person.region_id
