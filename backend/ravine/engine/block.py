"""Blocks: vectors for several rows of one matrix times several of another, as a convolution multiplies them.

A block of R x C vectors takes R + C reads for R C products, where a tile (`tile.py`) takes R + 1 for R. Vector (r, c)
is number r C + c of the tuple that holds them.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

from ravine.engine.tile import number_at, place_of, vector_at
from ravine.engine.vector import FAST_MATH, LANES, VectorType, element, lanes, llvm_call, llvm_suffix, pointer, spread


def _literal(*numbers: Any) -> bool:
    return all(isinstance(number, types.IntegerLiteral) for number in numbers)


@intrinsic
def block_start(typingctx: Any, array: Any, index: Any, step: Any, rows: Any, columns: Any) -> Any:
    """Accumulators that start at a number a row: block[r, c] = sixteen times array[index + r step]"""
    if not _literal(rows, columns):
        return None
    wide = columns.literal_value
    block = types.UniTuple(VectorType(array.dtype), rows.literal_value * wide)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        source, start, stride, _, _ = arguments
        numbers = [
            number_at(context, builder, array, source, place_of(builder, start, stride, r))
            for r in range(rows.literal_value)
        ]
        return context.make_tuple(builder, block, [number for number in numbers for _ in range(wide)])

    return block(array, types.intp, types.intp, rows, columns), generate


@intrinsic
def block_zero(typingctx: Any, array: Any, rows: Any, columns: Any) -> Any:
    """Accumulators that start at 0, in the element type of `array`."""
    if not _literal(rows, columns):
        return None
    count = rows.literal_value * columns.literal_value
    block = types.UniTuple(VectorType(array.dtype), count)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        zero = ir.Constant(lanes(element(array.dtype)), [0.0] * LANES)
        return context.make_tuple(builder, block, [zero] * count)

    return block(array, rows, columns), generate


def _multiply_add(context: Any, builder: Any, block: Any, packed: Any, read_row: Any, of: list[Any]) -> Any:
    """block[r, c] += what `read_row` gives for r, times of[c]"""
    name, values = f"llvm.fmuladd.{llvm_suffix(block.dtype.dtype)}", []
    for r in range(block.count // len(of)):
        row = read_row(r)
        for c, column in enumerate(of):
            so_far = builder.extract_value(packed, r * len(of) + c)
            values.append(llvm_call(builder, name, row.type, row, column, so_far))
    return context.make_tuple(builder, block, values)


@intrinsic
def block_scale_add(
    typingctx: Any, block: Any, left: Any, a: Any, a_step: Any, right: Any, b: Any, columns: Any
) -> Any:
    """block[r, c] += left[a + r a_step] * right[b + 16 c : ... + 16]"""
    if not _literal(columns):
        return None

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        packed, numbers, row, row_step, vectors, column, _ = arguments
        step = ir.Constant(ir.IntType(64), LANES)
        of = [
            vector_at(context, builder, right, vectors, place_of(builder, column, step, c))
            for c in range(columns.literal_value)
        ]

        def read_row(r: int) -> Any:
            return number_at(context, builder, left, numbers, place_of(builder, row, row_step, r))

        return _multiply_add(context, builder, block, packed, read_row, of)

    i = types.intp
    return block(block, left, i, i, right, i, columns), generate


@intrinsic
def block_product_add(
    typingctx: Any, block: Any, array: Any, a: Any, a_step: Any, b: Any, b_step: Any, columns: Any, first: Any
) -> Any:
    """block[r, c] += array[a + r a_step : ... + 16] * array[b + c b_step : ... + 16], lane by lane: only the `first`
    lanes of them"""
    if not _literal(columns, first):
        return None
    some = first.literal_value

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        packed, source, row, row_step, column, column_step, _, _ = arguments
        of = [
            vector_at(context, builder, array, source, place_of(builder, column, column_step, c))
            for c in range(columns.literal_value)
        ]

        def read_row(r: int) -> Any:
            place = pointer(context, builder, array, source, place_of(builder, row, row_step, r), some)
            value = builder.load(place)
            value.align = array.dtype.bitwidth // 8
            zeros = ir.Constant(value.type, [0.0] * some)
            chosen = [lane if lane < some else some for lane in range(LANES)]
            return builder.shuffle_vector(value, zeros, ir.Constant(lanes(ir.IntType(32)), chosen))

        return _multiply_add(context, builder, block, packed, read_row, of)

    i = types.intp
    return block(block, array, i, i, i, i, columns, first), generate


@intrinsic
def block_store(typingctx: Any, array: Any, index: Any, step: Any, block: Any, columns: Any, left: Any) -> Any:
    """array[index + r step + 16 c : ... + 16] = block[r, c]; of a row only the first `left` numbers"""
    if not _literal(columns):
        return None
    wide = columns.literal_value

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        target, start, stride, packed, _, count = arguments
        last = ir.Constant(ir.IntType(64), LANES * (wide - 1))
        narrow = ir.IntType(32)
        room = builder.trunc(builder.sub(count, last), narrow)
        inside = builder.icmp_signed("<", ir.Constant(lanes(narrow), list(range(LANES))), spread(builder, room))
        size = array.dtype.bitwidth // 8
        for number in range(block.count):
            row, column = divmod(number, wide)
            place = builder.add(place_of(builder, start, stride, row), ir.Constant(ir.IntType(64), LANES * column))
            value, to = builder.extract_value(packed, number), pointer(context, builder, array, target, place)
            if column < wide - 1:
                builder.store(value, to).align = size
            else:
                suffix = f"v{LANES}f{array.dtype.bitwidth}"
                function = ir.FunctionType(ir.VoidType(), [value.type, to.type, narrow, inside.type])
                masked = cgutils.get_or_insert_function(builder.module, function, f"llvm.masked.store.{suffix}.p0")
                builder.call(masked, [value, to, ir.Constant(narrow, size), inside])
        return context.get_dummy_value()

    return types.void(array, types.intp, types.intp, block, columns, types.intp), generate


@intrinsic
def block_totals(
    typingctx: Any, array: Any, index: Any, row_step: Any, column_step: Any, block: Any, columns: Any
) -> Any:
    """array[index + r row_step + c column_step] = the sum of the sixteen numbers of block[r, c]"""
    if not _literal(columns):
        return None
    wide = columns.literal_value

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        target, start, down, across, packed, _ = arguments
        number = element(array.dtype)
        name = f"llvm.vector.reduce.fadd.{llvm_suffix(array.dtype)}"
        data = context.make_array(array)(context, builder, target).data
        for r in range(block.count // wide):
            for c in range(wide):
                value = builder.extract_value(packed, r * wide + c)
                function = ir.FunctionType(number, [number, value.type])
                reduce = builder.module.globals.get(name) or ir.Function(builder.module, function, name)
                sum_ = builder.call(reduce, [ir.Constant(number, 0.0), value], fastmath=FAST_MATH)
                place = place_of(builder, place_of(builder, start, down, r), across, c)
                builder.store(sum_, builder.gep(data, [place]))
        return context.get_dummy_value()

    i = types.intp
    return types.void(array, i, i, i, block, columns), generate
