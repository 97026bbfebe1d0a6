"""The pictures of the README, and those of every page of its journey (in var/album), 1280 and 360 pixels wide."""

import asyncio
import tempfile
from pathlib import Path

import httpx
from playwright.async_api import Browser, async_playwright

from tests import chromium
from tests.browser.tour import STEPS
from tests.browser.visitor import Visitor
from tests.demonstration import ROOT, demonstration

PICTURES = ROOT / "docs" / "pictures"
ALBUM = ROOT / "var" / "album"
SIZES = {"demo-1280.png": (1280, 860), "demo-360.png": (360, 740)}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


async def stage(address: str) -> None:
    """Seven days before the session: the organiser's space is open, the reminder has arrived."""
    async with httpx.AsyncClient(base_url=address) as control:
        people = (await control.get("/sim/state")).json()["people"]
        organiser = next(person["id"] for person in people if person["label"] == "Organisatrice")
        await control.post(f"/sim/people/{organiser}/press", json={"text": "Espace organisateur"})
        await control.post("/sim/clock", json={"mark": "J-7"})


async def pictures(browser: Browser, address: str) -> None:
    """Those of the README, once the phones have their pages."""
    for name, (width, height) in SIZES.items():
        page = await browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
        await page.goto(address)
        await page.get_by_text("Rappel de formation").first.wait_for(state="attached")
        await page.screenshot(path=PICTURES / name)
        await page.close()


async def album(browser: Browser, address: str, width: int, height: int) -> None:
    """One picture of each page of the journey."""
    folder = ALBUM / f"{width}"
    folder.mkdir(parents=True, exist_ok=True)
    page = await browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
    await page.goto(address)
    visitor = Visitor(page, folder)
    for step in STEPS:
        await step(visitor)


async def main() -> None:
    """Run the demonstration in empty folders: once for the README, once for each width of the journey."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium.executable(), args=ARGUMENTS)
        with tempfile.TemporaryDirectory() as folder:
            async with demonstration(Path(folder)) as address:
                await stage(address)
                await pictures(browser, address)
        for width, height in SIZES.values():
            with tempfile.TemporaryDirectory() as folder:
                async with demonstration(Path(folder)) as address:
                    await album(browser, address, width, height)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
