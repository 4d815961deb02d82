"""What a command says and writes: its mistakes, its progress, its file."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO


class Mistake(Exception):
    """What a person typed is wrong; the message is one line."""


@contextlib.contextmanager
def written(path: Path | None, command: str) -> Iterator[TextIO | None]:
    """A file to write to, which replaces the one at `path` only when all went well; opened before the work begins."""
    if path is None:
        yield None
        return
    draft = path.with_name(f"{path.name}.part")
    try:
        file = draft.open("w", encoding="utf-8")
    except OSError as error:
        raise Mistake(f"{command}: {path} cannot be written ({error.strerror})") from None
    try:
        with file:
            yield file
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


class Bar:
    """A progress bar, where there is a terminal to draw it on; it leaves no trace."""

    WIDTH = 30
    EVERY = 0.1
    """Seconds between two drawings."""

    def __init__(self, stream: TextIO, unit: str = "updates") -> None:
        self._stream = stream
        self._unit = unit
        self._drawn = -1.0
        self._shown = stream.isatty()

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def __call__(self, name: str, done: int, total: int) -> None:
        now = time.monotonic()
        if not self._shown or (0 < done < total and now < self._drawn + self.EVERY):
            return
        self._drawn = now
        full = self.WIDTH * done // total
        bar = "#" * full + "." * (self.WIDTH - full)
        self._stream.write(f"\r\x1b[K[{bar}] {done} of {total} {self._unit}  {name}")
        self._stream.flush()
