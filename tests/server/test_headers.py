"""What every answer forbids."""

from __future__ import annotations

import pytest
from starlette.responses import PlainTextResponse

from ravine.server.access import Access, Door
from ravine.server.headers import HEADERS, POLICY, SecurityHeaders
from server.asking import ask, knock

APP = SecurityHeaders(Door(PlainTextResponse("inside"), Access("correct-horse-battery")))


@pytest.mark.parametrize("path", ["/", "/?token=correct-horse-battery", "/api/health"])
@pytest.mark.parametrize("host", ["localhost", "evil.example"])
def test_every_answer_carries_them_refusals_too(path: str, host: str) -> None:
    answer = ask(APP, path, host=host)
    for name, value in HEADERS.items():
        assert answer.headers.getlist(name) == [value]


def test_only_our_own_scripts_run_and_only_our_own_host_is_spoken_to() -> None:
    rules = dict(rule.split(" ", 1) for rule in POLICY.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["worker-src"] == rules["connect-src"] == "'self'"
    assert rules["base-uri"] == "'none'"
    assert rules["frame-ancestors"] == "'self'"
    assert "unsafe-eval" not in POLICY
    assert POLICY.count("unsafe-inline") == 1


def test_a_refused_socket_is_closed_and_nothing_else() -> None:
    assert [message["type"] for message in knock(APP, host="evil.example")] == ["websocket.close"]
