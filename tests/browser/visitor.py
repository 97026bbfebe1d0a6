"""Somebody at the screen of the demonstration, who uses one phone after the other and sees only what the page shows."""

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Locator, Page

NARROW = 720  # pixels: below, one phone at a time fills the page, and the bar is folded


@dataclass(slots=True)
class Visitor:
    """`album`: a folder for a picture of every look, or None."""

    page: Page
    album: Path | None = None
    looks: int = 0

    @property
    def narrow(self) -> bool:
        return (self.page.viewport_size or {"width": 0})["width"] < NARROW

    def phone(self, label: str) -> Locator:
        return self.page.locator(".phone").filter(has=self.page.locator(".caption", has_text=label))

    async def takes(self, label: str) -> Locator:
        """The phone with this label, in front."""
        await self._bar(unfolded=False)
        if self.narrow:
            await self.page.get_by_role("tab").filter(has_text=label).click()
        return self.phone(label)

    async def presses(self, label: str, *buttons: str) -> None:
        """Press these buttons, one after the other, each the newest of that name on the phone."""
        phone = await self.takes(label)
        for words in buttons:
            await phone.locator(".msg").get_by_role("button", name=words, exact=True).last.click()

    async def presses_until(self, label: str, button: str, words: str) -> None:
        """Press again and again, sixty times at most, until these words appear: something goes on by itself."""
        found = (await self.takes(label)).locator(".msg.bot").filter(has_text=words)
        for _ in range(60):
            if await found.count():
                break
            await self.presses(label, button)
            await self.page.wait_for_timeout(500)
        await self.sees(label, words)

    async def starts(self, label: str) -> None:
        """Open the conversation for the first time."""
        await (await self.takes(label)).get_by_role("button", name="Démarrer").click()

    async def label_of(self, label: str, beginning: str) -> str:
        """The whole label of the newest button that begins so."""
        buttons = (await self.takes(label)).locator(".msg button").filter(has_text=beginning)
        return await buttons.last.inner_text()

    async def everything(self, label: str) -> str:
        """All that the bot ever said on this phone."""
        return "\n".join(await self.phone(label).locator(".msg.bot").all_inner_texts())

    async def types(self, label: str, text: str) -> None:
        phone = await self.takes(label)
        await phone.get_by_role("textbox", name="Message").fill(text)
        await phone.get_by_role("textbox", name="Message").press("Enter")

    async def attaches(self, label: str, name: str, content: bytes) -> None:
        """Send a file."""
        phone = await self.takes(label)
        file = {"name": name, "mimeType": "text/csv", "buffer": content}
        await phone.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]

    async def sees(self, label: str, *words: str) -> None:
        """Wait for the newest message of the bot to hold these words, then take a picture."""
        phone = await self.takes(label)
        for each in words:
            await phone.locator(".msg.bot").filter(has_text=each).last.wait_for()
        await self.looks_at(f"{label} {words[0]}")

    async def goes_to(self, *marks: str) -> None:
        """Press these named instants, or scenes, or steps of the clock, above the phones."""
        for mark in marks:
            await self._bar(unfolded=True)
            await self.page.locator("#panel").get_by_role("button", name=mark).first.click()

    async def _bar(self, *, unfolded: bool) -> None:
        toggle = self.page.locator("#toggle")
        if self.narrow and (await toggle.get_attribute("aria-expanded") == "true") != unfolded:
            await toggle.click()

    async def looks_at(self, name: str) -> None:
        self.looks += 1
        if self.album:
            title = re.sub(r"\W+", "-", name).strip("-").lower()
            await self.page.wait_for_timeout(150)  # a picture without the movement of a scroll
            await self.page.screenshot(path=self.album / f"{self.looks:02}-{title}.png")
