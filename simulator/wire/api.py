"""The Bot API over HTTP: `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

import secrets
from dataclasses import dataclass
from json import JSONDecodeError
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from simulator.errors import Refused
from simulator.methods import BY_LOWER_CASE, METHODS
from simulator.methods.parameters import Parameters, Upload
from simulator.model import JSON, Fault
from simulator.wire.dropping import Dropped
from simulator.world import World

LARGEST_FIELD = 4 * 1024 * 1024  # bytes


@dataclass(slots=True)
class Answer:
    """What a call gives, before it is written on the wire."""

    status: int
    body: JSON

    @classmethod
    def of(cls, result: Any) -> "Answer":
        """A success."""
        return cls(200, {"ok": True, "result": result})

    @classmethod
    def refusal(cls, refused: Refused) -> "Answer":
        """An error, in Telegram's words."""
        extra = {"parameters": refused.parameters} if refused.parameters else {}
        return cls(refused.code, {"ok": False, "error_code": refused.code, "description": refused.description} | extra)


async def call_method(request: Request) -> Response:
    """Answer one call of the bot."""
    world: World = request.app.state.world
    if not world.network_up:
        return Dropped()
    refusal = _check_token(world, request)
    if refusal is not None:
        return _written(Answer.refusal(refusal))
    written = request.path_params["method"]
    method = BY_LOWER_CASE.get(written.lower(), written)
    parameters, fault = await _parameters(request), world.next_fault(method)
    answer = await _answer(world, method, parameters, fault)
    _record(world, method, parameters, answer)
    lost = fault is not None and fault.kind == "lose_answer"
    return Dropped() if lost or not world.network_up else _written(answer)


def _check_token(world: World, request: Request) -> Refused | None:
    given = request.path_params["token"].encode()
    return None if secrets.compare_digest(given, world.token.encode()) else Refused(401, "Unauthorized")


async def _answer(world: World, method: str, parameters: Parameters, fault: Fault | None) -> Answer:
    try:
        if fault is not None and fault.kind == "refuse":
            raise Refused(fault.code, fault.description, fault.parameters)
        if method not in METHODS:
            raise Refused(404, "Not Found: method not found")
        parameters.check(method)
        return Answer.of(await METHODS[method](world, parameters))
    except Refused as refused:
        return Answer.refusal(refused)


def _record(world: World, method: str, parameters: Parameters, answer: Answer) -> None:
    """Keep the call, unless it is a poll that brought nothing: they would drown the others."""
    if method != "getUpdates" or answer.body.get("result") != []:
        world.calls.add(method, parameters.record(), answer.status, answer.body)


def _written(answer: Answer) -> Response:
    return JSONResponse(answer.body, status_code=answer.status)


async def _parameters(request: Request) -> Parameters:
    values: dict[str, Any] = dict(request.query_params)
    if request.headers.get("content-type", "").startswith("application/json"):
        return Parameters(values | await _json_body(request), {})
    if request.method != "POST":
        return Parameters(values, {})
    async with request.form(max_part_size=LARGEST_FIELD) as form:
        fields = form.multi_items()
        values |= {name: value for name, value in fields if not isinstance(value, UploadFile)}
        return Parameters(values, {name: await _upload(one) for name, one in fields if isinstance(one, UploadFile)})


async def _json_body(request: Request) -> JSON:
    try:
        body = await request.json()
    except (JSONDecodeError, UnicodeDecodeError):
        return {}
    return {name: value for name, value in body.items() if value is not None} if isinstance(body, dict) else {}


async def _upload(file: UploadFile) -> Upload:
    mime = file.content_type or "application/octet-stream"
    return Upload(file.filename or "file", mime, await file.read())


async def download(request: Request) -> Response:
    """Give the bot the bytes of a file."""
    world: World = request.app.state.world
    if not world.network_up:
        return Dropped()
    refusal = _check_token(world, request)
    file = world.files.get(request.path_params["path"].removeprefix("documents/"))
    if refusal is None and file is not None:
        return Response(file.content, media_type="application/octet-stream")
    return _written(Answer.refusal(refusal or Refused(404, "Not Found")))


ROUTES = [
    Route("/bot{token}/{method}", call_method, methods=["GET", "POST"]),
    Route("/file/bot{token}/{path:path}", download),
]
