from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numba.core import types

import ravine
from ravine.engine import kernel as module
from ravine.engine import shards, stepwise
from ravine.engine.descend import descend, look_ahead
from ravine.engine.ensemble import factors, mean_outputs
from ravine.engine.kernel import Kernel, cache_folder, compile_all, specialise
from ravine.engine.loop import train
from ravine.engine.loss_slice import slice_losses
from ravine.engine.losses import loss_kernels
from ravine.engine.normals import normals
from ravine.engine.optimizers import optimizer_kernels
from ravine.engine.penalties import penalty_kernels
from ravine.engine.section import section

BACKEND = Path(ravine.__file__).parent.parent

# --- where compiled code is kept --------------------------------------------------------------------------------------


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the engine's sources, which the cache folder's name is now made from."""
    copy = tmp_path / "engine"
    shutil.copytree(Path(module.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(module, "__file__", str(copy / "kernel.py"))
    monkeypatch.setenv("RAVINE_CACHE", str(tmp_path / "cache"))
    return copy


def test_the_folders_name_says_what_the_sources_are(sources: Path) -> None:
    before = cache_folder()
    assert cache_folder() == before
    shutil.rmtree(sources.parent / "cache")
    assert cache_folder() == before


@pytest.mark.parametrize("changed", ["vector.py", "optimizers.py", "layers/dense.py"])
def test_a_change_in_any_source_names_another_folder(sources: Path, changed: str) -> None:
    before = cache_folder()
    with (sources / changed).open("a") as source:
        source.write("# changed\n")
    assert cache_folder() != before


def test_a_new_source_names_another_folder(sources: Path) -> None:
    before = cache_folder()
    (sources / "layers" / "new.py").write_text("x = 1\n")
    assert cache_folder() != before


@pytest.mark.parametrize("other", ["numba", "llvmlite"])
def test_another_version_names_another_folder(sources: Path, monkeypatch: pytest.MonkeyPatch, other: str) -> None:
    before = cache_folder()
    monkeypatch.setattr(getattr(module, other), "__version__", "0.0.0")
    assert cache_folder() != before


def test_ravine_cache_comes_before_the_users_own_cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.setenv("RAVINE_CACHE", str(tmp_path / "given"))
    assert cache_folder().is_relative_to(tmp_path / "given")
    monkeypatch.delenv("RAVINE_CACHE")
    assert cache_folder().is_relative_to(tmp_path / "xdg")
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    assert cache_folder().is_relative_to(tmp_path / "local")
    monkeypatch.delenv("LOCALAPPDATA")
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    assert cache_folder().is_relative_to(tmp_path / "home" / ".cache")


def test_where_no_folder_can_be_made_a_temporary_one_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("RAVINE_CACHE", str(tmp_path / "file"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    first, second = cache_folder(), cache_folder()
    assert first.is_relative_to(tmp_path)
    assert first != second  # nobody can have laid anything there before
    assert first.stat().st_mode & 0o077 == 0


# --- the disk ---------------------------------------------------------------------------------------------------------


def in_new_process(code: str, **environment: str) -> str:
    """What a Python of its own prints."""
    everything = {**os.environ, "PYTHONPATH": str(BACKEND), **environment}
    done = subprocess.run([sys.executable, "-c", code], env=everything, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


HITS_AND_MISSES = """
stats = [one._dispatcher.stats for one in kernel._kernels]
print(sum(sum(s.cache_hits.values()) for s in stats), sum(sum(s.cache_misses.values()) for s in stats), len(stats))
"""


def test_a_second_process_loads_everything_and_compiles_nothing() -> None:
    code = "from ravine.engine import history, kernel, training\nkernel.compile_all()" + HITS_AND_MISSES
    in_new_process(code)
    hits, misses, kernels = map(int, in_new_process(code).split())
    assert misses == 0
    assert hits >= kernels > 40


def test_a_fresh_cache_is_filled_and_then_read(tmp_path: Path) -> None:
    code = """
from ravine.engine import kernel
from ravine.engine.penalties import penalty_kernels
penalty_kernels["l1"].compiled("float32")
penalty_kernels["l2"].address("float64")
""" + HITS_AND_MISSES  # fmt: skip
    first = in_new_process(code, RAVINE_CACHE=str(tmp_path))
    second = in_new_process(code, RAVINE_CACHE=str(tmp_path))
    assert first.split()[:2] == ["0", "2"]
    assert second.split()[:2] == ["2", "0"]
    (folder,) = (tmp_path / "ravine" / "kernels").iterdir()
    assert {path.suffix for path in folder.iterdir()} == {".nbi", ".nbc"}


def test_importing_the_engine_compiles_nothing() -> None:
    code = "from ravine.engine import history, kernel, probes, training" + HITS_AND_MISSES
    hits, misses, _ = map(int, in_new_process(code).split())
    assert hits == misses == 0


# --- kernels ----------------------------------------------------------------------------------------------------------


def test_compile_all_tells_how_far_it_is() -> None:
    told: list[tuple[str, int, int]] = []
    compile_all(lambda *step: told.append(step))
    count = told[-1][2]
    assert told[-1] == ("ready", count, count)
    assert [done for _, done, _ in told] == list(range(count + 1))
    assert train.name in {stage for stage, _, _ in told}


def test_a_kernel_of_one_element_type_is_not_compiled_ahead_for_the_other() -> None:
    stages: dict[Any, set[str]] = {np.float32: set(), np.float64: set()}
    for dtype, names in stages.items():
        compile_all(lambda stage, done, count, names=names: names.add(stage), dtype)  # type: ignore[misc]
    only = {descend.name, look_ahead.name, section.name, factors.name, mean_outputs.name}
    assert stages[np.float64] - stages[np.float32] == only
    large = {normals, shards.one_shard, shards.add_shard, shards.end_update}
    large |= {stepwise.enter, stepwise.one_op, stepwise.cost, stepwise.learn}
    assert stages[np.float32] - stages[np.float64] == {slice_losses.name} | {one.name for one in large}


def test_a_kernel_is_compiled_once_an_element_type() -> None:
    one = penalty_kernels["l1"]
    versions = {dtype: one.compiled(dtype) for dtype in (np.float32, np.float64)}
    assert versions[np.float32] is one.compiled("float32")
    assert versions[np.float64] is one.compiled(np.dtype(np.float64))
    assert len(one._versions) == len(one._dispatcher.overloads) == 2


def test_addresses_stay_and_differ() -> None:
    kernels = [*penalty_kernels.values(), *optimizer_kernels.values(), *loss_kernels.values()]
    addresses = [one.address() for one in kernels]
    assert addresses == [one.address() for one in kernels]
    assert len(set(addresses)) == len(kernels)
    assert all(addresses)


def test_a_call_takes_the_version_of_its_first_array_of_floats() -> None:
    for dtype in (np.float32, np.float64):
        theta, grad = np.ones(16, dtype), np.zeros(16, dtype)
        penalty_kernels["l1"](theta, grad, 0, 16, 0.5, 0.1)
        assert (grad == 0.5).all()


def test_a_call_without_an_array_of_floats_is_refused() -> None:
    with pytest.raises(TypeError, match="l1 takes at least one float32 or float64 array"):
        penalty_kernels["l1"](np.arange(3), 1, 2)


def answer(x: Any) -> Any:
    """The docstring."""
    return value(x)  # type: ignore[name-defined]  # noqa: F821


def test_specialise_gives_a_copy_in_which_a_name_stands_for_another_function() -> None:
    one, other = specialise(answer, "twice", value=lambda x: 2 * x), specialise(answer, "thrice", value=lambda x: 3 * x)
    assert (one(5), other(5)) == (10, 15)
    assert (one.__name__, other.__qualname__, one.__doc__) == ("twice", "thrice", "The docstring.")
    assert "value" not in globals()


def test_kernels_of_one_name_cannot_take_each_others_code() -> None:
    """The cache tells kernels apart by their names alone."""
    names = [one.name for one in module._kernels]
    assert sorted(names) == sorted(set(names))


def test_every_kernel_does_without_the_interpreter_lock() -> None:
    assert all(one._dispatcher.targetoptions["nogil"] for one in module._kernels)
    assert all(isinstance(one, Kernel) for one in module._kernels)
    assert module.ELEMENT_TYPES[np.dtype(np.float32)] == types.float32
