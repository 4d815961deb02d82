"""`ravine.sweep` and `ravine sweep`: the numbers that `train` gives one by one, as arrays, a table, JSON, a figure."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import ravine
from ravine.figures.lines import OKABE_ITO
from ravine.recipe import sweep as recipe
from ravine.recipe.lesson import chosen
from ravine.spec.limits import SWEPT_VALUES

SMALL: dict[str, Any] = {
    "data": {"name": "blobs", "examples": 60},
    "lanes": [{"name": "a", "optimizer": "adam"}, {"name": "b", "batch": 5}],
}
RATES = (0.001, 0.01, 0.1)
PATIENCE = 20.0


def small(**fields: Any) -> ravine.SweepResult:
    asked = {"over": "optimizer.lr", "values": RATES, "seeds": 2, "updates": 30, "measure": "train_loss"}
    return ravine.sweep(SMALL, **{**asked, **fields})


def lanes_at(lr: float, seed: int) -> Any:
    document = json.loads(json.dumps(SMALL))
    document["lanes"][0]["optimizer"] = {"name": "adam", "lr": lr}
    document["lanes"][1]["optimizer"] = {"name": "gradient_descent", "lr": lr}
    return ravine.train(document, 30, seed=seed)


def test_each_number_is_what_train_gives() -> None:
    result = small(values=np.array(RATES))
    assert result.values.tolist() == list(RATES)
    for place, lr in enumerate(RATES):
        for seed in (1, 2):
            for lane in lanes_at(lr, seed):
                assert result[lane.name].each[place, seed - 1] == lane.train.loss


def test_mean_and_spread_are_over_the_seeds() -> None:
    for lane in small(seeds=3):
        assert lane.each.shape == (3, 3)
        assert np.array_equal(lane.mean, lane.each.mean(1))
        assert lane.spread == pytest.approx(lane.each.std(1, ddof=1), rel=1e-12)
    assert all(np.isnan(lane.spread).all() for lane in small(seeds=1))


def test_threads_give_the_same_numbers() -> None:
    with ThreadPoolExecutor(1) as pool:
        assert small(executor=pool).document() == small().document()


def test_two_networks_train_side_by_side_on_two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recipe, "cores", lambda: 2)
    both, advance = threading.Barrier(2), recipe.Running.advance

    def waiting(*arguments: Any) -> None:
        both.wait(PATIENCE)  # broken where one trains after the other
        advance(*arguments)

    monkeypatch.setattr(recipe.Running, "advance", waiting)
    assert small(updates=1).document()["lanes"][0]["diverged"] == [0, 0, 0]


def test_who_waits_no_longer_need_not_wait_for_the_networks_on_their_way(monkeypatch: pytest.MonkeyPatch) -> None:
    started, advance, slices = threading.Event(), recipe.Running.advance, []

    def slow(running: recipe.Running, seconds: float, timer: Any) -> None:
        slices.append(running)
        started.set()
        advance(running, 0.0, timer)  # one update

    def interrupted(name: str, done: int, total: int) -> None:
        assert started.wait(PATIENCE)
        raise KeyboardInterrupt

    monkeypatch.setattr(recipe.Running, "advance", slow)
    monkeypatch.setattr(recipe, "as_completed", lambda futures: interrupted("", 0, 1))
    with pytest.raises(KeyboardInterrupt):
        small(updates=10_000)
    assert len(slices) < 10_000


def test_a_lesson_s_sweep_holds_where_nothing_else_is_said() -> None:
    (lesson,) = chosen(["power_of_deep"])
    result = ravine.sweep("power_of_deep", seeds=1, updates=5)
    assert lesson.front.sweep is not None
    assert result.spec == lesson.front.spec
    assert result.sweep == lesson.front.sweep.model_copy(update={"seeds": 1, "updates": 5})


def test_networks_that_diverge_are_counted_and_told() -> None:
    document = {"lanes": [{"name": "wild", "loss": "squared_error", "optimizer": "gradient_descent"}]}
    result = ravine.sweep(document, "optimizer.lr", (0.001, 1000), seeds=2, updates=50)
    assert result["wild"].lost.tolist() == [0, 2]
    assert "wild: diverged, 2 of 4 networks, which are measured where they stopped" in result.table()


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"over": None}, "over is not given; allowed: depth, "),
        ({"values": None}, "values is not given"),
        ({"over": "dept"}, "^over is 'dept'.*did you mean depth"),
        ({"values": (2, 1)}, "is 1 after 2"),
        ({"values": range(1, SWEPT_VALUES + 2)}, "values"),
        ({"measure": "train"}, "measure"),
        ({"seeds": 0}, "seeds is 0"),
    ],
)
def test_what_is_wrong_is_said(fields: dict[str, Any], told: str) -> None:
    with pytest.raises(ravine.SpecError, match=told):
        small(**fields)


def test_a_lesson_without_a_sweep_is_refused() -> None:
    with pytest.raises(ravine.SpecError, match=r"the lesson momentum has no sweep.*power_of_deep"):
        ravine.sweep("momentum")


def test_a_mistyped_lesson_is_told_the_near_ones() -> None:
    with pytest.raises(ravine.SpecError, match=r"'power_of_dep' is no lesson and no file: did you mean power_of_deep"):
        ravine.sweep("power_of_dep")


def test_a_figure_has_a_line_and_a_band_for_each_lane_over_a_log_axis_of_rates() -> None:
    result = small()
    figure = result.figure()
    lines = [trace for trace in figure.data if trace.name]
    assert [line.name for line in lines] == ["a", "b"]
    assert [line.line.color for line in lines] == list(OKABE_ITO[:2])
    assert all(np.array_equal(line.y, lane.mean) for line, lane in zip(lines, result, strict=True))
    bands = [trace for trace in figure.data if not trace.name]
    for band, lane in zip(bands, result, strict=True):
        assert np.array_equal(band.y[:3], lane.mean + lane.spread)
        assert np.array_equal(band.y[:2:-1], lane.mean - lane.spread)
    assert (figure.layout.xaxis.type, figure.layout.yaxis.type) == ("log", "linear")
    assert figure.layout.title.text == "After 30 updates: mean of 2 seeds, with one standard deviation"
    alone = small(seeds=1).figure()
    assert len(alone.data) == 2, "one seed has no band"
    assert alone.layout.title.text == "After 30 updates: one seed"


# --- the command ------------------------------------------------------------------------------------------------------

WORDS = ("--over", "optimizer.lr", "--values", *map(str, RATES), "--seeds", "2", "--updates", "30",
         "--measure", "train_loss")  # fmt: skip


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "spec.json"
    path.write_text(json.dumps(SMALL))
    return path


def test_the_command_prints_the_same_as_json_and_writes_it(say: Any, spec: Path, tmp_path: Path) -> None:
    out_file = tmp_path / "result.json"
    code, out, err = say("sweep", spec, *WORDS, "--json", "--out", out_file)
    assert (code, err) == (0, "")
    assert json.loads(out) == json.loads(json.dumps(small().document()))
    assert out_file.read_text() == out


def test_the_command_prints_a_table_with_a_column_for_each_value(say: Any, spec: Path) -> None:
    out = say("sweep", spec, *WORDS).out
    heading, *lines = out.splitlines()
    assert heading.split() == ["optimizer.lr", *map(str, RATES)]
    assert [line.split()[0] for line in lines] == ["a", "b"]
    assert f"{small()['a'].mean[0]:.4g} +- {small()['a'].spread[0]:.4g}" in lines[0]
    alone = say("sweep", spec, *WORDS, "--seeds", "1").out.splitlines()
    assert alone[1].split() == ["a", *(f"{mean:.4g}" for mean in small(seeds=1)["a"].mean)]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "ravine sweep: --over is not given"),
        (("--over", "dept", "--values", "1", "2"), "ravine sweep: --over is 'dept'"),
        (("power_of_deep", "--measure", "train"), "ravine sweep: --measure is 'train'"),
        (("power_of_dep",), "did you mean power_of_deep"),
        (("momentum",), "has no sweep"),
        (("power_of_deep", "--values", "1", "x"), "'x' is not a number"),
        (("nowhere.json", "--over", "depth", "--values", "1", "2"), "nowhere.json cannot be read"),
    ],
)
def test_the_command_says_in_one_line_what_is_wrong(say: Any, words: tuple[str, ...], told: str) -> None:
    code, out, err = say("sweep", *words)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert err.startswith("ravine sweep: ")
    assert told in err
