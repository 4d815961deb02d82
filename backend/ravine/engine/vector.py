"""Sixteen numbers at once: the vector type that the kernels of dense layers, activations and optimizers compute with.

`load`, `store` and `splat` move numbers in and out, `+ - * /` and comparisons work lane by lane, and a plain number on
either side stands for sixteen of itself. The element type (float32 to train, float64 to verify) is that of the array
loaded from. LLVM lowers a vector to whatever the machine has (AVX-512, two AVX2, four NEON registers, ...).

These are numba intrinsics: the functions below that take a `typingctx` run once, while a kernel is compiled.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import njit
from numba.core import cgutils, types
from numba.core.datamodel import models, register_default
from numba.extending import intrinsic, overload

LANES = 16
HALF = LANES // 2

FAST_MATH = ("contract", "reassoc", "nsz", "arcp")
"""Every liberty but `nnan` and `ninf`: with those, the test that sees a divergence would be folded away."""

fast = njit(nogil=True, fastmath=set(FAST_MATH), error_model="numpy")
"""Compiled as kernels are."""

Vector = Any
"""Sixteen floats; only compiled code ever holds one."""
Mask = Any
"""Sixteen truth values."""


class VectorType(types.Type):  # type: ignore[misc]
    def __init__(self, dtype: types.Type) -> None:
        self.dtype = dtype
        super().__init__(name=f"vector({dtype})")


class MaskType(types.Type):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__(name="mask")


def element(dtype: types.Type) -> ir.Type:
    return ir.FloatType() if dtype == types.float32 else ir.DoubleType()


def lanes(element: ir.Type, count: int = LANES) -> ir.VectorType:
    return ir.VectorType(element, count)


@register_default(VectorType)
class _VectorModel(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, kind: VectorType) -> None:
        super().__init__(manager, kind, lanes(element(kind.dtype)))


@register_default(MaskType)
class _MaskModel(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, kind: MaskType) -> None:
        super().__init__(manager, kind, lanes(ir.IntType(1)))


mask_type = MaskType()


def llvm_suffix(dtype: types.Type) -> str:
    """LLVM's suffix of an intrinsic for sixteen `dtype`: `v16f32`."""
    return f"v{LANES}f{dtype.bitwidth}"


def pointer(context: Any, builder: Any, array_type: Any, array: Any, index: Any, count: int = LANES) -> Any:
    data = context.make_array(array_type)(context, builder, array).data
    return builder.bitcast(builder.gep(data, [index]), lanes(element(array_type.dtype), count).as_pointer())


def spread(builder: Any, value: Any) -> Any:
    blank = ir.Constant(lanes(value.type), ir.Undefined)
    one = builder.insert_element(blank, value, ir.Constant(ir.IntType(32), 0))
    return builder.shuffle_vector(one, blank, ir.Constant(lanes(ir.IntType(32)), [0] * LANES))


def llvm_call(builder: Any, name: str, result: ir.Type, *arguments: Any) -> Any:
    function = ir.FunctionType(result, [argument.type for argument in arguments])
    return builder.call(cgutils.get_or_insert_function(builder.module, function, name), arguments)


# --- moving numbers in and out ---------------------------------------------------------------------------------------


@intrinsic
def load(typingctx: Any, array: Any, index: Any) -> Any:
    """The sixteen numbers from `array[index]` on."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        value = builder.load(pointer(context, builder, signature.args[0], *arguments))
        value.align = array.dtype.bitwidth // 8
        return value

    return VectorType(array.dtype)(array, types.intp), generate


@intrinsic
def store(typingctx: Any, array: Any, index: Any, value: Any) -> Any:
    """`array[index : index + 16] = value`."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        target, position, vector = arguments
        builder.store(vector, pointer(context, builder, signature.args[0], target, position)).align = (
            array.dtype.bitwidth // 8
        )
        return context.get_dummy_value()

    return types.void(array, types.intp, value), generate


@intrinsic
def pick(typingctx: Any, array: Any, index: Any, places: Any, step: Any) -> Any:
    """Sixteen numbers from sixteen places: lane k is `array[index + places[k] * step + k]`, places whole numbers."""
    vector = VectorType(array.dtype)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        source, start, chosen, width = arguments
        data, whole = context.make_array(array)(context, builder, source).data, ir.IntType(64)
        chosen = builder.mul(builder.fptosi(chosen, lanes(whole)), spread(builder, width))
        chosen = builder.add(chosen, ir.Constant(lanes(whole), list(range(LANES))))
        chosen = builder.add(chosen, spread(builder, start))
        value = ir.Constant(lanes(element(array.dtype)), ir.Undefined)
        for lane in range(LANES):
            number = ir.Constant(ir.IntType(32), lane)
            one = builder.load(builder.gep(data, [builder.extract_element(chosen, number)]))
            value = builder.insert_element(value, one, number)
        return value

    return vector(array, types.intp, places, types.intp), generate


@intrinsic
def splat(typingctx: Any, like: Any, number: Any) -> Any:
    """Sixteen times `number`, in the element type of the array or vector `like`."""
    vector = VectorType(like.dtype)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return spread(builder, context.cast(builder, arguments[1], number, like.dtype))

    return vector(like, number), generate


@intrinsic
def lane_numbers(typingctx: Any, like: Any) -> Any:
    """0, 1, ..., 15 in the element type of `like`."""
    vector = VectorType(like.dtype)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return ir.Constant(lanes(element(like.dtype)), [float(lane) for lane in range(LANES)])

    return vector(like), generate


@intrinsic
def total(typingctx: Any, a: Any) -> Any:
    """The sum of the sixteen."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        number = element(a.dtype)
        name = f"llvm.vector.reduce.fadd.{llvm_suffix(a.dtype)}"
        function = ir.FunctionType(number, [number, arguments[0].type])
        return builder.call(
            cgutils.get_or_insert_function(builder.module, function, name),
            [ir.Constant(number, 0.0), arguments[0]],
            fastmath=("reassoc",),
        )

    return a.dtype(a), generate


@intrinsic
def some(typingctx: Any, mask: Any) -> Any:
    """Whether one of the sixteen is true."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return llvm_call(builder, f"llvm.vector.reduce.or.v{LANES}i1", ir.IntType(1), arguments[0])

    return types.boolean(mask), generate


# --- arithmetic ------------------------------------------------------------------------------------------------------


@intrinsic
def fma(typingctx: Any, a: Any, b: Any, c: Any) -> Any:
    """a * b + c, rounded once where the machine can."""
    if not all(isinstance(kind, VectorType) for kind in (a, b, c)):
        return None

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return llvm_call(builder, f"llvm.fmuladd.{llvm_suffix(a.dtype)}", arguments[0].type, *arguments)

    return a(a, b, c), generate


def _arithmetic(instruction: str) -> Any:
    @intrinsic
    def operate(typingctx: Any, a: Any, b: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return getattr(builder, instruction)(*arguments, flags=FAST_MATH)

        return a(a, b), generate

    return operate


def _comparison(symbol: str) -> Any:
    @intrinsic
    def compare(typingctx: Any, a: Any, b: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return builder.fcmp_ordered(symbol, *arguments)

        return mask_type(a, b), generate

    return compare


def _spread_numbers(operation: Callable[..., Any], function: Any) -> None:
    """Let `operation` work on two vectors, or on a vector and a plain number."""

    @overload(operation, strict=False)
    def choose(a: Any, b: Any) -> Any:
        if isinstance(a, VectorType) and isinstance(b, VectorType):
            return lambda a, b: function(a, b)
        if isinstance(a, VectorType) and isinstance(b, types.Number):
            return lambda a, b: function(a, splat(a, b))
        if isinstance(a, types.Number) and isinstance(b, VectorType):
            return lambda a, b: function(splat(b, a), b)
        return None


for _operator, _instruction in (
    (operator.add, "fadd"),
    (operator.sub, "fsub"),
    (operator.mul, "fmul"),
    (operator.truediv, "fdiv"),
):
    _spread_numbers(_operator, _arithmetic(_instruction))
for _operator, _symbol in ((operator.gt, ">"), (operator.ge, ">="), (operator.lt, "<"), (operator.eq, "==")):
    _spread_numbers(_operator, _comparison(_symbol))


@intrinsic
def _negative(typingctx: Any, a: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.fneg(arguments[0], flags=FAST_MATH)

    return a(a), generate


@overload(operator.neg, strict=False)
def _negative_overload(a: Any) -> Any:
    return (lambda a: _negative(a)) if isinstance(a, VectorType) else None


@intrinsic
def _where(typingctx: Any, mask: Any, a: Any, b: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.select(*arguments)

    return a(mask, a, b), generate


def where(mask: Mask, a: Vector, b: Vector) -> Vector:
    """`a` where `mask`, else `b`; one of them may be a plain number."""
    raise NotImplementedError("only compiled code holds vectors")


@overload(where, strict=False)
def _where_overload(mask: Any, a: Any, b: Any) -> Any:
    if isinstance(a, VectorType) and isinstance(b, VectorType):
        return lambda mask, a, b: _where(mask, a, b)
    if isinstance(a, VectorType):
        return lambda mask, a, b: _where(mask, a, splat(a, b))
    return lambda mask, a, b: _where(mask, splat(b, a), b)


def _extreme(symbol: str) -> Any:
    @intrinsic
    def choose(typingctx: Any, a: Any, b: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            # Unordered: where `a` is NaN the comparison is true, so a NaN passes on instead of vanishing.
            return builder.select(builder.fcmp_unordered(symbol, *arguments), *arguments)

        return a(a, b), generate

    return choose


def maximum(a: Vector, b: Vector) -> Vector:
    """The larger, lane by lane; NaN in `a` stays NaN."""
    raise NotImplementedError("only compiled code holds vectors")


def minimum(a: Vector, b: Vector) -> Vector:
    """The smaller, lane by lane; NaN in `a` stays NaN."""
    raise NotImplementedError("only compiled code holds vectors")


_spread_numbers(maximum, _extreme(">"))
_spread_numbers(minimum, _extreme("<"))


def llvm_function(name: str) -> Any:
    """Of each number, what LLVM knows by this name: an instruction of the machine, or a function of its library."""

    @intrinsic
    def apply(typingctx: Any, a: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return llvm_call(builder, f"llvm.{name}.{llvm_suffix(a.dtype)}", arguments[0].type, arguments[0])

        return a(a), generate

    return apply


sqrt = llvm_function("sqrt")
absolute = llvm_function("fabs")
nearest = llvm_function("nearbyint")
floor = llvm_function("floor")


@intrinsic
def power_of_two(typingctx: Any, a: Any) -> Any:
    """2**a for whole a within the exponent's range: the bits of the exponent are set directly."""
    bits = a.dtype.bitwidth
    mantissa, bias = (23, 127) if bits == 32 else (52, 1023)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        whole = lanes(ir.IntType(bits))
        exponent = builder.add(builder.fptosi(arguments[0], whole), ir.Constant(whole, [bias] * LANES))
        return builder.bitcast(builder.shl(exponent, ir.Constant(whole, [mantissa] * LANES)), arguments[0].type)

    return a(a), generate


@intrinsic
def split_exponent(typingctx: Any, a: Any) -> Any:
    """(m, e) with a = m 2**e and m in [sqrt(1/2), sqrt(2)), for positive normal a."""
    bits = a.dtype.bitwidth
    mantissa, root_half = (23, 0x3F3504F3) if bits == 32 else (52, 0x3FE6A09E667F3BCD)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        whole = lanes(ir.IntType(bits))
        raw = builder.bitcast(arguments[0], whole)
        offset = builder.sub(raw, ir.Constant(whole, [root_half] * LANES))
        exponent = builder.ashr(offset, ir.Constant(whole, [mantissa] * LANES))
        reduced = builder.sub(raw, builder.shl(exponent, ir.Constant(whole, [mantissa] * LANES)))
        parts = [builder.bitcast(reduced, arguments[0].type), builder.sitofp(exponent, arguments[0].type)]
        return context.make_tuple(builder, signature.return_type, parts)

    return types.UniTuple(a, 2)(a), generate
