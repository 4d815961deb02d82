"""Typed functions at work: an expression as a list of instructions, and the one kernel that carries out any of them.

An instruction reads one or two slots and writes one; a slot holds a value and its derivatives by x and by y (dual
numbers) for a block of points, so the gradient is exact. An expression is never compiled: what a program costs is
bounded by the nodes of its expression. It is one flat array of numbers:

    p = count, result, room | count x (code, target, a, b or constant) | room for the slots, from p[room] on

Slots 0 and 1 are x and y. Each instruction works on up to BLOCK points before the next one is read.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.engine import instructions
from ravine.engine.instructions import CONSTANT, CONSTANT_LEFT, CONSTANT_RIGHT, FUNCTIONS_OF_ONE, OF_TWO, inlined
from ravine.engine.kernel import Use, kernel, specialise
from ravine.engine.surfaces.family import surface_signature
from ravine.engine.tree import Expression, Name, Number, apply
from ravine.engine.vector import LANES, load, splat, store

BLOCK = 128
"""Points of a block: enough that reading an instruction costs little, few enough that the slots stay near."""

HEAD, INSTRUCTION, PLANES = 3, 4, 3

# Codes up to these are of one kind, and each kind has its own loop.
ARITHMETIC, FUNCTION, TWO = instructions.SQUARE, instructions.SIGN, instructions.MAX


@inlined
def _begin(points: Any, start: int, p: Any, room: int, size: int) -> None:
    """x with the derivatives (1, 0) into slot 0, y with (0, 1) into slot 1."""
    one, zero = splat(p, 1.0), splat(p, 0.0)
    for j in range(0, size, LANES):
        store(p, room + j, load(points, start + j))
        store(p, room + j + size, one)
        store(p, room + j + 2 * size, zero)
        store(p, room + j + 3 * size, load(points, points.shape[1] + start + j))
        store(p, room + j + 4 * size, zero)
        store(p, room + j + 5 * size, one)


@inlined
def _constant(p: Any, target: int, c: float, size: int) -> None:
    for j in range(target, target + size, LANES):
        store(p, j, splat(p, c))
        store(p, j + size, splat(p, 0.0))
        store(p, j + 2 * size, splat(p, 0.0))


def _over_one(p, code, target, a, c, size):  # type: ignore[no-untyped-def]
    for j in range(0, size, LANES):
        value, slope = step(code, load(p, a + j), c)  # type: ignore[name-defined]  # noqa: F821
        store(p, target + j, value)
        store(p, target + j + size, load(p, a + j + size) * slope)
        store(p, target + j + 2 * size, load(p, a + j + 2 * size) * slope)


def _over_two(p, code, target, a, b, size):  # type: ignore[no-untyped-def]
    for j in range(0, size, LANES):
        value, by_x, by_y = step(  # type: ignore[name-defined]  # noqa: F821
            code,
            load(p, a + j), load(p, a + j + size), load(p, a + j + 2 * size),
            load(p, b + j), load(p, b + j + size), load(p, b + j + 2 * size),
        )  # fmt: skip
        store(p, target + j, value)
        store(p, target + j + size, by_x)
        store(p, target + j + 2 * size, by_y)


_arithmetic = inlined(specialise(_over_one, "_arithmetic", step=instructions.arithmetic))
_function = inlined(specialise(_over_one, "_function", step=instructions.function))
_two = inlined(specialise(_over_two, "_two", step=instructions.of_two))
_power = inlined(specialise(_over_two, "_power", step=instructions.of_power))


@kernel(surface_signature, use=Use.SURFACES)
def typed(points, p, out):  # type: ignore[no-untyped-def]
    """f, df/dx and df/dy of the program p at each of the points; p's room is overwritten."""
    n, count, result, room = points.shape[1], int(p[0]), int(p[1]), int(p[2])
    room += -(p.ctypes.data // p.itemsize + room) % LANES  # vectors that lie across two cache lines cost a third more
    for start in range(0, n, BLOCK):
        size = min(BLOCK, n - start)
        slot = PLANES * size
        _begin(points, start, p, room, size)
        for at in range(HEAD, HEAD + INSTRUCTION * count, INSTRUCTION):
            code, target, a = int(p[at]), room + slot * int(p[at + 1]), room + slot * int(p[at + 2])
            if code == CONSTANT:
                _constant(p, target, p[at + 3], size)
            elif code <= ARITHMETIC:
                _arithmetic(p, code, target, a, p[at + 3], size)
            elif code <= FUNCTION:
                _function(p, code, target, a, p[at + 3], size)
            elif code <= TWO:
                _two(p, code, target, a, room + slot * int(p[at + 3]), size)
            else:
                _power(p, code, target, a, room + slot * int(p[at + 3]), size)
        found = room + slot * result
        for plane in range(PLANES):
            for j in range(0, size, LANES):
                store(out, plane * n + start + j, load(p, found + plane * size + j))


# --- from a tree to a program -----------------------------------------------------------------------------------------

Place = int | float
"""Where a part of an expression is found: the number of a step (0 and 1 are x and y), or a constant itself."""


@dataclass(frozen=True)
class Program:
    """What `typed` carries out: (code, target slot, slot a, slot b or constant) each, and the slot of the result."""

    instructions: tuple[tuple[int, int, int, Place], ...]
    result: int
    slots: int

    @classmethod
    def of(cls, expression: Expression, names: tuple[str, str] = ("x", "y")) -> Program:
        """The program of an expression in these two names."""
        steps = _Steps(names)
        return steps.program(steps.step_of(steps.place(expression)))

    def array(self, dtype: Any = np.float64) -> NDArray[Any]:
        """p: the head, the instructions, and room for the slots, which makes it the property of one learner."""
        used = HEAD + INSTRUCTION * len(self.instructions)
        p = np.zeros(used + LANES + self.slots * PLANES * BLOCK)
        p[:HEAD] = len(self.instructions), self.result, used
        p[HEAD:used] = np.array(self.instructions, np.float64).ravel()
        with np.errstate(over="ignore"):  # what float32 cannot hold is infinite there
            return p.astype(dtype)


class _Steps:
    """The instructions of an expression, one a step; equal parts are computed once, constants while they are read."""

    def __init__(self, names: tuple[str, str]) -> None:
        self.names = names
        self.steps: list[tuple[int, tuple[Place, ...]]] = []
        self.known: dict[Expression, Place] = {}

    def place(self, tree: Expression) -> Place:
        if tree not in self.known:
            self.known[tree] = self._new_place(tree)
        return self.known[tree]

    def _new_place(self, tree: Expression) -> Place:
        if isinstance(tree, Number):
            return tree.value
        if isinstance(tree, Name):
            return self.names.index(tree.name)
        places = [self.place(argument) for argument in tree.arguments]
        constants = [place for place in places if isinstance(place, float)]
        if len(constants) == len(places):
            return apply(tree.word, *constants)
        if tree.word in FUNCTIONS_OF_ONE:
            return self.step(FUNCTIONS_OF_ONE[tree.word], places[0], 0.0)
        if tree.word == "negative":
            return self.step(instructions.MULTIPLY, places[0], -1.0)
        a, b = places
        if isinstance(b, float):
            return self.constant_right(tree.word, a, b)
        if isinstance(a, float) and tree.word in CONSTANT_LEFT:
            return self.step(CONSTANT_LEFT[tree.word], b, a)
        return self.step(OF_TWO[tree.word], self.step_of(a), b)

    def constant_right(self, word: str, a: Place, c: float) -> Place:
        """A sign or function of two of which the second is a constant."""
        if word in CONSTANT_RIGHT:
            return self.step(CONSTANT_RIGHT[word], a, c)
        if word == "-":
            return self.step(instructions.ADD, a, -c)
        if word == "^" and c in (0.0, 1.0):
            return a if c else 1.0
        if word == "^" and c == 2.0:
            return self.step(instructions.SQUARE, a, c)
        if word == "^" and abs(c) <= instructions.LARGEST_POWER and c == math.floor(c):
            return self.step(instructions.WHOLE_POWER, a, c)
        return self.step(OF_TWO[word], a, self.step_of(c))

    def step_of(self, place: Place) -> int:
        """The step that gives this; a constant gets one of its own."""
        return self.step(CONSTANT, 0, place) if isinstance(place, float) else place

    def step(self, code: int, a: Place, b: Place) -> int:
        self.steps.append((code, (a, b)))
        return len(self.steps) + 1

    def program(self, result: int) -> Program:
        """Each step gets a slot, and gives it back when nothing later reads it."""
        last = {place: k for k, (_, operands) in enumerate(self.steps) for place in operands if isinstance(place, int)}
        last |= dict.fromkeys((0, 1, result), len(self.steps))
        slots: list[int] = [0, 1]
        free: list[int] = []
        made: list[tuple[int, int, int, Place]] = []
        used = len(slots)
        for k, (code, (a, b)) in enumerate(self.steps):
            slot_a, slot_b = slots[int(a)], slots[b] if isinstance(b, int) else b
            free += {slots[place] for place in (a, b) if isinstance(place, int) and last[place] == k}
            if not free:
                free.append(used)
                used += 1
            slots.append(free.pop())
            made.append((code, slots[-1], slot_a, slot_b))
        return Program(tuple(made), slots[result], used)
