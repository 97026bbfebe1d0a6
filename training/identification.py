"""Who somebody is: the notice acknowledged, the form filled, the telephone they trust the team with.

A person exists from the acknowledgement of the notice on: before it nothing is stored, so that
refusing leaves no trace.
"""

import enum
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Civility, Invitation, InvitationKind, Person, ReferenceKind, Role, RoleGrant, Standing
from db.queries import identification as queries
from db.queries import links
from db.queries import people as people_queries
from db.queries.upsert import insert_once
from training import access, invitations, journal, outbox, people
from training.errors import Gone, Stale
from training.notices import VerificationAsked

ROLES = {InvitationKind.ORGANISER: Role.ORGANISER, InvitationKind.ADMINISTRATOR: Role.ADMINISTRATOR}


@dataclass(frozen=True)
class Fiche:
    """Everything the form asks. `judicial_police_officer` None: « Je ne sais pas »."""

    civility: Civility
    first_name: str
    last_name: str
    corps_id: int
    grade_id: int | None
    function_id: int | None
    institution_id: int | None
    region_id: int | None
    judicial_police_officer: bool | None
    form_of_address: str


@dataclass(frozen=True)
class Identified:
    """The form is written. `standing`: VERIFIED sees the sessions, UNVERIFIED waits for an organiser."""

    standing: Standing


class PhoneProblem(enum.StrEnum):
    NOT_YOURS = "not_yours"
    NOT_A_MOBILE = "not_a_mobile"


@dataclass(frozen=True)
class PhoneTrusted:
    phone: str


@dataclass(frozen=True)
class PhoneRefused:
    reason: PhoneProblem


PhoneOutcome = PhoneTrusted | PhoneRefused


def needs_notice(person: Person | None, version: str) -> bool:
    """Whether the notice of this version has still to be acknowledged."""
    return person is None or person.notice_version != version


async def acknowledge_notice(
    db: AsyncSession, telegram_id: int, *, version: str, code: str | None, now: datetime
) -> Person:
    """« J’ai pris connaissance »: keep the version and the time, and redeem the code that the person came with.

    The only place where a person comes to exist. Raises CodeRefused, before anything is written.
    """
    known = await people_queries.lock_account(db, telegram_id)
    invitation = await _use(db, known, code, now) if code else None
    await insert_once(
        db, Person, telegram_id=telegram_id, standing=Standing.JOINING, language="fr", reachable=True, created_at=now
    )
    person = known or await people_queries.lock_account(db, telegram_id)
    assert person is not None
    if needs_notice(person, version):
        person.notice_version, person.notice_at = version, now
        journal.record(db, person.id, "acknowledge_notice", "person", person.id, now=now, version=version)
    if invitation:
        await _let_in(db, person, invitation, now)
    return person


async def redeem(db: AsyncSession, person: Person, code: str, *, now: datetime) -> Person:
    """A code that comes later, from somebody known: a joining link or a role. Raises CodeRefused, nothing written."""
    known = await _locked(db, person)
    invitation = await _use(db, known, code, now)
    if invitation:
        await _let_in(db, known, invitation, now)
    return known


async def identify(db: AsyncSession, person: Person, fiche: Fiche, *, now: datetime) -> Identified:
    """Write the whole form, the first time or as a correction (which keeps the standing).

    Whoever came without a link waits: each organiser is owed one question. Raises Stale("fiche") when an entry of a
    list has gone meanwhile, is of another list, or is a grade of another corps.
    """
    known = await _locked(db, person)
    await _check_entries(db, fiche)
    changed = sorted(name for name, value in asdict(fiche).items() if getattr(known, name) != value)
    for name, value in asdict(fiche).items():
        setattr(known, name, value)
    known.match_key = people.match_key(fiche.first_name, fiche.last_name)
    first_time = known.identified_at is None
    known.identified_at = known.identified_at or now
    if known.standing is Standing.JOINING:
        await _stand(db, known, now)
    if first_time or changed:
        verb = "identify" if first_time else "correct_fiche"
        journal.record(db, known.id, verb, "person", known.id, now=now, fields=changed)
    return Identified(known.standing)


async def trust_phone(
    db: AsyncSession, person: Person, phone: str, contact_user_id: int | None, *, now: datetime
) -> PhoneOutcome:
    """Keep a telephone that came by the contact button: only the sender's own card, only a Senegalese mobile."""
    if contact_user_id is None or contact_user_id != person.telegram_id:
        return PhoneRefused(PhoneProblem.NOT_YOURS)
    number = people.normalise_phone(phone)
    if number is None:
        return PhoneRefused(PhoneProblem.NOT_A_MOBILE)
    known = await _locked(db, person)
    if known.phone != number:
        known.phone = number
        journal.record(db, known.id, "trust_phone", "person", known.id, now=now)
    return PhoneTrusted(number)


async def _locked(db: AsyncSession, person: Person) -> Person:
    found = await people_queries.lock(db, person.id)
    if found is None:
        raise Gone("person")
    return found


async def _use(db: AsyncSession, person: Person | None, code: str, now: datetime) -> Invitation | None:
    """The invitation, one use counted; None where it would bring this person nothing that they have not already.

    So whoever taps twice on a single-use link is not told the second time that it is used up.
    """
    invitation = await invitations.find(db, code)
    if invitation and person and await _has_already(db, person, invitation):
        return None
    return await invitations.use(db, code, now=now)


async def _has_already(db: AsyncSession, person: Person, invitation: Invitation) -> bool:
    role = ROLES.get(invitation.kind)
    if role is not None:
        return role in await access.roles(db, person)
    return person.invitation_id is not None or person.standing in (Standing.VERIFIED, Standing.REFUSED)


async def _let_in(db: AsyncSession, person: Person, invitation: Invitation, now: datetime) -> None:
    """Give what the code is for. A person who was waiting need not wait any more.

    Who was refused stays so with a link meant for anybody; a role is another matter: somebody chose this person.
    """
    role = ROLES.get(invitation.kind)
    if role is None:
        person.invitation_id = invitation.id
    else:
        await insert_once(
            db, RoleGrant, person_id=person.id, role=role, granted_at=now, granted_by_id=invitation.created_by_id
        )
    if person.standing is Standing.UNVERIFIED or (role and person.standing is Standing.REFUSED):
        person.standing = Standing.VERIFIED
    journal.record(db, person.id, "redeem", "invitation", invitation.id, now=now, kind=invitation.kind.value)


async def _stand(db: AsyncSession, person: Person, now: datetime) -> None:
    """The first standing of somebody identified: let in by a link or a role, or waiting for an organiser."""
    if person.invitation_id is not None or await access.roles(db, person) or await links.was_used(db, person.id):
        person.standing = Standing.VERIFIED
        return
    person.standing = Standing.UNVERIFIED
    asked = dict.fromkeys(await queries.organisers(db), VerificationAsked(person.id))
    await outbox.owe_all(db, asked, key=f"verification_asked:{person.id}", due_at=now)


async def _check_entries(db: AsyncSession, fiche: Fiche) -> None:
    wanted = [
        (fiche.corps_id, ReferenceKind.CORPS),
        (fiche.grade_id, ReferenceKind.GRADE),
        (fiche.function_id, ReferenceKind.FUNCTION),
        (fiche.institution_id, ReferenceKind.INSTITUTION),
        (fiche.region_id, ReferenceKind.REGION),
    ]
    given = [(one, kind) for one, kind in wanted if one is not None]
    found = await queries.entries(db, [one for one, _ in given])
    if any(one not in found or found[one].kind is not kind for one, kind in given):
        raise Stale("fiche")
    if fiche.grade_id is not None and found[fiche.grade_id].parent_id != fiche.corps_id:
        raise Stale("fiche")
