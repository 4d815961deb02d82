"""A Chromium to drive, for tests and for the page's bench."""

from __future__ import annotations

import functools
import os
import shutil
from pathlib import Path
from typing import NamedTuple

NAMES = ("chromium", "chromium-browser", "google-chrome")

UNWANTED = (
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup",
    "AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "LensOverlay", "MediaRouter",
    "NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding", "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)  # fmt: skip
"""Chromium's features to turn off. The first line: pages of its own behind the address bar, which each new window of
version 156 loads (207 requests) though headless nobody sees it. The others are Playwright's, for only the last list
that Chromium is given counts."""

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    f"--disable-features={','.join(UNWANTED)}",
)  # fmt: skip
"""It draws in software and calls nobody."""


class Browser(NamedTuple):
    """An executable, or None and why there is none."""

    executable: Path | None
    origin: str


def playwrights_own() -> Path | None:
    """The Chromium that `playwright install` fetched, if it did."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        executable = Path(playwright.chromium.executable_path)
    return executable if executable.is_file() else None


@functools.cache
def find_browser() -> Browser:
    """The one that `CHROMIUM_PATH` names, then one on the PATH, then Playwright's own."""
    given = os.environ.get("CHROMIUM_PATH")
    if given:
        found = shutil.which(given)
        if found:
            return Browser(Path(found), "named by CHROMIUM_PATH")
        return Browser(None, f"CHROMIUM_PATH names {given}, which is no program")
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return Browser(Path(found), "found on the PATH")
    own = playwrights_own()
    if own:
        return Browser(own, "Playwright's own")
    mend = "install one, or run `python -m playwright install chromium`"
    return Browser(None, f"none of {', '.join(NAMES)} on the PATH: {mend}")
