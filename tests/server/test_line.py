"""The way to one page: in order, bounded, and given up when nobody reads."""

from __future__ import annotations

import asyncio
import threading

import pytest

from ravine.server import line as line_module
from ravine.server.line import WAITING, Line
from ravine.session.frames import encode
from ravine.spec.events import Error


def run_line(*, blocked: bool = False, posts: int = 0) -> tuple[list[str | bytes], bool]:
    """What a page that reads (or does not) has got when so many events were posted; whether it was cut off."""

    async def play() -> tuple[list[str | bytes], bool]:
        got: list[str | bytes] = []
        never = asyncio.Event()

        async def send(message: str | bytes) -> None:
            if blocked:
                await never.wait()
            got.append(message)

        line = Line(send)
        running = asyncio.create_task(line.run())

        def post() -> None:
            for number in range(posts):
                line.event(Error(message=str(number)))

        await asyncio.to_thread(post)
        while not (running.done() or len(got) == posts):
            await asyncio.sleep(0)
        running.cancel()
        return got, line.stopped_reading

    return asyncio.run(play())


def test_what_is_posted_from_another_thread_arrives_in_order() -> None:
    got, cut = run_line(posts=100)
    assert [f'"{number}"' in str(message) for number, message in enumerate(got)] == [True] * 100
    assert not cut


def test_a_page_that_takes_nothing_in_is_cut_off_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_module, "SECONDS", 0.05)
    assert run_line(blocked=True, posts=1) == ([], True)


def test_no_more_than_so_many_messages_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_module, "SECONDS", 0.05)
    assert run_line(blocked=True, posts=4 * WAITING) == ([], True)


def test_events_are_text_and_frames_are_bytes() -> None:
    async def play() -> list[str | bytes]:
        got: list[str | bytes] = []

        async def send(message: str | bytes) -> None:
            got.append(message)

        line = Line(send)
        line.event(Error(message="wrong"))
        line.frame(encode(1, 2.0, []))
        running = asyncio.create_task(line.run())
        while len(got) < 2:
            await asyncio.sleep(0)
        running.cancel()
        return got

    event, frame = asyncio.run(play())
    assert event == '{"kind":"error","message":"wrong","field":null,"allowed":null,"number":null,"span":null}'
    assert isinstance(frame, bytes)
    assert frame[:4] == b"RVN1"


def test_a_line_whose_loop_has_closed_hears_nothing_and_does_not_mind() -> None:
    async def make() -> Line:
        async def send(message: str | bytes) -> None:
            raise AssertionError

        return Line(send)

    line = asyncio.run(make())
    for say in (lambda: line.event(Error(message="late")), line.cut):
        thread = threading.Thread(target=say)
        thread.start()
        thread.join()
