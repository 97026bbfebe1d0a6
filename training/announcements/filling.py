"""The recipient for whom an announcement is longest, once its fields are filled in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Announcement, Person
from db.queries import audiences
from training import html_text
from training.announcements import fields, recipients
from training.announcements.audience import Audience
from training.announcements.fields import Field
from training.people import display_name, shown


@dataclass(frozen=True)
class Addressee:
    """What the personal fields say of somebody."""

    form_of_address: str = ""
    name: str = ""


def addressee(person: Person) -> Addressee:
    """What they say of this person."""
    return Addressee(person.form_of_address or "", shown(person))


def previewed(person: Person) -> Addressee:
    """The same for an organiser's preview: a field that is blank for themselves stays as it was written."""
    own = addressee(person)
    return Addressee(
        own.form_of_address or f"{{{Field.ADDRESS.value}}}",
        own.name or f"{{{Field.NAME.value}}}",
    )


async def longest(db: AsyncSession, announcement: Announcement) -> Addressee:
    """Of those whom it would reach; nobody in particular when its text holds nothing personal."""
    number = fields.count(announcement.text)
    if not number.keys() & fields.PERSONAL:
        return Addressee()
    wanted = await recipients.criteria(db, Audience.unpack(announcement.audience))
    return _longest(await audiences.forms_of_address(db, wanted), number)


async def longest_reached(db: AsyncSession, announcement: Announcement, html_text: str) -> Addressee:
    """The same for another text, of those whom the announcement has reached."""
    number = fields.count(html_text)
    if not number.keys() & fields.PERSONAL:
        return Addressee()
    return _longest(await audiences.forms_of_address_reached(db, announcement.id), number)


def _longest(people: Sequence[tuple[str, str, str]], number: Mapping[Field, int]) -> Addressee:
    readers = (Addressee(form, display_name(first, last)) for form, first, last in people)
    return max(readers, key=lambda each: _units(each, number), default=Addressee())


def _units(each: Addressee, number: Mapping[Field, int]) -> int:
    """UTF-16 units that the personal fields take."""
    form = html_text.units(each.form_of_address) * number.get(Field.ADDRESS, 0)
    return form + html_text.units(each.name) * number.get(Field.NAME, 0)
