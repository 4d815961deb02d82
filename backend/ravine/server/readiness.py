"""What the server needs before the first session, made ready behind the page: the engine and its compiled kernels.

The page itself needs none of it, so a cold machine shows it at once, and the progress on it. Sessions wait for what
networks need; a kernel that is wanted before its turn is compiled then.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

log = logging.getLogger(__name__)


class Stage(Enum):
    """In this order; FAILED after any of the first two."""

    IMPORTING = 0
    COMPILING = 1
    """Commands can be read and the catalogue answered."""
    READY = 2
    """Sessions can run."""
    FAILED = 3


@dataclass(frozen=True)
class Progress:
    """How far it is: `done` of `total` kernels, and what is made just now."""

    stage: Stage = Stage.IMPORTING
    text: str = "loading"
    done: int = 0
    total: int = 1

    def event(self) -> dict[str, Any]:
        """As the page is told; `spec.events.Progress` may not be imported yet."""
        return {"kind": "progress", "stage": self.text, "done": self.done, "total": self.total}


class _Stopped(Exception):
    """The server closes before all kernels are compiled."""


class Readiness:
    """Does the work in a thread of its own; `listen` hears of each step, in that thread."""

    def __init__(self) -> None:
        self.now = Progress()
        self._closing = False
        self._listeners: list[Callable[[Progress], None]] = []
        self._thread = threading.Thread(target=self._work, name="kernels", daemon=True)
        self._limits: Any = None

    def listen(self, heard: Callable[[Progress], None]) -> None:
        self._listeners.append(heard)

    def start(self) -> None:
        self._thread.start()

    def close(self, seconds: float = 1.0) -> None:
        """Stop before the next kernel, and wait for that at most so many seconds."""
        self._closing = True
        if self._thread.ident is not None:
            self._thread.join(seconds)

    def _tell(self, progress: Progress) -> None:
        self.now = progress
        for heard in self._listeners:
            heard(progress)

    def _work(self) -> None:
        try:
            self._import()
            self._tell(Progress(Stage.COMPILING, "compiling"))
            self._compile()
            self._compile_the_rest()
        except _Stopped:
            log.info("stopped while kernels were being compiled")
        except Exception:
            log.exception("the engine could not be made ready")
            self._tell(Progress(Stage.FAILED, "failed: the server's log says why"))

    def _import(self) -> None:
        import ravine.server.socket  # noqa: F401  (with it everything that a session needs)

    def _compile(self) -> None:
        """What trains networks, which is what the page loads with."""
        import numpy as np
        from threadpoolctl import threadpool_limits

        from ravine.engine.kernel import Use, compile_all

        def told(kernel: str, done: int, total: int) -> None:
            self._check_open()
            if done < total:
                self._tell(Progress(Stage.COMPILING, kernel, done, total))

        compile_all(told, np.float32, Use.NETWORKS)
        # sessions share the cores, so BLAS gets one thread in each of ours; the kernels have loaded it by now
        self._limits = threadpool_limits(1)
        total = self.now.total
        self._tell(Progress(Stage.READY, "ready", total, total))

    def _compile_the_rest(self) -> None:
        """Looks at networks, races, then maps and pictures of surfaces, then what only a look or a check of a network's
        gradient in float64 asks for."""
        import numpy as np

        from ravine.engine.kernel import Use, compile_all

        def told(kernel: str, done: int, total: int) -> None:
            self._check_open()

        compile_all(told, np.float32, Use.LENSES)
        compile_all(told, np.float64, Use.SURFACES)
        compile_all(told, np.float32, Use.SURFACES)
        compile_all(told, np.float64, Use.NETWORKS)
        compile_all(told, np.float64, Use.LENSES)

    def _check_open(self) -> None:
        if self._closing:
            raise _Stopped
