"""The op of an activation: y = f(z) for every unit, made from the functions in the registry.

The function's one number p is a setting; or, where the activation learns it, a parameter of the layer that stands in
theta behind the layer's biases.
"""

from __future__ import annotations

from functools import cache

from ravine.engine.activations import activations, learned
from ravine.engine.kernel import kernel, specialise
from ravine.engine.layers.op import COLUMNS, DX, DY, INPUTS, WEIGHTS, Op, X, Y, op_signature
from ravine.engine.vector import LANES, fast, load, splat, store, total


def _forward(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    x, y, p = table[row, X], table[row, Y], params[row, 0]
    for i in range(0, table[row, INPUTS] * table[row, COLUMNS], LANES):
        store(scratch, y + i, value(load(scratch, x + i), p))  # type: ignore[name-defined]  # noqa: F821


def _backward(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    x, y, dx, dy, p = table[row, X], table[row, Y], table[row, DX], table[row, DY], params[row, 0]
    for i in range(0, table[row, INPUTS] * table[row, COLUMNS], LANES):
        z, a, d = load(scratch, x + i), load(scratch, y + i), load(scratch, dy + i)
        store(scratch, dx + i, derivative(z, a, d, p))  # type: ignore[name-defined]  # noqa: F821


def _learned_forward(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    x, y, p = table[row, X], table[row, Y], theta[table[row, WEIGHTS]]
    for i in range(0, table[row, INPUTS] * table[row, COLUMNS], LANES):
        store(scratch, y + i, value(load(scratch, x + i), p))  # type: ignore[name-defined]  # noqa: F821


def _learned_backward(theta, grad, scratch, table, params, clock, row):  # type: ignore[no-untyped-def]
    x, y, dx, dy, p = table[row, X], table[row, Y], table[row, DX], table[row, DY], theta[table[row, WEIGHTS]]
    slope = splat(grad, 0.0)
    for i in range(0, table[row, INPUTS] * table[row, COLUMNS], LANES):
        z, a, d = load(scratch, x + i), load(scratch, y + i), load(scratch, dy + i)
        store(scratch, dx + i, derivative(z, a, d, p))  # type: ignore[name-defined]  # noqa: F821
        slope = slope + by_parameter(z, d)  # type: ignore[name-defined]  # noqa: F821
    grad[table[row, WEIGHTS]] = total(slope)


@cache
def activation_op(name: str) -> Op:
    """The op that applies the activation `name`."""
    entry = activations[name]
    value, derivative, *by_parameter = (fast(function) for function in entry.functions)
    if learned(name):
        forward = specialise(_learned_forward, f"{name}_forward", value=value)
        backward = specialise(
            _learned_backward, f"{name}_backward", derivative=derivative, by_parameter=by_parameter[0]
        )
    else:
        forward = specialise(_forward, f"{name}_forward", value=value)
        backward = specialise(_backward, f"{name}_backward", derivative=derivative)
    return Op(kernel(op_signature)(forward), kernel(op_signature)(backward))


for _entry in activations:
    activation_op(_entry.name)
