"""The webhook: exact path, secret in constant time, 200 only after the commit; and `/health`."""

import asyncio
import hmac
from typing import Any

import orjson
import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.receiving.arrival import Doorway, Full, Malformed
from db.engine import Database
from db.queries import pauses

log = structlog.get_logger(__name__)

BODY_MAX = 1024 * 1024
BODY_SECONDS = 10.0
"""How long a body may take to come: Telegram's takes milliseconds."""
KEEP_SECONDS = 10.0
"""How long an update may wait for the database: then Telegram sends it again."""
HEALTH_SECONDS = 5.0
"""How long health waits for the database before it calls it down."""
RETRY_AFTER = {"Retry-After": "5"}


class TooLarge(ValueError):
    """A body that Telegram would never send."""


def create_app(doorway: Doorway, database: Database, path: str, secret: str) -> Starlette:
    """The web process: Telegram posts to `path` with `secret` in its header."""

    async def receive(request: Request) -> Response:
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return PlainTextResponse("", 403)
        try:
            async with asyncio.timeout(BODY_SECONDS):
                update = await _json(request)
            async with asyncio.timeout(KEEP_SECONDS):
                await doorway.enter([update])
        except TooLarge:
            return PlainTextResponse("", 413)
        except Malformed:
            return PlainTextResponse("", 400)
        except (Full, SQLAlchemyError, OSError) as error:  # a timeout is an OSError
            log.error("update_not_kept", error=type(error).__name__)
            return PlainTextResponse("", 503, RETRY_AFTER)
        return PlainTextResponse("")

    async def health(_request: Request) -> Response:
        try:
            async with asyncio.timeout(HEALTH_SECONDS), database.transaction() as db:
                refused = await pauses.token_refused(db)
        except (SQLAlchemyError, OSError):
            return JSONResponse({"database": "down"}, 503)
        token = "refused" if refused else "accepted"
        return JSONResponse({"database": "up", "token": token}, 503 if refused else 200)

    app = Starlette(routes=[Route(path, receive, methods=["POST"]), Route("/health", health)])
    app.router.redirect_slashes = False
    return app


async def _json(request: Request) -> dict[str, Any]:
    """The body's object. Raises TooLarge as soon as it is, and Malformed."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_MAX:
            raise TooLarge
    try:
        found = orjson.loads(body)
    except ValueError:
        raise Malformed from None
    if not isinstance(found, dict):
        raise Malformed
    return found
