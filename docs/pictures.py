"""The pictures of this folder, taken anew from the page: `python docs/pictures.py`, with the Python of .venv."""

from __future__ import annotations

import math
import re
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from ravine.bench.browser import FLAGS, find_browser
from ravine.bench.served import served

HERE = Path(__file__).parent
SIZES = ((1440, 900), (1024, 768), (390, 844))
LOOKS = ("light", "dark", "projector")
RECIPES = tuple(zip(SIZES, ("light", "projector", "dark"), strict=True))
LEARNED = 8000
"""Updates after which the ReLU lane has found most of the spirals."""

RACED = 80
"""Updates after which a race in the ravine is decided."""


def opened(browser: Browser, address: str, size: tuple[int, int], look: str) -> Page:
    """The page, connected."""
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.add_init_script(f"localStorage.setItem('ravine-theme', '{look}')")
    page.goto(address)
    page.locator("[data-phase=open]").wait_for(timeout=120_000)
    page.locator(".lane-row canvas").first.wait_for()
    return page


def trained(page: Page, updates: int) -> None:
    """Play that far, then pause."""
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function(f"() => ravine.state().update >= {updates}")
    page.get_by_role("button", name="Pause", exact=True).click()
    page.wait_for_function("() => ravine.state().clock === 'paused'")
    page.wait_for_timeout(700)  # the last pictures of all views


def keep(page: Page, name: str) -> None:
    page.screenshot(path=HERE / f"{name}.png")
    page.close()


def main() -> None:
    browser = find_browser()
    if browser.executable is None:
        raise SystemExit(f"no browser: {browser.origin}")
    with served() as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser.executable, args=list(FLAGS))
        for look in LOOKS:
            for size in SIZES:
                page = opened(chromium, address, size, look)
                trained(page, LEARNED)
                keep(page, f"network-{look}-{size[0]}")
                page = at_surface(opened(chromium, address, size, look))
                trained(page, RACED)
                keep(page, f"surface-{look}-{size[0]}")
                if (size, look) in RECIPES:
                    recipe(opened(chromium, address, size, look), f"recipe-{look}-{size[0]}")
        past(opened(chromium, address, SIZES[0], "light"))
        paint(opened(chromium, address, SIZES[0], "light"))
        images(opened(chromium, address, SIZES[0], "light"))
        neuron(opened(chromium, address, SIZES[0], "light"))
        a_map(at_surface(opened(chromium, address, SIZES[0], "light")))
        update(at_surface(opened(chromium, address, SIZES[0], "light")))


def at_surface(page: Page) -> Page:
    """The same page at the place Surface."""
    page.get_by_role("navigation", name="Places").get_by_role("button", name="Surface").click()
    page.locator(".race canvas").wait_for()
    page.wait_for_timeout(1500)
    return page


def recipe(page: Page, name: str) -> None:
    """A lesson that was run to its end: the claims with their figures beside the live views."""
    page.goto(page.url.split("#")[0] + '#v={"lesson":"vanishing_gradient"}')
    page.locator(".run-button").wait_for()
    page.locator(".predict input").nth(1).check()
    page.locator(".run-button").click()
    page.wait_for_function("() => document.querySelector('.claims')?.dataset.update")
    page.wait_for_timeout(700)
    keep(page, name)


def a_map(page: Page) -> None:
    """Where starts end on a surface with four minima."""
    page.locator("[name='session.surface']").select_option("himmelblau")
    page.wait_for_function("() => ravine.settled()")
    page.get_by_role("button", name="Best of a grid for each").click()
    page.get_by_role("tab", name="Maps").click()
    trained(page, 60)
    page.locator(".map-figure canvas").wait_for()
    page.wait_for_timeout(5000)
    keep(page, "map")


def update(page: Page) -> None:
    """One update of Adam, its last phase."""
    trained(page, 12)
    page.keyboard.press("3")
    page.locator(".phases button").last.wait_for()
    page.locator(".phases button").last.click()
    page.locator(".inside-lines .katex").first.wait_for()
    page.wait_for_timeout(500)
    keep(page, "update")


def past(page: Page) -> None:
    """A fork from an earlier update, and a look back."""
    trained(page, 4000)
    page.get_by_label("update shown").fill("1500")
    page.get_by_role("button", name="Fork ReLU from here").click()
    page.wait_for_function("() => ravine.settled()")
    page.locator("[name='lane.optimizer']").select_option("adam")
    trained(page, 5000)
    page.get_by_label("update shown").fill("2500")
    page.wait_for_timeout(900)
    keep(page, "past")


def paint(page: Page) -> None:
    """A ring around a spot, painted while the networks learn."""
    page.get_by_role("button", name="Paint", exact=True).click()
    box = page.locator(".brush").bounding_box()
    assert box is not None
    page.get_by_role("button", name="Play", exact=True).click()
    for name, radius in (("class 1", 0.12), ("class 2", 0.36)):
        page.get_by_role("button", name=re.compile(f"^{name},")).click()
        page.mouse.move(box["x"] + box["width"] * (0.5 + radius), box["y"] + box["height"] * 0.5)
        page.mouse.down()
        for turn in range(90):
            x, y = 0.5 + radius * math.cos(turn / 14), 0.5 + radius * math.sin(turn / 14)
            page.mouse.move(box["x"] + box["width"] * x, box["y"] + box["height"] * y)
            page.wait_for_timeout(40)
        page.mouse.up()
    page.wait_for_timeout(6000)
    keep(page, "paint")


def images(page: Page) -> None:
    page.locator("[name='session.data']").select_option("digits")
    page.wait_for_function("() => ravine.settled()")
    trained(page, 3000)
    keep(page, "images")


def neuron(page: Page) -> None:
    """The numbers within one neuron."""
    trained(page, LEARNED)
    box = page.locator(".network canvas").first.bounding_box()
    assert box is not None
    for step in range(20, 80):  # along the first hidden layer's column
        page.mouse.move(box["x"] + box["width"] * 0.37, box["y"] + box["height"] * step / 100)
        page.wait_for_timeout(60)
        if page.locator(".hint").count():
            page.wait_for_timeout(400)
            break
    keep(page, "neuron")


if __name__ == "__main__":
    main()
