"""A role that one process at a time plays, on any number of machines: held in the database, renewed, taken over."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError

from db.engine import Database
from db.queries import leases

log = structlog.get_logger(__name__)

LIFE = 8.0
"""Seconds that a dead holder keeps the role."""
RENEW = 2.0
"""Seconds between two renewals."""
HOLD_WITHIN = 2.0
"""Seconds that a renewal may take: a holder who cannot renew stops well before LIFE is over."""


class Lost(Exception):
    """Another process holds the role now."""


class Lease:
    """One process's claim to the role `name`."""

    def __init__(self, database: Database, name: str) -> None:
        self._database = database
        self._name = name
        self._holder = secrets.token_hex(8)

    async def while_held(self, work: Callable[[], Awaitable[None]]) -> None:
        """Wait for the role, then do `work` until it ends, or until the role is lost: then the errors are raised."""
        while not await self._hold():  # noqa: ASYNC110  the condition is in the database
            await asyncio.sleep(RENEW)
        log.info("role_taken", role=self._name)
        try:
            async with asyncio.TaskGroup() as group:
                renewing = group.create_task(self._renew())
                await work()
                renewing.cancel()
        finally:
            await self._give_up()

    async def _renew(self) -> None:
        """A renewal that fails is tried again while the role is surely still this holder's."""
        loop = asyncio.get_running_loop()
        held_at = loop.time()
        while True:
            await asyncio.sleep(RENEW)
            asked_at = loop.time()
            try:
                held = await self._hold()
            except (SQLAlchemyError, OSError) as error:  # a timeout is an OSError
                log.warning("role_not_renewed", role=self._name, error=type(error).__name__)
                held = loop.time() - held_at < LIFE - RENEW - HOLD_WITHIN
            else:
                held_at = asked_at
            if not held:
                raise Lost(self._name)

    async def _hold(self) -> bool:
        async with asyncio.timeout(HOLD_WITHIN), self._database.transaction() as db:
            return await leases.hold(db, self._name, self._holder, LIFE)

    async def _give_up(self) -> None:
        """Whoever waits need not wait until the end."""
        async with self._database.transaction() as db:
            await leases.give_up(db, self._name, self._holder)
