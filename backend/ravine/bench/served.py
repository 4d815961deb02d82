"""A server in its own process, for the time of a test or a measurement."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator


@contextlib.contextmanager
def served(*options: str) -> Iterator[str]:
    """The address of `ravine serve` on a free port; ended by its own process id."""
    command = [sys.executable, "-m", "ravine.cli", "serve", "--port", "0", *options]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    said: list[str] = []
    try:
        for line in process.stdout:
            said.append(line)
            if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                yield found[0]
                break
        else:
            raise RuntimeError(f"the server did not say where it is: {''.join(said)}")
    finally:
        process.terminate()
        process.stdout.close()
        process.wait(timeout=10)
