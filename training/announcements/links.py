"""Link buttons: a label that fits, and an address that Telegram takes."""

import enum
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Announcement, Person
from training import access, people
from training.announcements import drafting
from training.announcements.drafting import MOST_LINKS, Link
from training.errors import Stale, TrainingError
from training.people import TextProblem

LABEL_LONGEST = 24
URL_LONGEST = 500
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]", re.IGNORECASE)
_PRINTABLE = re.compile(r"[!-~]+")


class LinkProblem(enum.StrEnum):
    LABEL = "label"
    NOT_HTTPS = "not_https"
    NOT_AN_ADDRESS = "not_an_address"


@dataclass
class UnusableLink(TrainingError):
    """What was typed is no label, or no address."""

    problem: LinkProblem


def check_label(typed: str) -> str:
    """The text of a link button. Raises UnusableLink."""
    checked = people.check_line(typed, LABEL_LONGEST)
    if isinstance(checked, TextProblem):
        raise UnusableLink(LinkProblem.LABEL)
    return checked


def check_url(typed: str) -> str:
    """An https address with a name that the public network could know, and no credentials. Raises UnusableLink.

    A name in another script is kept as the network writes it (« xn--… »). An address that is not certain to be one is
    refused here, while the draft is there: Telegram would refuse the whole message.
    """
    url = typed.strip()
    if not url.lower().startswith("https://"):
        raise UnusableLink(LinkProblem.NOT_HTTPS)
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode()
        port = f":{parts.port}" if parts.port else ""
    except ValueError:  # UnicodeError is one
        raise UnusableLink(LinkProblem.NOT_AN_ADDRESS) from None
    rest = parts._replace(scheme="https", netloc=host + port).geturl()
    if "@" in parts.netloc or not _HOST.fullmatch(host) or not _PRINTABLE.fullmatch(rest) or len(rest) > URL_LONGEST:
        raise UnusableLink(LinkProblem.NOT_AN_ADDRESS)
    return rest


async def add(db: AsyncSession, actor: Person | None, announcement_id: int, label: str, url: str) -> Announcement:
    """One more link button. Raises Forbidden, Gone, Stale (no draft any more, or full), UnusableLink."""
    known = await access.organiser(db, actor)
    found = await drafting.locked_draft(db, known, announcement_id)
    if len(found.links) >= MOST_LINKS:
        raise Stale("announcement")
    links = [Link(each["label"], each["url"]) for each in found.links]
    return await drafting.set_links(db, known, announcement_id, [*links, Link(check_label(label), check_url(url))])


async def clear(db: AsyncSession, actor: Person | None, announcement_id: int) -> Announcement:
    """No link button any more. Raises Forbidden, Gone, Stale."""
    return await drafting.set_links(db, await access.organiser(db, actor), announcement_id, [])
