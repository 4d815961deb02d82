"""A walk through a network too large for a lane, AlexNet or what was made of it, beside a session: forward, back with
one step of gradient descent, and forward again. One at a time in this process, for it takes hundreds of megabytes."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ravine.data.crops import crops
from ravine.data.images import photographs
from ravine.engine.alexnet import ALEXNET, IMAGE
from ravine.engine.network import Architecture, Choice
from ravine.engine.outline import outline
from ravine.engine.walk import Step, Walk, Way, needed_bytes
from ravine.recipe.steps import Steps
from ravine.session import memory
from ravine.session.beside import STOPPED, BesideJob, Followed, News, Timer
from ravine.spec import commands, events, limits
from ravine.spec.architecture import of_layers
from ravine.spec.error import SpecError

LOSS, OPTIMIZER = "softmax_cross_entropy", "gradient_descent"
RATE = 3e-4
"""With He's weights the gradients are large: 0.001 takes the loss of one photograph from 7.6 to 0.1 at once."""
SEED = 1
MIB = 1024**2

_one = threading.Lock()
"""Held as long as a walk is there."""


@dataclass
class Course:
    """What is known of a walk so far; `bytes` are those that its numbers take."""

    asked: commands.Walk
    net: Architecture
    bytes: int
    total: int = 0
    done: int = 0
    step: Step | None = None
    """The newest one."""
    seconds: dict[Way, list[float | None]] = field(default_factory=dict)
    """Of each layer, as soon as it was passed."""
    norms: list[float] = field(default_factory=list)
    built: float | None = None
    grown: int | None = None
    loss: float = math.nan
    loss_after: float = math.nan
    diverged: str | None = None


def begun(command: commands.Walk) -> Course:
    """The walk that is asked for, with nothing taken or computed; raises SpecError where it cannot be, or not here."""
    net = of_layers(command.layers, IMAGE, ALEXNET.layers[-1])
    work = net.products * command.batch
    if work > limits.WALK_WORK:
        raise SpecError(
            f"this network needs {work / 1e9:.3g} billion multiplications for a batch of {command.batch}", "batch",
            f"at most {limits.WALK_WORK / 1e9:.3g} billion: a smaller batch or smaller layers",
        )  # fmt: skip
    pictures = 6 * command.batch * net.inputs  # bytes of the crops, of these together, and float32
    needed = pictures + 4 * sum(one.parameters + one.numbers * command.batch for one in outline(net))  # at least
    if needed <= limits.WALK_BYTES:
        needed = pictures + needed_bytes(net, LOSS, OPTIMIZER, command.batch)
    if needed > limits.WALK_BYTES:
        raise SpecError(
            f"this network takes {needed // MIB:,} MiB for a batch of {command.batch}", "batch",
            f"at most {limits.WALK_BYTES // MIB:,} MiB: a smaller batch or smaller layers",
        )  # fmt: skip
    if memory.full(needed):
        raise SpecError("this server's memory is full; nothing was begun", allowed="try again later")
    return Course(command, net, needed)


def walking(course: Course) -> Generator[None, None, None]:
    """The walk, step by step; raises SpecError where another one is there."""
    if not _one.acquire(blocking=False):
        raise SpecError("somebody walks through a large network on this server, or one that was stopped ends its step",
            allowed="one at a time: wait a moment",
        )
    try:
        yield  # what follows takes time
        held, start = memory.held(), time.perf_counter()
        x, y = batch(course.asked)
        walk = Walk(course.net, LOSS, Choice(OPTIMIZER, (RATE,)), Choice("he"), SEED, len(x))
        course.total, course.built = len(walk) + walk.steps_forward, time.perf_counter() - start
        yield
        for step in walk.over(x, y):
            note(course, walk, step)
            if held is not None:
                course.grown = max(course.grown or 0, (memory.held() or held) - held)
            yield
        course.diverged = walk.diverged
        if walk.diverged is None:
            for course.step in walk.forward(x, y):
                course.done += 1
                yield
            course.loss_after = walk.loss
        course.step = None
    finally:
        _one.release()


def batch(asked: commands.Walk) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """x (N, pixels) and y (N, 1), which photograph it is. As AlexNet's, pixels are centred, and here scaled to standard
    deviation 1 too, each colour by its mean and deviation in all photographs."""
    photos, _ = photographs()
    mean, deviation = (found[:, None, None] for found in (photos.mean((0, 1, 2)), photos.std((0, 1, 2))))
    pixels, rows = crops(photos, asked.photo, asked.batch, IMAGE.height, SEED)
    x = pixels.astype(np.float32)
    x -= mean.astype(np.float32)
    x /= deviation.astype(np.float32)
    return x.reshape(len(pixels), -1), rows[:, None].astype(np.float32)


def note(course: Course, walk: Walk, step: Step) -> None:
    course.step, course.done, course.loss = step, course.done + 1, walk.loss
    course.norms = walk.gradient_norm.tolist()
    course.seconds = {
        way: [second or None for second in seconds.tolist()] for way, seconds in walk.seconds.items()
    }  # fmt: skip


class WalkJob(BesideJob[Steps[None], events.Walked]):
    """Raises SpecError where the walk cannot begin."""

    def __init__(self, course: Course, news: News, timer: Timer) -> None:
        self._course = course
        super().__init__(Steps(walking(course)), news, timer)
        self.heavy = True

    def run(self, now: float, budget: float) -> float | None:
        again = super().run(now, budget)
        self.heavy = True  # whatever the last step took: they differ a hundredfold
        return again

    def _report(self, why: str | None = None) -> events.Walked:
        course, step = self._course, self._course.step
        why = course.diverged if why is None else why
        return events.Walked(
            photo=course.asked.photo, batch=course.asked.batch, layers=tuple(_layers(course)),
            at=step.layer if step else None, way=step.way.value if step else None,
            rate=RATE, chance=math.log(course.net.outputs),
            loss=_known(course.loss), loss_after=_known(course.loss_after),
            seconds=sum(second or 0.0 for seconds in course.seconds.values() for second in seconds),
            built=course.built, bytes=course.bytes, grown=course.grown, done=course.done, total=course.total,
            running=why is None and not self.work.over, why=why,
        )  # fmt: skip


class Walks(Followed[WalkJob, events.Walked]):
    """What a session has of walks."""

    def receive(self, command: commands.Walk | commands.StopWalk) -> list[events.Walked]:
        """Carry out a command; raises SpecError where nothing was begun, or there is nothing to stop."""
        if isinstance(command, commands.Walk):
            return self._follow(WalkJob(begun(command), self._news, self._timer))
        if self.newest is None:
            raise SpecError("there is no walk to stop", "kind", "a walk first")
        return self.end(STOPPED) or [self.newest]


def _layers(course: Course) -> Iterator[events.WalkedLayer]:
    names = [*(layer.kind for layer in course.asked.layers), "output"]
    nothing: list[float | None] = [None] * len(names)
    forward, *back = (course.seconds.get(way, nothing) for way in Way)
    for place, name in enumerate(names):
        times = [seconds[place] for seconds in back]
        yield events.WalkedLayer(
            layer=name, forward=forward[place],
            backward=None if times == [None, None] else sum(second or 0.0 for second in times),
            gradient_norm=_known(course.norms[place]) if course.norms else None,
        )  # fmt: skip


def _known(number: float) -> float | None:
    return number if math.isfinite(number) else None
