"""Compiled kernels: each family's functions share one signature, are compiled once per element type, and are called by
address.

A loop that must call any of thirty functions takes an int64 array of their addresses and one calling intrinsic
(`caller`): the registry is the dispatch, nothing recompiles when a choice changes, and the call costs as much as any
call. A kernel is compiled, or loaded from the disk, when its address is first asked for. Kernels do not raise.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
import threading
import types as python_types
from collections.abc import Callable, Collection
from enum import Flag, auto
from pathlib import Path
from typing import Any

import llvmlite
import llvmlite.binding as llvm
import numba
import numpy as np
from numba.core import caching, cgutils, types
from numba.extending import intrinsic

from ravine.engine.vector import fast

Signature = Callable[[types.Type], Any]
"""What a family's kernels look like, given the element type: `lambda f: types.void(f[::1], f[::1])`."""

ELEMENT_TYPES = {np.dtype(np.float32): types.float32, np.dtype(np.float64): types.float64}


class Use(Flag):
    """What a kernel is needed for, so that what is waited for can be compiled first."""

    NETWORKS = auto()
    SURFACES = auto()
    LENSES = auto()
    """Looks at a network that are asked for while it learns."""
    PICTURES = auto()
    """Layers of networks that look at pictures."""
    ALL = NETWORKS | SURFACES | LENSES | PICTURES


_lock = threading.RLock()
_kernels: list[Kernel] = []


def _fingerprint() -> str:
    """A name for everything that compiled code depends on: the sources of all kernels, the versions, the processor.

    numba notices a change of the file that a kernel stands in but not of those that it calls into; a folder named by
    all of them cannot be stale.
    """
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    for part in (sys.version, numba.__version__, llvmlite.__version__, np.__version__):
        digest.update(part.encode())
    digest.update(llvm.get_host_cpu_name().encode())
    digest.update(llvm.get_host_cpu_features().flatten().encode())
    return digest.hexdigest()[:16]


def cache_folder() -> Path:
    """Where compiled kernels are kept: `RAVINE_CACHE`, else the user's cache folder, else a temporary one."""
    home = os.environ.get("RAVINE_CACHE") or os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    base = Path(home) if home else Path.home() / ".cache"
    folder = base / "ravine" / "kernels" / _fingerprint()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        folder = Path(tempfile.mkdtemp(prefix="ravine-"))  # one of our own: what lies there is run as code
    return folder


_folder = str(cache_folder())


class _Locator(caching._CacheLocator):  # type: ignore[misc]
    """Keeps every kernel in the one folder whose name says what it was compiled from."""

    def __init__(self, function: Any) -> None:
        self._name = function.__qualname__

    def ensure_cache_path(self) -> None:
        os.makedirs(_folder, exist_ok=True)

    def get_cache_path(self) -> str:
        return _folder

    def get_source_stamp(self) -> str:
        return "the folder's name"

    def get_disambiguator(self) -> str:
        return str(self._name)

    @classmethod
    def from_function(cls, function: Any, path: str) -> _Locator:
        return cls(function)


class _CacheFiles(caching.CompileResultCacheImpl):  # type: ignore[misc]
    _locator_classes = (_Locator,)


class _Cache(caching.FunctionCache):  # type: ignore[misc]
    _impl_class = _CacheFiles


class Kernel:
    """One compiled function of a family's signature, a version per element type, made when first asked for."""

    def __init__(
        self,
        function: Callable[..., Any],
        signature: Signature,
        ahead: Collection[Any] = tuple(ELEMENT_TYPES),
        use: Use = Use.NETWORKS,
    ) -> None:
        self.name = function.__qualname__
        self.use = use
        self.ahead = ahead
        """The element types that it is compiled for ahead of time; for another one only when it is asked for."""
        self._signature = signature
        self._dispatcher = fast(function)
        self._dispatcher._cache = _Cache(function)
        self._versions: dict[np.dtype[Any], Any] = {}
        _kernels.append(self)

    def compiled(self, dtype: Any = np.float32) -> Any:
        """The version for `dtype`, to be called from Python with exactly the signature's types."""
        dtype = np.dtype(dtype)
        if dtype not in self._versions:
            with _lock:
                if dtype not in self._versions:
                    signature = self._signature(ELEMENT_TYPES[dtype])
                    self._dispatcher.compile(signature)
                    self._versions[dtype] = self._dispatcher.overloads[signature.args]
        return self._versions[dtype]

    def address(self, dtype: Any = np.float32) -> int:
        """Where the version for `dtype` starts; stays valid as long as the process lives."""
        version = self.compiled(dtype)
        return int(version.library.get_pointer_to_function(version.fndesc.llvm_func_name))

    def __call__(self, *arguments: Any) -> Any:
        """Call the version for the element type of the first floating-point array among `arguments`."""
        for argument in arguments:
            if isinstance(argument, np.ndarray) and argument.dtype in ELEMENT_TYPES:
                return self.compiled(argument.dtype).entry_point(*arguments)
        raise TypeError(f"{self.name} takes at least one float32 or float64 array")


def kernel(signature: Signature, *ahead: Any, use: Use = Use.NETWORKS) -> Callable[[Callable[..., Any]], Kernel]:
    """Make the decorated function a kernel of this signature, compiled ahead for these element types or for all."""
    chosen = [np.dtype(dtype) for dtype in ahead] or list(ELEMENT_TYPES)
    return lambda function: Kernel(function, signature, chosen, use)


def specialise(template: Callable[..., Any], name: str, **functions: Any) -> Callable[..., Any]:
    """A copy of `template`, called `name`, in which the given global names stand for other functions.

    Globals and not a closure: what a closure holds would become part of numba's cache key, and that part differs from
    process to process.
    """
    code = template.__code__.replace(co_name=name, co_qualname=name)
    copy = python_types.FunctionType(code, {**template.__globals__, **functions}, name)
    copy.__qualname__ = name
    copy.__doc__ = template.__doc__
    copy.__module__ = template.__module__
    return copy


def caller(signature: Signature) -> Any:
    """The intrinsic `call(address, arrays, scalars)` for the kernels of one signature, which takes arrays first.

    It calls by numba's own convention: the address is that of the compiled function itself, not of a C wrapper. The
    arrays come as one tuple, built outside the loop, because building it counts references.
    """

    @intrinsic
    def call(typingctx: Any, address: Any, arrays: Any, scalars: Any) -> Any:
        given = (*arrays, *scalars)
        floats = (kind.dtype for kind in arrays if isinstance(kind.dtype, types.Float))
        expected = signature(next(floats))

        def generate(context: Any, builder: Any, actual: Any, values: Any) -> Any:
            convention = context.call_conv
            function = convention.get_function_type(expected.return_type, expected.args)
            pointer = builder.inttoptr(values[0], function.as_pointer())
            arguments = [
                context.cast(builder, value, kind, wanted)
                for value, kind, wanted in zip(
                    [*cgutils.unpack_tuple(builder, values[1]), *cgutils.unpack_tuple(builder, values[2])],
                    given,
                    expected.args,
                    strict=True,
                )
            ]
            status, result = convention.call_function(builder, pointer, expected.return_type, expected.args, arguments)
            with cgutils.if_unlikely(builder, status.is_error):
                convention.return_status_propagate(builder, status)
            return result

        return expected.return_type(types.int64, arrays, scalars), generate

    return call


def compile_all(
    progress: Callable[[str, int, int], None] = lambda stage, done, count: None,
    dtype: Any = np.float32,
    use: Use = Use.ALL,
) -> None:
    """Compile, or load from the disk, every kernel for any such `use` with `dtype`; tells `progress` (stage, done, of
    how many)."""
    waiting = [one for one in _kernels if one.use & use and np.dtype(dtype) in one.ahead]
    for done, one in enumerate(waiting):
        progress(one.name, done, len(waiting))
        one.compiled(dtype)
    progress("ready", len(waiting), len(waiting))
