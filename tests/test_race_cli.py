"""`ravine race`: what it prints, on which stream, and with which exit code."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import ravine
from ravine.spec.catalogue import catalogue

BUILT_IN = (
    "ravine race --surface rosenbrock --lane adam:lr=0.02 --lane momentum:lr=0.001,lambda=0.9 --start=-1.2,1 "
    "--updates 200 --json"
)
TYPED = BUILT_IN.replace("rosenbrock", '"(1-x)^2+100*(y-x^2)^2"')

SPEC: dict[str, Any] = {"surface": "booth", "lanes": [{"name": "a", "optimizer": "adam"}, {"name": "b"}]}


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "spec.json"
    path.write_text(json.dumps(SPEC))
    return path


def rosenbrock(x: float, y: float) -> tuple[float, Any]:
    """Value and gradient."""
    f = (1 - x) ** 2 + 100 * (y - x**2) ** 2
    return f, np.array([-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)])


def adam(theta: Any, lr: float, updates: int) -> list[list[float]]:
    """Kingma & Ba, Algorithm 1; x, y and f at the start and after each update."""
    m, v, way = np.zeros(2), np.zeros(2), []
    for t in range(1, updates + 2):
        f, g = rosenbrock(*theta)
        way.append([*theta, f])
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        theta = theta - lr * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
    return way


def momentum(theta: Any, lr: float, share: float, updates: int) -> list[list[float]]:
    """v <- lambda v - eta g; theta <- theta + v"""
    v, way = np.zeros(2), []
    for _ in range(updates + 1):
        f, g = rosenbrock(*theta)
        way.append([*theta, f])
        v = share * v - lr * g
        theta = theta + v
    return way


@pytest.mark.parametrize(("command", "surface"), [(BUILT_IN, "rosenbrock"), (TYPED, "(1-x)^2+100*(y-x^2)^2")])
def test_the_lanes_go_where_plain_numpy_goes(say: Any, command: str, surface: str) -> None:
    program, *words = shlex.split(command)
    assert program == "ravine"
    code, out, err = say(*words)
    assert (code, err) == (0, "")
    document = json.loads(out)
    assert list(document) == ["surface", "lanes"]
    assert document["surface"] == surface
    first, second = document["lanes"]
    assert first["optimizer"] == "adam"
    assert first["hyper"] == {"lr": 0.02, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "bias_correction": 1}
    assert second["optimizer"] == "momentum"
    assert second["hyper"] == {"lr": 0.001, "lambda": 0.9}
    start = np.array([-1.2, 1.0])
    references = adam(start, 0.02, 200), momentum(start, 0.001, 0.9, 200)
    for lane, way in zip((first, second), references, strict=True):
        assert (lane["x"][0], lane["y"][0]) == (-1.2, 1.0)
        assert len(lane["x"]) == len(lane["y"]) == len(lane["loss"]) == 201
        np.testing.assert_allclose([lane["x"], lane["y"], lane["loss"]], np.transpose(way), rtol=1e-9)


def test_race_gives_the_notebooks_numbers(say: Any) -> None:
    words = [
        "race",
        "--surface",
        "beale",
        "--lane",
        "lion",
        "--noise",
        "0.5",
        "--seed",
        "7",
        "--updates",
        "9",
        "--json",
    ]
    given: dict[str, Any] = {"surface": "beale", "lanes": ["lion"], "noise": 0.5, "seed": 7}
    assert json.loads(say(*words).out) == ravine.race(**given, updates=9).document()


def test_race_prints_a_table_for_people(say: Any, spec: Path) -> None:
    code, out, err = say("race", spec)
    assert (code, err) == (0, "")
    assert out == ravine.race(SPEC).table() + "\n"


def test_race_prints_csv_that_holds_the_same_numbers(say: Any, spec: Path) -> None:
    code, out, err = say("race", spec, "--updates", "4", "--csv")
    assert (code, err) == (0, "")
    rows = list(csv.DictReader(io.StringIO(out)))
    lanes = json.loads(say("race", spec, "--updates", "4", "--json").out)["lanes"]
    for lane in lanes:
        mine = [row for row in rows if row["lane"] == lane["name"]]
        assert [int(row["update"]) for row in mine] == [0, 1, 2, 3, 4]
        for column in ("x", "y", "loss"):
            assert [float(row[column]) for row in mine] == lane[column]


def test_options_change_the_spec_of_a_file(say: Any, spec: Path) -> None:
    words = ["race", spec, "--start=3,-2", "--surface", "ravine:condition=7", "--updates", "2", "--json"]
    document = json.loads(say(*words).out)
    assert document["surface"] == "ravine:condition=7"
    assert [lane["name"] for lane in document["lanes"]] == ["a", "b"]
    assert [(lane["x"][0], lane["y"][0]) for lane in document["lanes"]] == [(3, -2), (3, -2)]
    (lane,) = json.loads(say("race", spec, "--lane", "adamw", "--updates", "2", "--json").out)["lanes"]
    assert lane["optimizer"] == "adamw"


def test_race_reads_stdin(say: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(SPEC).encode())))
    document = json.loads(say("race", "-", "--updates", "2", "--json").out)
    assert (document["surface"], document["lanes"][1]["name"]) == ("booth", "b")


@pytest.mark.parametrize("form", ["--json", "--csv"])
def test_race_writes_a_file(say: Any, spec: Path, tmp_path: Path, form: str) -> None:
    out = tmp_path / "result"
    out.write_text("old")
    printed = say("race", spec, "--updates", "3", form, "--out", out).out
    assert out.read_text() == printed
    assert sorted(path.name for path in tmp_path.iterdir()) == ["result", "spec.json"]


def test_a_file_holds_json_where_a_table_is_printed(say: Any, spec: Path, tmp_path: Path) -> None:
    printed = say("race", spec, "--updates", "3", "--out", tmp_path / "result").out
    assert printed.startswith("lane ")
    assert json.loads((tmp_path / "result").read_text()) == ravine.race(SPEC, updates=3).document()


def test_a_file_is_left_alone_when_the_race_was_refused(say: Any, spec: Path, tmp_path: Path) -> None:
    out = tmp_path / "result"
    out.write_text("old")
    assert say("race", spec, "--updates", "0", "--out", out).code == 2
    assert out.read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["result", "spec.json"]


def test_ctrl_c_ends_with_130_and_leaves_the_file_alone(
    say: Any, monkeypatch: pytest.MonkeyPatch, spec: Path, tmp_path: Path
) -> None:
    def interrupted(*given: Any, **named: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ravine.racing.race", interrupted)
    code, out, err = say("race", spec, "--out", tmp_path / "result")
    assert (code, out, err) == (130, "", "\n")
    assert not list(tmp_path.glob("result*"))


def test_a_lane_that_diverges_ends_early_in_json_without_infinity(say: Any) -> None:
    words = ["race", "--surface", "himmelblau", "--lane", "gradient_descent:lr=0.9", "--json"]
    code, out, _ = say(*words)
    assert code == 0
    (lane,) = json.loads(out, parse_constant=pytest.fail)["lanes"]
    assert len(lane["x"]) < 201
    assert lane["loss"][-1] is None
    assert "infinite" in lane["diverged"]
    rows = list(csv.DictReader(io.StringIO(say(*words[:-1], "--csv").out)))
    assert math.isinf(float(rows[-1]["loss"]))


# --- points from a file -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("heading", ["", "x;y\n", "\ufefftime;height\n"], ids=["none", "names", "with a mark"])
def test_a_file_gives_the_points_of_a_surface(say: Any, tmp_path: Path, heading: str) -> None:
    path = tmp_path / "points.csv"
    path.write_text(heading + "0;1\n1;3\n\n2;5\n", encoding="utf-8")
    words = ["race", "--surface", "linear_regression", "--data", path, "--lane", "adam:lr=0.5", "--updates", "2000"]
    (lane,) = json.loads(say(*words, "--json").out)["lanes"]
    assert (lane["x"][-1], lane["y"][-1]) == pytest.approx((2.0, 1.0), abs=1e-3)


def test_points_of_two_classes_are_three_columns(say: Any, tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("x1,x2,class\n-1,0,0\n1,0,1\n0.5,1,0\n")
    given: dict[str, Any] = {
        "surface": "logistic_regression",
        "points": [[-1, 0, 0], [1, 0, 1], [0.5, 1, 0]],
        "lanes": ["adam"],
    }
    words = ["race", "--surface", "logistic_regression", "--data", path, "--lane", "adam", "--updates", "9", "--json"]
    assert json.loads(say(*words).out) == ravine.race(**given, updates=9).document()


@pytest.mark.parametrize(
    ("surface", "content", "expected"),
    [
        ("linear_regression", "0,1\n1,two\n", ["line 2: column 2 is 'two', not a number"]),
        ("linear_regression", "0,1\n1,\n", ["line 2: column 2 is empty"]),
        ("linear_regression", "x,y\n0,1\nx,y\n", ["line 3: column 1 is 'x', not a number"]),
        ("linear_regression", "0,1,2\n", ["line 1: found 3 columns", "2 are needed: x, y"]),
        ("linear_regression", "0\n1\n", ["line 1: found 1 column;", "2 are needed: x, y"]),
        ("linear_regression", "0,1\n1,2,3\n", ["line 2: found 3 cells"]),
        ("linear_regression", "x,y\n0,1\n", ["points is a list of 1", "2 to 200 points"]),
        ("linear_regression", "", ["there are no rows"]),
        ("linear_regression", "0,1\n" * 201, ["line 201: there are too many rows", "at most 200"]),
        ("linear_regression", "x,y\n\n0,1\n1e7,2\n", ["line 4: a point is 10000000, too large", "to 1000000"]),
        ("linear_regression", "0,1\nnan,2\n", ["line 2: column 1 is 'nan'", "finite"]),
        ("logistic_regression", "a,b,c\n0,1,1\n0,1,2\n", ["line 3: a point has the class 2", "0 or 1"]),
        ("logistic_regression", "0,1\n", ["found 2 columns", "3 are needed: x1, x2, class"]),
        ("bowl", "0,1\n1,2\n", ["surface is bowl, which is made of no points", "linear_regression"]),
    ],
    ids=str,
)
def test_wrong_points_are_one_line_on_stderr_that_names_the_line(
    say: Any, tmp_path: Path, surface: str, content: str, expected: list[str]
) -> None:
    path = tmp_path / "points.csv"
    path.write_text(content)
    code, out, err = say("race", "--surface", surface, "--data", path)
    assert (code, out, err.count("\n")) == (2, "", 1)
    for part in expected:
        assert part in err


# --- what is wrong ----------------------------------------------------------------------------------------------------

WRONG: list[tuple[list[str], list[str]]] = [
    (["--surface", "rosenbrok"], ["'rosenbrok'", "did you mean rosenbrock", "allowed: bowl, ravine"]),
    (["--surface", "x^2+q"], ["at character 5", "there is no q", "allowed: numbers, x, y"]),
    (["--surface", "x^2+"], ["at character 5", "something is missing after +", "allowed: a number"]),
    (["--surface", "__import__('os')"], ["at character 1", "there is no __import__"]),
    (["--surface", "x+" * 150], ["longer than 256 characters"]),
    (["--surface", "ravine:condition=0"], ["surface.condition is 0, too small", "from 1 to 1000000"]),
    (["--surface", "bowl:condition=3"], ["no parameter of bowl", "allowed: none"]),
    (["--lane", "adm:lr=1"], ["'adm'", "did you mean adam", "gradient_descent, momentum"]),
    (["--lane", "momentum:lamda=0.5"], ["did you mean lambda", "allowed: lr, lambda"]),
    (["--lane", "adam", "--lane", "adam:lr=-1"], ["lanes.1.optimizer.lr is -1, too small", "from 0 to 1000"]),
    (["--lane", "adam:lr"], ["holds 'lr'", "name:parameter=value"]),
    (["--start", "-1.2,1"], ["--start", "one that begins with - is written --start=..."]),
    (["--start=1"], ["'1' is no point", "two numbers"]),
    (["--start=1,2,3"], ["'1,2,3' is no point"]),
    (["--start=nan,1"], ["start.0 is NaN", "-1000000 to 1000000"]),
    (["--noise", "-1"], ["noise is -1, too small"]),
    (["--noise", "much"], ["'much' is not a number"]),
    (["--seed", "1.5"], ["'1.5' is not a whole number"]),
    (["--seed", "9" * 15], ["seed is", "too large"]),
    (["--updates", "0"], ["updates is 0", "from 1 to"]),
    (["--updates", "many"], ["'many'", "whole number"]),
    (["--json", "--csv"], ["--csv", "not allowed with argument --json"]),
    (["--surfce", "bowl"], ["--surfce", "did you mean --surface"]),
    (["no-such-file.json"], ["no-such-file.json", "cannot be read"]),
    (["--surface", "sparse", "--data", "no-such-file.csv"], ["no-such-file.csv", "cannot be read"]),
    (["--surface", "sparse", "--data", "."], ["no ordinary file"]),
    (["--out", "no/such/folder/file"], ["ravine race", "cannot be written"]),
    (["a", "b"], ["'b'", "not understood"]),
]


@pytest.mark.parametrize(("words", "expected"), WRONG, ids=[" ".join(words)[:40] for words, _ in WRONG])
def test_wrong_input_is_one_line_on_stderr_and_exit_code_2(say: Any, words: list[str], expected: list[str]) -> None:
    code, out, err = say("race", *words)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert err.startswith("ravine race: ")
    for part in expected:
        assert part in err


@pytest.mark.parametrize(
    ("command", "document", "expected"),
    [
        ("race", {"data": "two_moons"}, "`ravine train` takes it"),
        ("race", {"place": "network"}, "`ravine train` takes it"),
        ("train", {"surface": "bowl"}, "`ravine race` takes it"),
        ("train", {"place": "surface"}, "`ravine race` takes it"),
        ("race", {"place": "beach"}, "no place of the page"),
        ("race", {"surface": "bowl", "data": "two_moons"}, "data is not a known field"),
        ("race", {"surface": "typed", "expression": "x*z"}, "expression cannot be read at character 3: there is no z"),
        ("race", {"surface": "bowl", "lanes": [{"optimizer": "adm"}]}, "did you mean adam"),
        ("race", {"surface": "bowl", "lanes": []}, "1 to 8 lanes"),
    ],
    ids=str,
)
def test_a_wrong_spec_is_one_line_on_stderr_and_exit_code_2(
    say: Any, tmp_path: Path, command: str, document: dict[str, Any], expected: str
) -> None:
    path = tmp_path / "spec.json"
    path.write_text(json.dumps(document))
    code, out, err = say(command, path)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert expected in err


# --- around it --------------------------------------------------------------------------------------------------------


def test_help_does_not_wait_for_the_engine() -> None:
    code = (
        "import sys\nfrom ravine import cli\n"
        "try: cli.main(['race', '--help'])\nexcept SystemExit: pass\n"
        "sys.exit(str([m for m in ('numpy', 'numba', 'pydantic', 'plotly', 'fastapi') if m in sys.modules]))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert found.stderr.strip() == "[]"
    assert "--surface" in found.stdout


def test_a_terminal_sees_a_bar_and_a_pipe_does_not() -> None:
    pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals")
    command = [sys.executable, "-m", "ravine.cli", "race", "--lane", "adam", "--updates", "5"]
    master, slave = pty.openpty()
    with os.fdopen(master, "rb", buffering=0) as terminal, os.fdopen(slave, "w") as stderr:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=stderr, text=True, check=False)
        seen = terminal.read(10_000).decode()
    assert "0 of 5 updates  adam" in seen
    assert seen.endswith("\r\x1b[K")
    assert "\x1b" not in done.stdout
    assert subprocess.run(command, capture_output=True, text=True, check=False).stderr == ""


def test_the_catalogue_for_people_names_all_surfaces_and_presets(say: Any) -> None:
    code, out, _ = say("catalogue")
    assert code == 0
    for family in ("surfaces", "presets"):
        assert all(f"\n  {entry['name']} " in out for entry in catalogue()[family])


def test_warm_compiles_the_kernels_of_all_of_the_engine() -> None:
    """In a process of its own, which has imported nothing yet."""
    code = (
        "import ravine.engine.kernel as k; told = []\n"
        "k.compile_all = lambda bar, dtype: told.append({one.name for one in k._kernels})\n"
        "from ravine import cli; cli.main(['warm'])\n"
        "import ravine.server.socket, ravine.engine.surfaces.family as family\n"
        "assert told[0] == told[1] == {one.name for one in k._kernels}, told\n"
        "assert {one.name for one in family.surface_kernels.values()} <= told[0]\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr == ""
