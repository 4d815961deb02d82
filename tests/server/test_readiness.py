"""The engine is made ready behind the page, and whoever waits hears how far it is."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable

import pytest

from ravine.engine import kernel
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


def test_a_kernel_that_cannot_be_compiled_is_told(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(progress: Told) -> None:
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

    def slow(progress: Told) -> None:
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
