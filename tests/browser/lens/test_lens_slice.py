"""The slice of the loss: the field and the paths are the server's, and it follows the training."""

from __future__ import annotations

import pytest

from browser.lens.look import Look, dense

pytestmark = pytest.mark.browser

THREE = {
    "data": {"name": "circles"},
    "lanes": [{"name": name, "layers": [dense(4, "tanh")]} for name in ("one", "two", "three")],
}
SHOWN = """n => ravine.inspect('slice').then((found) => found?.update === n
    && ravine.state().lanes.every(({name}) => found.rows.findLast((row) => row[0] === name)?.[1] === n))"""
"""The picture is of update n, and so are the ends of all ways."""


def test_field_and_paths_are_the_servers(look: Look) -> None:
    lens = look.open("slice", THREE)
    look.train(300)  # a path is known every 64 updates
    look.wait(SHOWN, look.update)
    for plane in ("random", "path"):
        lens.get_by_label("plane", exact=True).select_option(plane)
        look.wait("plane => ravine.inspect('slice').then((found) => found.plane === plane)", plane)
        found = look.inspect("slice")
        told = look.answer("slice", "sliced", lane=look.lane(), plane=plane, side=41, reach=1)
        assert found["axes"] == told["axes"]
        assert found["field"]["values"] == pytest.approx([value for row in told["loss"] for value in row], rel=1e-9)
        (left, right), (low, high) = found["field"]["window"]
        half = (told["x"][1] - told["x"][0]) / 40 / 2
        assert (left, right) == pytest.approx((told["x"][0] - half, told["x"][1] + half))
        assert low < told["y"][0] < told["y"][1] < high
        for path in told["paths"]:
            name = THREE["lanes"][[look.lane(i) for i in range(3)].index(path["lane"])]["name"]  # type: ignore[index]
            drawn = [row for row in found["rows"] if row[0] == name]
            assert [row[1] for row in drawn] == path["updates"]
            for column, key in ((2, "x"), (3, "y"), (4, "distance")):
                assert [row[column] for row in drawn] == pytest.approx(path[key], rel=1e-9, abs=1e-9)


def test_it_is_asked_for_again_as_the_training_goes_on(look: Look) -> None:
    look.open("slice", THREE)
    look.step(1)
    look.wait(SHOWN, 1)
    look.step(1)
    look.wait(SHOWN, 2)
