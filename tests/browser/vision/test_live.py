"""The section Live of the Vision place: a picture's way, chosen by mouse, by keyboard, from a file or drawn."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import FilePayload, Locator

from browser.vision.test_vision import vision
from browser.visit import Visit
from ravine.session.network.lane import NetworkLane
from ravine.session.network.session import NetworkSession
from ravine.spec.vision import VisionSpec

__all__ = ["vision"]

pytestmark = pytest.mark.browser

FOCUS = """() => {
    const {activeElement: here} = document;
    return (here.ariaLabel ?? here.querySelector('[aria-label]')?.ariaLabel ?? here.textContent).trim();
}"""
TABS = 200
"""More than there are stops of the Tab key."""


def shown(visit: Visit, picture: NDArray[Any]) -> dict[str, Any]:
    """What the way tells, when this picture (pixels 0 to 1) goes through."""
    wanted = np.rint(255 * picture).astype(int).tolist()
    visit.wait("wanted => ravine.inspect('way', 1).then(({picture}) => String(picture) === String(wanted))", wanted)
    return visit.inspect("way", 1)


def check_scores(told: dict[str, Any], lane: NetworkLane, part: str, row: int) -> None:
    """The page's classes, probabilities and truth are those of the engine's forward pass."""
    examples = getattr(lane.parts, part)
    z = lane.learner.predict(examples.x[[row]])[0].astype(np.float64)
    sure = np.exp(z - z.max())
    np.testing.assert_allclose([share for _, share, _ in told["rows"]], sure / sure.sum(), rtol=1e-5)
    assert [k for k, (*_, truth) in enumerate(told["rows"]) if truth] == [examples.y[row, 0]]


def test_the_scores_are_the_engine_s_for_the_chosen_picture_and_for_a_mistake(vision: Visit) -> None:
    """In this process the same session, at update 0 too."""
    session = NetworkSession(VisionSpec())
    lane: NetworkLane = session.lanes[0]
    page = vision.page
    page.get_by_role("button", name="next picture").click()
    check_scores(shown(vision, lane.parts.test.x[1]), lane, "test", 1)
    mistakes = page.locator(".mistakes .frame")
    mistakes.scroll_into_view_if_needed()
    vision.wait("() => ravine.inspect('misclassified', 1).then(({visible}) => visible > 1)")
    row = vision.inspect("misclassified", 1)["places"][0]
    mistakes.click(position={"x": 20, "y": 20})
    check_scores(shown(vision, lane.parts.validation.x[row]), lane, "validation", row)
    assert page.get_by_text(f"validation picture {row + 1} of 900").is_visible()
    page.locator(".strongest").get_by_label("layer").select_option("1")
    page.locator(".strongest li").nth(8).wait_for()
    number = page.locator(".strongest li canvas").first.get_attribute("aria-label") or ""
    page.locator(".strongest li button").first.click()
    row = int(number.split(",")[0].removeprefix("test picture ")) - 1
    check_scores(shown(vision, lane.parts.test.x[row]), lane, "test", row)


def tab_to(visit: Visit, name: str) -> str:
    """With the Tab key alone; what is there is called."""
    for _ in range(TABS):
        visit.page.keyboard.press("Tab")
        found: str = visit.page.evaluate(FOCUS)
        if found.startswith(name):
            return found
    raise AssertionError(f"no stop of the Tab key at {name}")


def test_the_keyboard_alone_leads_through_live(vision: Visit) -> None:
    page = vision.page
    check_sets(vision)
    page.locator("h1").click()
    tab_to(vision, "Play")
    page.keyboard.press("Enter")
    vision.wait_update(3)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Play", exact=True).wait_for()
    tab_to(vision, "next picture")
    page.keyboard.press("Enter")
    page.get_by_text("test picture 2 of 800").wait_for()
    strongest = page.get_by_role("region", name="What a map looks for")
    tab_to(vision, "choose a layer")
    page.keyboard.press("ArrowDown")
    strongest.locator("li").nth(8).wait_for()
    first = ",".join(strongest.locator("li > .quiet").all_inner_texts())
    tab_to(vision, "map")
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    vision.wait("""first => {
        const values = [...document.querySelectorAll('.strongest li > .quiet')].map(one => one.textContent);
        return values.length === 9 && values.join() !== first;
    }""", first)  # fmt: skip
    picture = tab_to(vision, "test picture")
    page.keyboard.press("Enter")
    page.get_by_text(f"{picture.split(',')[0]} of 800", exact=True).wait_for()
    tab_to(vision, "Mistakes")
    cursor = page.locator(".mistakes .cursor")
    vision.wait("() => document.querySelector('.mistakes .cursor').ariaLabel.includes('taken for')")
    page.keyboard.press("ArrowRight")
    found = vision.inspect("misclassified", 1)
    (truth, answer, _), row = found["rows"][1], found["places"][1]
    vision.wait("() => document.querySelector('.mistakes .cursor') === document.activeElement")
    page.keyboard.press("Enter")
    page.get_by_text(f"validation picture {row + 1} of 900").wait_for()
    assert f"{truth}, taken for {answer}" in (cursor.get_attribute("aria-label") or "")


def png(name: str, grey: NDArray[np.uint8]) -> FilePayload:
    file = io.BytesIO()
    Image.fromarray(grey).save(file, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": file.getvalue()}


def test_a_picture_of_one_s_own_is_opened_dropped_drawn_and_inverted(vision: Visit) -> None:
    page = vision.page
    paper = page.get_by_label("Paper to draw on")
    way = page.locator(".view.way .frame").bounding_box()
    seen = [scores(vision.inspect("way", 1))]

    def passes(picture: NDArray[Any]) -> None:
        """It goes through, of a class that is not known, and the scores are others than all before."""
        told = shown(vision, picture.ravel() / 255)
        assert not any(truth for *_, truth in told["rows"])
        assert scores(told) not in seen
        seen.append(scores(told))

    ramp = np.tile(np.arange(0, 252, 9, dtype=np.uint8), (28, 1))
    vision.open_files("Open file", png("ramp.png", ramp))
    passes(ramp)
    assert page.get_by_text("your own picture", exact=True).is_visible()
    page.get_by_role("button", name="Invert").click()
    passes(255 - ramp)
    wide = np.zeros((28, 40), np.uint8)  # its middle square is taken
    wide[:, 20:] = 255
    vision.drop_files(png("wide.png", wide), on=".sketch canvas")
    passes(wide[:, 6:34])
    page.get_by_role("button", name="Clear").click()
    passes(np.full((28, 28), 255))
    draw(vision, paper)
    vision.wait("() => ravine.inspect('way', 1).then(({picture}) => picture[0] === 255 && picture.includes(0))")
    drawn = vision.inspect("way", 1)
    assert scores(drawn) not in seen
    page.get_by_role("button", name="next picture").click()
    page.get_by_text("test picture 2 of 800").wait_for()
    vision.wait("() => ravine.inspect('way', 1).then(({rows}) => rows.some(row => row[2]))")
    page.get_by_role("button", name="Draw on it").click()
    page.get_by_text("your own picture", exact=True).wait_for()
    assert page.locator(".view.way .frame").bounding_box() == way, "nothing moved it"
    assert page.locator(".drop-hint, .files .refusal").count() == 0, "what fell on the paper is no file of data"


def scores(told: dict[str, Any]) -> list[float]:
    return [share for _, share, _ in told["rows"]]


def draw(visit: Visit, paper: Locator) -> None:
    box = paper.bounding_box()
    assert box is not None
    mouse = visit.page.mouse
    mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] / 2)
    mouse.down()
    mouse.move(box["x"] + box["width"] * 0.8, box["y"] + box["height"] / 2, steps=6)
    mouse.up()


def check_sets(visit: Visit) -> None:
    """Only sets of pictures are offered; the others stand in the list, with the reason."""
    pictured = visit.page.get_by_role("radiogroup", name="data set, as pictures").get_by_role("radio")
    options = visit.control("session.data").evaluate("one => [...one.options].map(o => [o.value, o.disabled, o.text])")
    usable = [value for value, disabled, _ in options if not disabled]
    assert usable == [value for value, *_ in options[: pictured.count()]], "they come first"
    assert {"digits", "fashion_mnist"} <= set(usable)
    assert all(text.endswith("(no pictures)") for _, disabled, text in options if disabled)
    assert len(usable) < len(options)
    assert visit.page.get_by_role("button", name="Paint", exact=True).count() == 0
