"""The way from a session to one page: what is to be sent, and the task that sends it.

A page that reads slowly gets fewer frames, for the session composes the next one only when the last but one was
acknowledged. So hardly anything ever waits here; where it does, the page has stopped reading.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable

from ravine.session.frames import Frame
from ravine.spec.events import Event, write_event

WAITING = 512
"""Messages that may wait; then the page is cut off."""

SECONDS = 10.0
"""How long one message may take to leave; then the page is cut off."""


class Line:
    """A `session.guest.Guest`: worker threads put things in, the event loop sends them in order."""

    def __init__(self, send: Callable[[str | bytes], Awaitable[None]]) -> None:
        self._send = send
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[str | bytes] = deque()
        self._something = asyncio.Event()
        self.stopped_reading = False

    # --- from any thread ----------------------------------------------------------------------------------------------

    def event(self, event: Event) -> None:
        self._post(write_event(event))

    def frame(self, frame: Frame) -> None:
        self._post(frame.content)

    def cut(self) -> None:
        with contextlib.suppress(RuntimeError):  # the loop may have closed in the meantime
            self._loop.call_soon_threadsafe(self._stop)

    def _post(self, message: str | bytes) -> None:
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self.put, message)

    # --- in the loop --------------------------------------------------------------------------------------------------

    def put(self, message: str | bytes) -> None:
        if len(self._waiting) >= WAITING:
            self._stop()
        else:
            self._waiting.append(message)
            self._something.set()

    def _stop(self) -> None:
        self.stopped_reading = True
        self._waiting.clear()
        self._something.set()

    async def run(self) -> None:
        """Send until cancelled; returns when the page does not read, and then `stopped_reading` is set."""
        while not self.stopped_reading:
            await self._something.wait()
            self._something.clear()
            while self._waiting:
                try:
                    await asyncio.wait_for(self._send(self._waiting.popleft()), SECONDS)
                except TimeoutError:
                    self._stop()
