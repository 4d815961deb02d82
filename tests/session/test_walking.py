"""A walk through a network too large for a lane, beside a session: its numbers, its course, what ends it, and that
there is one at a time."""

from __future__ import annotations

import gc
import math
from typing import Any

import numpy as np
import pytest

from ravine.data.images import photographs
from ravine.engine.alexnet import ALEXNET, IMAGE, LAYERS
from ravine.engine.network import Choice
from ravine.engine.walk import Walk
from ravine.session import memory
from ravine.session.alongside import LEFT
from ravine.session.beside import BROKEN, STOPPED
from ravine.session.host import PAUSE_AFTER
from ravine.session.walking import RATE, SEED, WalkJob, batch, begun
from ravine.spec import commands, events, limits
from ravine.spec.alexnet import walkable
from ravine.spec.error import SpecError
from session.test_host import Guest, Stage

SMALL: list[dict[str, Any]] = [
    {"kind": "conv", "filters": 4, "size": 11, "stride": 8, "activation": "relu"},
    {"kind": "max_pool", "size": 3, "stride": 3},
    {"kind": "dense", "units": 8, "activation": "relu"},
]


def asked(layers: list[dict[str, Any]] | None = None, **fields: Any) -> commands.Walk:
    return commands.Walk.model_validate({"layers": SMALL if layers is None else layers, **fields})


def start(stage: Stage, guest: Guest, **fields: Any) -> WalkJob:
    """The job of the walk that the guest has asked for."""
    stage.say(guest, asked(**fields))
    stage.turn()
    assert guest.kinds()[-1] == "walked", guest.events[-1]
    (job,) = stage.beside
    assert isinstance(job, WalkJob)
    return job


def finish(stage: Stage, job: WalkJob) -> None:
    for _ in range(1000):
        if job.run(stage.now, 0.0) is None:
            stage.turn()
            return
    raise AssertionError("the walk never ends")


def refused(stage: Stage, guest: Guest, command: Any) -> events.Error:
    stage.say(guest, command)
    stage.turn()
    error = guest.events[-1]
    assert isinstance(error, events.Error)
    return error


# --- its numbers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_what_it_tells_is_what_the_engine_computes(count: int) -> None:
    stage = Stage()
    guest = stage.come()
    finish(stage, start(stage, guest, batch=count, photo=2))
    told = guest.last("walked")
    course = begun(asked(batch=count, photo=2))
    x, y = batch(course.asked)
    walk = Walk(
        course.net, "softmax_cross_entropy", Choice("gradient_descent", (RATE,)), Choice("he"), SEED, count
    )  # fmt: skip
    list(walk.over(x, y))
    assert (told.loss, [one.gradient_norm for one in told.layers]) == (walk.loss, walk.gradient_norm.tolist())
    list(walk.forward(x, y))
    assert told.loss_after == walk.loss < told.loss
    assert told.chance == math.log(1000)
    assert (told.running, told.why, told.at, told.done) == (False, None, None, told.total)
    assert (told.photo, told.batch) == (2, count)
    assert [one.layer for one in told.layers] == ["conv", "max_pool", "dense", "output"]
    assert all(one.forward > 0 and one.backward > 0 for one in told.layers)
    assert told.seconds == pytest.approx(sum(one.forward + one.backward for one in told.layers))
    assert told.bytes == course.bytes
    assert told.grown is None or told.grown >= 0


def test_the_first_of_a_batch_is_the_middle_of_the_photograph_and_all_are_standardized() -> None:
    photos, names = photographs()
    assert walkable().photographs == list(names)
    x, y = batch(asked(photo=5, batch=9))
    assert x.shape == (9, IMAGE.units)
    assert y[:, 0].tolist() == [5, 6, 7, 0, 1, 2, 3, 4, 5]
    first = x[0].reshape(3, 227, 227)
    middle = photos[5, 14:241, 14:241].astype(np.float64)
    expected = (middle - photos.mean((0, 1, 2))) / photos.std((0, 1, 2))
    np.testing.assert_allclose(first, expected.transpose(2, 0, 1), atol=1e-5)
    assert not np.array_equal(x[0], x[8])  # the same photograph, another part


def test_the_whole_of_alexnet_is_within_the_limits_and_takes_what_its_numbers_take() -> None:
    hidden = walkable().layers
    course = begun(asked(hidden, batch=64))
    assert [type(layer.work) for layer in course.net.layers] == [type(layer.work) for layer in LAYERS.values()]
    assert course.net.products == ALEXNET.products
    assert begun(asked(hidden)).bytes == pytest.approx(311.7 * 1024**2, rel=1e-3)
    assert course.bytes <= limits.WALK_BYTES


# --- its course -------------------------------------------------------------------------------------------------------


def test_it_is_told_at_once_with_nothing_done_and_then_layer_by_layer() -> None:
    stage = Stage()
    one, other = stage.come(), stage.come()
    job = start(stage, one, number=7)
    told = one.last("walked")
    assert (told.number, other.last("walked").number) == (7, None)
    assert (told.done, told.running, told.at, told.loss, told.built) == (0, True, None, None, None)
    seen = []
    for _ in range(1000):
        stage.now += 1.0  # so that every step is told
        over = job.run(stage.now, 0.0) is None
        stage.turn()
        told = other.last("walked")
        seen.append((told.way, told.at))
        if over:
            break
    assert [at for way, at in seen if way == "forward"][:5] == [0, 0, 1, 2, 2]  # convolution, ReLU, pool, dense, ReLU
    back = [at for way, at in seen if way in ("backward", "update")]
    assert back == sorted(back, reverse=True)
    assert {at for way, at in seen if way == "update"} == {0, 2, 3}
    assert told.done == told.total


def test_who_comes_later_hears_of_it() -> None:
    stage = Stage()
    finish(stage, start(stage, stage.come()))
    assert stage.come().last("walked").done > 0


# --- what ends it -----------------------------------------------------------------------------------------------------


def test_it_can_be_stopped_and_gives_its_memory_and_its_place_back() -> None:
    stage = Stage()
    guest = stage.come()
    job = start(stage, guest)
    for _ in range(3):
        stage.now += 1.0
        job.run(stage.now, 0.0)
    stage.say(guest, commands.StopWalk())
    stage.turn()
    told = guest.last("walked")
    assert (told.running, told.why) == (False, STOPPED)
    assert 0 < told.done < told.total
    assert not stage.beside
    gc.disable()  # its place is free at once, and not when cycles are looked for
    try:
        del job
        finish(stage, start(stage, guest))
    finally:
        gc.enable()
    assert guest.last("walked").why is None


def test_there_is_one_at_a_time_whoever_asks() -> None:
    stage, elsewhere = Stage(), Stage()
    guest, other = stage.come(), elsewhere.come()
    job = start(stage, guest)
    for at, who in ((elsewhere, other), (stage, guest)):
        error = refused(at, who, asked(number=3))
        assert error.number == 3
        assert error.message.startswith("somebody walks through a large network")
    finish(stage, job)
    finish(elsewhere, start(elsewhere, other))


def test_it_ends_when_nobody_watches_for_a_while() -> None:
    stage = Stage()
    guest = stage.come()
    start(stage, guest)
    stage.host.leave(guest)
    stage.turn()
    stage.turn(PAUSE_AFTER + 1)
    assert not stage.beside
    assert stage.come().last("walked").why == LEFT


def test_a_session_that_goes_away_takes_it_along() -> None:
    stage, elsewhere = Stage(), Stage()
    start(stage, stage.come())
    gc.disable()  # at once, and not when cycles are looked for
    try:
        stage.host.close()
        assert not stage.beside
        guest = elsewhere.come()
        finish(elsewhere, start(elsewhere, guest))
    finally:
        gc.enable()


def test_a_mistake_of_ours_ends_it_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ravine.session.walking.batch", lambda asked: 1 / 0)
    stage = Stage()
    guest = stage.come()
    finish(stage, start(stage, guest))
    assert guest.last("walked").why == BROKEN
    monkeypatch.undo()
    finish(stage, start(stage, guest))


def test_a_loss_that_is_infinite_is_said_and_nothing_learns(monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = batch(asked())
    monkeypatch.setattr("ravine.session.walking.batch", lambda asked: (x * np.float32(np.inf), y))
    stage = Stage()
    guest = stage.come()
    finish(stage, start(stage, guest))
    told = guest.last("walked")
    assert told.why == "the loss is infinite or not a number: nothing has learned"
    assert (told.loss, told.loss_after, told.running) == (None, None, False)


# --- what cannot be ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"layers": [{"kind": "max_pool", "size": 30, "stride": 30}] * 2}, "layers.1 cannot be: a window of 30 x 30"),
        ({"layers": walkable().layers, "batch": 88}, "this network takes "),
        ({"layers": [{"kind": "dense", "units": 4096}] * 5}, "this network takes 2,688 MiB for a batch of 1"),
        ({"batch": 100_000}, "this network needs 115 billion"),
        ({"layers": [{"kind": "conv", "filters": 1024, "size": 32}] * 2}, "this network needs 2.94e+04 billion"),
    ],
)
def test_what_is_too_large_or_cannot_be_is_refused_before_anything_is_taken(
    fields: dict[str, Any], message: str
) -> None:
    stage = Stage()
    guest = stage.come()
    before = memory.held()
    error = refused(stage, guest, asked(**fields))
    assert error.message.startswith(message), error.message
    assert error.allowed
    assert not stage.beside
    after = memory.held()
    assert before is None or after is None or after - before < 50 * 1024**2
    finish(stage, start(stage, guest))


def test_where_memory_is_full_nothing_is_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "full", lambda more=0: more > 0)
    error = refused(stage := Stage(), stage.come(), asked())
    assert error.message == "this server's memory is full; nothing was begun"


def test_with_no_walk_there_is_nothing_to_stop() -> None:
    error = refused(stage := Stage(), stage.come(), commands.StopWalk(number=5))
    assert (error.number, error.message) == (5, "there is no walk to stop")


def test_a_photograph_that_is_not_there_is_refused() -> None:
    with pytest.raises(SpecError, match="photo is 8, too large"):
        commands.Walk.read({"layers": SMALL, "photo": 8}, "the command")
