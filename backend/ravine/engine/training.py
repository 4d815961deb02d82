"""A learner: a network, its optimizer's state and where it stands in its data. `run` makes updates and records each."""

from __future__ import annotations

import math
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.engine.activations import learned
from ravine.engine.augment.head import Head
from ravine.engine.evaluation import Evaluation, Evaluator, Examples, predicted_classes, target_classes
from ravine.engine.layers.op import CLOCK_SIZE, EPOCH, ORDERED, POSITION, SEED, STEPS, UPDATE
from ravine.engine.loop import LOSS, train
from ravine.engine.losses import loss_kernels, target_columns
from ravine.engine.network import Architecture, Choice, Layer, Layout, aligned
from ravine.engine.optimizers import MEMORY, optimizer_kernels, slot_count
from ravine.engine.penalties import penalty_kernels
from ravine.engine.plan import Plan
from ravine.engine.plateau import Plateau
from ravine.engine.random import shuffle
from ravine.engine.record import Record
from ravine.engine.registry import Family
from ravine.engine.schedules import schedule_kernels, schedules
from ravine.engine.settings import Settings
from ravine.engine.shards import HEAVY, Shards, end_update
from ravine.engine.snapshot import Snapshot
from ravine.engine.stopping import Best, stopping

__all__ = ["Architecture", "Choice", "Evaluation", "Examples", "Layer", "Record", "Settings", "Snapshot", "Trainer"]


NO_EXAMPLES = "a training set needs at least one example"

SHARD = 16
"""Examples of a shard: with so many, what a convolution works on stays in the processor's cache."""

UNDO_AT_MOST = 256
"""Updates after which a run keeps its state to go back to, should a parameter overflow."""


class Trainer:
    """One learner. Not to be used from two threads at once, but for `cancel`."""

    shards = True
    """Whether it may take a batch in parts; then its plan holds only the last of them."""

    def __init__(
        self,
        settings: Settings,
        initializer: Choice,
        train: Examples,
        validation: Examples,
        seed: int,
        lane_seed: int,
        dtype: Any = np.float32,
    ) -> None:
        """`seed` orders the examples; `lane_seed` draws the initial parameters and the dropout masks."""
        self.dtype = np.dtype(dtype)
        self.settings = settings
        self._seed = seed
        self._clock = np.zeros(CLOCK_SIZE, np.int64)
        self._clock[SEED], self._clock[ORDERED] = lane_seed, -1
        self._cancel = np.zeros(1, np.int64)
        self._memory = np.zeros(MEMORY)
        self._plateau = Plateau()
        self._best = Best()
        self._threads: tuple[Executor, int] | None = None
        self.layout = Layout.of(settings.architecture)
        self.theta = self.layout.initial(initializer, lane_seed, self.dtype)
        self.before_last = np.full_like(self.theta, np.nan)
        """theta before the last update: with theta, what that update did; NaN where a run was cut short."""
        self.grad = aligned(self.layout.size, self.dtype)
        self.grad_known = False
        """Whether `grad` is what the optimizer got in the last update: not after a refused update or a restore. Where a
        run was cut short some layers may show the update that was cut."""
        self.diverged: str | None = None
        if not len(train):
            raise ValueError(NO_EXAMPLES)
        self._train, self._validation = train.astype(self.dtype), validation.astype(self.dtype)
        self._order = np.arange(len(train))
        self._begin_learned(None, settings)
        self._adopt(settings, new_optimizer=True)

    # --- settings -----------------------------------------------------------------------------------------------------

    def change(self, settings: Settings) -> None:
        """Go on with other settings, the parameters kept; switching the optimizer zeroes its slots and count.

        Raises ValueError where the parameters are other ones: such a change starts anew.
        """
        if Layout.of(settings.architecture) != self.layout:
            old, new = self.settings.architecture.widths, settings.architecture.widths
            raise ValueError(f"widths {new} do not fit the parameters of a network of widths {old}")
        self.diverged = None
        if self._best.stopped or settings.stopping != self.settings.stopping:
            self._best = Best()
        self._begin_learned(self.settings, settings)
        self._adopt(settings, settings.optimizer.name != self.settings.optimizer.name)

    def _adopt(self, settings: Settings, new_optimizer: bool) -> None:
        if new_optimizer:
            self._slots = aligned((slot_count(settings.optimizer.name), self.layout.size), self.dtype)
            self._memory[:] = 0.0
            self._clock[STEPS] = 0
        if settings.schedule.name != self.settings.schedule.name:
            self._plateau = Plateau()
        self.settings = settings
        targets = target_columns(settings.loss, settings.architecture.outputs)
        columns = min(self.batch, SHARD) if self.shards and settings.architecture.in_shards else self.batch
        head = None if settings.augment is None else Head.of(settings.augment, self._train.x)
        make = partial(Plan.of, settings.architecture, columns, targets, self.dtype, head=head)
        self._plan = make()
        self._sums = np.empty_like(self.grad) if self._plan.columns < self.batch else self.grad[:0]
        self._in_threads = None
        if self._threads and self._plan.columns < self.batch and settings.architecture.products >= HEAVY:
            self._in_threads = Shards(*self._threads, make, self.layout.size, self.dtype)
        self._layers = self.layout.array(settings.architecture)
        self._hold()
        self._evaluator = Evaluator(settings.architecture, settings.loss, self.dtype)
        penalties = settings.penalties()
        chosen = [optimizer_kernels[settings.optimizer.name], loss_kernels[settings.loss],
                  schedule_kernels[settings.schedule.name], *(penalty_kernels[name] for name in penalties)]  # fmt: skip
        self._chosen = np.array([kernel.address(self.dtype) for kernel in chosen], np.int64)
        self._strengths = np.array([settings.clip, *penalties.values()])
        self._hyper = np.array(settings.optimizer.values, np.float64)
        self._schedule = np.array([*settings.schedule.values, self._plateau.factor], np.float64)
        self._safe = self.snapshot()

    def share(self, executor: Executor, threads: int) -> None:
        """Take the shards of a heavy net's batch on so many threads from now on: this one, and others of `executor`.
        What it learns stays the same bit for bit."""
        self._threads = (executor, threads) if threads > 1 else None
        self._adopt(self.settings, new_optimizer=False)

    @property
    def threads(self) -> int:
        """How many take the shards of a batch."""
        return self._in_threads.threads if self._in_threads else 1

    def _begin_learned(self, before: Settings | None, after: Settings) -> None:
        """What an activation learns starts where its settings say, whenever they come into force."""
        old = [None] * len(self.layout.spans) if before is None else before.architecture.layers
        for span, was, layer in zip(self.layout.spans, old, after.architecture.layers, strict=True):
            if was is None or (was.activation, was.values) != (layer.activation, layer.values):
                self.theta[span.learned] = layer.values[0] if learned(layer.activation) else 0.0
                self.grad[span.learned] = 0.0

    def _hold(self) -> None:
        """Frozen layers stay as they are now, and optimizers leave alone what is tracked."""
        frozen = any(layer.frozen for layer in self.settings.architecture.layers)
        tracked = any(span.tracked < span.stop for span in self.layout.spans)
        self._held = self.theta.copy() if frozen or tracked else self.theta[:0]

    def set_examples(self, train: Examples, validation: Examples) -> None:
        """Go on with other data of the same widths; the parameters are kept.

        Other inputs begin with the next epoch; the same ones, with targets in another form, go on where they are, so
        that lanes keep seeing the same batches.
        """
        if not len(train):
            raise ValueError(NO_EXAMPLES)
        before, self._train = self._train, train.astype(self.dtype)
        self._validation = validation.astype(self.dtype)
        if not np.array_equal(before.x, self._train.x):
            self._order = np.arange(len(train))
            self._clock[ORDERED] = -1
            if self._clock[POSITION]:
                self._clock[EPOCH] += 1
                self._clock[POSITION] = 0
        self._plateau = replace(self._plateau, best=-math.inf, waited=0)  # scores on other data do not compare
        self._best = Best()
        self.diverged = None
        self._adopt(self.settings, new_optimizer=False)

    def set_weight(self, layer: int, unit: int, input: int | None, value: float) -> None:
        """Put `value` in the place of one weight, or of the unit's bias where `input` is None (`Layout.index`).

        An undo never goes back to before it. Raises ValueError, and changes nothing, where there is no such place or
        where the value is no number that a parameter can be.
        """
        place, largest = self.layout.index(layer, unit, input), float(np.finfo(self.dtype).max)
        if not abs(value) <= largest:  # NaN fails this too
            raise ValueError(f"a weight cannot be {value}: allowed are numbers from {-largest:.4g} to {largest:.4g}")
        self.theta[place] = value
        self._hold()
        self._best = Best()  # it goes on from here, and takes nothing back from before
        self.before_last[:] = np.nan
        self.diverged = None
        self._safe = self.snapshot()

    @property
    def training_set(self) -> Examples:
        """The training set, in the trainer's own element type."""
        return self._train

    @property
    def batch(self) -> int:
        """Examples an update: the settings' batch, or the whole training set where that is smaller."""
        return min(self.settings.batch, len(self._train))

    # --- position -----------------------------------------------------------------------------------------------------

    @property
    def update(self) -> int:
        """Updates made."""
        return int(self._clock[UPDATE])

    @property
    def plan(self) -> Plan:
        """The table of its ops."""
        return self._plan

    @property
    def clock(self) -> NDArray[np.int64]:
        """A copy of where it stands."""
        return self._clock.copy()

    @property
    def epoch(self) -> int:
        """Whole passes over the training set made."""
        return int(self._clock[EPOCH])

    @property
    def stopped(self) -> str | None:
        """Why it stopped learning by its own rule; then it has the best parameters."""
        best = self._best
        if not best.stopped:
            return None
        return f"the validation loss was lowest, {best.loss:.4g}, at update {best.update}: its parameters are back"

    @property
    def best_update(self) -> int | None:
        """Where the validation loss was lowest so far; None where nobody watches."""
        return None if self._best.theta is None else self._best.update

    @property
    def updates_left_in_epoch(self) -> int:
        return -(-(len(self._train) - int(self._clock[POSITION])) // self.batch)

    @property
    def columns(self) -> tuple[int, int]:
        """How many gradient norms each update records, and how many numbers of its way: none."""
        return len(self._layers), 0

    remembered = 0
    """A network's slots are too many to be recorded at each update."""

    # --- running ------------------------------------------------------------------------------------------------------

    def run(self, updates: int) -> Record:
        """Make `updates` updates; fewer where the learner diverges, at its last finite state, stops by its own rule, or
        is cancelled."""
        before = self.update
        if before - self._safe.update >= UNDO_AT_MOST:
            self._safe = self.snapshot()
        record = self._advance(updates)
        if self.finite:
            return record
        self._undo(before, self.update)
        self.diverged = f"a parameter overflowed in update {self.update + 1}: its step led beyond the largest number"
        return record[: self.update - before]

    def _undo(self, good: int, bad: int) -> None:
        """Back to the last finite parameters, after `good` updates or more and fewer than `bad`.

        An overflow inside the optimizer shows only afterwards, and parameters that are not finite stay so: replays
        find the update by halves.
        """
        while bad - good > 1:
            middle = (good + bad) // 2
            self._replay(middle)
            good, bad = (middle, bad) if self.finite else (good, middle)
        self._replay(good)

    def _replay(self, update: int) -> None:
        self.restore(self._safe)
        while self.update < update and self.diverged is None and not self._best.stopped:  # a cancel ends it not early
            self._advance(update - self.update)

    def _advance(self, updates: int) -> Record:
        record = Record.blank(updates, len(self._layers), self.dtype)
        done = 0
        while done < updates and self.diverged is None and not self._best.stopped:
            count = min(max(updates - done - 1, 1), self._updates_to_check())
            before = self.theta.copy() if count == 1 else np.nan
            made = self._call(count, record[done : done + count])
            done += made
            if made:
                self.before_last[:] = before
            if made < count:
                break
            self._check_plateau()
            self._check_stop()
        self._cancel[0] = 0
        return record[:done]

    def _call(self, count: int, record: Record) -> int:
        made = self._update_in_threads(count, record) if self._in_threads else self._update(count, record)
        if made < 0:
            made = -1 - made
            self.diverged = f"the loss or a gradient of update {self.update + 1} is infinite or not a number"
            self.grad_known = False
        elif made:
            self.grad_known = True
        return made

    def _update(self, count: int, record: Record) -> int:
        plan, examples = self._plan, self._train
        sizes = np.array([plan.targets, self.batch, self._seed], np.int64)
        return int(
            train(
                self.theta, self.grad, self._slots, self._held, self._sums, plan.scratch, plan.table, plan.params,
                self._layers, examples.x, examples.y, self._order, self._clock, self._chosen, sizes, self._hyper,
                self._memory, self._schedule, self._strengths, self._cancel, count,
                record.loss, record.lr, record.gradient_norm, record.examples,
            )
        )  # fmt: skip

    def _update_in_threads(self, count: int, record: Record) -> int:
        assert self._in_threads
        clock, of = self._clock, len(self._train)
        for done in range(count):
            if clock[ORDERED] != clock[EPOCH]:
                shuffle(self._order, self._seed, self.epoch)
                clock[ORDERED] = clock[EPOCH]
            order = self._order[clock[POSITION] : clock[POSITION] + self.batch]
            cost = self._in_threads.gradient(
                self.theta, self.grad, self._train, order, clock, self._chosen[LOSS], self._cancel
            )
            if self._cancel[0]:
                return done
            if not end_update(
                self.theta, self.grad, self._slots, self._held, self._layers, clock, self._chosen, self._hyper,
                self._memory, self._schedule, self._strengths, len(order), of, cost, done,
                record.loss, record.lr, record.gradient_norm, record.examples,
            ):  # fmt: skip
                return -1 - done
        return count

    def cancel(self) -> None:
        """From another thread: `run` returns before the next op, as if it had been asked for fewer updates."""
        self._cancel[0] = 1

    @property
    def finite(self) -> bool:
        """Whether all parameters are finite; an overflow inside the optimizer shows only here."""
        return bool(np.isfinite(self.theta).all())

    def _watched(self) -> dict[str, float] | None:
        """The parameters of a schedule that watches the validation set."""
        return self._watching(schedules, self.settings.schedule)

    def _stop_rule(self) -> dict[str, float] | None:
        """The parameters of a stopping rule in force."""
        return self._watching(stopping, self.settings.stopping)

    def _watching(self, family: Family, chosen: Choice) -> dict[str, float] | None:
        entry = family[chosen.name]
        if not entry.traits["watches"] or not len(self._validation):
            return None
        return {parameter.name: value for parameter, value in zip(entry.parameters, chosen.values, strict=True)}

    def _updates_to_check(self) -> int:
        intervals = [int(rule["every"]) for rule in (self._watched(), self._stop_rule()) if rule]
        return min((every - self.update % every for every in intervals), default=1 << 62)

    def _check_plateau(self) -> None:
        """See whether the validation set still gets better: at fixed updates, so that a replay gives the same."""
        rule = self._watched()
        if rule and self.update % int(rule["every"]) == 0:
            result = self.evaluate(self._validation)
            score = -result.loss if math.isnan(result.accuracy) else result.accuracy
            self._plateau = self._plateau.after(score, rule["factor"], int(rule["patience"]))
            self._schedule[-1] = self._plateau.factor

    def _check_stop(self) -> None:
        """See whether the validation loss still falls, at fixed updates too; if not for long, go back to the best."""
        rule = self._stop_rule()
        if not rule or self.update % int(rule["every"]):
            return
        loss = self.evaluate(self._validation).loss
        self._best = self._best.after(loss, self.update, self.theta, int(rule["patience"]), rule["smallest"])
        if self._best.stopped:
            self.theta[:] = self._best.theta
            self.before_last[:] = np.nan
            self._safe = self.snapshot()

    # --- the past -----------------------------------------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """All that is needed to go on from here, bit for bit."""
        return Snapshot(
            self.theta.copy(), self._slots.copy(), self._memory.copy(), self._clock.copy(), self._plateau, self._best
        )

    def restore(self, snapshot: Snapshot) -> None:
        """Back to a snapshot made under the same settings and data."""
        self.theta[:] = snapshot.theta
        self.before_last[:] = np.nan
        self.grad_known = False
        self._slots[:] = snapshot.slots
        self._memory[:] = snapshot.memory
        self._clock[:] = snapshot.clock
        self._clock[ORDERED] = -1
        self._plateau = snapshot.plateau
        self._best = snapshot.best
        self._hold()
        self._schedule[-1] = self._plateau.factor
        self._safe = snapshot
        self.diverged = None

    # --- how good it is -----------------------------------------------------------------------------------------------

    def evaluate(self, examples: Examples) -> Evaluation:
        """Loss and accuracy on examples, dropout in its test form."""
        return self._evaluator.evaluate(self.theta, examples.astype(self.dtype))

    def predict(self, x: NDArray[Any]) -> NDArray[Any]:
        """The outputs for x (N, inputs): logits, or values in a regression; (N, outputs)."""
        return self._evaluator.predict(self.theta, x)

    def layer_outputs(self, x: NDArray[Any]) -> list[NDArray[Any]]:
        """What each layer hands on for x (N, inputs), dropout in its test form; (units, N) each."""
        return self._evaluator.layer_outputs(self.theta, x)

    def layer_output(self, x: NDArray[Any], layer: int) -> NDArray[Any]:
        """What one layer hands on for x (N, inputs), dropout in its test form; (units, N)."""
        return self._evaluator.layer_output(self.theta, x, layer)

    def layer_signals(self, x: NDArray[Any]) -> list[tuple[NDArray[Any], NDArray[Any]]]:
        """Of each layer z = W x + b and what it hands on; (units, N) each."""
        return self._evaluator.layer_signals(self.theta, x)

    def confusion(self, examples: Examples) -> NDArray[np.int64]:
        """(classes, classes): how many examples of the row's class were taken for the column's."""
        counts = np.zeros((examples.classes, examples.classes), np.int64)
        np.add.at(counts, (target_classes(examples), predicted_classes(self.predict(examples.x))), 1)
        return counts
