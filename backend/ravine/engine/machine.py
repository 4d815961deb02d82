"""What kernels need of the processor: denormal numbers flushed to zero while they run.

Adam on dead ReLUs lets moments sink into the denormals, which x86 computes several times slower; the flag is the
thread's own and is put back afterwards. Other processors are left as they are.
"""

from __future__ import annotations

import platform
from typing import Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.extending import intrinsic

_X86 = platform.machine().lower() in ("x86_64", "amd64")
_FLUSH = 0x8040  # flush-to-zero and denormals-are-zero in MXCSR


def _mxcsr(builder: Any, instruction: str, slot: Any) -> None:
    byte_pointer = ir.IntType(8).as_pointer()
    function = ir.FunctionType(ir.VoidType(), [byte_pointer])
    builder.call(
        cgutils.get_or_insert_function(builder.module, function, f"llvm.x86.sse.{instruction}"),
        [builder.bitcast(slot, byte_pointer)],
    )


@intrinsic
def flush_denormals(typingctx: Any) -> Any:
    """Flush from here on; gives what `restore_denormals` needs."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        word = ir.IntType(32)
        if not _X86:
            return ir.Constant(word, 0)
        slot = cgutils.alloca_once(builder, word)
        _mxcsr(builder, "stmxcsr", slot)
        before = builder.load(slot)
        changed = cgutils.alloca_once(builder, word)
        builder.store(builder.or_(before, ir.Constant(word, _FLUSH)), changed)
        _mxcsr(builder, "ldmxcsr", changed)
        return before

    return types.int32(), generate


@intrinsic
def restore_denormals(typingctx: Any, before: Any) -> Any:
    """Back to what `flush_denormals` found."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        if _X86:
            slot = cgutils.alloca_once(builder, ir.IntType(32))
            builder.store(arguments[0], slot)
            _mxcsr(builder, "ldmxcsr", slot)
        return context.get_dummy_value()

    return types.void(types.int32), generate
