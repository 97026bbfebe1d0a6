"""Driving the simulator over plain HTTP."""

import asyncio
import base64
import json
import struct
import zlib
from collections.abc import Callable
from typing import Any

import httpx

DEADLINE = 10.0  # seconds


class Driver:
    """The control under /sim/ and raw Bot API calls."""

    def __init__(self, client: httpx.AsyncClient, token: str) -> None:
        self.client = client
        self.token = token

    async def do(self, path: str, body: Any = None) -> Any:
        """POST a control action that must succeed."""
        response = await self.client.post(f"/sim/{path}", json={} if body is None else body)
        assert response.status_code == 200, response.text
        return response.json()

    async def refused(self, path: str, body: Any = None) -> Any:
        """POST a control action that must fail; gives what the answer says."""
        response = await self.client.post(f"/sim/{path}", json={} if body is None else body)
        assert response.status_code == 400, response.text
        return response.json()

    async def look(self, path: str) -> Any:
        """GET something of the control."""
        response = await self.client.get(f"/sim/{path}")
        assert response.status_code == 200, response.text
        return response.json()

    async def call(self, method: str, **parameters: Any) -> Any:
        """Call the Bot API with a JSON body; gives the answer, right or wrong."""
        response = await self.client.post(f"/bot{self.token}/{method}", json=parameters)
        answer = response.json()
        assert response.status_code == (200 if answer["ok"] else answer["error_code"])
        return answer

    async def upload(self, method: str, files: dict[str, tuple[str, bytes]], **parameters: Any) -> Any:
        """Call the Bot API with a form that carries files, by field; gives the answer, right or wrong."""
        fields = {name: value if isinstance(value, str) else json.dumps(value) for name, value in parameters.items()}
        response = await self.client.post(f"/bot{self.token}/{method}", data=fields, files=files)
        return response.json()

    async def error(self, method: str, **parameters: Any) -> str:
        """Call the Bot API, which must refuse; gives "code description"."""
        answer = await self.call(method, **parameters)
        assert not answer["ok"], answer
        return f"{answer['error_code']} {answer['description']}"

    async def person(self, *, start: bool = True, **details: Any) -> int:
        """Somebody invented, who has started the bot; gives the id."""
        made = await self.do("people", {"first_name": "Awa", "last_name": "Ndiaye"} | details)
        if start:
            await self.do(f"people/{made['id']}/start")
        return int(made["id"])

    async def group(self, person: int, *, bot: str = "promote_bot", **details: Any) -> int:
        """A group of one person, with the bot as an administrator unless told otherwise; gives the id."""
        made = await self.do("groups", {"title": "Équipe", "members": [person]} | details)
        await self.do(f"groups/{made['id']}/{bot}")
        return int(made["id"])

    async def photo(self, person: int, **details: Any) -> Any:
        """Let somebody send a photo; gives the message as the page sees it."""
        content = base64.b64encode(picture()).decode()
        body = {"name": "salle.png", "content_base64": content, "kind": "photo"} | details
        return (await self.do(f"people/{person}/file", body))["messages"][0]

    async def texts(self, person: int) -> list[str]:
        """What the bot wrote to somebody and is still there."""
        found = await self.look(f"people/{person}/transcript")
        return [one["text"] for one in found["messages"] if one["from"] == "bot" and not one["deleted"]]

    async def updates(self, **parameters: Any) -> list[Any]:
        """Everything that waits for the bot, confirmed at once."""
        found = (await self.call("getUpdates", **parameters))["result"]
        if found:
            await self.call("getUpdates", offset=found[-1]["update_id"] + 1, limit=1, timeout=0)
        return list(found)


def picture(width: int = 8, height: int = 6, colour: bytes = b"\x35\x40\x7a") -> bytes:
    """A PNG of one colour."""
    rows = (b"\x00" + colour * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    framed = (struct.pack(">I", len(data)) + kind + data + _check(kind + data) for kind, data in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(framed)


def _check(data: bytes) -> bytes:
    return struct.pack(">I", zlib.crc32(data))


async def eventually(condition: Callable[[], bool], what: str) -> None:
    """Wait until it is so, at most ten seconds."""
    try:
        async with asyncio.timeout(DEADLINE):
            while not condition():  # noqa: ASYNC110 - a condition of another task, seen from outside
                await asyncio.sleep(0.01)
    except TimeoutError:
        raise AssertionError(f"never happened: {what}") from None
