"""Where Chromium is, for the tests that drive a page."""

import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


def executable() -> str | None:
    """The path of an installed Chromium, or None: then the browser tests are skipped."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)
