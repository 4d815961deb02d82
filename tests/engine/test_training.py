from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as draw

from engine.learners import DESCENT, NOTHING, architecture, defaults, examples, settings, trainer, with_
from ravine.engine import kernel
from ravine.engine.activations import activations
from ravine.engine.kernel import Kernel
from ravine.engine.layers.dropout import dropout_forms
from ravine.engine.loop import train as loop
from ravine.engine.losses import losses
from ravine.engine.network import Architecture, Choice, Layer
from ravine.engine.optimizers import optimizers
from ravine.engine.penalties import penalties
from ravine.engine.schedules import schedules
from ravine.engine.training import UNDO_AT_MOST, Examples, Record, Settings, Snapshot, Trainer

each_optimizer = pytest.mark.parametrize("name", optimizers.names())
CLASSES = "softmax_cross_entropy"
PLATEAU = Choice("reduce_on_plateau", (0.5, 1, 3))


def everything(optimizer: str = "adam", **more: Any) -> Settings:
    """Settings with all features on: dropout, penalties, clipping, a schedule that watches, partial batches."""
    net = architecture(2, 9, 7, 3, activation="relu", keep=0.8)
    strengths = {"l1": 1e-4, "l2": 1e-3, "weight_decay": 1e-3, "clip": 0.5}
    return settings(net, CLASSES, defaults(optimizer), **{"schedule": PLATEAU, "batch": 5, **strengths, **more})


def state(made: Trainer) -> tuple[bytes, ...]:
    """All that its future depends on; the order's mark is left out, for it is drawn again when asked for."""
    now = made.snapshot()
    return (
        now.theta.tobytes(),
        now.slots.tobytes(),
        now.memory.tobytes(),
        now.clock[:4].tobytes(),
        repr(now.plateau).encode(),
    )


def together(records: list[Record]) -> tuple[bytes, ...]:
    return tuple(
        np.concatenate([getattr(record, column) for record in records]).tobytes()
        for column in ("loss", "lr", "gradient_norm")
    )


# --- the same numbers, bit for bit ------------------------------------------------------------------------------------


@effort(derandomize=True, database=None, deadline=None, max_examples=40)
@given(draw.sampled_from(optimizers.names()), draw.lists(draw.integers(0, 17), min_size=1, max_size=12))
def test_however_the_updates_are_sliced_over_calls_the_numbers_are_the_same(name: str, slices: list[int]) -> None:
    whole, sliced = trainer(everything(name)), trainer(everything(name))
    record = whole.run(sum(slices))
    records = [sliced.run(part) for part in slices]
    assert together([record]) == together(records)
    assert state(whole) == state(sliced)
    assert np.array_equal(whole.before_last, sliced.before_last) or slices[-1] == 0


def test_however_the_learners_are_spread_over_threads_the_numbers_are_the_same() -> None:
    nets = (
        everything("adam"),
        everything("momentum"),
        settings(architecture(2, 65, 67, 1)),
        settings(architecture(2, 1)),
    )
    chosen = [net for net in nets for _ in range(3)]

    def trained(one: Settings) -> tuple[bytes, ...]:
        made = trainer(one)
        return (*together([made.run(50) for _ in range(20)]), *state(made))

    alone = [trained(one) for one in chosen]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(trained, chosen)) == alone


def test_another_seed_gives_other_numbers() -> None:
    first = trainer(everything()).run(20)
    for seeds in ({"seed": 99}, {"lane_seed": 99}):
        assert not np.array_equal(trainer(everything(), **seeds).run(20).loss, first.loss)  # type: ignore[arg-type]


@each_optimizer
@pytest.mark.parametrize("before", [0, 3, 7])
def test_going_on_from_a_snapshot_gives_the_same_numbers(name: str, before: int) -> None:
    """With every slot and count in it: in mid epoch (5 updates each), before and on a check of the plateau rule."""
    made = trainer(everything(name))
    made.run(before)
    start = made.snapshot()
    first = together([made.run(30)]), state(made)
    made.restore(start)
    assert made.update == before
    assert (together([made.run(30)]), state(made)) == first
    fresh = trainer(everything(name))
    fresh.restore(start)
    assert (together([fresh.run(30)]), state(fresh)) == first


def test_a_snapshot_is_not_touched_by_what_follows() -> None:
    made = trainer(everything())
    start = made.snapshot()
    kept = start.theta.copy()
    made.run(10)
    assert np.array_equal(start.theta, kept)
    assert start.update == 0
    assert start.size == start.theta.nbytes + start.slots.nbytes


# --- the examples -----------------------------------------------------------------------------------------------------


def seen(batch: int, epochs: int, seed: int = 3, count: int = 23) -> Any:
    """Which examples each update saw, told from the losses: a net that gives 0, and targets whose squares are powers
    of two."""
    y = np.sqrt(2.0 * 2.0 ** np.arange(count))[:, None]
    train = Examples(np.zeros((count, 2)), y)
    made = Trainer(
        settings(architecture(2, 1), optimizer=Choice("gradient_descent", (0.0,)), batch=batch),
        Choice("zeros"), train, NOTHING, seed, 0, np.float64,
    )  # fmt: skip
    record = made.run(made.updates_per_epoch * epochs)
    counts = [min(batch, count - first) for first in range(0, count, batch)] * epochs
    sums = [round(loss * size) for loss, size in zip(record.loss, counts, strict=True)]
    return [[example for example in range(count) if total >> example & 1] for total in sums]


@pytest.mark.parametrize("batch", [1, 2, 7, 22, 23, 1000])
def test_each_epoch_sees_each_example_once(batch: int) -> None:
    batches = seen(batch, epochs=4)
    per_epoch = -(-23 // min(batch, 23))
    for epoch in range(4):
        of_epoch = chain(*batches[epoch * per_epoch : (epoch + 1) * per_epoch])
        assert sorted(of_epoch) == list(range(23))


def test_the_order_is_drawn_anew_for_each_epoch_and_seed() -> None:
    orders = {str(seen(1, epochs=5, seed=seed)[epoch * 23 : (epoch + 1) * 23]) for seed in (1, 2) for epoch in range(5)}
    assert len(orders) == 10


def test_lanes_with_other_batch_sizes_share_the_order() -> None:
    one_by_one = list(chain(*seen(1, epochs=3)))
    for batch in (2, 7, 22):
        position = 0
        for some in seen(batch, epochs=3):
            assert sorted(one_by_one[position : position + len(some)]) == some
            position += len(some)


def test_dropout_and_lane_seed_do_not_change_the_batches() -> None:
    x = np.eye(23)  # the first layer's gradient shows which examples were seen
    train = Examples(x, np.ones((23, 1)))

    def batches(keep: float, lane_seed: int) -> list[bytes]:
        net = Architecture(23, (Layer(8, keep=keep), Layer(1)))
        chosen = settings(net, optimizer=Choice("gradient_descent", (1e-6,)), batch=5)
        made = Trainer(chosen, Choice("normal", (1.0,)), train, NOTHING, 3, lane_seed)
        result = []
        for _ in range(12):
            made.run(1)
            result.append(made.layout.weights(made.grad, 0).any(axis=0).tobytes())
        return result

    assert batches(1.0, 1) == batches(0.9, 1) == batches(0.9, 2)


def test_position_counts_updates_epochs_and_what_is_left() -> None:
    made = trainer(settings(architecture(2, 1), batch=10))
    assert (made.update, made.epoch, made.updates_per_epoch, made.updates_left_in_epoch) == (0, 0, 3, 3)
    made.run(1)
    assert (made.update, made.epoch, made.updates_left_in_epoch) == (1, 0, 2)
    made.run(2)
    assert (made.update, made.epoch, made.updates_left_in_epoch) == (3, 1, 3)
    made.change(with_(made.settings, batch=1000))
    assert (made.batch, made.updates_per_epoch) == (23, 1)


# --- changes while it runs --------------------------------------------------------------------------------------------


def test_a_change_keeps_theta_bit_for_bit() -> None:
    made = trainer(everything())
    made.run(7)
    before = made.theta.tobytes()
    for changed in (
        {"optimizer": defaults("lion")}, {"schedule": Choice("constant")}, {"l1": 0.0}, {"clip": 0.0}, {"batch": 23},
        {"architecture": architecture(2, 9, 7, 3, activation="gelu", keep=0.5, form="inverted")},
    ):  # fmt: skip
        made.change(with_(made.settings, **changed))
        assert made.theta.tobytes() == before
        assert made.update == 7


def test_another_optimizer_starts_with_empty_slots_and_count_and_the_same_one_keeps_them() -> None:
    made = trainer(everything("adam"))
    made.run(7)
    slots = made.snapshot().slots.copy()
    for changed in ({"optimizer": defaults("adam", lr=0.5, beta1=0.3)}, {"batch": 7}, {"l2": 0.0}, {"loss": CLASSES}):
        made.change(with_(made.settings, **changed))
        assert np.array_equal(made.snapshot().slots, slots)
    made.change(with_(made.settings, optimizer=defaults("adamw")))
    assert not made.snapshot().slots.any()
    fresh = trainer(everything("adamw"))
    made.run(1)
    assert np.array_equal(made.snapshot().clock[3], fresh.snapshot().clock[3] + 1), "the count begins anew"


def test_rmsprop_chosen_in_mid_run_starts_with_sigma_0_too() -> None:
    made = trainer(settings(architecture(2, 5, 1), optimizer=defaults("adam")), dtype=np.float64)
    made.run(7)
    before = made.theta.copy()
    made.change(with_(made.settings, optimizer=Choice("rmsprop", (0.1, 0.9, 1e-16))))
    made.run(1)
    np.testing.assert_allclose(made.theta - before, -0.1 * np.sign(made.grad), atol=1e-12)


@pytest.mark.parametrize("widths", [(2, 9, 8, 3), (2, 9, 3), (3, 9, 7, 3), (2, 9, 7, 2)])
def test_other_widths_are_refused_and_nothing_is_changed(widths: tuple[int, ...]) -> None:
    made = trainer(everything())
    made.run(3)
    before, chosen = state(made), made.settings
    with pytest.raises(ValueError, match="do not fit"):
        made.change(with_(chosen, architecture=architecture(*widths)))
    assert state(made) == before
    assert made.settings == chosen
    assert len(made.run(3)) == 3


def test_a_change_and_back_at_once_is_no_change() -> None:
    plain, toggled = trainer(everything()), trainer(everything())
    for made in (plain, toggled):
        made.run(4)
    for changed in (
        {"batch": 7},
        {"l1": 0.5},
        {"loss": "binary_cross_entropy"},
        {"architecture": architecture(2, 9, 7, 3)},
    ):
        toggled.change(with_(everything(), **changed))
        toggled.change(everything())
    assert together([plain.run(20)]) == together([toggled.run(20)])


def test_other_examples_keep_theta_and_start_the_next_epoch() -> None:
    made = trainer(everything())
    made.run(7)
    before = made.theta.tobytes()
    made.set_examples(examples(CLASSES, 3, 40, seed=9), examples(CLASSES, 3, 10, seed=9))
    assert made.theta.tobytes() == before
    assert (made.update, made.epoch, made.updates_left_in_epoch) == (7, 2, 8)
    made.set_examples(examples(CLASSES, 3, 3), NOTHING)
    assert (made.epoch, made.batch, made.updates_per_epoch) == (2, 3, 1)
    assert len(made.run(5)) == 5


def test_a_training_set_holds_at_least_one_example() -> None:
    made = trainer(everything())
    with pytest.raises(ValueError, match="at least one example"):
        made.set_examples(NOTHING, NOTHING)
    assert len(made.run(3)) == 3


def test_the_examples_that_were_given_are_never_changed() -> None:
    train = examples(CLASSES, 3)
    x, y = train.x.copy(), train.y.copy()
    trainer(everything(), train, train).run(50)
    assert np.array_equal(train.x, x)
    assert np.array_equal(train.y, y)


# --- clipping ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("clip", [1e-3, 0.1, 1e6])
def test_clipping_shortens_the_gradient_of_all_layers_together(clip: float) -> None:
    net = architecture(2, 9, 7, 2)
    plain, made = trainer(settings(net), dtype=np.float64), trainer(settings(net, clip=clip), dtype=np.float64)
    norms, record = plain.run(1).gradient_norm[0], made.run(1)
    whole = np.linalg.norm(norms)
    assert np.array_equal(record.gradient_norm[0], norms), "what is recorded is the data's"
    assert np.linalg.norm(made.grad) == pytest.approx(min(clip, whole), rel=1e-12)
    np.testing.assert_allclose(made.grad, plain.grad * min(1, clip / whole), rtol=1e-12)


# --- padding ----------------------------------------------------------------------------------------------------------


@each_optimizer
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_padding_of_theta_stays_zero(name: str, dtype: Any) -> None:
    lowest = {p.name: p.low for p in optimizers[name].parameters if p.name == "eps"}
    for chosen in (everything(name), with_(everything(), optimizer=defaults(name, **lowest))):
        made = trainer(chosen, dtype=dtype)
        made.run(60)
        assert made.diverged is None
        spans = made.layout.spans
        learned = np.concatenate([np.r_[s.weights : s.weight_stop, s.biases : s.bias_stop] for s in spans])
        assert not np.delete(made.theta, learned).any()
        assert not np.delete(made.grad, learned).any()
        assert not np.delete(made.snapshot().slots, learned, axis=1).any() if made.snapshot().slots.size else True


# --- divergence -------------------------------------------------------------------------------------------------------


def exploding(lr: float, optimizer: str = "gradient_descent", **more: Any) -> Trainer:
    net = architecture(2, 9, 1, activation="linear")
    return trainer(settings(net, optimizer=defaults(optimizer, lr=lr), **more))


@pytest.mark.parametrize("lr", [10.0, 1000.0, 1e10, 1e30])
@pytest.mark.parametrize("optimizer", ["gradient_descent", "momentum", "nesterov"])
def test_a_huge_rate_stops_at_the_last_finite_state(lr: float, optimizer: str) -> None:
    made = exploding(lr, optimizer)
    record = made.run(10_000)
    assert made.diverged is not None
    assert f"update {made.update + 1}" in made.diverged
    assert len(record) == made.update < 10_000
    for numbers in (record.loss, record.gradient_norm, made.theta, made.snapshot().slots):
        assert np.isfinite(numbers).all()
    again = exploding(lr, optimizer)
    again.run(made.update)
    assert state(made) == state(again), "the state is that after the last good update"
    assert len(again.run(1)) == 0, "the next one diverges: not an update later"
    assert again.diverged == made.diverged


@effort(derandomize=True, database=None, deadline=None, max_examples=30)
@given(draw.sampled_from([1.0, 30.0, 1000.0]), draw.lists(draw.integers(1, 50), min_size=1, max_size=10))
def test_divergence_is_seen_at_the_same_update_however_the_updates_are_sliced(lr: float, slices: list[int]) -> None:
    whole, sliced = exploding(lr, "momentum"), exploding(lr, "momentum")
    record = whole.run(sum(slices))
    records = [sliced.run(part) for part in slices]
    assert (whole.diverged is None, state(whole)) == (sliced.diverged is None, state(sliced))
    assert together([record]) == together(records)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_bad_number_in_the_examples_never_reaches_the_optimizer(bad: float) -> None:
    train = examples("squared_error", 1)
    train.x[5, 0] = bad
    made = trainer(settings(architecture(2, 5, 1), optimizer=defaults("adam"), batch=4), train)
    record = made.run(100)
    assert made.diverged is not None
    assert made.update == len(record) < 6
    assert made.finite
    assert np.isfinite(made.snapshot().slots).all()


def test_an_overflow_inside_the_optimizer_is_undone() -> None:
    made = exploding(1e39, "momentum")
    record = made.run(50)
    assert made.diverged is not None
    assert "overflowed" in made.diverged
    assert made.finite
    assert len(record) == made.update
    again = exploding(1e39, "momentum")
    again.run(made.update)
    assert state(made) == state(again)


def marching() -> Trainer:
    """Lion goes on in one direction as long as it remembers one: by 1e36 an update, until 3.4e38 is passed. The loss
    says nothing of it: the answer is right."""
    right = Examples(np.zeros((3, 2)), np.ones((3, 1)), 2)
    chosen = settings(architecture(2, 1), "binary_cross_entropy", defaults("lion", lr=1e36), batch=1)
    return trainer(chosen, right, NOTHING)


@pytest.mark.parametrize("slices", [[1], [7], [100], [UNDO_AT_MOST], [1000], [1, 300]])
def test_an_overflow_is_undone_to_the_update_before_it_however_the_updates_are_sliced(slices: list[int]) -> None:
    made, records = marching(), []
    while made.diverged is None:
        for part in slices:
            records.append(made.run(part))
    assert "overflowed" in made.diverged
    assert made.finite
    assert 300 < made.update == sum(map(len, records)) < 400
    assert made.theta.max() > 3.3e38
    alone = marching()
    assert together([alone.run(made.update)]) == together(records)
    assert state(alone) == state(made)
    assert len(alone.run(1)) == 0


def test_a_cancel_while_an_overflow_is_undone_does_not_leave_it_halfway(monkeypatch: pytest.MonkeyPatch) -> None:
    alone, made = marching(), marching()
    restore = made.restore

    def restore_and_cancel(snapshot: Snapshot) -> None:
        restore(snapshot)
        made.cancel()

    monkeypatch.setattr(made, "restore", restore_and_cancel)
    assert together([made.run(1000)]) == together([alone.run(1000)])
    assert state(made) == state(alone)


def test_after_a_divergence_run_does_nothing_until_a_change_revives_it() -> None:
    made = exploding(1000.0)
    made.run(1000)
    before = state(made)
    assert len(made.run(10)) == 0
    assert state(made) == before
    made.change(with_(made.settings, optimizer=defaults("lion"), loss="binary_cross_entropy"))
    assert made.diverged is None
    assert made.theta.tobytes() == before[0]
    assert len(made.run(10)) == 10


@pytest.mark.parametrize("revive", ["restore", "set_examples"])
def test_a_diverged_learner_goes_on_from_a_snapshot_or_with_other_examples(revive: str) -> None:
    made = exploding(1000.0)
    start = made.snapshot()
    made.run(1000)
    assert len(made.run(1)) == 0
    if revive == "restore":
        made.restore(start)
    else:
        made.set_examples(Examples(np.zeros((3, 2)), np.zeros((3, 1))), NOTHING)
        made.theta[:] = start.theta
    assert len(made.run(1)) == 1


# --- cancel -----------------------------------------------------------------------------------------------------------


def test_cancel_from_another_thread_leaves_a_whole_updates_state_to_go_on_from() -> None:
    chosen = settings(architecture(2, *[32] * 64, 1, keep=0.9), optimizer=defaults("adam", lr=1e-4), batch=20)
    made, alone = trainer(chosen), trainer(chosen)
    records: list[Record] = []
    thread = threading.Thread(target=lambda: records.append(made.run(20_000)))
    thread.start()
    while made.update < 10 and thread.is_alive():
        pass
    made.cancel()
    thread.join()
    (cut,) = records
    assert 10 <= len(cut) == made.update < 20_000
    assert made.diverged is None
    whole = alone.run(made.update)
    assert together([cut]) == together([whole])
    assert state(made) == state(alone)
    assert together([made.run(20)]) == together([alone.run(20)])


def test_a_cancel_before_the_run_ends_it_at_once_and_only_once() -> None:
    made = trainer(everything())
    made.cancel()
    assert len(made.run(10)) == 0
    assert len(made.run(10)) == 10


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


# --- the record -------------------------------------------------------------------------------------------------------


def test_every_update_is_recorded() -> None:
    record = trainer(everything()).run(17)
    assert len(record) == 17
    assert record.loss.shape == record.lr.shape == (17,)
    assert record.gradient_norm.shape == (17, 3)
    assert {part.dtype for part in (record.loss, record.lr, record.gradient_norm)} == {np.dtype(np.float32)}


def test_a_run_of_no_updates_records_none() -> None:
    made = trainer(everything())
    before = state(made)
    assert len(made.run(0)) == 0
    assert state(made) == before


def test_the_recorded_loss_is_that_before_the_update() -> None:
    made = trainer(settings(architecture(2, 5, 3), CLASSES, batch=1000), dtype=np.float64)
    train = examples(CLASSES, 3)
    before = made.evaluate(train).loss
    assert made.run(1).loss[0] == pytest.approx(before, rel=1e-13)
    assert made.evaluate(train).loss < before


def test_float32_and_float64_train_alike_to_single_precision() -> None:
    chosen = settings(architecture(2, 9, 7, 3), CLASSES, DESCENT, batch=6)
    single, double = trainer(chosen), trainer(chosen, dtype=np.float64)
    np.testing.assert_allclose(single.run(50).loss, double.run(50).loss, rtol=1e-4)


def test_a_net_learns_what_a_line_cannot_tell_apart() -> None:
    random = np.random.default_rng(0)
    x = random.uniform(-1, 1, (400, 2)).astype(np.float32)
    xor = Examples(x, (x[:, :1] * x[:, 1:] > 0).astype(np.float32), 2)
    made = trainer(settings(architecture(2, 8, 8, 2), CLASSES, defaults("adam")), xor, xor)
    assert made.evaluate(xor).accuracy < 0.8
    made.run(3000)
    assert made.evaluate(xor).accuracy > 0.97
