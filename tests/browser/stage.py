"""The simulator's page with phones on it, as the tests handle it."""

from dataclasses import dataclass

from playwright.async_api import Locator, Page

from simulator.serve import Running
from simulator.world import World
from tests.browser.echo_bot import EchoBot


@dataclass(slots=True)
class Stage:
    """Four phones on a page; `phone` is the first, whose owner has started the bot."""

    page: Page
    running: Running
    bot: EchoBot
    ids: list[int]

    @property
    def world(self) -> World:
        return self.running.world

    @property
    def phone(self) -> Locator:
        return self.phone_of(0)

    def phone_of(self, index: int) -> Locator:
        """The phone of the nth person."""
        return self.page.locator(f"#phone-{self.ids[index]}")

    def said(self, who: str) -> Locator:
        """What "bot" or "person" wrote on the first phone."""
        return self.phone.locator(f".msg.{who}")

    async def type(self, text: str) -> None:
        """Type on the first phone, and send with the Enter key."""
        await self.phone.get_by_role("textbox", name="Message").fill(text)
        await self.phone.get_by_role("textbox", name="Message").press("Enter")

    async def action(self, label: str) -> None:
        """Choose something in the discreet menu of the first phone."""
        await self.phone.get_by_role("button", name="Autres actions").click()
        await self.phone.get_by_role("button", name=label).click()
