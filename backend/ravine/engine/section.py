"""A section through the loss of a network: two of its parameters are x and y, all others stay as they are.

To descents, grids of rates and pictures it is a surface that comes from data like the others: its kernel has their
signature, and its rows are the numbers of the examples, of which every update draws a batch. All that the kernel needs
lies in p, as it does for any surface: count and numbers of the batch's examples, and behind them a whole network. So
whoever has a copy of p has a network of his own.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.engine.batch import evenly
from ravine.engine.evaluation import Examples
from ravine.engine.kernel import Use, kernel
from ravine.engine.layers.op import (
    BACKWARD,
    CLOCK_SIZE,
    COLUMNS,
    COUNT,
    DX,
    FORWARD,
    INPUTS,
    PARAMETERS,
    TABLE_WIDTH,
    call_op,
)
from ravine.engine.loop import gather
from ravine.engine.losses import call_loss, loss_kernels
from ravine.engine.machine import flush_denormals, restore_denormals
from ravine.engine.network import Architecture, Layout, aligned, padded
from ravine.engine.plan import Plan
from ravine.engine.registry import Entry
from ravine.engine.surfaces.family import surface_signature
from ravine.engine.surfaces.sections import PREFIX, sections
from ravine.engine.surfaces.surface import Surface, evaluate_at
from ravine.engine.vector import LANES

MOST_EXAMPLES = 200
"""That the loss is the mean over: enough to show its shape, few enough to be computed in every cell of a picture."""

VALUE = 600_000
"""Multiplications of one value, at most: about 40 us. A larger network is looked at on fewer examples, a vector of them
at least."""

PICTURE = 3_000_000_000
"""Multiplications of one picture, at most: 0.1 to 0.2 s."""

UNIT = 16
"""Multiplications that an activation and a dropout mask take the time of."""

PASSES = 3
"""A value with its gradient takes the time of so many values."""

# The last words of p, read as int64. Where each part of the network begins, and where the last one ends:
THETA, GRAD, SCRATCH, PARAMS, TABLE, CLOCK, ORDER, EXAMPLES, TARGETS, END = range(10)
AT_X, AT_Y = 10, 11  # where in theta the two parameters lie
FIRST = 12  # the first row of the table that either of them changes
LOSS, SEEN = 13, 14  # the loss's address; where in scratch it looks for the targets
SLOPES = 15  # 0 where nobody asks for the gradient
WORDS = 16


@kernel(surface_signature, np.float64, use=Use.SURFACES)
def section(points, p, out):  # type: ignore[no-untyped-def]
    """L(x, y) over the batch, dL/dx and dL/dy by backprop; what no point changes is computed once.

    A column that is where the one before it is costs nothing: a racer is sixteen of the same numbers.
    """
    words = p.view(np.int64)
    has = words[words.size - WORDS :]
    theta, grad, scratch = p[has[THETA] : has[GRAD]], p[has[GRAD] : has[SCRATCH]], p[has[SCRATCH] : has[PARAMS]]
    params = p[has[PARAMS] : has[TABLE]].reshape(-1, PARAMETERS)
    table = words[has[TABLE] : has[CLOCK]].reshape(-1, TABLE_WIDTH)
    clock, order = words[has[CLOCK] : has[ORDER]], words[has[ORDER] : has[EXAMPLES]]
    x = p[has[EXAMPLES] : has[TARGETS]].reshape(-1, table[0, INPUTS])
    y = p[has[TARGETS] : has[END]].reshape(x.shape[0], -1)
    network, outputs = (theta, grad, scratch, table, params, clock), (scratch, table, clock)
    rows, first = table.shape[0], has[FIRST]
    denormals = flush_denormals()  # a picture's values are those of a descent, and dead ReLUs are no slower
    # sample
    clock[COUNT] = int(p[0])
    for k in range(clock[COUNT]):
        order[k] = int(p[1 + k])
    gather(scratch, 0, x, order, 0, clock[COUNT], table[0, COLUMNS])
    gather(scratch, has[SEEN], y, order, 0, clock[COUNT], table[0, COLUMNS])
    for row in range(first):
        call_op(table[row, FORWARD], network, (row,))
    for i in range(points.shape[1]):
        if i > 0 and points[0, i] == points[0, i - 1] and points[1, i] == points[1, i - 1]:
            out[0, i], out[1, i], out[2, i] = out[0, i - 1], out[1, i - 1], out[2, i - 1]
            continue
        theta[has[AT_X]], theta[has[AT_Y]] = points[0, i], points[1, i]
        # forward
        for row in range(first, rows):
            call_op(table[row, FORWARD], network, (row,))
        out[0, i] = call_loss(has[LOSS], outputs, (rows - 1, has[SEEN]))
        if has[SLOPES] == 0:
            continue
        # backprop
        for row in range(rows - 1, first - 1, -1):
            call_op(table[row, BACKWARD], network, (row,))
        out[1, i], out[2, i] = grad[has[AT_X]], grad[has[AT_Y]]
    restore_denormals(denormals)


@dataclass(frozen=True, eq=False)
class Cut:
    """A network as it stands, and which two of its parameters are free: x and y say where in theta they lie.

    examples: those that the loss is the mean over, `drawn_from` so many. All numbers are float64 and its own. Dropout
    is in its test form.
    """

    architecture: Architecture
    loss: str
    theta: NDArray[np.float64]
    examples: Examples
    drawn_from: int
    x: int
    y: int

    @classmethod
    def of(cls, architecture: Architecture, loss: str, theta: NDArray[Any], examples: Examples, x: int, y: int) -> Cut:
        """Of many examples some are taken, evenly spread. Raises ValueError where it would be too slow."""
        vectors = VALUE // (LANES * multiplications(architecture))
        if not vectors:
            raise ValueError(
                f"a network of {Layout.of(architecture).parameters:,} weights and biases is too large to be computed at"
                " every point of a surface"
            )
        some = evenly(examples, min(MOST_EXAMPLES, vectors * LANES)).astype(np.float64)
        return cls(architecture, loss, np.array(theta, np.float64), some, len(examples), x, y)

    @property
    def point(self) -> tuple[float, float]:
        """The two parameters as they are in the network."""
        return float(self.theta[self.x]), float(self.theta[self.y])

    @property
    def first_layer(self) -> int:
        """The first that either parameter changes."""
        spans, lower = Layout.of(self.architecture).spans, min(self.x, self.y)
        return max(place for place, span in enumerate(spans) if span.weights <= lower)

    def work(self, batch: int) -> int:
        """Multiplications that a value over so many examples takes the time of."""
        return padded(batch) * multiplications(self.architecture, self.first_layer)

    def digest(self) -> bytes:
        """Of all that its loss depends on."""
        content = hashlib.sha256(repr((self.architecture, self.loss, self.drawn_from, self.x, self.y)).encode())
        for part in (self.theta, self.examples.x, self.examples.y):
            content.update(repr(part.shape).encode())
            content.update(part.tobytes())
        return content.digest()

    def numbers(self, batch: int) -> NDArray[np.float64]:
        """What the kernel gets, with room for a batch of so many examples."""
        plan = Plan.of(self.architecture, batch, self.examples.y.shape[1], np.float64)
        first = plan.first_row[self.first_layer]
        plan.in_test_form()
        table, params = plan.table.copy(), plan.params
        table[first, DX] = -1  # nobody asks for it
        parts = (
            np.zeros(padded(1 + batch)), self.theta, np.zeros_like(self.theta), plan.scratch, params, table,
            np.zeros(CLOCK_SIZE, np.int64), np.zeros(batch, np.int64), self.examples.x, self.examples.y,
        )  # fmt: skip
        ends = np.cumsum([part.size for part in parts])
        has = [*ends, self.x, self.y, first, loss_kernels[self.loss].address(np.float64), plan.targets, 1]
        p: NDArray[np.float64] = aligned(int(ends[-1]) + WORDS, np.float64)
        for (start, end), part in zip(pairwise([0, *ends]), parts, strict=True):
            p[start:end] = part.reshape(-1).view(np.float64)
        p[-WORDS:] = np.array(has, np.int64).view(np.float64)
        return p


def multiplications(architecture: Architecture, first: int = 0) -> int:
    """What one example takes the time of, forward from a layer on."""
    works = [(layer.work, architecture.taken(place)) for place, layer in enumerate(architecture.layers)][first:]
    return sum(work.products(given) + UNIT * work.pieces * work.shape(given).units for work, given in works)


@dataclass(frozen=True, eq=False)
class Section(Surface):
    """L(x, y): the loss of a network over examples as two of its parameters change; in float64 alone."""

    cut: Cut = field(kw_only=True)

    @classmethod
    def through(cls, cut: Cut, name: str = "section") -> Section:
        """It begins where the network stands, so that the first gradient is the one that backprop gives there.

        The domain reaches beyond 0 and beyond the values of opposite sign, for that is what one asks of a weight: what
        if it were not there, what if it pulled the other way? x and y have one scale, so that a narrow valley is one.
        """
        x, y = cut.point
        reach = 2.0 * max(1.0, abs(x), abs(y))
        count = len(cut.examples)
        p = cut.numbers(count)
        p[0], p[1 : 1 + count] = count, np.arange(count)
        p.flags.writeable = False  # many sessions may have this section
        return cls(
            name, section, p, ((x - reach, x + reach), (y - reach, y + reach)), (x, y),
            rows=np.arange(count, dtype=np.float64)[:, None], cut=cut,
        )  # fmt: skip

    @property
    def size(self) -> int:
        """Bytes held."""
        return self.p.nbytes + self.cut.theta.nbytes + self.cut.examples.x.nbytes + self.cut.examples.y.nbytes

    def work(self, batch: int) -> int:
        return PASSES * self.cut.work(min(batch, len(self.rows)))

    def cells(self, most: int) -> int:
        return min(most, math.isqrt(PICTURE // self.cut.work(len(self.rows))))

    def numbers(self, dtype: Any) -> NDArray[np.float64]:
        _check(dtype)
        copy: NDArray[np.float64] = aligned(self.p.size, np.float64)
        copy[:] = self.p
        return copy

    def room(self, batch: int, dtype: Any) -> NDArray[np.float64]:
        _check(dtype)
        return self.cut.numbers(batch)

    def evaluate(self, points: NDArray[np.float64], dtype: Any = np.float64) -> NDArray[Any]:
        return _rounded(evaluate_at(self.kernel, self.numbers(np.float64), points), dtype)

    def values(self, points: NDArray[np.float64], dtype: Any = np.float64) -> NDArray[Any]:
        p = self.numbers(np.float64)
        p[-WORDS:].view(np.int64)[SLOPES] = 0
        return _rounded(evaluate_at(self.kernel, p, points)[0], dtype)


def _check(dtype: Any) -> None:
    """A kernel's address fits into 64 bits only."""
    if np.dtype(dtype) != np.float64:
        raise ValueError("a section of a network is computed in float64 alone")


def _rounded(values: NDArray[np.float64], dtype: Any) -> NDArray[Any]:
    with np.errstate(over="ignore"):  # what float32 cannot hold is infinite there
        return values.astype(dtype)


def keep(cut: Cut, title: str, axes: tuple[str, str]) -> Entry:
    """Make the section one of the surfaces, by a name that says nothing of it; equal ones have one name."""
    content = hashlib.sha256(cut.digest() + repr((title, axes)).encode())
    return sections.put(_entry(Section.through(cut, PREFIX + content.hexdigest()[:32]), title, axes))


def _entry(made: Section, title: str, axes: tuple[str, str]) -> Entry:
    count, all_of_them = len(made.rows), made.cut.drawn_from
    examples = f"{count:,}" if count == all_of_them else f"{count:,} of {all_of_them:,}"
    others = Layout.of(made.cut.architecture).parameters - 2
    return Entry(
        made.name,
        f"L({axes[0]}, {axes[1]}) = mean {made.cut.loss.replace('_', ' ')} over {examples} training examples",
        f"The loss of a network as two of its parameters change; the other {others:,} stay as they are. Dropout is in"
        " its test form, and penalties are not counted.",
        (),
        (),
        {
            "title": title,
            "domain": made.domain,
            "start": made.start,
            "minima": (),
            "saddles": (),
            "axes": axes,
            "columns": (),
            "from_data": False,
            "typed": False,
            "section": made,
        },
    )
