from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats

import naive
from engine.surfaces.grounds import Array, settings
from ravine.engine.descent import TRACED, UPDATES_PER_EPOCH, Descent, DescentSettings
from ravine.engine.network import Choice
from ravine.engine.optimizers import optimizers
from ravine.engine.random import NOISE
from ravine.engine.surfaces import surfaces
from ravine.engine.surfaces.surface import Surface

each_optimizer = pytest.mark.parametrize("name", optimizers.names())

RATES = {"gradient_descent": 1e-3, "momentum": 1e-4, "nesterov": 1e-4, "rmsprop": 1e-3, "adadelta": 1.0}
"""That suit every surface of these tests; for the others 0.01 does."""

LINE = surfaces["linear_regression"].traits["points"](0)


def descent(surface: str = "rosenbrock", chosen: DescentSettings | None = None, seed: int = 3) -> Descent:
    ground = Surface.of(surface)
    return Descent(ground, chosen or settings("adam"), ground.start, seed)


def path(made: Descent, updates: int) -> Array:
    """The points (updates + 1, 2) from where it stands."""
    trace = made.run(updates).trace[:, :2]
    return np.concatenate([trace, [made.point]])


# --- against a reference written plainly ------------------------------------------------------------------------------


@each_optimizer
@pytest.mark.parametrize("surface", ["ravine", "rosenbrock", "himmelblau"])
def test_a_path_is_that_of_the_formulas(surface: str, name: str) -> None:
    chosen = settings(name, lr=RATES.get(name, 0.01))
    made = descent(surface, chosen)
    twin = naive.Racer(surface, made.surface.p.tolist(), chosen, made.point, 3)
    wanted = [made.point, *(tuple(twin.update()) for _ in range(200))]
    np.testing.assert_allclose(path(made, 200), wanted, rtol=1e-9, atol=1e-9)


@each_optimizer
def test_on_data_a_path_is_that_of_the_formulas_batch_by_batch_noise_and_schedule_included(name: str) -> None:
    chosen = settings(name, lr=0.01, batch=7, noise=0.3, schedule=Choice("exponential", (40,)))
    made = descent("linear_regression", chosen)
    twin = naive.Racer("linear_regression", [LINE], chosen, made.point, 3, len(LINE))
    wanted = [made.point, *(tuple(twin.update()) for _ in range(100))]
    np.testing.assert_allclose(path(made, 100), wanted, rtol=1e-9, atol=1e-9)


def test_float32_follows_float64() -> None:
    ground = Surface.of("himmelblau")
    exact, single = (
        Descent(ground, settings("momentum", lr=0.001), ground.start, 3, dtype) for dtype in (np.float64, np.float32)
    )
    record = single.run(50)
    assert record.loss.dtype == record.trace.dtype == np.float32
    np.testing.assert_allclose(record.trace, exact.run(50).trace, rtol=1e-3, atol=1e-3)


# --- the lecture's first steps, by hand -------------------------------------------------------------------------------

# On f = x^2 + y^2 from (1, -2): g = (2, -4).


def steps(name: str, updates: int, **given: Any) -> Array:
    return path(Descent(Surface.of("bowl"), settings(name, **given), (1.0, -2.0), 0), updates)[1:]


def test_gradient_descents_first_step_is_eta_g() -> None:
    np.testing.assert_allclose(steps("gradient_descent", 1, lr=0.1), [[0.8, -1.6]], rtol=1e-15)


def test_momentum_moves_by_the_last_movement_and_the_gradients_push() -> None:
    # v1 = -0.1 (2, -4); v2 = 0.9 v1 - 0.1 (1.6, -3.2)
    wanted = [[0.8, -1.6], [0.8 - 0.18 - 0.16, -1.6 + 0.36 + 0.32]]
    np.testing.assert_allclose(steps("momentum", 2, lr=0.1, lambda_=0.9), wanted, rtol=1e-14)


def test_adagrad_divides_by_the_root_of_the_sum_of_squares() -> None:
    # g0 = (2, -4): a step of eta; g1 = (1.8, -3.8)
    x, y = 0.9 - 0.1 * 1.8 / math.sqrt(4 + 1.8**2), -1.9 + 0.1 * 3.8 / math.sqrt(16 + 3.8**2)
    np.testing.assert_allclose(steps("adagrad", 2, lr=0.1, eps=1e-16), [[0.9, -1.9], [x, y]], rtol=1e-14)


def test_rmsprop_starts_with_sigma_the_size_of_the_gradient() -> None:
    # sigma0 = |g0|: a step of eta; sigma1^2 = 0.8 g0^2 + 0.2 g1^2
    x = 0.9 - 0.1 * 1.8 / math.sqrt(0.8 * 4 + 0.2 * 1.8**2)
    y = -1.9 + 0.1 * 3.8 / math.sqrt(0.8 * 16 + 0.2 * 3.8**2)
    np.testing.assert_allclose(steps("rmsprop", 2, lr=0.1, alpha=0.8, eps=1e-16), [[0.9, -1.9], [x, y]], rtol=1e-14)


def test_adam_is_algorithm_1() -> None:
    # m1 = 0.1 g0, v1 = 0.001 g0^2, both corrected: a step of alpha; then g1 = 2 (1 - 0.001, -2 + 0.001)
    g0, g1 = np.array([2.0, -4.0]), 2 * np.array([0.999, -1.999])
    m, v = 0.9 * 0.1 * g0 + 0.1 * g1, 0.999 * 0.001 * g0**2 + 0.001 * g1**2
    second = 0.001 * (m / (1 - 0.9**2)) / (np.sqrt(v / (1 - 0.999**2)) + 1e-8)
    first = np.array([0.999, -1.999])
    np.testing.assert_allclose(steps("adam", 2, lr=0.001), [first, first - second], rtol=1e-9)


# --- what is recorded -------------------------------------------------------------------------------------------------


def test_a_record_holds_each_update_as_it_was_before_it() -> None:
    made = descent("himmelblau", settings("momentum", schedule=Choice("exponential", (10,))))
    ground, lr = made.surface, made.settings.optimizer.values[0]
    record = made.run(30)
    assert record.trace.shape == (30, TRACED)
    assert record.gradient_norm.shape == (30, 1)
    assert (made.columns, record.examples.tolist()) == ((1, TRACED), list(range(1, 31)))
    minima = np.array(ground.minima)
    for update, (x, y, distance) in enumerate(record.trace.tolist()):
        value, by_x, by_y = ground.at(x, y)
        assert (record.loss[update], record.lr[update]) == (value, lr * 0.5 ** (update / 10))
        assert record.gradient_norm[update, 0] == pytest.approx(math.hypot(by_x, by_y), rel=1e-15)
        assert distance == pytest.approx(np.hypot(*(minima - [x, y]).T).min(), rel=1e-14)
    assert tuple(record.trace[0, :2]) == ground.start


def test_where_no_minimum_is_known_the_distance_is_not_a_number() -> None:
    assert np.isnan(descent("saddle").run(5).trace[:, 2]).all()


def test_gradient_evaluations_are_counted_by_the_examples_of_each_batch() -> None:
    record = descent("linear_regression", settings("adam", batch=8)).run(5)
    assert record.examples.tolist() == [8, 16, 20, 28, 36]


def test_the_recorded_loss_is_that_of_the_batch() -> None:
    made = descent("linear_regression", settings("gradient_descent", lr=0.0, batch=7))
    record = made.run(3)
    order = naive.order(3, 0, len(LINE))
    wanted = [naive.DATA_SURFACES["linear_regression"](*made.point, LINE[order[k : k + 7]]) for k in (0, 7, 14)]
    np.testing.assert_allclose(record.loss, wanted, rtol=1e-14)


def test_a_batch_larger_than_the_data_is_all_of_them() -> None:
    made = descent("linear_regression", settings("adam", batch=1000))
    value, by_x, by_y = made.full(*made.point)
    assert made.next_gradient() == pytest.approx((value, by_x, by_y), rel=1e-14)
    assert made.updates_left_in_epoch == 1


# --- where it stands --------------------------------------------------------------------------------------------------


@each_optimizer
def test_slots_have_the_registrys_names_and_one_number_each_for_x_and_y(name: str) -> None:
    made = descent("himmelblau", settings(name))
    assert all(pair == (0.0, 0.0) for pair in made.slots.values())
    _, by_x, by_y = made.next_gradient()
    made.run(1)
    assert tuple(made.slots) == optimizers[name].traits["slots"]
    first = {
        "momentum": -0.03,
        "nesterov": -0.03,
        "adam": 0.1,
        "nadam": 0.1,
        "adamax": 0.1,
        "amsgrad": 0.1,
        "adamw": 0.1,
    }
    if name in first:
        slot = next(iter(made.slots.values()))
        assert slot == pytest.approx((first[name] * by_x, first[name] * by_y), rel=1e-14)
    assert made.steps == 1


def test_an_epoch_of_a_function_is_ten_updates() -> None:
    made = descent()
    assert (made.update, made.epoch, made.updates_left_in_epoch) == (0, 0, UPDATES_PER_EPOCH)
    made.run(13)
    assert (made.update, made.epoch, made.updates_left_in_epoch) == (13, 1, 7)


def test_an_epoch_of_data_is_one_pass_over_them() -> None:
    made = descent("linear_regression", settings("adam", batch=8))
    assert (made.epoch, made.updates_left_in_epoch) == (0, 3)
    made.run(2)
    assert (made.epoch, made.updates_left_in_epoch) == (0, 1)
    made.run(1)
    assert (made.epoch, made.updates_left_in_epoch) == (1, 3)


def test_nadams_product_is_its_memory() -> None:
    made = descent("bowl", settings("nadam"))
    made.run(2)
    mu = [0.9 * (1 - 0.5 * 0.96 ** (0.004 * t)) for t in (1, 2)]
    assert made.memory[0] == pytest.approx(mu[0] * mu[1])
    made.memory[0] = 7.0
    assert made.memory[0] != 7.0, "what is handed out is a copy"


# --- looking ahead ----------------------------------------------------------------------------------------------------


def test_the_next_gradient_is_what_the_next_update_sees() -> None:
    chosen = settings("momentum", batch=3, noise=0.5, schedule=Choice("warm_up", (50,)))
    made, alone = descent("logistic_regression", chosen), descent("logistic_regression", chosen)
    for _ in range(30):
        (value, by_x, by_y), rate = made.next_gradient(), made.next_rate
        record = made.run(1)
        assert (record.loss[0], record.lr[0]) == (value, rate)
        assert record.gradient_norm[0, 0] == pytest.approx(math.hypot(by_x, by_y), rel=1e-15)
    assert alone.run(30).trace.tobytes()[-8:] == record.trace.tobytes()[-8:]
    assert made.point == alone.point, "looking changes nothing"


def test_full_is_of_all_the_data_and_without_noise() -> None:
    made = descent("linear_regression", settings("adam", batch=3, noise=2.0))
    assert made.full(1.0, 2.0) == Surface.of("linear_regression").at(1.0, 2.0)


# --- settings ---------------------------------------------------------------------------------------------------------


def test_another_rate_keeps_what_the_optimizer_remembers_and_another_optimizer_does_not() -> None:
    made = descent("himmelblau", settings("momentum", lr=0.001))
    made.run(5)
    slots, point = made.slots, made.point
    made.change(settings("momentum", lr=0.002))
    assert (made.slots, made.point, made.steps) == (slots, point, 5)
    made.change(settings("adam"))
    assert (made.point, made.steps, made.update) == (point, 0, 5)
    assert made.slots == {"m": (0.0, 0.0), "v": (0.0, 0.0)}
    fresh = Descent(made.surface, settings("adam"), point, 3)
    assert path(made, 20).tolist() == path(fresh, 20).tolist()


def test_a_schedule_that_watches_has_nothing_to_watch_and_leaves_the_rate() -> None:
    record = descent("bowl", settings("adam", lr=0.5, schedule=Choice("reduce_on_plateau", (0.1, 1, 3)))).run(50)
    assert (record.lr == 0.5).all()


# --- noise ------------------------------------------------------------------------------------------------------------


def noise(seed: int, updates: int, optimizer: str = "gradient_descent", size: float = 1.0, **more: Any) -> Array:
    """(updates, 2): what was added to the gradient of each update."""
    made = descent("bowl", settings(optimizer, noise=size, **more), seed)
    found = []
    for _ in range(updates):
        x, y = made.point
        _, by_x, by_y = made.next_gradient()
        found.append((by_x - 2 * x, by_y - 2 * y))
        made.run(1)
    return np.array(found)


def test_the_noise_is_gaussian_of_the_given_size_and_its_coordinates_do_not_depend_on_each_other() -> None:
    made = descent("bowl", settings("gradient_descent", lr=0.0, noise=3.0), seed=7)
    point = np.array(made.point)
    drawn = []
    for _ in range(4000):
        drawn.append(np.array(made.next_gradient()[1:]) - 2 * point)
        made.run(1)
    of_x, of_y = np.transpose(drawn) / 3.0
    for numbers in (of_x, of_y):
        assert stats.kstest(numbers, "norm").pvalue > 1e-3
        assert abs(np.corrcoef(numbers[1:], numbers[:-1])[0, 1]) < 0.06
    assert abs(np.corrcoef(of_x, of_y)[0, 1]) < 0.06


def test_the_noise_is_a_function_of_seed_and_update_so_the_same_for_all_lanes() -> None:
    one, other = noise(5, 40, lr=0.1), noise(5, 40, "adam", lr=0.3)
    np.testing.assert_allclose(one, other, atol=1e-14)
    assert np.abs(noise(6, 40, lr=0.1) - one).min() > 1e-6
    wanted = [naive.normal_pair(naive.key(5, NOISE, update, 0)) for update in range(40)]
    np.testing.assert_allclose(one, wanted, atol=1e-14)


def test_twice_the_noise_is_the_same_noise_twice() -> None:
    np.testing.assert_allclose(noise(5, 20, size=2.0), 2 * noise(5, 20), atol=1e-13)


def test_the_noise_stands_in_the_recorded_gradient_but_not_in_the_loss() -> None:
    record = descent("bowl", settings("adam", noise=5.0)).run(20)
    x, y = record.trace[:, 0], record.trace[:, 1]
    np.testing.assert_allclose(record.loss, x**2 + y**2, rtol=1e-14)
    assert np.abs(record.gradient_norm[:, 0] - 2 * np.hypot(x, y)).min() > 1e-3
