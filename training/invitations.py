"""Codes that let somebody in: joining links for participants, single-use codes for organisers and administrators.

A code is 100 random bits, shown once to whoever made it; only its SHA-256 is kept.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Invitation as Invitation
from db.models import InvitationKind as InvitationKind
from db.models import Person, Role
from db.queries import invitations as queries
from training import access, codes, journal
from training.errors import Forbidden, Gone, TrainingError

LIFETIMES: Mapping[InvitationKind, timedelta] = {
    InvitationKind.ADMINISTRATOR: timedelta(hours=48),
    InvitationKind.ORGANISER: timedelta(hours=48),
    InvitationKind.JOINING: timedelta(days=30),
}


class Refusal(enum.StrEnum):
    UNKNOWN = "unknown"
    REVOKED = "revoked"
    EXPIRED = "expired"
    USED_UP = "used_up"


@dataclass
class CodeRefused(TrainingError):
    """A code that lets nobody in, or not any more."""

    reason: Refusal


async def create(
    db: AsyncSession,
    actor: Person | None,
    kind: InvitationKind,
    *,
    now: datetime,
    lifetime: timedelta | None = None,
    max_uses: int | None = None,
) -> tuple[Invitation, str]:
    """A new invitation and its code, which cannot be read again.

    ADMINISTRATOR comes from the command line only (actor None), ORGANISER from an administrator, both for one use;
    JOINING from an organiser, for any number unless `max_uses` says otherwise. Raises Forbidden.
    """
    await _may_create(db, actor, kind)
    author_id = actor.id if actor else None
    code = codes.new(codes.INVITATION)
    invitation = Invitation(
        kind=kind,
        code_hash=codes.digest(code),
        max_uses=max_uses if kind is InvitationKind.JOINING else 1,
        expires_at=now + (lifetime or LIFETIMES[kind]),
        created_at=now,
        created_by_id=author_id,
    )
    db.add(invitation)
    await db.flush()
    journal.record(db, author_id, "invite", "invitation", invitation.id, now=now, kind=kind.value)
    return invitation, code


async def look_up(db: AsyncSession, code: str, now: datetime) -> Invitation | None:
    """The invitation of a code, typed in any case with or without dashes; None unless it can be used at `now`."""
    invitation = await find(db, code)
    return invitation if invitation and refusal(invitation, now) is None else None


async def find(db: AsyncSession, code: str) -> Invitation | None:
    """The invitation of a code, whether it can still be used or not."""
    return await queries.by_hash(db, codes.digest(code))


async def use(db: AsyncSession, code: str, *, now: datetime) -> Invitation:
    """Count one use of a code, safely when several come at once; raises CodeRefused with the reason."""
    used = await queries.count_use(db, codes.digest(code), now)
    if used is not None:
        return used
    raise CodeRefused(refusal(await find(db, code), now) or Refusal.USED_UP)


async def revoke(db: AsyncSession, actor: Person, invitation_id: int, *, now: datetime) -> Invitation:
    """Make a code useless from now on; again is harmless. Who came in by it stays in.

    Codes of organisers are an administrator's business. Raises Forbidden, or Gone for an unknown invitation.
    """
    await access.organiser(db, actor)
    invitation = await queries.lock(db, invitation_id)
    if invitation is None:
        raise Gone("invitation")
    if invitation.kind is not InvitationKind.JOINING:
        await access.administrator(db, actor)
    if invitation.revoked_at is None:
        invitation.revoked_at = now
        journal.record(db, actor.id, "revoke", "invitation", invitation.id, now=now)
    return invitation


async def list_open(db: AsyncSession, actor: Person, now: datetime) -> list[Invitation]:
    """The invitations that can still be used, newest first: joining ones for organisers, all for administrators."""
    roles = await access.roles(db, await access.organiser(db, actor))
    kinds = tuple(InvitationKind) if Role.ADMINISTRATOR in roles else (InvitationKind.JOINING,)
    return await queries.usable(db, kinds, now)


def refusal(invitation: Invitation | None, now: datetime) -> Refusal | None:
    """Why an invitation lets nobody in at `now`; None when it does."""
    if invitation is None:
        return Refusal.UNKNOWN
    if invitation.revoked_at is not None:
        return Refusal.REVOKED
    if invitation.max_uses is not None and invitation.uses >= invitation.max_uses:
        return Refusal.USED_UP
    return Refusal.EXPIRED if invitation.expires_at <= now else None


async def is_code(db: AsyncSession, typed: str) -> bool:
    """Whether the answer to a question is a code instead: an invitation's, or at least written as codes are.

    Names of services may have twenty letters too (« Brigade territoriale 2 »): they are told apart by their groups.
    """
    return codes.looks_like_code(typed) and (codes.is_written_as_one(typed) or await find(db, typed) is not None)


async def _may_create(db: AsyncSession, actor: Person | None, kind: InvitationKind) -> None:
    if kind is InvitationKind.ADMINISTRATOR:
        if actor is not None:
            raise Forbidden
    elif kind is InvitationKind.ORGANISER:
        await access.administrator(db, actor)
    else:
        await access.organiser(db, actor)
