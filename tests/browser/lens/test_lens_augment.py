"""Pictures before and after augmentation: what is drawn is what the server computed, and again on a click."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from playwright.sync_api import Locator

from browser.lens.look import Look, dense

pytestmark = pytest.mark.browser

AUGMENT = {"rotation": {"degrees": 40}, "noise": {"sigma": 0.1}}
PIXELS = """canvas => {
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', {willReadFrequently: true});
    copy.drawImage(canvas, 0, 0);
    return [...copy.getImageData(0, 0, canvas.width, canvas.height).data].filter((_, i) => i % 4 === 0);
}"""

DRAWN = f"""([before, after]) => {{
    const drawn = [...document.querySelectorAll('.augmented canvas')].map({PIXELS});
    return drawn.length && String(drawn[0]) === before && String(drawn[1]) === after;
}}"""


def spec(augment: dict[str, Any], data: str = "digits") -> dict[str, Any]:
    layers = [dense(4, "relu")]
    lanes = [{"name": "plain", "layers": layers}, {"name": "augmented", "layers": layers, "augment": augment}]
    return {"data": {"name": data, "examples": 300}, "lanes": lanes}


def shows(look: Look, lens: Locator, told: dict[str, Any]) -> None:
    """Every picture, above as it is and below as the network sees it, each pixel its byte."""
    wanted = [list(base64.b64decode(told[part][0])) for part in ("before", "after")]
    look.wait(DRAWN, [",".join(map(str, part)) for part in wanted])
    drawn = [canvas.evaluate(PIXELS) for canvas in lens.locator("canvas").all()]
    for part, shown in (("before", drawn[0::2]), ("after", drawn[1::2])):
        assert shown == [list(base64.b64decode(text)) for text in told[part]]


def test_the_pictures_are_the_servers_and_come_anew_on_a_click_and_with_the_next_update(look: Look) -> None:
    lens = look.open("augment", spec(AUGMENT))
    lane = look.lane(1)  # the first that has augmentation
    told = look.answer("augment", "augmented", lane=lane)
    assert told["before"] != told["after"]
    shows(look, lens, told)
    names = look.page.evaluate("ravine.store.data.value.classes")
    assert lens.locator("li > span").all_inner_texts() == [names[label] for label in told["labels"]]
    lens.get_by_role("button", name="Draw again").click()
    lens.get_by_text("with the random numbers of update 2.").wait_for()
    again = look.answer("augment", "augmented", lane=lane, again=1)
    assert again["before"] == told["before"]
    assert again["after"] != told["after"]
    shows(look, lens, again)
    look.step()
    lens.get_by_text("of the batch of update 2,").wait_for()
    shows(look, lens, look.answer("augment", "augmented", lane=lane, again=1))


def test_a_lane_without_augmentation_says_so(look: Look) -> None:
    lens = look.open("augment", spec({}))
    lens.get_by_text("the same, for this lane has no augmentation").wait_for()
    shows(look, lens, look.answer("augment", "augmented", lane=look.lane(0)))


def test_data_without_pictures_say_so(look: Look) -> None:
    lens = look.open("augment", {"data": {"name": "circles"}})
    lens.get_by_text("These data are no pictures.").wait_for()
