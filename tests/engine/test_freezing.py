from __future__ import annotations

import pytest

from engine.learners import architecture, defaults, everything, settings, trainer, with_
from ravine.engine.network import Architecture, Layer
from ravine.engine.optimizers import optimizers
from ravine.engine.training import Trainer

each_optimizer = pytest.mark.parametrize("optimizer", optimizers.names())


def frozen(*which: int, keep: float = 1.0) -> Architecture:
    """The usual small net with some layers frozen."""
    layers = architecture(2, 9, 7, 3, activation="relu", keep=keep).layers
    return Architecture(2, tuple(Layer(one.work, one.activation, keep=one.keep, frozen=place in which)
                                 for place, one in enumerate(layers)))  # fmt: skip


def layer(made: Trainer, place: int) -> bytes:
    span = made.layout.spans[place]
    return bytes(made.theta[span.weights : span.stop].tobytes())


@each_optimizer
def test_a_frozen_layer_stays_as_it_is_and_the_others_learn(optimizer: str) -> None:
    made = trainer(everything(optimizer))
    made.run(20)
    made.change(with_(made.settings, architecture=frozen(1, keep=0.8)))
    before = [layer(made, place) for place in range(3)]
    record = made.run(20)
    assert [layer(made, place) == before[place] for place in range(3)] == [False, True, False]
    assert (record.gradient_norm[:, 1] > 0).any(), "its gradient is shown all the same"


def test_it_goes_on_when_it_thaws() -> None:
    made = trainer(settings(frozen(0), "softmax_cross_entropy"))
    made.run(5)
    before = layer(made, 0)
    made.change(with_(made.settings, architecture=frozen()))
    made.run(5)
    assert layer(made, 0) != before


def test_frozen_layers_do_not_count_where_the_gradient_is_clipped() -> None:
    clipped, free = (
        trainer(settings(frozen(0, 1), "softmax_cross_entropy", clip=clip)) for clip in (1e3, 0.0)
    )  # far above the last layer's gradient, but not where the frozen ones are blown up
    for made in (clipped, free):
        made.layout.weights(made.theta, 2)[:] *= 1e-3
        made.change(made.settings)
    assert clipped.run(3).loss.tobytes() == free.run(3).loss.tobytes()


def test_going_back_and_on_is_bit_for_bit() -> None:
    made = trainer(settings(frozen(1), "softmax_cross_entropy", defaults("adam")))
    made.run(10)
    there = made.snapshot()
    made.run(30)
    wanted = made.theta.tobytes()
    made.restore(there)
    made.run(30)
    assert made.theta.tobytes() == wanted


def test_a_weight_set_by_hand_in_a_frozen_layer_stays_set() -> None:
    made = trainer(settings(frozen(0), "softmax_cross_entropy"))
    made.set_weight(0, 0, 0, 2.5)
    made.run(5)
    assert made.layout.weights(made.theta, 0)[0, 0] == 2.5
