"""A person's own data: points painted while it trains, tables and specs that come and go as files, and wrong ones."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import FilePayload, Locator

from browser.visit import Visit
from ravine.data.table import parse_csv

pytestmark = pytest.mark.browser

LEARNED = """([lane, points]) => ravine.inspect('regions', lane).then(({rows}) => rows.length === points)"""
LARGE = 2 * 1024 * 1024 + 1


def file(name: str, content: str | bytes, mime: str = "text/csv") -> FilePayload:
    return {"name": name, "mimeType": mime, "buffer": content.encode() if isinstance(content, str) else content}


def table(rows: int = 60) -> str:
    """Two clouds far from the origin; the last row lies far out."""
    noise = np.random.default_rng(7).normal(size=(rows, 2))
    lines = [f"{170 + 12 * (i % 2) + 4 * a:.2f},{60 + 20 * (i % 2) + 5 * b:.2f},{'calf' if i % 2 else 'cow'}"
             for i, (a, b) in enumerate(noise)]  # fmt: skip
    return "\n".join(["height,weight,animal", *lines, "290.5,61,cow"]) + "\n"


def check_bounds(shown: dict[str, Any]) -> None:
    """The plane holds every example, and is not much larger than they need."""
    for axis, (low, high) in enumerate(shown["bounds"]):
        values = [row[axis] for row in shown["rows"]]
        assert low <= min(values)
        assert max(values) <= high
        assert high - low < 1.5 * (max(values) - min(values))


def chosen(visit: Visit) -> str:
    return visit.control("session.data").input_value()


class Easel:
    """The plane to paint on; it learns from what is painted."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.brush = visit.page.locator(".brush")
        self.lane = visit.lanes[0]["id"]

    @property
    def points(self) -> list[list[Any]]:
        """x0, x1 and class of what stands on the plane."""
        found: list[list[Any]] = [row[:3] for row in self.visit.inspect("data")["rows"]]
        return found

    def place(self, across: float, down: float) -> tuple[float, float]:
        """Pixels on the page, from shares of the brush's cover."""
        box = self.brush.bounding_box()
        assert box is not None
        return box["x"] + across * box["width"], box["y"] + down * box["height"]

    def click(self, across: float, down: float) -> None:
        self.visit.page.mouse.click(*self.place(across, down))

    def drag(self, start: tuple[float, float], stop: tuple[float, float]) -> None:
        mouse = self.visit.page.mouse
        mouse.move(*self.place(*start))
        painted = len(self.points)
        mouse.down()
        for step in range(10):
            self.wait_points(painted + 1 + step)  # the press puts one, and then a beat does
            share = (step + 1) / 10
            mouse.move(*self.place(*(a + share * (b - a) for a, b in zip(start, stop, strict=True))))
        mouse.up()

    def wait_points(self, at_least: int) -> None:
        self.visit.wait("n => ravine.inspect('data').then(({rows}) => rows.length >= n)", at_least)

    def wait_learned(self) -> None:
        """Until the networks learn from exactly these points."""
        self.visit.wait(LEARNED, [self.lane, len(self.points)])
        self.visit.settled()

    def of_class(self, number: int) -> Locator:
        return self.visit.page.get_by_role("button", name=re.compile(rf"^class {number}, \d+ points$"))


def test_points_are_painted_while_it_trains_and_nothing_starts_anew(visit: Visit) -> None:
    visit.play()
    visit.page.get_by_role("button", name="Paint", exact=True).click()
    easel = Easel(visit)
    assert easel.points == [], "an empty plane"
    easel.click(0.3, 0.3)
    for down in (0.4, 0.5, 0.6):
        easel.click(0.3, down)
    assert "points of another class" in visit.page.locator(".painted").inner_text()
    assert chosen(visit) == "spirals", "not enough to learn from"
    easel.of_class(2).click()
    easel.drag((0.5, 0.3), (0.6, 0.7))
    visit.wait("() => document.querySelector('[name=\"session.data\"]').value.startsWith('own_')")
    easel.wait_learned()
    assert easel.of_class(1).inner_text().split()[-1] == "4"
    assert [k for *_, k in easel.points[:5]] == ["class 1"] * 4 + ["class 2"]
    left, right = ([x0 for x0, _, k in easel.points if k == name] for name in ("class 1", "class 2"))
    assert max(left) < min(right), "where the pointer was"
    visit.goes_on()

    lives, update = visit.lives, visit.update
    easel.click(0.3, 0.2)  # class 2, where class 1 is
    easel.wait_learned()
    assert visit.lives == lives
    visit.wait_update(update + 1)

    update, painted = visit.update, len(easel.points)
    easel.brush.focus()
    for key in ("1", "ArrowRight", "ArrowRight", "ArrowUp", "Enter", "Shift+ArrowLeft", "Enter"):
        visit.page.keyboard.press(key)
    easel.wait_points(painted + 2)
    assert easel.points[painted:] == [[0.2, 0.1, "class 1"], [0.175, 0.1, "class 1"]]  # a step is a 24th of the side
    easel.wait_learned()
    assert visit.lives == lives
    visit.wait_update(update + 1)
    visit.goes_on()
    assert "anew" not in visit.notice.inner_text()

    visit.page.keyboard.press("3")
    visit.page.keyboard.press("Enter")
    easel.wait_points(painted + 3)
    easel.wait_learned()
    assert visit.lives == [life + 1 for life in lives], "a third class needs a third output"
    assert "All lanes started anew" in visit.notice.inner_text()
    visit.goes_on()

    painted = len(easel.points)
    visit.page.keyboard.press("Control+z")
    visit.wait("n => ravine.inspect('data').then(({rows}) => rows.length === n)", painted - 1)
    visit.page.get_by_role("button", name="Undo", exact=True).click()
    visit.wait("n => ravine.inspect('data').then(({rows}) => rows.length === n)", painted - 2)
    easel.wait_learned()
    visit.goes_on()
    visit.pause()
    visit.check_curves()


def test_a_table_is_chosen_or_dropped_and_the_plane_follows(visit: Visit) -> None:
    visit.play()
    visit.wait_update(50)
    lane = visit.lanes[0]["id"]
    text = table()
    visit.open_files("Open CSV", file("cattle.csv", text))
    visit.wait(LEARNED, [lane, 61])
    visit.settled()
    own = chosen(visit)
    assert own.startswith("own_")
    assert "All lanes started anew" in visit.notice.inner_text()
    shown = visit.inspect("regions", lane)
    assert shown["features"] == ["height", "weight"]
    assert shown["classes"] == ["calf", "cow"]
    check_bounds(shown)
    visit.goes_on()

    visit.drop_files(file("near.csv", text.replace("290.5,61,cow\n", "")))
    visit.wait(LEARNED, [lane, 60])
    visit.settled()
    assert chosen(visit) not in (own, "spirals")
    nearer = visit.inspect("regions", lane)
    check_bounds(nearer)
    assert nearer["bounds"] != shown["bounds"], "without the far row there is another plane"
    visit.goes_on()

    name, content = visit.saved("Save CSV")
    assert name == "ravine-own-data.csv"
    mine, again = parse_csv(text.replace("290.5,61,cow\n", "").encode(), "near.csv"), parse_csv(content, name)
    assert again.features == mine.features
    assert again.target == "animal"
    assert again.classes == mine.classes
    np.testing.assert_allclose(np.sort(again.x, axis=0), np.sort(mine.x, axis=0), atol=1e-5)
    visit.pause()
    visit.check_curves()


def test_a_wrong_file_is_explained_and_the_session_is_not_touched(visit: Visit) -> None:
    visit.unfold()
    visit.play()
    visit.wait_update(50)
    before = chosen(visit), visit.lives, visit.lanes
    rows = table()
    good = file("a.csv", rows)
    bad = rows.split("\n")
    bad[3] = "180,heavy,cow"
    wrong: list[tuple[tuple[FilePayload, ...], list[str]]] = [
        ((file("bad.csv", "\n".join(bad)),), ["bad.csv", "line 4", "column 2", "'heavy'", "not a number"]),
        ((file("large.csv", b"1,2,a\n" * (LARGE // 6 + 1)),), ["large.csv is too large", "2.0 MB", "at most 2.0 MB"]),
        ((file("cat.png", b"\x89PNG\r\n", "image/png"),), ["cat.png is a picture", "Allowed: a CSV file"]),
        ((good, file("b.csv", rows)), ["These are 2 files", "Allowed: one CSV file"]),
        ((file("none.csv", b""),), ["none.csv is empty"]),
        ((file("spec.json", "{lanes", "application/json"),), ["spec.json is no JSON"]),
        ((file("list.json", "[1, 2]", "application/json"),), ["list.json holds no spec", "an object with seed"]),
    ]
    visit.refusals = 1  # the others are not even sent
    said = visit.page.locator(".files .refusal")
    for files, words in wrong:
        visit.drop_files(*files)
        said.get_by_text(words[0]).wait_for()
        for word in words:
            assert word in said.inner_text(), word
        assert (chosen(visit), visit.lives, [lane["name"] for lane in visit.lanes]) == (
            *before[:2],
            [lane["name"] for lane in before[2]],
        )
        visit.goes_on(1)
    said.get_by_label("dismiss").click()
    said.wait_for(state="detached")

    for spec, word in (({"data": "no such set"}, "no such set"), ({"lanes": []}, "lanes"), ({"lane": {}}, "lane")):
        visit.open_files("Open spec", file("wrong.json", json.dumps(spec), "application/json"))
        visit.notice.get_by_text(word).wait_for()
        assert "llowed" in visit.notice.inner_text()
        assert (chosen(visit), visit.lives) == before[:2]
        visit.goes_on(1)
    visit.pause()
    visit.check_curves()


def test_any_data_set_is_saved_as_the_table_that_is_learned_from(visit: Visit) -> None:
    visit.page.keyboard.press("ArrowRight")
    visit.wait(LEARNED, [visit.lanes[0]["id"], 500])
    shown = visit.inspect("data")
    name, content = visit.saved("Save CSV")
    assert name == "ravine-spirals.csv"
    saved = parse_csv(content, name)
    assert saved.classes == tuple(sorted({row[2] for row in shown["rows"]}))
    assert saved.x_scaling is not None
    own_units = np.column_stack([saved.x_scaling.undone(saved.x), saved.strata])
    drawn = np.array([[x0, x1, saved.classes.index(k)] for x0, x1, k, _ in shown["rows"]])
    order = [np.lexsort(part.round(4).T) for part in (own_units, drawn)]
    np.testing.assert_allclose(own_units[order[0]], drawn[order[1]], atol=1e-4)


def test_a_saved_spec_gives_the_same_session_again(visit: Visit) -> None:
    visit.set("lane.batch", 20)
    visit.set("session.seed", 11)
    visit.pick("sigmoid")
    visit.choose("lane.optimizer", "adam")
    name, content = visit.saved("Save spec")
    assert name == "ravine-spec.json"
    first = first_losses(visit)

    visit.pick("All lanes")
    visit.choose("session.data", "circles")
    visit.page.get_by_label("remove sigmoid").click()
    visit.set("lane.batch", 5)
    assert len(visit.lanes) == 1
    visit.open_files("Open spec", file(name, content, "application/json"))
    visit.wait("() => document.querySelectorAll('.card.lane-row').length === 2")
    visit.settled()
    assert visit.update == 0
    assert visit.saved("Save spec")[1] == content
    assert first_losses(visit) == first


def first_losses(visit: Visit) -> list[list[Any]]:
    """Of both lanes the losses of the first epoch of 300 examples, 20 a batch."""
    visit.page.get_by_role("button", name="One epoch").click()
    visit.wait_update(15)
    visit.wait_curves(15)
    return [row[:5] for row in visit.inspect("loss")["rows"] if row[1] == "batch"]
