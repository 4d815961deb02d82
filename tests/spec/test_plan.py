"""From a spec to the engine: widths, targets and parts as data and loss ask for them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from ravine.data.datasets import datasets
from ravine.engine.losses import losses
from ravine.spec import plan
from ravine.spec.architecture import architecture, parameter_count
from ravine.spec.lane import LaneSpec
from ravine.spec.network import NetworkSpec
from ravine.spec.shape import fitting_losses, output_units, shape_of
from spec.strategies import sessions


def session(**fields: Any) -> NetworkSpec:
    return NetworkSpec.read(fields, "the spec")


PAIRS = [(data.name, loss) for data in datasets for loss in fitting_losses(session(data=data.name).shape)]


@pytest.mark.parametrize(("data", "loss"), PAIRS)
def test_every_loss_learns_every_data_set_that_it_fits(data: str, loss: str) -> None:
    spec = session(data={"name": data, "examples": 100}, lanes=[{"loss": loss}])
    parts = plan.prepare(spec)
    trainer = plan.trainer(spec, 0, parts)
    train = plan.examples(parts.train, spec.lanes[0], spec.shape)
    before = trainer.evaluate(train).loss
    trainer.run(60)
    assert trainer.diverged is None
    assert trainer.evaluate(train).loss < before


@settings(max_examples=40, deadline=None)
@given(sessions())
def test_the_shape_of_the_data_is_known_before_they_are_made(document: dict[str, Any]) -> None:
    spec = NetworkSpec.read(document, "the spec")
    parts = plan.prepare(spec)
    shape = spec.shape
    assert parts.train.x.shape[1] == shape.inputs
    assert len(parts.train.classes) == (shape.classes or 0)
    assert parts.train.task == shape.task
    for lane in spec.lanes:
        built = architecture(lane, shape)
        assert built.inputs == shape.inputs
        assert built.outputs == output_units(lane.loss, shape)
        examples = plan.examples(parts.train, lane, shape)
        columns = 1 if losses[lane.loss.name].traits["target"] == "class" else built.outputs
        assert examples.y.shape == (len(parts.train), columns)
        assert examples.y.dtype == np.float32


@pytest.mark.parametrize(
    ("data", "loss", "outputs", "first"),
    [
        ("two_moons", "softmax_cross_entropy", 2, {0: [0], 1: [1]}),
        ("two_moons", "binary_cross_entropy", 1, {0: [0], 1: [1]}),
        ("two_moons", "squared_error", 1, {0: [-1], 1: [1]}),
        ("blobs", "softmax_cross_entropy", 3, {0: [0], 1: [1], 2: [2]}),
        ("blobs", "binary_cross_entropy", 3, {0: [1, 0, 0], 1: [0, 1, 0], 2: [0, 0, 1]}),
        ("blobs", "squared_error", 3, {0: [1, 0, 0], 1: [0, 1, 0], 2: [0, 0, 1]}),
        ("plane", "squared_error", 1, {}),
    ],
)
def test_targets_are_what_the_loss_compares_with(
    data: str, loss: str, outputs: int, first: dict[int, list[int]]
) -> None:
    spec = session(data=data, lanes=[{"loss": loss}])
    assert output_units(spec.lanes[0].loss, spec.shape) == outputs
    part = plan.prepare(spec).train
    y = plan.targets(part.y, spec.lanes[0].loss, spec.shape)
    if not first:
        assert np.array_equal(y, part.y)
    for label, target in first.items():
        assert (y[part.y == label] == target).all()


def test_settings_hold_what_the_spec_says() -> None:
    lane = LaneSpec.read(
        {
            "layers": [{"units": 3, "activation": {"name": "leaky_relu", "alpha": 0.25}, "keep": 0.5}],
            "output": "tanh",
            "dropout": "inverted",
            "optimizer": {"name": "momentum", "lambda": 0.5},
            "l1": 0.25,
            "clip": 2,
            "batch": 7,
        },
        "the lane",
    )
    settings = plan.settings(lane, shape_of(NetworkSpec().data))
    hidden, output = settings.architecture.layers
    assert settings.architecture.widths == (2, 3, 2)
    assert (hidden.activation, hidden.activation_parameters, hidden.keep) == ("leaky_relu", (0.25,), 0.5)
    assert (output.activation, output.keep) == ("tanh", 1.0)
    assert settings.architecture.dropout_form == "inverted"
    assert (settings.optimizer.name, settings.optimizer.values) == ("momentum", (0.03, 0.5))
    assert (settings.l1, settings.l2, settings.clip, settings.batch) == (0.25, 0.0, 2.0, 7)


def test_parameters_are_counted_as_the_engine_lays_them_out() -> None:
    spec = session(data="digits", lanes=[{"layers": [{"units": 5}, {"units": 7}]}])
    trainer = plan.trainer(spec, 0, plan.prepare(spec))
    assert parameter_count(architecture(spec.lanes[0], spec.shape)) == trainer.layout.parameters


def test_label_noise_is_in_the_training_part_only() -> None:
    clean, noisy = (plan.prepare(session(data={"name": "blobs", "label_noise": share}, seed=3)) for share in (0.0, 0.5))
    assert np.mean(clean.train.y != noisy.train.y) == pytest.approx(0.5, abs=0.01)
    assert np.array_equal(clean.validation.y, noisy.validation.y)
    assert np.array_equal(clean.test.y, noisy.test.y)


def test_lanes_of_one_seed_start_alike_and_a_lane_may_have_its_own() -> None:
    spec = session(seed=4, lanes=[{}, {}, {"seed": 5}])
    parts = plan.prepare(spec)
    one, two, own = (plan.trainer(spec, place, parts).theta for place in range(3))
    assert np.array_equal(one, two)
    assert not np.array_equal(one, own)
