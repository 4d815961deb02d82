"""What one visitor may take: sessions, connections, memory, patience. Each server here has small limits."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from ravine.server import line, routes
from ravine.server.codes import Code
from ravine.session import host
from server.page import PATIENCE, Page, page_at
from server.running import running
from session.specs import small

MEMORY = Path("/proc/self/statm")
MEGABYTE = 2**20


@contextmanager
def deaf(port: int, **hello: Any) -> Iterator[Page]:
    """A page whose buffers are small, and which takes in one message at most until somebody reads."""
    way = socket.socket()
    way.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    way.settimeout(20)
    way.connect(("127.0.0.1", port))
    way.settimeout(None)
    with page_at(port, sock=way, max_queue=1) as page:
        page.hello(**hello)
        yield page


def resident() -> int:
    """Bytes that this process, and with it the server, holds; 0 where only another system could tell."""
    return int(MEMORY.read_text().split()[1]) * 4096 if MEMORY.exists() else 0


def test_a_full_server_says_so_with_1013_and_takes_the_place_of_who_left(spec: dict[str, Any]) -> None:
    with running(most_sessions=2) as port, page_at(port) as first, page_at(port) as second, page_at(port) as third:
        first.hello(spec=spec)
        session = second.hello(spec=spec)["session"]
        third.say("hello", version=2)
        error = third.until("error")
        assert "full" in error["message"]
        with pytest.raises(ConnectionClosed) as end:
            third.read()
        assert end.value.rcvd is not None
        assert end.value.rcvd.code == Code.FULL
        first.say("step")  # those inside notice nothing
        first.until("state", lambda event: event["update"] == 1)
        with page_at(port) as fourth:
            assert fourth.hello(session=session)["session"] == session, "their own session has room for them"
        second.socket.close()
        while True:  # until the server has seen the second one leave
            with page_at(port) as fifth:
                fifth.say("hello", version=2, spec=spec)
                event = fifth.read()
                assert isinstance(event, dict)
                if event["kind"] == "welcome":
                    break
        first.say("step")
        first.until("state", lambda event: event["update"] == 2)


def test_too_many_connections_are_refused_with_1013(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "CLIENTS", 2)
    with running() as port, page_at(port) as one, page_at(port) as two:
        session = one.hello()["session"]
        two.hello(session=session)
        with page_at(port) as three:
            assert "full" in three.until("error")["message"]
            with pytest.raises(ConnectionClosed) as end:
                three.read()
            assert end.value.rcvd is not None
            assert end.value.rcvd.code == Code.FULL
        one.say("step")
        two.until("state", lambda event: event["update"] == 1)


def test_who_says_no_hello_is_closed_with_4400(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "HELLO_SECONDS", 0.1)
    with running() as port, page_at(port) as page:
        assert "no hello" in page.until("error")["message"]
        with pytest.raises(ConnectionClosed) as end:
            page.read()
        assert end.value.rcvd is not None
        assert end.value.rcvd.code == Code.BAD_HELLO


def test_who_acknowledges_nothing_is_cut_off_and_may_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host, "CUT_AFTER", 0.3)
    with running() as port, page_at(port) as page:
        session = page.hello()["session"]
        page.acknowledges = False
        page.watch("loss")
        page.say("play")
        with pytest.raises(ConnectionClosed) as end:
            page.until("spec")
        assert end.value.rcvd is not None
        assert end.value.rcvd.code == Code.STOPPED_READING
        with page_at(port) as again:
            welcome = again.hello(session=session)
            assert welcome["session"] == session
            assert welcome["state"]["update"] > 0


def test_who_stops_reading_is_cut_off_and_neither_memory_nor_its_neighbour_suffers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(line, "SECONDS", 0.5)
    large = small().document() | {"lanes": [{"name": f"lane {n}", "layers": [{"units": 1}] * 64} for n in range(8)]}
    with running() as port, page_at(port) as neighbour, deaf(port, spec=large) as page:
        assert len(json.dumps(page.welcome)) > 40_000, "or the answers fill no buffer"
        neighbour.hello()
        neighbour.watch("loss")
        neighbour.say("play")
        neighbour.until_update(100)
        before = most = resident()
        for _ in range(400):
            page.say("patch_lane", lane=1, changes={})  # is answered with the whole spec
        end, cut = time.monotonic() + PATIENCE, False
        while time.monotonic() < end and not cut:
            neighbour.until_update(neighbour.cursors["loss", 1] + 1)
            most = max(most, resident())
            try:
                page.say("ack", sequence=0)
            except (ConnectionClosed, OSError):
                cut = True
        assert cut
        assert most - before < 64 * MEGABYTE
        neighbour.until_update(neighbour.cursors["loss", 1] + 500)


def test_frames_that_nobody_reads_are_not_made() -> None:
    with running() as port, deaf(port) as page, page_at(port) as neighbour:
        page.watch("loss", "gradient_norm", "region_class", "weight_histogram")
        page.say("play")
        neighbour.hello(session=page.welcome["session"])
        neighbour.watch("loss")
        neighbour.until_update(2000)
        page.acknowledges = False
        page.until_frame(lambda frame: frame.sequence == 2)
        update = page.until("state")["update"]
        page.until("state", lambda event: event["update"] > update)
        assert len(page.frames) == 2


def test_costly_commands_do_not_pile_up_and_take_no_turns_from_a_neighbour() -> None:
    large = small().document() | {"lanes": [{"name": f"lane {n}", "layers": [{"units": 1}] * 64} for n in range(8)]}
    calm: dict[str, Any] = {"ping_interval": None}  # what is busy is not taken for dead
    with running() as port, page_at(port, **calm) as one:
        one.hello(spec=large)  # the others connect when the engine is there, else their own hello would come too late
        with page_at(port, **calm) as two, page_at(port, **calm) as neighbour, ThreadPoolExecutor(2) as pool:
            two.hello(spec=large)  # as many as there are cores on the smallest machine
            neighbour.hello(spec=small().document())
            for number in range(1, 61):
                for page in (one, two):
                    page.say("patch_lane", lane=1, changes={"clip": number})

            def read_to_the_end(page: Page) -> None:
                while page.until("spec")["spec"]["lanes"][0]["clip"] != 60:
                    continue

            costly = [pool.submit(read_to_the_end, page) for page in (one, two)]  # who does not read is cut off
            for update in (1, 2):
                neighbour.say("step")
                while neighbour.until("state")["update"] != update:
                    continue
            waits = not any(end.done() for end in costly)
            for end in costly:
                end.result()
        assert waits, "two steps take less time than all that is costly"
