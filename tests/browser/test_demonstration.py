"""The README's six steps on the page of `make run`, pressed one after the other, on a wide and on a narrow screen."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, ViewportSize

from tests.browser.tour import STEPS
from tests.browser.visitor import Visitor
from tests.demonstration import demonstration

pytestmark = pytest.mark.browser

SCREENS = [pytest.param(ViewportSize(width=w, height=h), id=f"{w} px") for w, h in ((1280, 860), (360, 740))]


@pytest.mark.parametrize("screen", SCREENS)
async def test_the_six_steps_by_hand(browser: Browser, tmp_path: Path, screen: ViewportSize) -> None:
    problems: list[str] = []
    async with demonstration(tmp_path) as address:
        page = await browser.new_page(viewport=screen, reduced_motion="reduce")
        page.on("pageerror", lambda error: problems.append(str(error)))
        await page.goto(address)
        visitor = Visitor(page)
        for step in STEPS:
            await step(visitor)
        await page.close()
    assert problems == []
