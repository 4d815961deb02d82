"""The `ravine` command: what it prints, on which stream, and with which exit code."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import types
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import ravine
from ravine.data.datasets import datasets
from ravine.spec.catalogue import catalogue
from saying import Said

SPEC: dict[str, Any] = {"data": {"name": "blobs", "examples": 60}, "lanes": [{"name": "a"}, {"name": "b", "batch": 5}]}


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "spec.json"
    path.write_text(json.dumps(SPEC))
    return path


@pytest.fixture
def table(tmp_path: Path) -> Any:
    """A CSV file; the data set that a command makes of it is taken away after the test."""
    path = tmp_path / "table.csv"
    path.write_text("x,y,label\n" + "".join(f"{i},{i % 7},{'ab'[i % 2]}\n" for i in range(40)))
    yield path
    datasets._entries.pop("table", None)


@pytest.fixture
def pictures(tmp_path: Path) -> Any:
    """Likewise pictures in an archive."""
    path = tmp_path / "pictures.npz"
    np.savez(path, x=np.arange(30 * 16, dtype=np.uint8).reshape(30, 4, 4), y=np.arange(30) % 3)
    yield path
    datasets._entries.pop("pictures", None)


def child(words: Sequence[str], **settings: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ravine.cli", *words], capture_output=True, text=True, check=False, **settings
    )


def test_help_does_not_wait_for_the_engine() -> None:
    code = (
        "import sys\nfrom ravine import cli\n"
        "try: cli.main(['train', '--help'])\nexcept SystemExit: pass\n"
        "sys.exit(str([m for m in ('numpy', 'numba', 'pydantic', 'plotly', 'fastapi') if m in sys.modules]))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert found.stderr.strip() == "[]"
    assert "--updates" in found.stdout


def test_without_a_command_it_helps(say: Any) -> None:
    code, out, err = say()
    assert (code, err) == (0, "")
    assert all(name in out for name in ("serve", "train", "race", "lessons", "catalogue", "warm", "bench"))


def test_the_version_is_the_packages(say: Any) -> None:
    assert say("--version") == Said(0, f"ravine {ravine.__version__}\n", "")


def test_train_prints_json_of_the_promised_shape(say: Any, spec: Path) -> None:
    code, out, err = say("train", spec, "--updates", "7", "--json")
    assert (code, err) == (0, "")
    ((key, lanes),) = json.loads(out).items()
    assert key == "lanes"
    assert [lane["name"] for lane in lanes] == ["a", "b"]
    for lane in lanes:
        assert set(lane) == {"name", "spec", "update", "loss", "gradient_norm", "train", "validation", "test"}
        assert lane["update"] == list(range(7))
        assert len(lane["loss"]) == len(lane["gradient_norm"]) == 7
        assert set(lane["test"]) == {"loss", "accuracy"}


def test_train_gives_the_notebooks_numbers(say: Any, spec: Path) -> None:
    assert json.loads(say("train", spec, "--updates", "9", "--json").out) == ravine.train(SPEC, updates=9).document()


def test_train_prints_a_table_for_people(say: Any, spec: Path) -> None:
    code, out, err = say("train", spec, "--updates", "7")
    assert (code, err) == (0, "")
    assert out == ravine.train(SPEC, updates=7).table() + "\n"
    assert "test accuracy" in out.splitlines()[0]


def test_train_reads_stdin(say: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(SPEC).encode())))
    assert json.loads(say("train", "-", "--updates", "2", "--json").out)["lanes"][1]["name"] == "b"


def test_train_writes_a_file(say: Any, spec: Path, tmp_path: Path) -> None:
    out = tmp_path / "result.json"
    out.write_text("old")
    printed = say("train", spec, "--updates", "3", "--json", "--out", out).out
    assert out.read_text() == printed
    assert sorted(path.name for path in tmp_path.iterdir()) == ["result.json", "spec.json"]


def test_a_file_is_left_alone_when_training_was_refused(say: Any, spec: Path, tmp_path: Path) -> None:
    out = tmp_path / "result.json"
    out.write_text("old")
    assert say("train", spec, "--updates", "0", "--out", out).code == 2
    assert out.read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["result.json", "spec.json"]


def test_train_learns_a_table(say: Any, spec: Path, table: Path) -> None:
    lanes = json.loads(say("train", spec, "--updates", "3", "--json", "--data", table).out)["lanes"]
    assert len(lanes) == 2
    assert "table" in datasets


def test_train_learns_pictures(say: Any, pictures: Path, tmp_path: Path) -> None:
    spec = tmp_path / "two.json"
    spec.write_text(json.dumps({"lanes": [{"name": "one", "optimizer": "adam"}]}))
    (lane,) = json.loads(say("train", spec, "--updates", "3", "--json", "--data", pictures).out)["lanes"]
    assert len(lane["loss"]) == 3
    assert lane["spec"]["layers"]
    assert catalogue()["default"]["data"]["name"] == "pictures"


def test_pictures_that_are_none_are_refused_in_one_line(say: Any, tmp_path: Path) -> None:
    path = tmp_path / "pictures.npz"
    path.write_bytes(b"hello")
    code, out, err = say("train", "--data", path)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "'pictures.npz': it is no plain zip archive; an archive that NumPy wrote is needed" in err


def test_numbers_that_are_not_finite_are_null(say: Any, tmp_path: Path) -> None:
    path = tmp_path / "wild.json"
    wild = {"loss": "squared_error", "optimizer": {"name": "gradient_descent", "lr": 10}}
    path.write_text(json.dumps({"data": "plane", "lanes": [wild]}))
    code, out, _ = say("train", path, "--updates", "50", "--json")
    assert code == 0
    (lane,) = json.loads(out, parse_constant=pytest.fail)["lanes"]
    assert lane["train"]["accuracy"] is None


def test_the_catalogue_is_the_one_that_the_page_gets(say: Any) -> None:
    assert json.loads(say("catalogue", "--json").out) == catalogue()


def test_the_catalogue_for_people_names_everything(say: Any) -> None:
    out = say("catalogue").out
    for family in ("activations", "losses", "optimizers", "schedules", "initializers", "penalties", "datasets"):
        assert all(entry["name"] in out for entry in catalogue()[family])


WRONG: list[tuple[list[str], list[str]]] = [
    (["trian"], ["'trian'", "did you mean train", "serve, train, race, sweep, lessons, catalogue"]),
    (["train", "--updatse", "3"], ["--updatse", "did you mean --updates"]),
    (["train", "--updates", "many"], ["'many'", "whole number"]),
    (["train", "--updates", "-3"], ["'-3'", "whole number"]),
    (["train", "--updates", "0"], ["updates is 0", "from 1 to"]),
    (["train", "--updates", "99999999999"], ["too large"]),
    (["train", "--updates", "9" * 5000], ["whole number"]),
    (["train", "--updates"], ["--updates", "expected one argument"]),
    (["train", "no-such-file.json"], ["no-such-file.json", "cannot be read"]),
    (["train", "."], ["cannot be read"]),
    (["train", "nul\0byte"], ["cannot be read"]),
    (["train", "--data", "no-such-file.csv"], ["no-such-file.csv"]),
    (["train", "--out", "no/such/folder/file"], ["cannot be written"]),
    (["train", "a", "b"], ["'b'", "not understood"]),
    (["bench", "engin"], ["did you mean engine"]),
    (["serve", "--port", "65536"], ["'65536' is no port", "0 to 65535"]),
    (["serve", "--port", "http"], ["'http' is no port"]),
    (["serve", "--data", "no-such-file.csv"], ["no-such-file.csv"]),
    (["--verson"], ["did you mean --version"]),
]


@pytest.mark.parametrize(("words", "expected"), WRONG, ids=[" ".join(words)[:40] for words, _ in WRONG])
def test_wrong_input_is_one_line_on_stderr_and_exit_code_2(say: Any, words: list[str], expected: list[str]) -> None:
    code, out, err = say(*words)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert err.startswith("ravine")
    for part in expected:
        assert part in err


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"{", "is not JSON"),
        (b"\xff", "is not UTF-8"),
        (b'{"seed": NaN}', "NaN"),
        (b'{"lanes": [{"optimizer": "adm"}]}', "did you mean adam"),
        (b'{"lanes": [{"optimizer": {"name": "adam", "lr": -1}}]}', "lanes.0.optimizer.lr is -1, too small"),
        (b"[" * 100_000, "nested deeper"),
        (b" " * (2**20 + 1), "at most 1048576 bytes"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_wrong_spec_is_one_line_on_stderr_and_exit_code_2(
    say: Any, tmp_path: Path, content: bytes, expected: str
) -> None:
    path = tmp_path / "spec.json"
    path.write_bytes(content)
    code, out, err = say("train", path)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert expected in err


def test_ctrl_c_ends_with_130(say: Any, monkeypatch: pytest.MonkeyPatch, spec: Path, tmp_path: Path) -> None:
    def interrupted(*given: Any, **named: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ravine.notebook.train", interrupted)
    code, out, err = say("train", spec, "--out", tmp_path / "result.json")
    assert (code, out, err) == (130, "", "\n")
    assert not list(tmp_path.glob("result*"))


def test_a_reader_that_goes_away_is_no_error() -> None:
    read, write = os.pipe()
    os.close(read)
    with open(write, "w") as gone:
        done = subprocess.run(
            [sys.executable, "-m", "ravine.cli", "catalogue", "--json"],
            stdout=gone, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.stderr == ""
    assert done.returncode == 141


def test_a_name_that_the_terminal_cannot_show_is_no_error() -> None:
    spec = json.dumps({"lanes": [{"name": "网络"}]})
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = child(["train", "-", "--updates", "1"], input=spec, env=environment)
    assert done.returncode == 0
    assert "\\u7f51" in done.stdout


def test_a_terminal_sees_a_bar_and_a_pipe_does_not() -> None:
    pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals")
    spec = json.dumps({"lanes": [{"name": "alone"}]})
    master, slave = pty.openpty()
    with os.fdopen(master, "rb", buffering=0) as terminal, os.fdopen(slave, "w") as stderr:
        done = subprocess.run(
            [sys.executable, "-m", "ravine.cli", "train", "-", "--updates", "5"],
            input=spec, stdout=subprocess.PIPE, stderr=stderr, text=True, check=False,
        )  # fmt: skip
        seen = terminal.read(10_000).decode()
    assert "0 of 5 updates  alone" in seen
    assert seen.endswith("\r\x1b[K")
    assert "\x1b" not in done.stdout
    assert child(["train", "-", "--updates", "5"], input=spec).stderr == ""


def test_serve_hands_on_what_it_was_told(say: Any, monkeypatch: pytest.MonkeyPatch, table: Path) -> None:
    told: list[Any] = []

    def serve(*given: Any) -> int:
        told.append(given)
        return 3

    app = types.ModuleType("ravine.server.app")
    app.serve = serve  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "ravine.server.app", app)
    words = ["serve", "--host", "0.0.0.0", "--port", "99", "--token", "t", "--open", "--data", table]
    assert say(*words).code == 3
    assert say("serve").code == 3
    assert told == [("0.0.0.0", 99, "t", True), ("127.0.0.1", 8765, None, False)]
    assert catalogue()["default"]["data"]["name"] == "table"


def test_warm_compiles_everything_and_says_nothing_to_a_pipe(say: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Any] = []
    monkeypatch.setattr("ravine.engine.kernel.compile_all", lambda bar, dtype: told.append((bar, dtype)))
    assert say("warm") == Said(0, "", "")
    assert [str(dtype) for _, dtype in told] == ["float32", "float64"]
    told[0][0]("dense_forward", 3, 90)


def test_bench_runs_the_bench(say: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Any] = []

    def main(words: list[str]) -> int:
        told.append(words)
        return 1

    monkeypatch.setattr("ravine.bench.engine.main", main)
    assert say("bench").code == 1
    assert say("bench", "engine", "--json").code == 1
    assert told == [[], ["--json"]]
