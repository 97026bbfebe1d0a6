"""Every page of the bot, with the longest values it may hold, on a phone 360 pixels wide: nothing is cut off.

With GALLERY=<folder> each of them is also kept as a picture, to be looked at.
"""

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, Locator, Page, expect

from bot.delivery.sending import keyboard
from bot.language import words
from simulator.serve import Running
from tests.simulator.driving import Driver
from tests.views.gallery import Sample, samples

pytestmark = pytest.mark.browser

NARROW: Any = {"width": 360, "height": 740}
PARTS = 2
"""A phone keeps four hundred messages."""
AT_ONCE = 40
"""The page is sent the last 50 messages: of a longer burst it would never see the first ones."""
ALBUM = Path(os.environ["GALLERY"]) if "GALLERY" in os.environ else None
CUT = """element => {
    const found = [];
    for (const each of [element, ...element.querySelectorAll('*')]) {
        if (each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).display !== 'inline') {
            found.push(each.textContent);
        }
    }
    const box = element.getBoundingClientRect();
    if (box.left < 0 || box.right > window.innerWidth) found.push('beyond the screen');
    return found;
}"""
"""What is wider than the place it has, of a message and its buttons."""


@pytest.fixture
async def phone(browser: Browser) -> AsyncIterator[tuple[Page, Driver, int]]:
    async with Running() as running, httpx.AsyncClient(base_url=running.url, trust_env=False) as client:
        driver = Driver(client, running.world.token)
        await driver.do("rates", {"chat_per_second": None, "overall_per_second": None})
        person = await driver.person()
        page = await browser.new_page(viewport=NARROW, reduced_motion="reduce")
        await page.goto(running.url)
        await expect(page.locator(".msg")).to_have_count(1)
        yield page, driver, person


async def shown(phone: tuple[Page, Driver, int], some: list[Sample]) -> list[Locator]:
    """Samples as the newest messages on the phone."""
    page, driver, person = phone
    before = await page.locator(".msg.bot").count()
    for number, sample in enumerate(some):
        if number % AT_ONCE == 0:
            await expect(page.locator(".msg.bot")).to_have_count(before + number, timeout=30_000)
        drawn = sample.draw(words("fr"))
        said = {"chat_id": person, "text": str(drawn.text), "parse_mode": "HTML", "reply_markup": keyboard(drawn)}
        answer = await driver.call("sendMessage", **said)
        assert answer["ok"], (sample.name, answer)
    await expect(page.locator(".msg.bot")).to_have_count(before + len(some), timeout=30_000)
    return (await page.locator(".msg.bot").all())[before:]


@pytest.mark.parametrize("part", range(PARTS))
async def test_no_page_is_cut_off_on_a_narrow_phone(phone: tuple[Page, Driver, int], part: int) -> None:
    drawn = samples()[part::PARTS]
    messages = await shown(phone, drawn)
    cut: dict[str, list[str]] = {}
    for sample, message in zip(drawn, messages, strict=True):
        if found := await message.evaluate(CUT):
            cut[sample.name] = found
        if ALBUM is not None:
            ALBUM.mkdir(parents=True, exist_ok=True)
            await message.screenshot(path=ALBUM / f"{sample.name}.png")
    assert cut == {}


async def test_what_is_cut_off_is_found(phone: tuple[Page, Driver, int]) -> None:
    """The control."""
    (message,) = await shown(phone, samples()[:1])
    narrow = "one => Object.assign(one.style, {width: '30px', flex: 'none', whiteSpace: 'nowrap', overflow: 'hidden'})"
    await message.locator("button").first.evaluate(narrow)
    assert await message.evaluate(CUT)
