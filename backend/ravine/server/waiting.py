"""The event loop's view of `Readiness`: wait until a stage is reached, and tell somebody how far it is meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from ravine.server.readiness import Progress, Readiness, Stage

INTERVAL = 0.1
"""Seconds between two messages about progress: from the disk, kernels load faster than anybody reads."""


class NotReady(Exception):
    """The engine will not be ready: something is wrong with the installation."""


class Waiting:
    """To be made in the event loop that waits."""

    def __init__(self, readiness: Readiness) -> None:
        self._readiness = readiness
        self._loop = asyncio.get_running_loop()
        self._changed = asyncio.Event()
        readiness.listen(self._heard)

    def _heard(self, _: Progress) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has closed
            self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def until(self, stage: Stage, tell: Callable[[Progress], Awaitable[None]] | None = None) -> None:
        """Return when `stage` is reached; raises NotReady where it never will be. `tell` hears of the progress."""
        while (now := self._readiness.now).stage.value < stage.value:
            changed = self._changed
            if tell is not None:
                await tell(now)
                await asyncio.sleep(INTERVAL)
            if self._readiness.now is now:
                await changed.wait()
        if now.stage is Stage.FAILED:
            raise NotReady(now.text)
