"""The control: JSON under `/sim/`, a thin layer over the functions of World."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator import pictures
from simulator.control.events import events
from simulator.errors import Impossible
from simulator.model import JSON
from simulator.world import World
from simulator.world.actions import OF_PERSON, Action, run
from simulator.world.views import marks_view, transcript, whole_json

Endpoint = Callable[[Request], Awaitable[Response]]

OF_WORLD: dict[str, Action] = {
    "people": World.add_person,
    "groups": World.add_group,
    "network": World.network,
    "faults": World.fault,
    "faults/clear": World.clear_faults,
    "webhook": World.webhook_pace,
    "rates": World.set_rates,
    "clock": World.move_clock,
    "reset": World.reset,
}
OF_GROUP: dict[str, Action] = {
    "type": World.type_in_group,
    "add_bot": World.add_bot,
    "promote_bot": World.promote_bot,
    "kick_bot": World.kick_bot,
    "join": World.join,
    "leave": World.leave,
    "promote": World.promote,
    "topic": World.create_topic,
    "migrate": World.migrate,
}


def _world(request: Request) -> World:
    world: World = request.app.state.world
    return world


def _subject(request: Request) -> int:
    """The id in the path: that of a group is negative."""
    try:
        return int(request.path_params["id"])
    except ValueError:
        raise Impossible("an id is a number") from None


async def _body(request: Request) -> Any:
    raw = await request.body()
    try:
        return json.loads(raw) if raw else {}
    except ValueError:
        raise Impossible("the body is not JSON") from None


async def _arguments(request: Request) -> JSON:
    body = await _body(request)
    if not isinstance(body, dict):
        raise Impossible("the body is not a JSON object")
    return body


async def _list(request: Request) -> list[Any]:
    body = await _body(request)
    if not isinstance(body, list):
        raise Impossible("the body is not a JSON array")
    return body


def _of_world(action: Action) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        return JSONResponse(await run(action, _world(request), **await _arguments(request)))

    return endpoint


def _of_subject(actions: dict[str, Action]) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        action = actions.get(request.path_params["action"])
        if action is None:
            raise Impossible("no such action", known=list(actions))
        arguments = await _arguments(request)
        return JSONResponse(await run(action, _world(request), _subject(request), **arguments))

    return endpoint


async def _state(request: Request) -> Response:
    return Response(whole_json(_world(request)), media_type="application/json")


async def _clock(request: Request) -> Response:
    return JSONResponse(_world(request).clock.view())


async def _forget_person(request: Request) -> Response:
    return JSONResponse(await _world(request).remove_person(_subject(request)))


async def _person_transcript(request: Request) -> Response:
    return JSONResponse(transcript(_world(request).person(_subject(request))))


async def _group_transcript(request: Request) -> Response:
    return JSONResponse(transcript(_world(request).group(_subject(request))))


async def _marks(request: Request) -> Response:
    return JSONResponse(marks_view(_world(request)))


async def _set_marks(request: Request) -> Response:
    return JSONResponse(await run(World.set_marks, _world(request), marks=await _list(request)))


async def _scenes(request: Request) -> Response:
    return JSONResponse([{"name": name, "actions": list(found)} for name, found in _world(request).scenes.items()])


async def _set_scenes(request: Request) -> Response:
    return JSONResponse(await run(World.set_scenes, _world(request), scenes=await _list(request)))


async def _play(request: Request) -> Response:
    return JSONResponse(await _world(request).play(request.path_params["name"]))


async def _calls(request: Request) -> Response:
    since = request.query_params.get("since", "0")
    if not since.isdigit():
        raise Impossible("since is a number")
    return JSONResponse({"calls": _world(request).calls.since(int(since))})


async def _clear_calls(request: Request) -> Response:
    _world(request).calls.clear()
    return JSONResponse({})


async def _faults(request: Request) -> Response:
    return JSONResponse([fault.view() for fault in _world(request).faults.waiting])


async def _file(request: Request) -> Response:
    """A file for the page: pictures are shown, all else is downloaded, never opened, since anybody may have sent it."""
    file = _world(request).files.get(request.path_params["file_id"])
    if file is None:
        raise Impossible("no such file")
    picture = file.kind == "photo" and pictures.kind(file.content)
    disposition = "inline" if picture else "attachment"
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
    return Response(file.content, media_type=picture or file.mime, headers=headers)


async def refuse(request: Request, failure: Exception) -> Response:
    """The answer to an action that cannot be done."""
    assert isinstance(failure, Impossible)
    return JSONResponse({"error": failure.reason, **failure.facts}, status_code=400)


ROUTES = [
    Route("/sim/state", _state),
    Route("/sim/events", events),
    Route("/sim/clock", _clock),
    *(Route(f"/sim/{name}", _of_world(action), methods=["POST"]) for name, action in OF_WORLD.items()),
    Route("/sim/people/{id}", _forget_person, methods=["DELETE"]),
    Route("/sim/people/{id}/transcript", _person_transcript),
    Route("/sim/people/{id}/{action}", _of_subject(OF_PERSON), methods=["POST"]),
    Route("/sim/groups/{id}/transcript", _group_transcript),
    Route("/sim/groups/{id}/{action}", _of_subject(OF_GROUP), methods=["POST"]),
    Route("/sim/faults", _faults),
    Route("/sim/marks", _marks),
    Route("/sim/marks", _set_marks, methods=["POST"]),
    Route("/sim/scenes", _scenes),
    Route("/sim/scenes", _set_scenes, methods=["POST"]),
    Route("/sim/scenes/{name}/play", _play, methods=["POST"]),
    Route("/sim/calls", _calls),
    Route("/sim/calls/clear", _clear_calls, methods=["POST"]),
    Route("/sim/files/{file_id}", _file),
]
