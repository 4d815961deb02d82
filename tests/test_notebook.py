"""`import ravine` for notebooks: the same numbers as the command line, as arrays, with a figure."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import ravine
from ravine.assets import page_root
from ravine.figures.lines import OKABE_ITO, POINTS
from ravine.notebook import LaneResult, Result
from ravine.spec.limits import LANES, RECORDED
from ravine.spec.network import NetworkSpec

SMALL: dict[str, Any] = {"data": {"name": "blobs", "examples": 60}, "lanes": [{"optimizer": "adam"}, {"batch": 5}]}

WILD: dict[str, Any] = {
    "lanes": [{"loss": "squared_error", "optimizer": {"name": "gradient_descent", "lr": 10}}, {"name": "calm"}]
}


def test_importing_ravine_imports_nothing_of_it() -> None:
    heavy = "('numpy', 'numba', 'pydantic', 'plotly', 'ravine.spec', 'ravine.engine')"
    code = f"import sys, ravine; dir(ravine); sys.exit(str([name for name in {heavy} if name in sys.modules]))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert found.stderr.strip() == "[]"


def test_all_that_ravine_offers_is_there() -> None:
    for name in ravine.__all__:
        assert getattr(ravine, name) is not None
    with pytest.raises(AttributeError, match="'trian': it has"):
        _ = ravine.trian


def test_a_result_holds_every_update_of_every_lane() -> None:
    result = ravine.train(SMALL, updates=37)
    assert isinstance(result, Result)
    assert len(result) == 2
    for lane in result:
        assert isinstance(lane, LaneResult)
        assert np.array_equal(lane.update, np.arange(37))
        assert lane.loss.shape == lane.lr.shape == (37,)
        assert lane.gradient_norm.shape == (37, 3)
        assert lane.diverged is None
        assert np.isfinite([lane.train.loss, lane.validation.accuracy, lane.test.loss]).all()
    assert result["lane 2"] is result[1]
    with pytest.raises(KeyError, match="lane 1, lane 2"):
        result["lane 3"]


def test_the_same_spec_gives_the_same_numbers() -> None:
    first, second = (ravine.train(SMALL, updates=50).document() for _ in range(2))
    assert first == second


def test_lanes_that_are_alike_see_the_same_batches() -> None:
    result = ravine.train({"lanes": [{}, {}]}, updates=30)
    assert np.array_equal(result[0].loss, result[1].loss)


def test_a_lane_does_the_same_alone_and_in_company() -> None:
    alone = ravine.train({**SMALL, "lanes": SMALL["lanes"][1:]}, updates=30)
    assert np.array_equal(alone[0].loss, ravine.train(SMALL, updates=30)[1].loss)


def test_changes_are_merged_into_the_session() -> None:
    result = ravine.train(SMALL, updates=3, seed=9, data={"noise": 0.5})
    assert result.spec.seed == 9
    assert result.spec.data.document()["examples"] == 60
    assert result.spec.data["noise"] == 0.5


def test_without_a_spec_it_is_the_one_that_the_page_loads_with() -> None:
    assert ravine.train(updates=1).spec == NetworkSpec()
    assert ravine.train(updates=1, data="plane")[0].spec.loss.name == "squared_error"


def test_a_spec_is_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "spec.json"
    path.write_text(json.dumps(SMALL))
    by_path, by_text = (ravine.train(given, updates=5) for given in (path, str(path)))
    assert by_path.document() == by_text.document() == ravine.train(SMALL, updates=5).document()


@pytest.mark.parametrize(
    ("spec", "updates", "field"),
    [
        ({"lanes": [{"optimizer": "adm"}]}, 1, "lanes.0.optimizer.name"),
        ({}, 0, "updates"),
        ({}, 2.5, "updates"),
        ({"lanes": [{"layers": [{}] * 64}] * 8}, RECORDED // 500, "updates"),
        ("/no/such/file.json", 1, None),
        (3, 1, None),
    ],
    ids=str,
)
def test_what_is_wrong_is_a_spec_error(spec: Any, updates: Any, field: str | None) -> None:
    with pytest.raises(ravine.SpecError) as caught:
        ravine.train(spec, updates=updates)
    assert caught.value.field == field


def test_a_lane_that_diverges_ends_early_and_says_so_and_the_others_go_on() -> None:
    result = ravine.train(WILD, updates=100)
    wild, calm = result
    assert wild.diverged is not None
    assert len(wild.update) == len(wild.loss) == len(wild.gradient_norm) < 100
    assert np.isfinite(wild.loss).all()
    assert wild.document()["diverged"] == wild.diverged
    assert calm.diverged is None
    assert len(calm.update) == 100
    assert "diverged" not in calm.document()
    assert "lane 1: diverged" in repr(result)


def test_however_a_lane_diverges_the_reason_names_the_update_after_the_last_recorded() -> None:
    for rate in (3, 10, 100, 1000):
        spec = {"lanes": [{"loss": "squared_error", "optimizer": {"name": "momentum", "lr": rate}}]}
        (lane,) = ravine.train(spec, updates=300)
        if lane.diverged:
            assert re.search(rf"update {len(lane.update) + 1}\b", lane.diverged)


def test_progress_is_told_from_nothing_to_all() -> None:
    told: list[tuple[str, int, int]] = []
    ravine.train(SMALL, updates=40, progress=lambda *given: told.append(given))
    for name in ("lane 1", "lane 2"):
        done = [count for lane, count, total in told if lane == name and total == 40]
        assert done == sorted(done)
        assert (done[0], done[-1]) == (0, 40)


def test_an_empty_part_has_no_loss() -> None:
    result = ravine.train({"split": {"train": 1, "validation": 0, "test": 0}}, updates=2)
    assert np.isnan([result[0].validation.loss, result[0].test.accuracy]).all()
    assert "  -" in result.table()


def test_the_document_is_the_shape_of_the_command_line() -> None:
    (lane,) = ravine.train({**SMALL, "lanes": [{}]}, updates=2).document()["lanes"]
    assert list(lane) == ["name", "spec", "update", "loss", "gradient_norm", "train", "validation", "test"]
    assert list(lane["train"]) == ["loss", "accuracy"]
    assert [len(norms) for norms in lane["gradient_norm"]] == [3, 3]


def test_the_figure_shows_the_loss_and_each_layers_gradient_with_units() -> None:
    figure = ravine.train(SMALL, updates=20).figure()
    assert [trace.name for trace in figure.data[:2]] == ["lane 1", "lane 2"]
    assert len(figure.data) == 2 + 2 * 3
    assert len({(trace.line.color, trace.line.dash) for trace in figure.data[:2]}) == 2
    assert "mean" in figure.layout.yaxis.title.text
    assert figure.layout.yaxis2.type == figure.layout.yaxis3.type == "log"
    assert figure.layout.xaxis.title.text == "updates"
    assert json.loads(figure.to_json())["data"]


def test_a_figure_of_many_updates_says_that_it_is_thinned() -> None:
    result = ravine.train(SMALL, updates=2 * POINTS + 1)
    figure = result.figure()
    assert "mean of 3 updates" in figure.layout.annotations[0].text
    band, line = figure.data[:2]
    assert band.fill == "toself"
    assert len(line.x) == -(-(2 * POINTS + 1) // 3)
    assert line.y[0] == pytest.approx(result[0].loss[:3].mean())
    assert line.y[-1] == pytest.approx(result[0].loss[len(line.x) * 3 - 3 :].mean())


def test_a_lane_that_diverges_at_once_has_a_figure_too() -> None:
    lane = {"loss": "squared_error", "optimizer": {"name": "gradient_descent", "lr": 1000},
            "initializer": {"name": "normal", "scale": 10}, "layers": [{"units": 64}] * 32}  # fmt: skip
    result = ravine.train({"lanes": [lane]}, updates=3)
    assert result[0].diverged
    assert result.figure() is not None


def test_a_lane_has_the_same_colour_in_a_figure_and_on_the_page() -> None:
    css = (page_root().static / "css" / "colours.css").read_text(encoding="utf-8")
    light = css[: css.index("}")]
    page = dict(re.findall(r"--((?:lane|casing)-\d): (#\w+);", light))
    assert tuple(page.get(f"casing-{n}", page[f"lane-{n}"]) for n in range(1, LANES + 1)) == OKABE_ITO


def test_a_lane_that_stops_early_says_why_and_is_measured_with_its_best_parameters() -> None:
    rule = {"name": "early_stopping", "every": 10, "patience": 3}
    lane = {"layers": [{"units": 32}], "optimizer": {"name": "adam", "lr": 0.03}}
    lanes = [{**lane, "name": "early", "stopping": rule}, {**lane, "name": "never"}]
    result = ravine.train({"data": {"name": "spirals", "examples": 100, "label_noise": 0.3}, "lanes": lanes}, 1000)
    early, never = result
    assert len(early.update) < len(never.update) == 1000
    assert early.stopped is not None
    assert early.document()["stopped"] == early.stopped
    assert "early: stopped, the validation loss was lowest" in repr(result)
    assert never.stopped is None
    assert f"{early.validation.loss:.4g}" in early.stopped
    assert early.validation.loss < never.validation.loss
