"""Driving the simulator over plain HTTP."""

import asyncio
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


async def eventually(condition: Callable[[], bool], what: str) -> None:
    """Wait until it is so, at most ten seconds."""
    try:
        async with asyncio.timeout(DEADLINE):
            while not condition():  # noqa: ASYNC110 - a condition of another task, seen from outside
                await asyncio.sleep(0.01)
    except TimeoutError:
        raise AssertionError(f"never happened: {what}") from None
