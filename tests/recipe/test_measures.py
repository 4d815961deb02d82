"""Every measure against the long way round."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from ravine.engine.batch import next_batch
from ravine.engine.descent import Descent
from ravine.engine.training import Trainer
from ravine.recipe.claims import Measured
from ravine.recipe.measures import Argument, measures
from ravine.recipe.replay import Unmeasured
from ravine.recipe.run import Run, begin, headless, with_seed
from ravine.spec import ground, plan
from ravine.spec.network import NetworkSpec
from ravine.spec.surface import SurfaceSpec

UPDATES = 64


def network(data: str = "blobs", layers: Any = ({"units": 6}, {"units": 5}), **lane: Any) -> NetworkSpec:
    whole = {"data": {"name": data, "examples": 100}, "lanes": [{"name": "a", "layers": list(layers), **lane}]}
    return NetworkSpec.read(whole, "spec")


def surface(name: str = "bowl", **lane: Any) -> SurfaceSpec:
    optimizer = {"name": "gradient_descent", "lr": 0.1}
    return SurfaceSpec.read({"surface": name, "lanes": [{"name": "a", "optimizer": optimizer, **lane}]}, "spec")


@pytest.fixture(scope="module")
def run() -> Run:
    return headless(network(), UPDATES)


@pytest.fixture(scope="module")
def way() -> Run:
    return headless(surface("ravine", optimizer={"name": "gradient_descent", "lr": 0.038}), UPDATES)


def of(run: Run, measure: str, second: Run | None = None, /, **given: Any) -> float:
    """As a claim asks for it; a second run is the lane b."""
    runs = {"a": run} | ({"b": second} if second else {})
    lane = {"lane": "a"} if measures[measure].traits["of_lane"] else {}
    return Measured.read({"measure": measure, **lane, **given}).of(runs)


def fresh(run: Run, updates: int) -> Any:
    learner = begin(run.alone)[0]
    record = learner.run(updates)
    return learner, record


def fresh_descent(run: Run) -> Descent:
    assert isinstance(run.alone, SurfaceSpec)
    return ground.descent(run.alone, 0, ground.surface(run.alone))


def test_every_measure_is_documented() -> None:
    for entry in measures:
        assert len(entry.formula) > 10
        assert entry.traits["place"] in (None, "network", "surface")


# --- how good it is ---------------------------------------------------------------------------------------------------


def test_accuracy_is_the_share_of_right_answers(run: Run) -> None:
    for part in ("train", "validation", "test"):
        examples = getattr(run.examples, part)
        right = run.trainer.predict(examples.x).argmax(axis=1) == examples.y[:, 0]
        assert of(run, f"{part}_accuracy") == pytest.approx(right.mean())


def test_loss_is_the_mean_of_the_formula(run: Run) -> None:
    for part in ("train", "validation", "test"):
        examples = getattr(run.examples, part)
        z = run.trainer.predict(examples.x).astype(np.float64)
        rows = np.arange(len(z)), examples.y[:, 0].astype(int)
        assert of(run, f"{part}_loss") == pytest.approx((np.log(np.exp(z).sum(axis=1)) - z[rows]).mean(), rel=1e-5)


def test_recorded_means_are_those_of_the_record(run: Run) -> None:
    _, record = fresh(run, UPDATES)
    assert of(run, "mean_loss", first=16, last=32) == pytest.approx(record.loss[16:32].mean(), rel=1e-6)
    assert of(run, "mean_loss", first=3, last=30) == pytest.approx(record.loss[3:30].mean(), rel=1e-6)
    norms = record.gradient_norm[:16].mean(axis=0)
    assert of(run, "gradient_norm", layer=1, first=0, last=16) == pytest.approx(norms[1], rel=1e-6)
    assert of(run, "gradient_ratio", first=0, last=16) == pytest.approx(norms[0] / norms[-1], rel=1e-6)
    rough = np.abs(np.diff(record.loss[:16])).mean()
    assert of(run, "loss_roughness", first=0, last=16) == pytest.approx(rough, rel=1e-5)


def test_updates_until_is_the_end_of_the_first_window_below(run: Run) -> None:
    _, record = fresh(run, UPDATES)
    means = record.loss.reshape(-1, 16).mean(axis=1)
    between = (means[1] + means[2]) / 2
    assert list(means) == sorted(means, reverse=True)
    assert of(run, "updates_until", loss=float(between)) == 48
    assert of(run, "updates_until", loss=0.0) == math.inf


def test_what_it_was_on_the_way_is_what_it_was(run: Run) -> None:
    learner, _ = fresh(run, 20)
    for part in ("train", "test"):
        result = learner.evaluate(getattr(run.examples, part))
        assert of(run, "loss_after", part=part, updates=20) == result.loss
        assert of(run, "accuracy_after", part=part, updates=20) == result.accuracy
    assert of(run, "loss_after", part="train", updates=UPDATES) == of(run, "train_loss")


@pytest.mark.parametrize(("batch", "examples"), [(1, 30), (7, 21), (7, 22), (7, 90), (1000, 10), (1000, 300)])
def test_by_examples_is_by_the_first_update_that_has_seen_so_many(batch: int, examples: int) -> None:
    run = headless(network(batch=batch), UPDATES)
    _, record = fresh(run, UPDATES)
    updates = int(np.argmax(record.examples >= examples)) + 1
    found = of(run, "loss_by_examples", part="train", examples=examples)
    assert found == of(run, "loss_after", part="train", updates=updates)


def test_the_shown_loss_is_the_formula_for_logits_as_they_are_and_of_a_thousand(run: Run) -> None:
    assert of(run, "formula_error") < 1e-6
    assert of(run, "formula_error", logits=1000.0) < 1e-6


def test_the_formula_s_error_is_seen_where_the_engine_computes_another_loss(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ravine.engine.evaluation import Evaluation, Evaluator

    true = Evaluator.evaluate

    def wrong(self: Evaluator, theta: Any, examples: Any) -> Evaluation:
        return Evaluation(true(self, theta, examples).loss + 1e-3, 0.0)

    monkeypatch.setattr(Evaluator, "evaluate", wrong)
    assert of(run, "formula_error") > 3e-4


def test_early_stopping_says_where_it_was_best() -> None:
    stopping = {"name": "early_stopping", "every": 4, "patience": 2, "smallest": 0.05}
    run = headless(network(stopping=stopping), 2000)
    assert run.ended is not None
    assert run.learner.diverged is None
    best = of(run, "best_update")
    assert best % 4 == 0
    assert of(run, "updates_made") == best + 8
    assert of(run, "validation_loss") == of(run, "loss_after", part="validation", updates=int(best))


# --- gradients and weights --------------------------------------------------------------------------------------------


def test_the_update_ratio_is_that_of_the_newest_update(run: Run) -> None:
    before, _ = fresh(run, UPDATES - 1)
    span = run.trainer.layout.spans[1]
    now, then = run.trainer.theta[span.weights : span.stop], before.theta[span.weights : span.stop]
    assert of(run, "update_ratio", layer=1) == pytest.approx(np.linalg.norm(now - then) / np.linalg.norm(now), rel=1e-3)


def test_dead_units_are_counted_over_all_layers() -> None:
    run = headless(network(), 1)
    trainer = run.trainer
    alive = of(run, "dead_share")
    trainer.layout.biases(trainer.theta, 0)[:3] = -100.0
    assert of(run, "dead_share") >= alive + 1 / 11
    trainer.layout.biases(trainer.theta, 0)[:] = -100.0
    assert of(run, "active_share") < 0.5
    trainer.layout.biases(trainer.theta, 1)[:] = -100.0
    assert of(run, "dead_share") == 1.0
    assert of(run, "active_share") == 0.0


def test_the_full_batch_goes_a_straighter_way_than_single_examples() -> None:
    full, single = (headless(network(batch=batch), UPDATES) for batch in (1000, 1))
    assert of(full, "step_cosine", first=16, last=48) > 0.9
    assert of(single, "step_cosine", first=16, last=48) < 0.5


def test_weights_are_measured_without_biases(run: Run) -> None:
    trainer = run.trainer
    w = np.concatenate([trainer.layout.weights(trainer.theta, place).ravel() for place in range(3)]).astype(float)
    assert of(run, "weight_norm") == pytest.approx(np.sqrt((w**2).sum()))
    assert of(run, "small_weights", below=0.2) == pytest.approx((abs(w) < 0.2).mean())
    assert of(run, "weight_kurtosis") == pytest.approx((w**4).mean() / (w**2).mean() ** 2)


def test_the_distance_of_two_histograms_is_how_far_one_has_to_be_moved() -> None:
    one, other = headless(network(), 1), headless(network(), 1)
    assert of(one, "weight_distance", other, other="b") == 0.0
    for place in range(3):
        other.trainer.layout.weights(other.trainer.theta, place)[:] += 0.25
    assert of(one, "weight_distance", other, other="b") == pytest.approx(0.25, rel=1e-5)


def test_alpha_is_what_a_prelu_has_learned() -> None:
    prelu = {"units": 4, "activation": "prelu"}
    run = headless(network(layers=[prelu, prelu]), UPDATES)
    start = headless(network(layers=[prelu, prelu]), 1)
    assert of(run, "alpha", layer=0) != of(start, "alpha", layer=0)
    with pytest.raises(Unmeasured, match="learns no alpha"):
        of(run, "alpha", layer=2)


# --- looks ------------------------------------------------------------------------------------------------------------


def test_a_nudge_tends_to_the_derivative_as_it_falls() -> None:
    run = headless(network(layers=[{"units": 4, "activation": "sigmoid"}] * 2), UPDATES)
    errors = [of(run, "nudge_error", layer=0, unit=1, input=0, delta=delta) for delta in (1.0, 0.1, 1e-4)]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 1e-3
    assert of(run, "nudge_error", layer=0, unit=1, input=-1, delta=1e-4) < 1e-3


def test_a_nudge_s_way_is_attenuated_by_sigmoids() -> None:
    layers = [{"units": 8, "activation": "sigmoid"}] * 4
    run = headless(network(layers=layers, initializer="xavier"), 1)
    assert of(run, "nudge_reach", layer=0, unit=1, input=0, delta=0.1) < 0.1
    assert of(run, "nudge_reach", layer=4, unit=1, input=0, delta=0.1) == 1.0


def test_scaled_dropout_is_the_ensemble_of_a_linear_network() -> None:
    linear = [{"units": 6, "activation": "linear", "keep": 0.5}, {"units": 4, "activation": "linear"}]
    run = headless(network(layers=linear), UPDATES)
    assert of(run, "ensemble_masks") == 64
    assert of(run, "ensemble_distance") < 1e-6
    assert of(run, "ensemble_distance", of="unscaled") > 0.1
    assert of(run, "ensemble_loss") == pytest.approx(of(run, "ensemble_loss", of="scaled"))
    assert of(run, "ensemble_accuracy") == of(run, "ensemble_accuracy", of="scaled")


def test_the_factor_p_matches_the_expected_preactivation() -> None:
    run = headless(network(layers=[{"units": 32, "keep": 0.5}, {"units": 4}]), UPDATES)
    exact, more, less = (of(run, "preactivation_error", factor=factor) for factor in (0.5, 1.0, 0.3))
    assert exact < 0.1
    assert min(more, less) > 3 * exact


def test_the_whole_as_a_batch_has_the_whole_s_gradient(run: Run) -> None:
    count = len(run.examples.train)
    assert of(run, "batch_cosine", batch=count) == pytest.approx(1.0)
    assert of(run, "batch_norm_ratio", batch=count) == pytest.approx(1.0)
    assert of(run, "batch_cosine", batch=1) < of(run, "batch_cosine", batch=20) < 1.0
    with pytest.raises(Unmeasured, match="no batches of 3"):
        of(run, "batch_cosine", batch=3)


def test_many_sigmoids_add_up_to_softplus(run: Run) -> None:
    assert of(run, "sum_of_sigmoids", terms=1, x=0.5) == pytest.approx(0.5)
    assert of(run, "sigmoids_to_softplus", terms=50) < 0.0107
    assert of(run, "sigmoids_to_softplus", terms=1) > 0.1
    assert of(run, "sigmoids_to_relu", terms=50, high=10.0) == pytest.approx(math.log(2), abs=0.02)


def test_the_active_units_are_a_linear_network(run: Run) -> None:
    assert of(run, "thin_network_error") < 1e-5
    with pytest.raises(Unmeasured, match="not all plain ReLUs"):
        of(headless(network(layers=[{"units": 4, "activation": "sigmoid"}]), 1), "thin_network_error")


def test_a_maxout_with_a_piece_of_zeros_is_the_relu(run: Run) -> None:
    assert of(run, "maxout_error") == 0.0


def test_the_plane_of_two_directions_explains_a_path_more_the_straighter_it_is() -> None:
    full, single = (headless(network(batch=batch), UPDATES) for batch in (1000, 1))
    straight, rough = (of(run, "path_explained", updates=UPDATES) for run in (full, single))
    assert 0 < rough < straight <= 1


# --- on a surface -----------------------------------------------------------------------------------------------------


def test_a_point_is_measured_where_it_stands(way: Run) -> None:
    x, y = way.descent.point
    assert (of(way, "position", axis="x"), of(way, "position", axis="y")) == (x, y)
    assert of(way, "value") == way.descent.surface.at(x, y)[0]
    assert of(way, "distance", x=x + 3, y=y - 4) == pytest.approx(5)
    assert of(way, "distance_to_minimum") == pytest.approx(math.hypot(x, y))


def test_the_way_is_measured_step_by_step(way: Run) -> None:
    made = fresh_descent(way)
    record = made.run(UPDATES)
    steps = np.diff(record.trace[:, :2], axis=0)
    lengths = np.linalg.norm(steps, axis=1)
    cosines = (steps[1:] * steps[:-1]).sum(axis=1) / (lengths[1:] * lengths[:-1])
    assert of(way, "step_length", first=0, last=UPDATES) == pytest.approx(lengths.mean())
    assert of(way, "turning", first=0, last=UPDATES) == pytest.approx(cosines.mean())
    assert of(way, "turning", first=0, last=16) < -0.5
    assert of(way, "lowest_value", first=0, last=UPDATES) == record.loss.min()
    assert of(way, "position_after", axis="y", updates=7) == record.trace[7, 1]
    middle = float(record.loss[30])
    assert of(way, "updates_until_value", value=middle) == np.argmax(record.loss < middle)
    assert of(way, "updates_until_value", value=-1.0) == math.inf


# --- where it cannot be had -------------------------------------------------------------------------------------------


# --- what the optimizer remembers -------------------------------------------------------------------------------------


@pytest.mark.parametrize("layer", [0, -1])
def test_a_layer_s_rate_is_the_median_over_those_that_a_gradient_has_reached(layer: int) -> None:
    given = headless(network(optimizer={"name": "adagrad", "lr": 0.1}), UPDATES)
    learner, _ = fresh(given, 9)
    span = learner.layout.spans[layer]
    (sums,) = learner.snapshot().slots.astype(np.float64)
    s = np.concatenate([sums[span.weights : span.weight_stop], sums[span.biases : span.bias_stop]])
    assert (s > 0).sum() > 2
    wanted = np.median(0.1 / (np.sqrt(s[s > 0]) + 1e-8))
    assert of(given, "rate_after", layer=layer, updates=9) == pytest.approx(wanted, rel=1e-12)


def test_adagrads_rates_never_rise_and_rmsprops_do() -> None:
    ada, rms = (headless(network(optimizer=name), UPDATES) for name in ("adagrad", "rmsprop"))
    assert of(ada, "rates_risen", first=8, last=UPDATES) == 0
    assert 0.2 < of(rms, "rates_risen", first=8, last=UPDATES) <= 1


def test_the_rate_along_an_axis_is_that_of_its_own_sum() -> None:
    given = headless(surface("ravine", optimizer={"name": "adagrad", "lr": 0.5}), UPDATES)
    made = fresh_descent(given)
    made.run(5)
    for axis, s in zip("xy", made.slots["s"], strict=True):
        assert of(given, "rate_along", axis=axis, updates=5) == pytest.approx(0.5 / (math.sqrt(s) + 1e-8))


def test_before_the_first_gradient_there_is_no_rate() -> None:
    given = headless(network(optimizer="adagrad"), 4)
    with pytest.raises(Unmeasured, match="no gradient has reached"):
        of(given, "rate_after", layer=0, updates=0)
    with pytest.raises(Unmeasured, match="no gradient has reached"):
        of(given, "rates_risen", first=0, last=4)
    with pytest.raises(Unmeasured, match="has 3 layers"):
        of(given, "rate_after", layer=3, updates=2)
    with pytest.raises(Unmeasured, match="has made 4 of 5 updates"):
        of(given, "rate_after", layer=0, updates=5)


def test_an_update_that_was_not_made_is_not_measured(run: Run) -> None:
    with pytest.raises(Unmeasured, match="a has made 64 of 65 updates"):
        of(run, "mean_loss", first=0, last=65)
    with pytest.raises(Unmeasured, match="a has made 64 of 100 updates"):
        of(run, "loss_after", part="train", updates=100)
    with pytest.raises(Unmeasured, match="no updates from 5 to 5"):
        of(run, "mean_loss", first=5, last=5)


def test_a_part_that_is_empty_is_not_measured() -> None:
    spec = NetworkSpec.read({**network().document(), "split": {"train": 0.8, "validation": 0, "test": 0.2}}, "spec")
    with pytest.raises(Unmeasured, match="validation part holds no examples"):
        of(headless(spec, 1), "validation_loss")


def test_a_point_has_no_examples_and_a_network_no_point(run: Run, way: Run) -> None:
    for one, measure in ((run, "value"), (way, "weight_norm"), (way, "train_loss")):
        with pytest.raises(Unmeasured, match="a is no"):
            of(one, measure)


def test_long_runs_give_means_of_early_updates_for_whole_bins_only() -> None:
    run = headless(surface(optimizer={"name": "gradient_descent", "lr": 0.001}), 20_000)
    made = fresh_descent(run)
    record = made.run(20_000)
    assert of(run, "mean_loss", first=0, last=64) == pytest.approx(record.loss[:64].mean(), rel=1e-12)
    late = record.loss[19_000:19_007].mean()
    assert of(run, "mean_loss", first=19_000, last=19_007) == pytest.approx(late, rel=1e-12)
    with pytest.raises(Unmeasured, match="so finely"):
        of(run, "mean_loss", first=1, last=64)


def some(one: Argument) -> Any:
    """A value that the argument may have."""
    if one.words:
        return one.words[0]
    if one.kind in (int, float):
        return {"last": 16, "updates": 16, "batch": 1, "terms": 2}.get(one.name, 0 if one.kind is int else 0.5)
    return "b"


def test_nothing_measured_changes_the_run() -> None:
    run, twin = headless(network(), 32), headless(network(), 32)
    for entry in measures:
        if entry.traits["place"] == "surface":
            continue
        given = {one.name: some(one) for one in entry.traits["arguments"] if one.required}
        try:
            of(run, entry.name, run, **given)
        except Unmeasured:
            continue
    assert np.array_equal(run.trainer.theta, twin.trainer.theta)
    run.learner.run(32)
    twin.learner.run(32)
    assert np.array_equal(run.trainer.theta, twin.trainer.theta)


# --- updates one by one -----------------------------------------------------------------------------------------------


def test_batch_loss_falls_counts_updates_after_which_the_same_examples_cost_less() -> None:
    run = headless(network(batch=10, optimizer={"name": "gradient_descent", "lr": 1.5}), 12)
    fell = 0
    for update in range(4, 12):
        before, after = fresh(run, update)[0], fresh(run, update + 1)[0]
        rows = next_batch(before)
        batch = run.examples.train[rows]
        fell += after.evaluate(batch).loss < before.evaluate(batch).loss
    assert 0 < fell <= 8
    assert of(run, "batch_loss_falls", first=4, last=12) == fell / 8


def test_step_error_is_rounding_for_gradient_descent_and_large_for_momentum(run: Run) -> None:
    assert of(run, "step_error") < 1e-4
    ball = headless(network(optimizer={"name": "momentum", "lr": 0.03, "lambda": 0.9}), UPDATES)
    assert of(ball, "step_error") > 0.1


def test_the_flow_chart_has_exactly_one_lit_box_and_the_bar_can_be_moved() -> None:
    run = headless(network("circles", batch=20), 512)
    boxes = ("functions", "goodness", "best", "training", "testing", "overfitting", "done")
    assert sum(of(run, "flow_chart", box=box) for box in boxes) == 1
    assert of(headless(network(), 0), "flow_chart", box="functions") == 1
    good = headless(network(), 512)
    assert of(good, "test_accuracy") > 0.9
    assert of(good, "flow_chart", box="done") == 1
    assert of(headless(network(batch=1), 1), "flow_chart", box="goodness", testing=1.0) == 1


def test_a_barrier_is_the_highest_loss_between_two_networks_above_both(run: Run) -> None:
    assert of(run, "barrier", run, other="a") == pytest.approx(0, abs=1e-6)
    other = headless(with_seed(run.alone, 100), UPDATES)
    middle = begin(run.alone)[0]
    assert isinstance(middle, Trainer)
    losses = []
    for t in np.linspace(0, 1, 33):
        middle.theta[:] = run.trainer.theta + np.float32(t) * (other.trainer.theta - run.trainer.theta)
        losses.append(middle.evaluate(run.examples.train).loss)
    wanted = max(losses) - max(losses[0], losses[-1])
    assert of(run, "barrier", other, other="b") == pytest.approx(wanted, rel=1e-5, abs=1e-7)
    with pytest.raises(Unmeasured, match="other layers"):
        of(run, "barrier", headless(network(layers=[{"units": 3}]), 1), other="b")


# --- runs -------------------------------------------------------------------------------------------------------------


def test_another_seed_moves_the_session_s_and_the_lanes_own() -> None:
    spec = NetworkSpec.read({"seed": 5, "lanes": [{"name": "a", "seed": 7}, {"name": "b"}]}, "spec")
    moved = with_seed(spec, 3)
    assert (moved.seed, *(lane.seed for lane in moved.lanes)) == (8, 10, None)
    assert with_seed(with_seed(spec, 2**32 - 1), 1) == spec


def test_a_headless_run_is_what_a_trainer_does() -> None:
    spec = network()
    trainer = plan.trainer(spec, 0, plan.prepare(spec))
    trainer.run(UPDATES)
    run = headless(spec, UPDATES)
    assert isinstance(run.learner, Trainer)
    assert np.array_equal(run.trainer.theta, trainer.theta)
    assert isinstance(headless(surface(), 3).learner, Descent)
