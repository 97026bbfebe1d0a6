"""Whatever comes to a phone is seen on it: pictures, albums, places, replies, reactions, pins."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Locator, Page, expect

from simulator.serve import Running
from tests.simulator.driving import Driver, picture

pytestmark = pytest.mark.browser

NARROW: Any = {"width": 360, "height": 740}


@dataclass(slots=True)
class Scene:
    """One phone on a narrow screen, and the bot's side of the wire."""

    page: Page
    driver: Driver
    person: int

    @property
    def last(self) -> Locator:
        """The newest message."""
        return self.page.locator(".msg").last

    async def call(self, method: str, **parameters: Any) -> Any:
        """Call the Bot API about this person; gives the result."""
        answer = await self.driver.call(method, chat_id=self.person, **parameters)
        assert answer["ok"], answer
        return answer["result"]

    async def photos(self, count: int = 1, **options: Any) -> Any:
        """Send a photo, or an album."""
        files = {f"f{n}": (f"{n}.png", picture(48, 30)) for n in range(count)}
        to = {"chat_id": self.person, **options}
        if count == 1:
            return (await self.driver.upload("sendPhoto", {"photo": files["f0"]}, **to))["result"]
        media = [{"type": "photo", "media": f"attach://{name}"} for name in files]
        return (await self.driver.upload("sendMediaGroup", files, **to, media=media))["result"]


@pytest.fixture
async def scene(browser: Browser) -> AsyncIterator[Scene]:
    """A phone at which nobody has looked yet; the page has no trouble in the end."""
    problems: list[str] = []
    async with Running() as running, httpx.AsyncClient(base_url=running.url, trust_env=False) as client:
        driver = Driver(client, running.world.token)
        await driver.do("rates", {"chat_per_second": None})
        person = await driver.person()
        page = await browser.new_page(viewport=NARROW)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
        await page.goto(running.url)
        await expect(page.locator(".msg")).to_have_count(1)
        yield Scene(page, driver, person)
        width = await page.evaluate("Math.max(...[...document.querySelectorAll('.chat')].map(one => one.scrollWidth))")
        assert width <= NARROW["width"]
        await page.close()
    assert problems == []


async def test_a_photo_is_drawn_with_its_caption(scene: Scene) -> None:
    await scene.photos(caption="La salle 4")
    image = scene.last.get_by_role("img", name="La salle 4")
    await expect(image).to_be_visible()
    await scene.page.wait_for_function("document.querySelector('.photo img').naturalWidth === 48")
    await expect(scene.last.locator(".text")).to_have_text("La salle 4")


async def test_an_album_stands_together(scene: Scene) -> None:
    await scene.photos(3)
    await expect(scene.page.locator(".photo")).to_have_count(3)
    await expect(scene.page.locator(".msg.joined")).to_have_count(2)
    await scene.photos(2)
    await expect(scene.page.locator(".msg.joined")).to_have_count(3)


async def test_places_contacts_and_sounds_are_cards(scene: Scene) -> None:
    here = {"latitude": 14.6937, "longitude": -17.4441}
    await scene.call("sendLocation", **here)
    await expect(scene.last).to_contain_text("14,6937")
    await scene.call("sendVenue", **here, title="Centre d’essai", address="Avenue de la Démonstration")
    await expect(scene.last).to_contain_text("Avenue de la Démonstration")
    await scene.call("sendContact", phone_number="+221730000001", first_name="Awa")
    await expect(scene.last).to_contain_text("+221730000001")
    files = {"voice": ("rappel.ogg", b"abc")}
    await scene.driver.upload("sendVoice", files, chat_id=scene.person, duration=12, disable_notification=True)
    await expect(scene.last).to_contain_text("Message vocal · 12")
    await expect(scene.last.locator(".meta")).to_contain_text("sans son")


async def test_a_reply_shows_what_it_answers_and_a_forward_its_author(scene: Scene) -> None:
    asked = await scene.call("sendMessage", text="Venez-vous demain ?")
    typed = {"text": "Oui", "reply_to": asked["message_id"]}
    number = (await scene.driver.do(f"people/{scene.person}/type", typed))["messages"][0]["id"]
    await expect(scene.last.locator(".quoted")).to_have_text("Venez-vous demain ?")
    await scene.call("forwardMessage", from_chat_id=scene.person, message_id=number)
    await expect(scene.last.locator(".origin")).to_have_text("Transféré de Awa Ndiaye")


async def test_a_reaction_stands_under_its_message_until_it_goes(scene: Scene) -> None:
    message = {"message_id": (await scene.call("sendMessage", text="Bravo"))["message_id"]}
    await scene.call("setMessageReaction", **message, reaction=[{"type": "emoji", "emoji": "🎉"}])
    await expect(scene.last.get_by_role("img", name="Réactions : 🎉")).to_be_visible()
    await scene.call("setMessageReaction", **message)
    await expect(scene.last.locator(".reactions")).to_have_count(0)


async def test_a_pin_is_said_and_leads_to_its_message(scene: Scene) -> None:
    message = {"message_id": (await scene.call("sendMessage", text="Salle 4 à 9 h"))["message_id"]}
    await scene.call("sendMessage", text="ligne\n" * 60)
    await scene.call("pinChatMessage", **message)
    await expect(scene.page.locator(".msg.service")).to_have_text("Message épinglé : Salle 4 à 9 h")
    pin = scene.page.locator(".pin")
    await expect(pin).to_contain_text("Salle 4 à 9 h")
    pinned = scene.page.locator(".msg.bot", has_text="Salle 4 à 9 h")
    await expect(pinned).not_to_be_in_viewport()
    await pin.click()
    await expect(pinned).to_be_in_viewport()
    await scene.call("unpinChatMessage")
    await expect(pin).to_be_hidden()


async def test_what_the_bot_is_doing_is_said_until_it_writes(scene: Scene) -> None:
    await scene.call("sendChatAction", action="typing")
    await expect(scene.page.get_by_text("écrit…")).to_be_visible()
    await scene.call("sendMessage", text="Voilà")
    await expect(scene.page.get_by_text("écrit…")).to_have_count(0)
