"""The Bot API over HTTP: `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

import secrets
from dataclasses import dataclass
from json import JSONDecodeError
from typing import Any

import httpx
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Message, Receive

from simulator.errors import Refused
from simulator.methods import BY_LOWER_CASE, METHODS
from simulator.methods.parameters import Parameters, Upload
from simulator.model import JSON
from simulator.signals import wait_at_most
from simulator.wire.dropping import Dropped, remember_bot
from simulator.wire.faults import DOWNLOAD, Fault, spoiled
from simulator.world import World

FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
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
    remember_bot(request.scope)
    if not world.network_up:
        return Dropped()
    refusal = _check_token(world, request)
    if refusal is not None:
        return _written(Answer.refusal(refusal))
    written = request.path_params["method"]
    method = BY_LOWER_CASE.get(written.lower(), written)
    parameters = await _parameters(request)
    fault = world.faults.take(method, _chat(parameters))
    answer = await _answer(world, method, parameters, fault)
    _record(world, method, parameters, answer)
    return await _sent(world, _written(answer), fault)


def _chat(parameters: Parameters) -> str | None:
    named = parameters.values.get("chat_id")
    return None if named is None else str(named)


async def _sent(world: World, answer: Response, fault: Fault | None) -> Response:
    """The answer as it goes over the wire, if it does."""
    if fault is not None and fault.kind == "slow":
        await wait_at_most(world.ended, fault.seconds)
    if not world.network_up:
        return Dropped()
    return answer if fault is None else spoiled(fault, answer)


async def answered(world: World, response: httpx.Response) -> None:
    """Do what the bot asks for in its answer to a webhook; it is not told the result.

    As at Telegram, methods that begin with get, and those about the webhook itself, are not for this way.
    """
    content_type = response.headers.get("content-type", "")
    scope = {
        "type": "http",
        "method": "POST",
        "query_string": b"",
        "headers": [(b"content-type", content_type.encode())],
    }
    parameters = await _parameters(Request(scope, _once(response.content)))
    method = BY_LOWER_CASE.get(str(parameters.values.pop("method", "")).lower(), "")
    if method and not method.startswith("get") and method not in ("setWebhook", "deleteWebhook"):
        fault = world.faults.take(method, _chat(parameters))
        _record(world, method, parameters, await _answer(world, method, parameters, fault))


def _once(content: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": content, "more_body": False}

    return receive


def _check_token(world: World, request: Request) -> Refused | None:
    given = request.path_params["token"].encode()
    return None if secrets.compare_digest(given, world.token.encode()) else Refused(401, "Unauthorized")


async def _answer(world: World, method: str, parameters: Parameters, fault: Fault | None) -> Answer:
    try:
        failure = _failed(fault)
        if failure is not None:
            raise failure
        if method not in METHODS:
            raise Refused(404, "Not Found: method not found")
        parameters.check(method)
        return Answer.of(await METHODS[method](world, parameters))
    except Refused as refused:
        return Answer.refusal(refused)


def _failed(fault: Fault | None) -> Refused | None:
    """The refusal of a call that a fault spoils before anything happened."""
    return None if fault is None or fault.accepted else Refused(fault.code, fault.description, fault.parameters)


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
    if request.method != "POST" or not request.headers.get("content-type", "").startswith(FORMS):
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
    remember_bot(request.scope)
    fault = world.faults.take(DOWNLOAD, None)
    refusal = _failed(fault) or _check_token(world, request)
    path = request.path_params["path"]
    file = world.files.get(path.rpartition("/")[2])
    if refusal is not None or file is None or file.path != path:
        return await _sent(world, _written(Answer.refusal(refusal or Refused(404, "Not Found"))), fault)
    return await _sent(world, Response(file.content, media_type="application/octet-stream"), fault)


ROUTES = [
    Route("/bot{token}/{method}", call_method, methods=["GET", "POST"]),
    Route("/file/bot{token}/{path:path}", download),
]
