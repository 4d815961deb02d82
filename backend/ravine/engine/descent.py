"""A point that an optimizer moves on a surface: a learner of two parameters. `run` makes updates and records each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.engine.descend import CANCEL, GOOD, NOT_FINITE, VERDICT, descend, look_ahead
from ravine.engine.layers.op import CLOCK_SIZE, EPOCH, ORDERED, POSITION, STEPS, UPDATE
from ravine.engine.network import Choice, aligned
from ravine.engine.optimizers import MEMORY, optimizer_kernels, optimizers, slot_count
from ravine.engine.plateau import Plateau
from ravine.engine.record import Record
from ravine.engine.schedules import schedule_kernels
from ravine.engine.snapshot import Snapshot
from ravine.engine.surfaces.family import Point
from ravine.engine.surfaces.surface import Surface
from ravine.engine.vector import LANES

UPDATES_PER_EPOCH = 10
"""Of a surface that does not come from data, which has no examples to pass over."""

TRACED = 3
"""Numbers of its way that each update records: x, y and the distance to the nearest known minimum."""

REMEMBERED = 2 * max(map(slot_count, optimizers.names()))
"""Numbers of what its optimizer remembers that each update records: of x and of y, whichever optimizer it is."""


@dataclass(frozen=True)
class DescentSettings:
    """All that may change while a descent goes on.

    noise: the standard deviation of the Gaussian noise on each coordinate of the gradient. batch: the examples that an
    update looks at, where the surface comes from data. A schedule that watches a validation set has none to watch and
    leaves the rate as it is.
    """

    optimizer: Choice
    schedule: Choice = field(default_factory=lambda: Choice("constant"))
    noise: float = 0.0
    batch: int = 10


class Circumstances:
    """What an update needs beside the point and its gradient: the kernels chosen, numbers and examples for them."""

    def __init__(self, surface: Surface, settings: DescentSettings, seed: int, dtype: Any) -> None:
        kernels = optimizer_kernels[settings.optimizer.name], schedule_kernels[settings.schedule.name], surface.kernel
        self.chosen = np.array([kernel.address(dtype) for kernel in kernels], np.int64)
        self.hyper = np.array(settings.optimizer.values, np.float64)
        self.schedule = np.array([*settings.schedule.values, Plateau().factor], np.float64)
        self.noise = settings.noise
        self.rows = surface.rows.astype(dtype)
        self.examples, batch = len(self.rows) or UPDATES_PER_EPOCH, 1
        if self.rows.size:
            batch = min(settings.batch, self.examples)
            self.p = surface.room(batch, dtype)
        else:
            self.p = surface.numbers(dtype)
        self.sizes = np.array([batch, seed], np.int64)


class Descent:
    """One learner. Not to be used from two threads at once, but for `cancel`."""

    columns = (1, TRACED)
    """How many gradient norms, and how many numbers of its way, each update records."""

    remembered = REMEMBERED

    def __init__(
        self, surface: Surface, settings: DescentSettings, start: Point, seed: int, dtype: Any = np.float64
    ) -> None:
        """`seed` orders the examples and draws the noise."""
        self.dtype = np.dtype(dtype)
        self.seed = seed
        self.diverged: str | None = None
        self.stopped: str | None = None
        """No rule lets a point stop."""
        self.best_update: int | None = None
        self._clock = np.zeros(CLOCK_SIZE, np.int64)
        self._signals = np.zeros(2, np.int64)
        self._memory = np.zeros(MEMORY)
        self._out = aligned((3, LANES), self.dtype)
        self._grad = self._out[1:].reshape(-1)
        self.surface, self.settings = surface, settings
        self._minima = np.array(surface.minima, self.dtype).reshape(-1, 2)
        self._make_room(np.repeat(start, LANES))
        self._adopt()
        self._order = np.arange(self._now.examples)
        self._clock[ORDERED] = -1

    # --- settings -----------------------------------------------------------------------------------------------------

    def change(self, settings: DescentSettings) -> None:
        """Go on with other settings from the same point; switching the optimizer zeroes its slots and count."""
        before, self.settings = self.settings, settings
        if settings.optimizer.name != before.optimizer.name:
            self._make_room(self._theta)
        self._adopt()

    def _make_room(self, theta: NDArray[Any]) -> None:
        """Theta and, zero, what the optimizer remembers: one array, of which the others are parts."""
        self._state = aligned((1 + slot_count(self.settings.optimizer.name), 2 * LANES), self.dtype)
        self._kept = self._state.copy()
        self._state[0] = theta
        self._theta, self._points, self._slots = self._state[0], self._state[0].reshape(2, LANES), self._state[1:]
        self._memory[:] = 0.0
        self._clock[STEPS] = 0

    def _adopt(self) -> None:
        self._now = Circumstances(self.surface, self.settings, self.seed, self.dtype)
        self.diverged = None

    # --- where it stands ----------------------------------------------------------------------------------------------

    @property
    def point(self) -> Point:
        """(x, y) before the next update."""
        return float(self._points[0, 0]), float(self._points[1, 0])

    @property
    def slots(self) -> dict[str, tuple[float, float]]:
        """What the optimizer remembers, by the registry's names: of x and of y."""
        names = optimizers[self.settings.optimizer.name].traits["slots"]
        return {name: (float(row[0]), float(row[LANES])) for name, row in zip(names, self._slots, strict=True)}

    @property
    def memory(self) -> NDArray[np.float64]:
        """The few numbers that the optimizer keeps beside its slots."""
        return self._memory.copy()

    @property
    def steps(self) -> int:
        """Updates since the optimizer was last switched."""
        return int(self._clock[STEPS])

    @property
    def update(self) -> int:
        """Updates made."""
        return int(self._clock[UPDATE])

    @property
    def epoch(self) -> int:
        """Whole passes over the examples made; for a function every ten updates."""
        return int(self._clock[EPOCH])

    @property
    def updates_left_in_epoch(self) -> int:
        return -(-(self._order.size - int(self._clock[POSITION])) // int(self._now.sizes[0]))

    # --- looking ------------------------------------------------------------------------------------------------------

    def next_gradient(self) -> tuple[float, float, float]:
        """f, df/dx and df/dy as the next update will see them: of its batch, with its noise. Nothing changes."""
        self._look_ahead()
        return float(self._out[0, 0]), float(self._out[1, 0]), float(self._out[2, 0])

    @property
    def next_rate(self) -> float:
        """The rate of the next update: the optimizer's own as the schedule has it by then."""
        return float(self._now.hyper[0]) * self._look_ahead()

    def _look_ahead(self) -> float:
        now = self._now
        factor: float = look_ahead(
            self._points, self._out, self._grad, now.p, now.rows, self._order, self._clock,
            now.chosen, now.sizes, now.schedule, now.noise,
        )  # fmt: skip
        return factor

    def full(self, x: float, y: float) -> tuple[float, float, float]:
        """f, df/dx and df/dy at (x, y), of all the examples and without noise."""
        return self.surface.at(x, y)

    # --- running ------------------------------------------------------------------------------------------------------

    def run(self, updates: int) -> Record:
        """Make `updates` updates; fewer where the descent diverges, at its last finite state, or is cancelled."""
        if self.diverged is not None:
            updates = 0
        record, now = Record.blank(updates, 1, self.dtype, TRACED, REMEMBERED), self._now
        self._signals[VERDICT] = GOOD
        done = descend(
            self._state.reshape(-1), self._kept.reshape(-1), self._points, self._theta, self._slots,
            self._out, self._grad, now.p, now.rows, self._order, self._clock, self._minima,
            now.chosen, now.sizes, now.hyper, self._memory, now.schedule, now.noise, self._signals, updates,
            record.loss, record.lr, record.gradient_norm, record.examples, record.trace, record.slots,
        )  # fmt: skip
        self._signals[CANCEL] = 0
        self._judge()
        return record[:done]

    def _judge(self) -> None:
        verdict, next_update = self._signals[VERDICT], self.update + 1
        if verdict == NOT_FINITE:
            self.diverged = f"the loss or a gradient of update {next_update} is infinite or not a number"
        elif verdict != GOOD:
            self.diverged = f"a parameter overflowed in update {next_update}: its step led beyond the largest number"

    def cancel(self) -> None:
        """From another thread: `run` returns before the next update, as if it had been asked for fewer."""
        self._signals[CANCEL] = 1

    # --- the past -----------------------------------------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """All that is needed to go on from here, bit for bit."""
        return Snapshot(self._theta.copy(), self._slots.copy(), self._memory.copy(), self._clock.copy(), Plateau())

    def restore(self, snapshot: Snapshot) -> None:
        """Back to a snapshot made under the same settings and on the same surface."""
        self._theta[:] = snapshot.theta
        self._slots[:] = snapshot.slots
        self._memory[:] = snapshot.memory
        self._clock[:] = snapshot.clock
        self._clock[ORDERED] = -1
        self.diverged = None
