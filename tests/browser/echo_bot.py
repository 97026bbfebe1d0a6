"""A tiny bot over raw HTTP, which plays the bot in front of the simulator's page."""

import asyncio
import contextlib
import html
from collections.abc import AsyncIterator
from typing import Any

import httpx

from simulator.serve import Running

CHOICES = [[("Modifier", "edit"), ("Réponse brève", "toast")], [("Réponse à fermer", "alert"), ("Attendre", "hold")]]
TOASTS = {"toast": ("C’est noté.", False), "alert": ("Action réservée.", True)}
RETRY = 0.05  # seconds between two tries while the network is cut


def inline(rows: list[list[tuple[str, str]]]) -> dict[str, Any]:
    """An inline keyboard of (label, data)."""
    return {"inline_keyboard": [[{"text": text, "callback_data": data} for text, data in row] for row in rows]}


class EchoBot:
    """Repeats what it reads, and shows on demand each thing that a phone can draw."""

    def __init__(self, client: httpx.AsyncClient, running: Running) -> None:
        self._client = client
        self._token = running.world.token
        self._username = running.world.bot["username"]
        self.release = asyncio.Event()  # lets the button « Attendre » have its answer
        self.received: list[bytes] = []  # files, as downloaded

    async def call(self, method: str, **parameters: Any) -> Any:
        """Call a method with a JSON body; gives the whole answer, right or wrong."""
        answer = await self._client.post(f"/bot{self._token}/{method}", json=parameters)
        return answer.json()

    async def say(self, chat: int, text: str, **parameters: Any) -> Any:
        """Send an HTML message."""
        return await self.call("sendMessage", chat_id=chat, text=text, parse_mode="HTML", **parameters)

    async def run(self) -> None:
        """Poll until cancelled."""
        offset = 0
        while True:
            try:
                updates = (await self.call("getUpdates", offset=offset, timeout=20))["result"]
            except httpx.TransportError:
                await asyncio.sleep(RETRY)
                continue
            for update in updates:
                offset = update["update_id"] + 1
                await self._answer(update)

    async def _answer(self, update: dict[str, Any]) -> None:
        if "callback_query" in update:
            await self._pressed(update["callback_query"])
        elif "message" in update:
            await self._heard(update["message"], update["message"]["chat"]["id"])

    async def _heard(self, message: dict[str, Any], chat: int) -> None:
        text = message.get("text", "")
        if text == "choix":
            await self.say(chat, "Que voulez-vous ?", reply_markup=inline(CHOICES))
        elif text == "numéro":
            key = {"text": "Partager mon numéro", "request_contact": True}
            await self.say(chat, "Votre numéro ?", reply_markup={"keyboard": [[key]], "resize_keyboard": True})
        elif text == "lien":
            await self.say(chat, f'<a href="https://t.me/{self._username}?start=porte-3">Entrez ici</a>')
        elif "contact" in message:
            number = message["contact"]["phone_number"]
            await self.say(chat, f"Numéro reçu : {number}", reply_markup={"remove_keyboard": True})
        elif "document" in message:
            await self._return_file(message["document"], chat)
        else:
            await self.say(chat, f"Lu : <b>{html.escape(text)}</b>")

    async def _return_file(self, document: dict[str, Any], chat: int) -> None:
        path = (await self.call("getFile", file_id=document["file_id"]))["result"]["file_path"]
        content = (await self._client.get(f"/file/bot{self._token}/{path}")).content
        self.received.append(content)
        form = {"chat_id": str(chat), "caption": "Votre fichier, rendu."}
        files = {"document": ("rendu.csv", content, "text/csv")}
        await self._client.post(f"/bot{self._token}/sendDocument", data=form, files=files)

    async def _pressed(self, query: dict[str, Any]) -> None:
        text, alert = TOASTS.get(query["data"], ("", False))
        if query["data"] == "hold":
            await self.release.wait()
        if query["data"] == "edit":
            message = {"chat_id": query["from"]["id"], "message_id": query["message"]["message_id"]}
            await self.call("editMessageText", text="Page suivante", reply_markup=inline(CHOICES), **message)
        await self.call("answerCallbackQuery", callback_query_id=query["id"], text=text, show_alert=alert)


@contextlib.asynccontextmanager
async def playing(running: Running) -> AsyncIterator[EchoBot]:
    """An echo bot that polls this simulator in the meantime."""
    async with httpx.AsyncClient(base_url=running.url, trust_env=False, timeout=30) as client:
        bot = EchoBot(client, running)
        task = asyncio.create_task(bot.run())
        try:
            yield bot
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
