"""What an optimizer remembers: the rate of each parameter is what its own update multiplies the gradient by."""

from __future__ import annotations

import numpy as np
import pytest

from engine.learners import defaults
from engine.surfaces.grounds import settings
from ravine.engine.descent import REMEMBERED, Descent
from ravine.engine.explained import assignments, rates, symbols
from ravine.engine.optimizers import optimizers
from ravine.engine.remembered import CELLS, RATE, Spread, effective_rates, quantities
from ravine.engine.surfaces.surface import Surface
from ravine.engine.tree import value

NAMES = optimizers.names()
STEPS, ETA = 7, 0.05

def numbers(name: str, theta: float = 0.5, g: float = 0.25) -> dict[str, float]:
    """What the lines of an optimizer know after its seventh update, its slots between 0 and 1."""
    entry = optimizers[name]
    slots = dict(zip(symbols(name), np.random.default_rng(3).uniform(0.1, 1.0, len(symbols(name))), strict=True))
    given = {parameter.name: float(parameter.default) for parameter in entry.parameters[1:]}
    memory = dict.fromkeys(entry.traits.get("memory", ()), 0.5)
    return {"theta": theta, "g": g, "t": float(STEPS), "eta": ETA, **given, **memory, **slots}


@pytest.mark.parametrize("name", NAMES)
def test_the_effective_rate_is_what_the_last_line_multiplies_its_gradient_by(name: str) -> None:
    known = numbers(name)
    (rate,) = [one for one in rates(name) if one.holds(known)]
    *before, last = [one for one in assignments(name) if one.holds(known)]
    kept = set(symbols(name))
    for one in before:
        if one.target not in kept:  # what is only worked out; the slots stay as they are
            known[one.target] = value(one.expression, known)
    given = value(rate.expression, known)
    if name == "adadelta":  # its step is the gradient already multiplied
        assert known["d"] * ETA == pytest.approx(given * known["g"])
    elif name == "lion":
        assert known["theta"] * (1 - ETA * known["weight_decay"]) - value(last.expression, known) == pytest.approx(
            given * np.sign(known["beta1"] * known["m"] + (1 - known["beta1"]) * known["g"])
        )
    elif optimizers[name].traits["meanings"].get("v") == "movement":
        pushed = next(one for one in assignments(name) if one.target == "v")
        slope = (value(pushed.expression, known | {"g": 1.25}) - value(pushed.expression, known)) / 1.0
        assert -slope == pytest.approx(given)
    else:
        direction = "mhat" if "mhat" in known else "g"
        far = known | {direction: known[direction] + 1.0}
        slope = value(last.expression, far) - value(last.expression, known)
        assert -slope == pytest.approx(given)


@pytest.mark.parametrize("name", NAMES)
def test_over_arrays_a_rate_is_what_it_is_for_one_number(name: str) -> None:
    slots = np.random.default_rng(4).uniform(1e-6, 2.0, (len(optimizers[name].traits["slots"]), 5))
    known = numbers(name)
    (rate,) = [one for one in rates(name) if one.holds(known)]
    found = effective_rates(defaults(name), slots, STEPS, ETA)
    one_by_one = [
        value(rate.expression, known | dict(zip(symbols(name), column.tolist(), strict=True))) for column in slots.T
    ]
    if not len(slots):
        assert found.shape == (5,)
        one_by_one = [ETA] * 5
    np.testing.assert_allclose(found, one_by_one, rtol=1e-14)


def test_adam_without_bias_correction_divides_by_v_as_it_is() -> None:
    off = defaults("adam", bias_correction=0)
    slots = np.array([[1.0], [4.0]])
    assert effective_rates(off, slots, 1, ETA) == pytest.approx(ETA / 2, rel=1e-7)
    assert effective_rates(defaults("adam"), slots, 1, ETA) == pytest.approx(ETA / np.sqrt(4.0 / 0.001), rel=1e-7)


def test_where_no_gradient_has_come_there_is_no_rate_yet() -> None:
    assert effective_rates(defaults("adagrad"), np.array([[0.0, 4.0]]), 3, ETA).tolist() == [
        0.0, pytest.approx(ETA / (2.0 + 1e-8))
    ]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_quantities_are_the_rate_and_the_slots_by_their_names_with_their_formulas(name: str) -> None:
    rate, *slots = quantities(defaults(name), STEPS)
    assert (rate.name, rate.formula.split(" = ")[0], rate.signed) == (RATE, "rate", False)
    assert tuple(one.name for one in slots) == optimizers[name].traits["slots"]
    for one, symbol in zip(slots, symbols(name), strict=True):
        assert one.formula.startswith(f"{symbol} = ")
        assert one.signed == (optimizers[name].traits["meanings"][symbol] not in ("squares", "sizes"))


def test_rmsprop_says_its_first_formula_before_its_first_update() -> None:
    first, later = (quantities(defaults("rmsprop"), steps)[1].formula for steps in (0, 1))
    assert first == "sigma2 = g^2"
    assert "alpha" in later


def test_sizes_are_counted_in_their_cells_and_what_lies_beyond_in_the_end_ones() -> None:
    values = np.array([0.0, 1.0, -1.0, 10.0**0.9, 1e-9, 1e9, np.nan])
    spread = Spread.of(values, (-1, 2))
    assert len(spread.counts) == 3 * CELLS
    counted = {cell: count for cell, count in enumerate(spread.counts) if count}
    assert counted == {0: 1, CELLS: 2, CELLS + 5: 1, 3 * CELLS - 1: 1}
    assert spread.zeros == 2  # what is no number counts with those that are 0
    assert spread.levels == pytest.approx(np.quantile([1.0, 1.0, 10.0**0.9, 1e-9, 1e9], (0, 0.1, 0.5, 0.9, 1)))


def test_of_nothing_there_are_no_levels() -> None:
    spread = Spread.of(np.zeros(3), (-1, 1))
    assert np.isnan(spread.levels).all()
    assert (spread.zeros, sum(spread.counts)) == (3, 0)


@pytest.mark.parametrize("name", NAMES)
def test_a_descent_records_what_its_optimizer_remembered_before_each_update(name: str) -> None:
    def begun() -> Descent:
        surface = Surface.of("rosenbrock")
        return Descent(surface, settings(name, lr=1e-4), surface.start, 1)

    recorded, one = begun().run(20).slots, begun()
    assert recorded.shape == (20, REMEMBERED)
    known = 2 * len(one.slots)
    for row in recorded:
        assert row[:known].tolist() == [number for pair in one.slots.values() for number in pair]
        assert np.isnan(row[known:]).all()
        one.run(1)
