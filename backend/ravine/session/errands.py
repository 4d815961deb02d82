"""Calls that a worker gives to the idle ones; where none is idle, it makes them itself."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial
from typing import Any


class Errand(Future[Any]):
    """A call that is made once: by an idle worker, or by who wants its result before one has begun."""

    def __init__(self, call: Callable[[], Any], withdraw: Callable[[Errand], bool]) -> None:
        super().__init__()
        self._call, self._withdraw = call, withdraw

    def make(self) -> None:
        try:
            self.set_result(self._call())
        except BaseException as error:  # whoever it is for has to hear of it
            self.set_exception(error)

    def result(self, timeout: float | None = None) -> Any:
        if self._withdraw(self):
            self.make()
        return super().result(timeout)


class Errands(Executor):
    """The calls that nobody has begun. `wake` is called when there is another one."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self._waiting: deque[Errand] = deque()
        self._lock = threading.Lock()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Errand:
        errand = Errand(partial(fn, *args, **kwargs), self._withdraw)
        with self._lock:
            self._waiting.append(errand)
        self._wake()
        return errand

    def take(self) -> Errand | None:
        """One to be made by who takes it; None where there is none."""
        with self._lock:
            return self._waiting.popleft() if self._waiting else None

    def _withdraw(self, errand: Errand) -> bool:
        with self._lock:
            try:
                self._waiting.remove(errand)
            except ValueError:  # somebody took it
                return False
            return True
