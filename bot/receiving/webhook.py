"""The webhook: exact path, secret in constant time, 200 only after the commit; and `/health`."""

import hmac
import json
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.receiving.arrival import Doorway, Malformed
from db.engine import Database
from db.queries import pauses

log = structlog.get_logger(__name__)

BODY_MAX = 1024 * 1024
RETRY_AFTER = {"Retry-After": "5"}


def create_app(doorway: Doorway, database: Database, path: str, secret: str) -> Starlette:
    """The web process: Telegram posts to `path` with `secret` in its header."""

    async def receive(request: Request) -> Response:
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return PlainTextResponse("", 403)
        update = await _json(request)
        if update is None:
            return PlainTextResponse("", 400)
        try:
            await doorway.enter([update])
        except Malformed:
            return PlainTextResponse("", 400)
        except (SQLAlchemyError, OSError) as error:
            log.error("inbox_unavailable", error=type(error).__name__)
            return PlainTextResponse("", 503, RETRY_AFTER)
        return PlainTextResponse("")

    async def health(_request: Request) -> Response:
        try:
            async with database.transaction() as db:
                refused = await pauses.token_refused(db)
        except (SQLAlchemyError, OSError):
            return JSONResponse({"database": "down"}, 503)
        token = "refused" if refused else "accepted"
        return JSONResponse({"database": "up", "token": token}, 503 if refused else 200)

    return Starlette(routes=[Route(path, receive, methods=["POST"]), Route("/health", health)])


async def _json(request: Request) -> dict[str, Any] | None:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_MAX:
            return None
    try:
        found = json.loads(body)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
