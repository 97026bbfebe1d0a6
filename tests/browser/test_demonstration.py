"""The six steps of the README on the page of `make run`: all on a narrow screen, half of them on a wide one."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, ViewportSize

from tests.browser.tour import STEPS
from tests.browser.visitor import Visitor
from tests.demonstration import demonstration

pytestmark = pytest.mark.browser

HALF = len(STEPS) // 2
SCREENS = [
    pytest.param(ViewportSize(width=w, height=h), number, id=f"{w} px")
    for w, h, number in ((1280, 860, HALF), (360, 740, len(STEPS)))
]


@pytest.mark.parametrize(("screen", "number"), SCREENS)
async def test_the_six_steps_by_hand(browser: Browser, tmp_path: Path, screen: ViewportSize, number: int) -> None:
    problems: list[str] = []
    async with demonstration(tmp_path) as address:
        page = await browser.new_page(viewport=screen, reduced_motion="reduce")
        page.on("pageerror", lambda error: problems.append(str(error)))
        await page.goto(address)
        visitor = Visitor(page)
        for step in STEPS[:number]:
            await step(visitor)
        await page.close()
    assert problems == []
