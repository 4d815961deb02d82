from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as draw

from engine.learners import architecture, defaults, everything, examples, flat, settings, trainer, twin, with_
from ravine.engine import kernel
from ravine.engine.activations import activations
from ravine.engine.kernel import Kernel
from ravine.engine.layers.dropout import dropout_forms
from ravine.engine.loop import gather
from ravine.engine.loop import train as loop
from ravine.engine.losses import losses
from ravine.engine.network import Architecture, Choice, Layer
from ravine.engine.optimizers import optimizers
from ravine.engine.penalties import penalties
from ravine.engine.schedules import schedules
from ravine.engine.training import Settings

SCHEDULES = {
    "constant": (),
    "step": (3, 0.5),
    "exponential": (5,),
    "cosine": (11, 0.1),
    "warm_up": (7,),
    "reduce_on_plateau": (0.1, 2, 3),
}


def agrees_with_naive(chosen: Settings, updates: int = 15) -> None:
    """Engine and oracle, float64: loss, rate, norms, examples seen, and theta, over more than an epoch."""
    net = chosen.architecture
    train = examples(chosen.loss, net.outputs, inputs=net.inputs)
    validation = examples(chosen.loss, net.outputs, inputs=net.inputs, count=17)
    made = trainer(chosen, train, validation, dtype=np.float64)
    slow = twin(made, train, validation)
    record = made.run(updates)
    wanted = [(*slow.update(), slow.examples) for _ in range(updates)]
    assert made.diverged is None
    np.testing.assert_allclose(record.loss, [loss for loss, *_ in wanted], rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(record.lr, [lr for _, lr, _, _ in wanted], rtol=1e-12)
    np.testing.assert_allclose(record.gradient_norm, [norms for _, _, norms, _ in wanted], rtol=1e-8, atol=1e-12)
    np.testing.assert_allclose(made.theta, flat(made, slow.net), rtol=1e-8, atol=1e-10)
    assert record.examples.tolist() == [seen for *_, seen in wanted]
    assert (made.update, made.epoch) == (slow.updates, slow.epoch)


def test_a_batch_is_gathered_feature_by_feature_with_zeros_behind_it() -> None:
    source, scratch = np.arange(20.0).reshape(10, 2), np.full(50, np.nan)
    gather(scratch, 3, source, np.array([9, 4, 0, 7]), 1, 3, 16)
    assert scratch[3:35].reshape(2, 16)[:, :3].tolist() == [[8, 0, 14], [9, 1, 15]]
    assert not scratch[3:35].reshape(2, 16)[:, 3:].any()
    assert np.isnan(scratch[:3]).all()
    assert np.isnan(scratch[35:]).all()


@pytest.mark.parametrize("name", optimizers.names())
def test_every_optimizer_trains_as_the_naive_one(name: str) -> None:
    agrees_with_naive(settings(architecture(2, 5, 3), "softmax_cross_entropy", defaults(name), batch=6))


@pytest.mark.parametrize("name", losses.names())
@pytest.mark.parametrize("outputs", [1, 4])
def test_every_loss_trains_as_the_naive_one(name: str, outputs: int) -> None:
    agrees_with_naive(settings(architecture(2, 5, outputs), name, batch=6))


@pytest.mark.parametrize("name", activations.names())
def test_every_activation_trains_as_the_naive_one(name: str) -> None:
    agrees_with_naive(settings(architecture(2, 9, 7, 2, activation=name), "softmax_cross_entropy", batch=6))


@pytest.mark.parametrize("name", schedules.names())
def test_every_schedule_steers_as_the_naive_one(name: str) -> None:
    agrees_with_naive(
        settings(architecture(2, 5, 2), "softmax_cross_entropy", schedule=Choice(name, SCHEDULES[name]), batch=6), 40
    )


@pytest.mark.parametrize("form", dropout_forms.names())
def test_every_form_of_dropout_trains_as_the_naive_one(form: str) -> None:
    agrees_with_naive(settings(architecture(2, 9, 7, 2, keep=0.7, form=form), batch=17))


@pytest.mark.parametrize("strengths", [{"l1": 0.01}, {"l2": 0.1}, {"weight_decay": 0.1}, {"clip": 0.05}])
def test_every_penalty_and_clipping_act_as_the_naive_ones(strengths: Any) -> None:
    agrees_with_naive(settings(architecture(2, 9, 2), optimizer=defaults("momentum"), batch=6, **strengths))


@pytest.mark.parametrize("batch", [1, 7, 15, 16, 17, 22, 23, 33, 1000])
def test_every_batch_size_trains_as_the_naive_one(batch: int) -> None:
    agrees_with_naive(settings(architecture(2, 9, 3), "softmax_cross_entropy", batch=batch), 50 if batch < 20 else 5)


def test_layers_wide_enough_for_blas_train_as_the_naive_ones() -> None:
    agrees_with_naive(settings(architecture(2, 65, 67, 3), "softmax_cross_entropy", batch=17), 5)


@pytest.mark.parametrize("hidden", [20, 64])
def test_a_deep_net_trains_as_the_naive_one(hidden: int) -> None:
    agrees_with_naive(settings(architecture(2, *[6] * hidden, 2), "softmax_cross_entropy", batch=6), 5)


layers = draw.builds(
    lambda units, name, value, keep: Layer(units, name, (value,) if activations[name].parameters else (), keep),
    draw.integers(1, 20),
    draw.sampled_from(activations.names()),
    draw.floats(0.01, 1.0),
    draw.sampled_from([0.5, 0.9, 1]),
)
nets = draw.builds(
    lambda inputs, hidden, outputs, form: Architecture(inputs, (*hidden, Layer(outputs)), form),
    draw.integers(1, 9),
    draw.lists(layers, max_size=4),
    draw.integers(1, 10),
    draw.sampled_from(dropout_forms.names()),
)
strengths = draw.sampled_from([0.0, 0.0, 0.01])
mixtures = draw.builds(
    Settings,
    nets,
    draw.sampled_from(losses.names()),
    draw.sampled_from([defaults(name, lr=0.01, eps=1e-4) for name in optimizers.names()]),
    draw.sampled_from([Choice(name, values) for name, values in SCHEDULES.items()]),
    l1=strengths,
    l2=strengths,
    weight_decay=strengths,
    clip=draw.sampled_from([0.0, 0.3]),
    batch=draw.integers(1, 40),
)


@effort(max_examples=60, deadline=None, derandomize=True, database=None)
@given(mixtures)
def test_any_mixture_of_settings_trains_as_the_naive_one(chosen: Settings) -> None:
    agrees_with_naive(chosen, 10)


# --- one compiled version ---------------------------------------------------------------------------------------------


def compilations() -> dict[Kernel, int]:
    return {one: len(one._dispatcher.overloads) for one in kernel._kernels}


def test_after_every_toggle_there_is_one_compiled_version_of_the_loop() -> None:
    for dtype in (np.float32, np.float64):
        made = trainer(everything(), dtype=dtype)
        made.run(3)
        loops = len(loop._dispatcher.overloads)
        widths = (2, 9, 7, 3)
        toggles: list[dict[str, Any]] = [
            *({"architecture": architecture(*widths, activation=name)} for name in activations.names()),
            *({"architecture": architecture(*widths, keep=0.5, form=form)} for form in dropout_forms.names()),
            *({"optimizer": defaults(name, lr=1e-3)} for name in optimizers.names()),
            *({"schedule": Choice(entry.name, entry.values({}))} for entry in schedules),
            *({name: 0.01} for name in penalties.names()),
            {"l1": 0.0, "l2": 0.0, "weight_decay": 0.0},
            {"clip": 0.1},
            {"batch": 1},
            {"batch": 1000},
        ]
        for toggle in toggles:
            made.change(with_(made.settings, **toggle))
            assert len(made.run(3)) == 3, toggle
        for loss in losses.names():
            made.change(with_(made.settings, loss=loss))
            made.set_examples(examples(loss, 3), examples(loss, 3))
            assert len(made.run(3)) == 3, loss
        assert len(loop._dispatcher.overloads) == loops, "nothing was compiled on a toggle"
    assert set(loop._versions) == {np.dtype(np.float32), np.dtype(np.float64)}
    assert len(loop._dispatcher.overloads) == 2


def test_no_kernel_has_more_than_one_version_an_element_type() -> None:
    for one, count in compilations().items():
        assert count <= len(one._versions) <= 2, one.name  # a schedule's is the same for both
