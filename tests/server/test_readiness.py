"""The engine is made ready behind the page, and whoever waits hears how far it is."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
import threading
from collections.abc import Callable

import numpy as np
import pytest

from ravine.engine import kernel
from ravine.engine.kernel import Use
from ravine.server.readiness import Progress, Readiness, Stage
from ravine.server.waiting import NotReady, Waiting

PATIENCE = 20.0
Told = Callable[[str, int, int], None]


def ready(readiness: Readiness) -> list[Progress]:
    """Everything that a listener hears until the end."""
    heard: list[Progress] = []
    done = threading.Event()

    def hear(progress: Progress) -> None:
        heard.append(progress)
        if progress.stage in (Stage.READY, Stage.FAILED):
            done.set()

    readiness.listen(hear)
    readiness.start()
    assert done.wait(PATIENCE)
    readiness.close()
    return heard


def test_it_imports_then_compiles_then_is_ready() -> None:
    heard = ready(Readiness())
    stages = [progress.stage for progress in heard]
    assert stages == sorted(stages, key=lambda stage: stage.value)
    assert stages[0] is Stage.COMPILING
    assert (heard[-1].stage, heard[-1].done) == (Stage.READY, heard[-1].total)
    done = [progress.done for progress in heard]
    assert done == sorted(done)


def test_before_the_end_it_is_never_told_to_be_done() -> None:
    for progress in ready(Readiness())[:-1]:
        assert progress.done < progress.total


def test_sessions_wait_for_what_networks_need_and_for_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[object] = []

    def compiled(progress: Told, dtype: type, use: Use) -> None:
        order.append((np.dtype(dtype).name, use))
        progress("kernel", 0, 1)

    monkeypatch.setattr(kernel, "compile_all", compiled)
    readiness = Readiness()
    readiness.listen(lambda progress: order.append(progress.stage) if progress.stage is Stage.READY else None)
    ready(readiness)
    readiness.close(PATIENCE)
    assert order == [
        ("float32", Use.NETWORKS),
        Stage.READY,
        ("float32", Use.LENSES),
        ("float64", Use.SURFACES),
        ("float32", Use.SURFACES),
        ("float64", Use.NETWORKS),
        ("float64", Use.LENSES),
    ]


ONE_UPDATE = """
import sys
from ravine.engine.kernel import _kernels, Use
from ravine.session.places import build_session
from ravine.spec.commands import Step
from ravine.spec.places import read_spec

place, dtype, use = sys.argv[1:]
session = build_session(read_spec({"place": place}, "the spec"))
session.receive(Step(), 0.0)
session.advance(0.0, 1.0)
assert session.update == 1
versions = [(one, str(version)) for one in _kernels for version in one._versions]
assert versions
print(*(f"{one.name} {version}" for one, version in versions if version != dtype or not one.use & Use[use]))
"""


@pytest.mark.parametrize(
    ("place", "dtype", "use"), [("network", "float32", "NETWORKS"), ("surface", "float64", "SURFACES")]
)
def test_an_update_needs_no_kernel_that_is_compiled_for_something_else(place: str, dtype: str, use: str) -> None:
    """In a process of its own, for in this one others have compiled what they need."""
    command = [sys.executable, "-c", ONE_UPDATE, place, dtype, use]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr


def test_a_kernel_that_cannot_be_compiled_is_told(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(progress: Told, *which: object) -> None:
        raise RuntimeError("no compiler")

    monkeypatch.setattr(kernel, "compile_all", broken)
    readiness = Readiness()
    with caplog.at_level(logging.CRITICAL, "ravine.server.readiness"):
        assert ready(readiness)[-1].stage is Stage.FAILED

    async def wait() -> None:
        await Waiting(readiness).until(Stage.READY)

    with pytest.raises(NotReady):
        asyncio.run(wait())


def test_closing_stops_it_before_the_next_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, compiled = threading.Event(), []

    def slow(progress: Told, *which: object) -> None:
        for number in range(1000):
            begun.set()
            progress("kernel", number, 1000)
            compiled.append(number)

    monkeypatch.setattr(kernel, "compile_all", slow)
    readiness = Readiness()
    entered, go_on = threading.Event(), threading.Event()

    def hear(progress: Progress) -> None:
        if progress.done == 3:
            entered.set()
            assert go_on.wait(PATIENCE)

    readiness.listen(hear)
    readiness.start()
    assert entered.wait(PATIENCE)
    readiness._closing = True
    go_on.set()
    readiness.close(PATIENCE)
    assert compiled == [0, 1, 2, 3]


def test_who_waits_hears_of_the_progress_and_then_goes_on() -> None:
    readiness = Readiness()

    async def wait() -> list[Progress]:
        told: list[Progress] = []

        async def tell(progress: Progress) -> None:
            told.append(progress)

        waiting = Waiting(readiness)
        waiter = asyncio.create_task(waiting.until(Stage.READY, tell))
        await asyncio.sleep(0)
        readiness.start()
        await asyncio.wait_for(waiter, PATIENCE)
        await waiting.until(Stage.COMPILING)
        return told

    told = asyncio.run(wait())
    assert told[0] == Progress()
    assert all(progress.stage is not Stage.READY for progress in told)
    readiness.close()


def test_an_event_of_progress_is_what_the_page_expects() -> None:
    from ravine.spec import events

    assert events.Progress.model_validate(Progress(Stage.COMPILING, "dense", 3, 52).event()).done == 3
