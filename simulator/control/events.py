"""Server-sent events: what the page listens to."""

import asyncio
import json
from collections.abc import AsyncIterator
from itertools import islice

from starlette.requests import Request
from starlette.responses import StreamingResponse

from simulator.signals import wait_at_most
from simulator.world import World
from simulator.world.views import changes_json, whole_json

GATHER = 0.1  # seconds during which changes become one event
HEARTBEAT = 15.0  # seconds


async def events(request: Request) -> StreamingResponse:
    """`state` events (the whole first, then what changed) and `toast` events (answers to presses)."""
    world: World = request.app.state.world
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_stream(world), media_type="text/event-stream", headers=headers)


async def _stream(world: World) -> AsyncIterator[str]:
    version, toasts = world.version, world.toast_count
    yield _event("state", whole_json(world))
    while not world.closing:
        ticket = world.changed.ticket()
        if (version, toasts) == (world.version, world.toast_count):
            if not await wait_at_most(ticket, HEARTBEAT):
                yield ": still here\n\n"
            continue
        for toast in _newer(world, toasts):
            yield _event("toast", json.dumps(toast, ensure_ascii=False))
        toasts = world.toast_count
        if version != world.version:
            since, version = version, world.version
            yield _event("state", changes_json(world, since))
        await asyncio.sleep(GATHER)


def _newer(world: World, seen: int) -> list[dict[str, object]]:
    fresh = min(world.toast_count - seen, len(world.toasts))
    return list(islice(world.toasts, len(world.toasts) - fresh, None))


def _event(name: str, data: str) -> str:
    return f"event: {name}\ndata: {data}\n\n"
