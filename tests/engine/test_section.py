"""A section is the loss of its network: against the trainer, the naive network, differences, and frozen training."""

from __future__ import annotations

import dataclasses
import gc
from typing import Any

import numpy as np
import pytest

import naive
from engine.learners import CLASSES, architecture, examples, net_of, trainer
from engine.learners import settings as network_settings
from engine.surfaces.grounds import Array, settings
from ravine.engine.activations import activations
from ravine.engine.descent import Descent, DescentSettings
from ravine.engine.evaluation import Examples
from ravine.engine.layers.dropout import dropout_forms
from ravine.engine.losses import losses
from ravine.engine.network import Choice
from ravine.engine.optimizers import optimizers
from ravine.engine.rates import best_rate
from ravine.engine.registry import UnknownName
from ravine.engine.section import MOST_EXAMPLES, PICTURE, VALUE, Cut, Section, keep
from ravine.engine.shelf import Shelf, Shelved
from ravine.engine.surfaces import surfaces
from ravine.engine.surfaces.sections import GONE, PREFIX
from ravine.engine.surfaces.surface import Surface
from ravine.engine.training import Trainer

Spot = tuple[int, int, int | None]

SPOTS: list[tuple[Spot, Spot]] = [
    ((0, 0, 0), (0, 0, 1)),
    ((0, 2, 1), (0, 2, None)),
    ((1, 3, 4), (0, 1, 0)),
    ((1, 0, None), (1, 3, None)),
    ((2, 1, 2), (2, 0, 3)),
]
"""Two weights of one neuron; a weight and the bias; two layers, the later one first; two biases; the output layer."""

each_pair = pytest.mark.parametrize("pair", SPOTS, ids=str)


def network(*widths: int, loss: str = CLASSES, count: int = 23, **more: Any) -> Trainer:
    net = architecture(*(widths or (2, 5, 4, 3)), **more)
    train = examples(loss, net.outputs, count, inputs=net.inputs)
    return trainer(network_settings(net, loss), train, dtype=np.float64)


def cut(made: Trainer, pair: tuple[Spot, Spot] = SPOTS[0]) -> Cut:
    x, y = (made.layout.index(*spot) for spot in pair)
    return Cut.of(made.settings.architecture, made.settings.loss, made.theta, made._train, x, y)


def section(made: Trainer, pair: tuple[Spot, Spot] = SPOTS[0]) -> Section:
    return Section.through(cut(made, pair))


def scattered(surface: Surface, count: int = 20) -> Array:
    low, high = np.transpose(surface.domain)
    return np.asarray(np.random.default_rng(1).uniform(low, high, (count, 2)))


def with_weights(made: Trainer, pair: tuple[Spot, Spot], point: Array) -> naive.Net:
    """The naive network with two numbers put in."""
    net = net_of(made)
    for (layer, unit, source), value in zip(pair, point, strict=True):
        if source is None:
            net.b[layer][unit] = value
        else:
            net.W[layer][unit, source] = value
    return net


def naive_value(made: Trainer, pair: tuple[Spot, Spot], point: Array, some: Examples) -> float:
    z = with_weights(made, pair, point).forward(np.asarray(some.x, np.float64))
    return float(naive.LOSSES[made.settings.loss](z, np.asarray(some.y, np.float64))[0])


def naive_slopes(made: Trainer, pair: tuple[Spot, Spot], point: Array, some: Examples) -> tuple[float, Array]:
    """The loss and its two derivatives."""
    net = with_weights(made, pair, point)
    z = net.forward(np.asarray(some.x, np.float64))
    loss, d = naive.LOSSES[made.settings.loss](z, np.asarray(some.y, np.float64))
    dW, db = net.backward(d)
    found = [db[layer][unit] if source is None else dW[layer][unit, source] for layer, unit, source in pair]
    return loss, np.array(found)


# --- it is the loss of that network -----------------------------------------------------------------------------------


@each_pair
@pytest.mark.parametrize("keep_", [1.0, 0.7])
@pytest.mark.parametrize("form", dropout_forms.names())
def test_a_value_is_what_the_trainer_says_of_the_network_with_these_two_numbers(
    pair: tuple[Spot, Spot], keep_: float, form: str
) -> None:
    made = network(keep=keep_, form=form)
    surface, some = section(made, pair), made._train
    points = scattered(surface)
    got = surface.values(points)
    for value, point in zip(got, points, strict=True):
        for (layer, unit, source), number in zip(pair, point, strict=True):
            made.set_weight(layer, unit, source, number)
        assert value == pytest.approx(made.evaluate(some).loss, rel=1e-12)


@each_pair
@pytest.mark.parametrize("loss", losses.names())
@pytest.mark.parametrize("activation", activations.names())
def test_the_gradient_is_that_of_the_value(activation: str, loss: str, pair: tuple[Spot, Spot]) -> None:
    made, step = network(activation=activation, loss=loss), 1e-6
    surface = section(made, pair)
    points = scattered(surface)
    value, *slopes = surface.evaluate(points)
    for row, point in enumerate(points):
        assert value[row] == pytest.approx(naive_value(made, pair, point, made._train), rel=1e-9)
        for axis, move in enumerate(step * np.eye(2)):
            ahead, behind = (naive_value(made, pair, point + to * move, made._train) for to in (1, -1))
            assert slopes[axis][row] == pytest.approx(
                (ahead - behind) / (2 * step), rel=2e-5, abs=1e-7 * (1 + value[row])
            )
    assert np.abs(slopes).max() > 1e-3, "a gradient of nothing proves nothing"


@pytest.mark.parametrize("widths", [(2, 3), (3, 17, 2), (2, 70, 66, 2)], ids=str)
@pytest.mark.parametrize("keep_", [1.0, 0.5])
def test_layers_of_any_width_with_dropout_in_its_test_form(widths: tuple[int, ...], keep_: float) -> None:
    """A single layer, more than a tile, and so wide that BLAS multiplies."""
    made = network(*widths, keep=keep_)
    pair: tuple[Spot, Spot] = ((0, 1, 0), (len(widths) - 2, 0, None))
    surface = section(made, pair)
    for point in scattered(surface, 5):
        value, *slopes = surface.at(*point.tolist())
        wanted, slopes_wanted = naive_slopes(made, pair, point, made._train)
        assert value == pytest.approx(wanted, rel=1e-10)
        np.testing.assert_allclose(slopes, slopes_wanted, rtol=1e-8, atol=1e-12)


def test_points_do_not_touch_each_other_and_like_points_are_alike() -> None:
    surface = section(network(), SPOTS[2])
    points = scattered(surface, 37)
    points[9] = points[8]
    points[10, 0] = points[8, 0]
    points[11] = np.nan
    together = surface.evaluate(points)
    alone = np.column_stack([surface.evaluate(point[None])[:, 0] for point in points])
    assert np.array_equal(together, alone, equal_nan=True)
    assert np.array_equal(surface.values(points), together[0], equal_nan=True)
    assert np.isnan(together[:, 11]).all()


def test_looking_changes_neither_the_section_nor_the_network() -> None:
    made = network()
    surface = section(made)
    before, theta = surface.p.copy(), made.theta.copy()
    surface.field(surface.domain, 20, 20)
    Descent(surface, settings("adam"), surface.start, 0).run(20)
    assert np.array_equal(surface.p.view(np.int64), before.view(np.int64))
    assert np.array_equal(made.theta, theta)
    found = surface.at(1.0, 1.0)
    gradient = Descent(surface, settings("adam", batch=7), surface.start, 0).next_gradient()
    made.theta[:] = 7.0
    made._train.x[:] = 7.0
    assert surface.at(1.0, 1.0) == found, "it has copies of its own"
    assert Descent(surface, settings("adam", batch=7), surface.start, 0).next_gradient() == gradient


def test_a_field_is_float32_of_the_values() -> None:
    surface = section(network())
    field = surface.field(surface.domain, 9, 7)
    assert field.dtype == np.float32
    assert field.shape == (7, 9)
    np.testing.assert_allclose(field, surface.field(surface.domain, 9, 7, np.float64), rtol=1e-6)


def test_it_is_computed_in_float64_alone() -> None:
    surface = section(network())
    with pytest.raises(ValueError, match="float64 alone"):
        surface.numbers(np.float32)
    with pytest.raises(ValueError, match="float64 alone"):
        Descent(surface, settings("adam"), surface.start, 0, np.float32)


# --- which part of it is shown ----------------------------------------------------------------------------------------


def test_it_begins_where_the_network_stands_and_reaches_beyond_the_opposite_signs() -> None:
    made = network()
    made.set_weight(0, 0, 0, -3.0)
    made.set_weight(0, 0, 1, 0.25)
    surface = section(made)
    assert surface.start == (-3.0, 0.25)
    assert surface.domain == ((-9.0, 3.0), (-5.75, 6.25))
    assert (surface.minima, surface.saddles) == ((), ())


def test_the_examples_are_all_or_evenly_drawn() -> None:
    few = cut(network(count=MOST_EXAMPLES))
    assert (len(few.examples), few.drawn_from) == (MOST_EXAMPLES, MOST_EXAMPLES)
    made = network(count=3 * MOST_EXAMPLES + 50)
    many = cut(made)
    assert (len(many.examples), many.drawn_from) == (MOST_EXAMPLES, 3 * MOST_EXAMPLES + 50)
    rows = [np.flatnonzero((made._train.x == x).all(axis=1))[0] for x in many.examples.x]
    assert set(np.diff(rows)) == {3, 4}
    assert np.array_equal(many.examples.y, made._train.y[rows])


def test_a_larger_network_has_fewer_examples_and_a_coarser_picture_and_the_largest_none() -> None:
    small, large = (section(network(*widths, count=300)) for widths in ((2, 8, 8, 2), (64, 64, 64, 3)))
    assert len(small.rows) == MOST_EXAMPLES
    assert 16 < len(large.rows) < MOST_EXAMPLES
    assert small.cells(160) == 160
    assert 60 < large.cells(160) < 160
    for surface in (small, large):
        work = surface.cut.work(len(surface.rows))
        assert work <= VALUE
        assert surface.cells(160) ** 2 * work <= PICTURE
    with pytest.raises(ValueError, match="a network of 67,272 weights and biases is too large"):
        cut(network(64, 512, 66, 3 - 1))


def test_what_no_point_changes_costs_nothing() -> None:
    made = network(2, 8, 8, 3)
    works = [section(made, pair).work(23) for pair in (((0, 0, 0), (2, 0, 0)), ((1, 0, 0), (2, 0, 0)), SPOTS[4])]
    assert works[0] > works[1] > works[2]
    assert section(made).work(10) < section(made).work(23) == section(made).work(1000)


# --- descents on it ---------------------------------------------------------------------------------------------------


def frozen(made: Trainer, pair: tuple[Spot, Spot], chosen: DescentSettings, updates: int, seed: int) -> Array:
    """The way (updates + 1, 2) of the two numbers when the network is trained with all others held still."""
    some, step = made._train, naive.OPTIMIZERS[chosen.optimizer.name]
    point = np.array(section(made, pair).start)
    way, slots, epoch, position = [point], {}, 0, 0  # type: ignore[var-annotated]
    for update in range(1, updates + 1):
        rows = naive.order(seed, epoch, len(some))[position : position + chosen.batch]
        batch = Examples(some.x[rows], some.y[rows])
        _, slopes = naive_slopes(made, pair, point, batch)
        point = step(point, slopes, slots, update, *chosen.optimizer.values)
        way.append(point)
        position += len(rows)
        if position == len(some):
            epoch, position = epoch + 1, 0
    return np.array(way)


@pytest.mark.parametrize("batch", [1000, 7])
@pytest.mark.parametrize("name", optimizers.names())
def test_a_descent_trains_the_network_with_all_other_numbers_held_still(name: str, batch: int) -> None:
    made, pair = network(), SPOTS[2]
    chosen = settings(name, batch=batch, lr=1.0 if name == "adadelta" else 0.05)
    racer = Descent(section(made, pair), chosen, section(made, pair).start, 5)
    way = np.concatenate([racer.run(60).trace[:, :2], [racer.point]])
    np.testing.assert_allclose(way, frozen(made, pair, chosen, 60, 5), rtol=1e-8, atol=1e-9)
    assert np.abs(way[-1] - way[0]).max() > 1e-3


def test_lanes_share_the_batches_whatever_moves_them() -> None:
    made = network()
    surface = section(made)
    records = [
        Descent(surface, settings(name, lr=0.0, batch=7), surface.start, 5).run(8) for name in ("adam", "momentum")
    ]
    order = naive.order(5, 0, 23)
    wanted = []
    for rows in (order[:7], order[7:14], order[14:21], order[21:]):
        wanted.append(
            naive_value(made, SPOTS[0], np.array(surface.start), Examples(made._train.x[rows], made._train.y[rows]))
        )
    for record in records:
        np.testing.assert_allclose(record.loss[:4], wanted, rtol=1e-10)
        assert record.examples.tolist() == [7, 14, 21, 23, 30, 37, 44, 46]
    assert np.array_equal(records[0].loss, records[1].loss)


def everything(name: str = "adam") -> DescentSettings:
    return settings(name, lr=0.03, noise=0.2, batch=7, schedule=Choice("cosine", (60, 0.1)))


@pytest.mark.parametrize("slices", [[1] * 60, [7, 13, 1, 39], [59, 1]])
def test_however_its_updates_are_sliced_the_numbers_are_the_same(slices: list[int]) -> None:
    surface = section(network(), SPOTS[2])
    whole, sliced = (Descent(surface, everything(), surface.start, 3) for _ in range(2))
    wanted = whole.run(60)
    got = [sliced.run(updates) for updates in slices]
    for column in ("loss", "lr", "gradient_norm", "examples", "trace"):
        parts = np.concatenate([getattr(record, column) for record in got])
        assert parts.tobytes() == getattr(wanted, column).tobytes()


def test_a_snapshot_goes_on_bit_for_bit() -> None:
    surface = section(network(), SPOTS[2])
    racer = Descent(surface, everything(), surface.start, 3)
    racer.run(17)
    moment = racer.snapshot()
    wanted = racer.run(30).trace
    racer.run(11)
    racer.restore(moment)
    assert racer.run(30).trace.tobytes() == wanted.tobytes()
    other = Descent(surface, everything(), (0.0, 0.0), 3)
    other.restore(moment)
    assert other.run(30).trace.tobytes() == wanted.tobytes()


def test_the_next_gradient_is_what_the_next_update_sees() -> None:
    surface = section(network())
    racer = Descent(surface, everything("momentum"), surface.start, 3)
    for _ in range(12):
        value, by_x, by_y = racer.next_gradient()
        record = racer.run(1)
        assert record.loss[0] == value
        assert record.gradient_norm[0, 0] == pytest.approx(np.hypot(by_x, by_y), rel=1e-14)


def test_a_rate_of_the_grid_leads_where_a_descent_at_that_rate_leads() -> None:
    surface = section(network(), SPOTS[2])
    search = best_rate(surface, settings("momentum", batch=7), (0.01, 0.1, 1.0), 40, surface.start, 3)
    for rate, value in zip(search.rates, search.values, strict=True):
        racer = Descent(surface, settings("momentum", lr=rate, batch=7), surface.start, 3)
        racer.run(40)
        assert value == surface.at(*racer.point)[0]


def test_a_step_that_leads_beyond_all_numbers_is_told_and_not_made() -> None:
    surface = section(network(loss="squared_error", activation="relu"), SPOTS[2])
    racer = Descent(surface, settings("gradient_descent", lr=1000.0, batch=23), surface.start, 3)
    racer.run(2000)
    assert racer.diverged is not None
    assert np.isfinite(racer.point).all()


# --- held by name -----------------------------------------------------------------------------------------------------


def test_the_name_is_a_hash_of_the_content() -> None:
    made = network()
    first, again = (keep(cut(made), "ReLU: two weights", ("w1", "w2")) for _ in range(2))
    assert first is again
    assert first.name.startswith(PREFIX)
    others = [keep(cut(made), "another title", ("w1", "w2")), keep(cut(made), "ReLU: two weights", ("w1", "b")),
              keep(cut(made, SPOTS[1]), "ReLU: two weights", ("w1", "w2"))]  # fmt: skip
    made.set_weight(1, 1, 1, 0.5)
    others.append(keep(cut(made), "ReLU: two weights", ("w1", "w2")))
    assert len({first.name, *(entry.name for entry in others)}) == 5


def test_it_is_a_surface_like_any_other_but_for_the_lists() -> None:
    made = network(count=500)
    entry = keep(cut(made), "tanh: weights 1 and 2 of neuron 1 in layer 1", ("w1", "w2"))
    assert entry.name in surfaces
    assert entry.name not in surfaces.names()
    assert entry.name not in [one.name for one in surfaces]
    assert set(surfaces["bowl"].traits) <= set(entry.traits)
    assert entry.formula == "L(w1, w2) = mean softmax cross entropy over 200 of 500 training examples"
    assert "the other 52 stay" in entry.help
    surface = Surface.of(entry.name)
    assert (surface.name, surface.domain, surface.start) == (entry.name, entry.traits["domain"], entry.traits["start"])
    assert surface.at(0.5, 0.5) == section(made).at(0.5, 0.5)


def test_a_name_that_is_not_held_says_what_to_do() -> None:
    with pytest.raises(UnknownName, match="not on this server any more; choose two weights in the Network place"):
        surfaces[PREFIX + "0" * 32]
    assert surfaces.hint(PREFIX + "1") == GONE
    assert "rosenbrock" in surfaces.hint("rosenbrok")


def test_what_was_used_last_stays_and_what_is_in_use_does_too() -> None:
    made = network()
    size = section(made).size
    shelf = Shelf(3, 10**9, lambda entry: entry.traits["section"].size)
    store = Shelved(PREFIX, GONE, lambda entry: shelf)

    def put(number: int) -> Any:
        made.set_weight(0, 0, 0, float(number))
        entry = keep(cut(made), str(number), ("x", "y"))
        return store.put(dataclasses.replace(entry, name=f"{PREFIX}{number}"))

    used, names = put(0), [put(number).name for number in range(1, 4)]
    assert shelf.size == 3 * size
    assert store.find(names[0]) is not None  # and so it is used
    names += [put(number).name for number in range(4, 6)]
    gc.collect()
    assert [store.find(name) is not None for name in names] == [True, False, False, True, True]
    assert store.find(used.name) is used
    assert shelf.size <= 3 * size
