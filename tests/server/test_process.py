"""`ravine serve` as a process."""

from __future__ import annotations

import signal
import sys
import time
from urllib.parse import parse_qs, urlsplit

import pytest

from server.page import page_at
from server.running import ask, child

SOON = 5.0
"""Seconds that it may take to end."""

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to answer")


@posix
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_soon_and_in_order_while_a_session_plays(number: signal.Signals) -> None:
    with child() as server, page_at(server.port) as page:
        page.hello()
        page.watch("loss")
        page.say("play")
        page.until_update(100)
        page.acknowledges = False
        start = time.monotonic()
        server.process.send_signal(number)
        assert server.process.wait(SOON) == 0
        assert time.monotonic() - start < SOON
        assert server.process.stdout is not None
        assert "Traceback" not in server.process.stdout.read()


@posix
def test_a_signal_ends_it_soon_before_the_engine_is_ready() -> None:
    with child() as server:
        server.process.terminate()
        assert server.process.wait(SOON) == 0


def test_for_other_computers_it_prints_an_address_with_a_token_of_its_own() -> None:
    with child("--host", "0.0.0.0") as server:
        (token,) = parse_qs(urlsplit(server.address).query)["token"]
        assert len(token) >= 16
        assert ask(server.port, "/").status == 401
        assert ask(server.port, f"/?token={token}").status == 303
        assert ask(server.port, "/", headers={"Authorization": f"Bearer {token}"}).status == 200
        assert ask(server.port, "/", headers={"Host": "evil.example", "Authorization": f"Bearer {token}"}).status == 421
