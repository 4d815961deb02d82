"""Tiles: several vectors at once, one for each of several rows of a matrix, as a dense layer multiplies them.

A kernel that keeps eight sums in registers loads each number of the other factor once for all eight.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

from ravine.engine.vector import FAST_MATH, LANES, VectorType, element, lanes, llvm_call, llvm_suffix, pointer, spread


def _tile(kind: Any, rows: Any) -> Any:
    return types.UniTuple(kind, rows.literal_value)


def place_of(builder: Any, index: Any, step: Any, row: int) -> Any:
    """index + step row"""
    return builder.add(index, builder.mul(step, ir.Constant(ir.IntType(64), row)))


def number_at(context: Any, builder: Any, kind: Any, array: Any, place: Any) -> Any:
    """`array[place]`, sixteen times."""
    data = context.make_array(kind)(context, builder, array).data
    return spread(builder, builder.load(builder.gep(data, [place])))


def vector_at(context: Any, builder: Any, kind: Any, array: Any, place: Any) -> Any:
    """`array[place : place + 16]`."""
    value = builder.load(pointer(context, builder, kind, array, place))
    value.align = kind.dtype.bitwidth // 8
    return value


@intrinsic
def tile_splat(typingctx: Any, array: Any, index: Any, step: Any, rows: Any) -> Any:
    """Accumulators that start at `array[index + r * step]`, one vector a row r."""
    if not isinstance(rows, types.IntegerLiteral):
        return None
    tile = _tile(VectorType(array.dtype), rows)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        source, start, stride, _ = arguments
        values = [
            number_at(context, builder, signature.args[0], source, place_of(builder, start, stride, r))
            for r in range(rows.literal_value)
        ]
        return context.make_tuple(builder, tile, values)

    return tile(array, types.intp, types.intp, rows), generate


@intrinsic
def tile_zero(typingctx: Any, array: Any, rows: Any) -> Any:
    """Accumulators that start at 0, one vector a row."""
    if not isinstance(rows, types.IntegerLiteral):
        return None
    tile = _tile(VectorType(array.dtype), rows)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        zero = ir.Constant(lanes(element(array.dtype)), [0.0] * LANES)
        return context.make_tuple(builder, tile, [zero] * rows.literal_value)

    return tile(array, rows), generate


def _multiply_add(read: Callable[..., Any]) -> Any:
    """tile[r] += the row that `read` finds at index + r * step, times vector. Reading and adding take turns, row by
    row: to read all rows first was measured to cost 3 % of a layer."""

    @intrinsic
    def add(typingctx: Any, tile: Any, array: Any, index: Any, step: Any, vector: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            packed, source, start, stride, factor = arguments
            name = f"llvm.fmuladd.{llvm_suffix(vector.dtype)}"
            values = []
            for r in range(tile.count):
                row = read(context, builder, signature.args[1], source, place_of(builder, start, stride, r))
                values.append(llvm_call(builder, name, factor.type, row, factor, builder.extract_value(packed, r)))
            return context.make_tuple(builder, tile, values)

        return tile(tile, array, types.intp, types.intp, vector), generate

    return add


tile_scale_add = _multiply_add(number_at)
"""tile[r] += array[index + r * step] * vector: one column of a matrix times one row of another."""

tile_product_add = _multiply_add(vector_at)
"""tile[r] += array[index + r * step : ... + 16] * vector, lane by lane."""


@intrinsic
def tile_store(typingctx: Any, array: Any, index: Any, step: Any, tile: Any) -> Any:
    """array[index + r * step : ... + 16] = tile[r]."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        target, start, stride, packed = arguments
        for r in range(tile.count):
            place = place_of(builder, start, stride, r)
            builder.store(
                builder.extract_value(packed, r), pointer(context, builder, signature.args[0], target, place)
            ).align = array.dtype.bitwidth // 8
        return context.get_dummy_value()

    return types.void(array, types.intp, types.intp, tile), generate


def _pick(builder: Any, a: Any, b: Any, chosen: Sequence[int]) -> Any:
    return builder.shuffle_vector(a, b, ir.Constant(lanes(ir.IntType(32), len(chosen)), list(chosen)))


@intrinsic
def store_totals(typingctx: Any, array: Any, index: Any, vectors: Any) -> Any:
    """`array[index + r] = total(vectors[r])`, all the totals in one tree of pairwise sums."""
    count = vectors.count

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        target, position, packed = arguments
        rows = [builder.extract_value(packed, r) for r in range(count)]
        half = LANES // 2
        # Each round folds two vectors into one: the lanes of a vector hold 2 * half partial sums a row before it,
        # half after it. When there is one vector left it goes on folding with itself.
        while half >= 1:
            pairs = [(rows[i], rows[i + 1]) for i in range(0, len(rows), 2)] if len(rows) > 1 else [(rows[0], rows[0])]
            low = [s + g + k for s in (0, LANES) for g in range(0, LANES, 2 * half) for k in range(half)]
            high = [lane + half for lane in low]
            rows = [
                builder.fadd(_pick(builder, a, b, low), _pick(builder, a, b, high), flags=FAST_MATH) for a, b in pairs
            ]
            half //= 2
        sums = _pick(builder, rows[0], rows[0], range(count))
        builder.store(sums, pointer(context, builder, signature.args[0], target, position, count)).align = (
            array.dtype.bitwidth // 8
        )
        return context.get_dummy_value()

    return types.void(array, types.intp, vectors), generate
