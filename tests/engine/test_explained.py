from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numba import njit

from ravine.engine import explained
from ravine.engine import optimizers as module
from ravine.engine.explained import Assignment, Line, assignments, explain
from ravine.engine.expression import ExpressionError, parse
from ravine.engine.optimizers import MEANINGS, MEMORY, optimizer_kernels, optimizers
from ravine.engine.registry import Entry, Family
from ravine.engine.tree import FUNCTIONS

each = pytest.mark.parametrize("name", optimizers.names())

OTHERS: dict[str, float] = {
    "lambda": 0.5, "alpha": 0.6, "beta1": 0.7, "beta2": 0.8, "eps": 1e-3, "bias_correction": 0.0, "weight_decay": 0.3,
}  # fmt: skip
"""Parameters far from the defaults."""


def by_kernel(kernel: Any, values: Sequence[float], slots: int, updates: int = 6) -> Iterator[SimpleNamespace]:
    """Each of a few updates of sixteen coordinates: what was before it, and what the kernel made of it."""
    random = np.random.default_rng(0)
    theta, kept, memory = random.normal(size=16), np.zeros((slots, 16)), np.zeros(MEMORY)
    for t in range(1, updates + 1):
        before = SimpleNamespace(theta=theta.copy(), slots=kept.copy(), memory=memory.copy())
        g, eta = random.normal(size=16) * 10.0 ** random.integers(-2, 2), float(values[0] / t)
        kernel(theta, g, kept, np.array([eta, *values[1:]]), memory, t)
        yield SimpleNamespace(t=t, g=g, eta=eta, before=before, theta=theta.copy(), slots=kept.copy(), memory=memory)


def holds(entry: Entry, kernel: Any, values: Sequence[float]) -> None:
    """What the lines give for each coordinate is what the kernel gives, in theta, slots and memory."""
    traits = entry.traits
    for update in by_kernel(kernel, values, len(traits["slots"])):
        for j in range(16):
            slots = dict(zip(traits["slots"], update.before.slots[:, j].tolist(), strict=True))
            before = update.before.memory.tolist(), update.t, update.before.theta[j].item(), update.g[j].item()
            lines = explain(entry.name, values, slots, *before, update.eta)
            assert lines[-1].target == "theta"
            results = {line.target: line.value for line in lines}
            wanted = {"theta": update.theta[j]}
            for slot, number in zip(traits["slots"], update.slots[:, j], strict=True):
                wanted[traits.get("symbols", {}).get(slot, slot)] = number
            wanted |= dict(zip(traits.get("memory", ()), update.memory, strict=False))
            for target, number in wanted.items():
                assert results[target] == pytest.approx(number, rel=1e-12, abs=1e-15), (target, update.t)


# --- the law ----------------------------------------------------------------------------------------------------------


@each
def test_the_lines_give_what_the_kernel_gives(name: str) -> None:
    for values in (optimizers[name].values({}), optimizers[name].values(OTHERS)):
        holds(optimizers[name], optimizer_kernels[name], values)


@each
def test_every_optimizer_says_what_its_names_mean_to_a_picture(name: str) -> None:
    traits = optimizers[name].traits
    assigned = {assignment.target for assignment in assignments(name)}
    slots = {traits.get("symbols", {}).get(slot, slot) for slot in traits["slots"]}
    assert slots <= set(traits["meanings"]) <= assigned
    assert set(traits["meanings"].values()) <= set(MEANINGS)


def test_every_meaning_is_that_of_some_name() -> None:
    assert {meaning for entry in optimizers for meaning in entry.traits["meanings"].values()} == set(MEANINGS)


def test_a_line_may_use_only_what_is_known_there() -> None:
    with pytest.raises(ExpressionError, match="there is no gradient"):
        Assignment.read("theta = theta - eta * gradient", ("theta", "eta", "g"))


def test_the_example_of_how_to_add_an_optimizer_works(monkeypatch: pytest.MonkeyPatch) -> None:
    section = Path(__file__).parents[2].joinpath("CONTRIBUTING.md").read_text(encoding="utf-8")
    section = section.partition("## How to add an optimizer")[2].partition("\n## ")[0]
    family = Family("optimizers", "optimizer")
    names: dict[str, Any] = vars(module) | {"optimizers": family}
    for block in re.findall(r"^   ```python\n(.*?)^   ```$", section, re.MULTILINE | re.DOTALL):
        exec(re.sub("^   ", "", block, flags=re.MULTILINE), names)
    (entry,) = family
    monkeypatch.setattr(explained, "optimizers", family)
    holds(entry, njit(error_model="numpy")(entry.functions[0]), entry.values({}))


# --- what is shown ----------------------------------------------------------------------------------------------------


def line(name: str, target: str, values: dict[str, float] | None = None, **given: Any) -> Line:
    """The last line of an update that assigns `target`."""
    entry = optimizers[name]
    update = {"slots": dict.fromkeys(entry.traits["slots"], 0.12), "memory": [0.7], "t": 3, "theta": 1.0, "g": 1.5}
    lines = explain(name, entry.values(values or {}), **{**update, "eta": 0.03, **given})
    return [line for line in lines if line.target == target][-1]


def test_a_line_is_shown_with_its_numbers() -> None:
    shown = line("momentum", "v")
    assert shown.formula == "v = lambda * v - eta * g"
    assert shown.plugged == "v = 0.9 * 0.12 - 0.03 * 1.5"
    assert shown.formula_latex == r"v \leftarrow \lambda v - \eta g"
    assert shown.plugged_latex == r"v = 0.9 \cdot 0.12 - 0.03 \cdot 1.5"
    assert shown.value == 0.9 * 0.12 - 0.03 * 1.5
    assert shown.meaning == "movement"


def test_numbers_are_rounded_to_read_well_and_computed_as_they_are() -> None:
    shown = line("gradient_descent", "theta", theta=-1.23456789, g=-1e-7, eta=12345678.0)
    assert shown.plugged == "theta = -1.235 - 1.235e7 * (-1e-7)"
    assert shown.value == -1.23456789 - 12345678.0 * -1e-7


def test_what_a_person_has_set_is_shown_as_it_is() -> None:
    assert line("adam", "v", {"beta2": 0.999999}).plugged == "v = 0.999999 * 0.12 + (1 - 0.999999) * 1.5^2"


def test_the_rate_is_that_of_the_schedule_and_not_the_one_that_was_set() -> None:
    assert line("gradient_descent", "theta", {"lr": 0.5}, eta=0.25).plugged == "theta = 1 - 0.25 * 1.5"


def test_rmsprop_starts_with_the_square_of_its_first_gradient() -> None:
    assert line("rmsprop", "sigma2", t=1).formula == "sigma2 = g^2"
    assert line("rmsprop", "sigma2", t=2).formula == "sigma2 = alpha * sigma2 + (1 - alpha) * g^2"


def test_adam_without_bias_correction_has_no_corrected_moments() -> None:
    def targets(**values: float) -> list[str]:
        lines = explain("adam", optimizers["adam"].values(values), {"m": 0, "v": 0}, [], 1, 1.0, 1.0, 0.1)
        return [line.target for line in lines]

    assert targets(bias_correction=1) == ["m", "v", "mhat", "vhat", "theta"]
    assert targets(bias_correction=0) == ["m", "v", "theta"]


def test_a_later_line_is_shown_with_what_an_earlier_one_gave() -> None:
    assert line("momentum", "theta").plugged == "theta = 1 + 0.063"


@each
def test_a_formula_that_is_shown_can_be_typed(name: str) -> None:
    entry = optimizers[name]
    names = set(re.findall("[a-z][a-z_0-9]*", " ".join(entry.traits["lines"]))) - set(FUNCTIONS)
    for shown in explain(name, entry.values({}), dict.fromkeys(entry.traits["slots"], 0.5), [0.7], 2, -1.0, -2.0, 0.1):
        for written in (shown.formula, shown.plugged):
            parse(written.partition(" = ")[2], sorted(names))
        assert "nan" not in shown.plugged
