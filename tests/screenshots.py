"""The pictures of the README: the demonstration's page in headless Chromium, 1280 and 360 pixels wide."""

import asyncio
import os
import sys
import tempfile
from pathlib import Path

import httpx
from playwright.async_api import async_playwright

from tests import chromium

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
SIZES = {"demo-1280.png": (1280, 860), "demo-360.png": (360, 740)}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


async def ready(process: asyncio.subprocess.Process) -> str:
    """The address that the demonstration prints."""
    assert process.stdout is not None
    async with asyncio.timeout(90):
        while line := (await process.stdout.readline()).decode():
            if "http://" in line:
                return next(word for word in line.split() if word.startswith("http://"))
    raise RuntimeError("the demonstration ended before it was ready")


async def stage(address: str) -> None:
    """Seven days before the session: the organiser's space is open, the reminder has arrived."""
    async with httpx.AsyncClient(base_url=address) as control:
        people = (await control.get("/sim/state")).json()["people"]
        organiser = next(person["id"] for person in people if person["label"] == "Organisatrice")
        await control.post(f"/sim/people/{organiser}/press", json={"text": "Espace organisateur"})
        await control.post("/sim/clock", json={"mark": "J-7"})


async def pictures(address: str) -> None:
    """Take each picture once the phones have their pages."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium.executable(), args=ARGUMENTS)
        for name, (width, height) in SIZES.items():
            page = await browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
            await page.goto(address)
            await page.get_by_text("Rappel de formation").first.wait_for(state="attached")
            await page.screenshot(path=PICTURES / name)
        await browser.close()


async def main() -> None:
    """Run the demonstration in an empty folder, take the pictures, stop it."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "demo", "--port", "0", cwd=folder, stdout=asyncio.subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        try:
            address = await ready(process)
            await stage(address)
            await pictures(address)
        finally:
            process.terminate()
            await process.wait()


if __name__ == "__main__":
    asyncio.run(main())
