"""Who may come in."""

from __future__ import annotations

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from ravine.server.access import Access, Door, is_loopback, names_of
from ravine.server.app import access_for
from server.asking import ask, knock

TOKEN = "correct-horse-battery"


async def inside(scope: Scope, receive: Receive, send: Send) -> None:
    """An app that lets everybody know that they are in."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept", "known": scope["state"].get("known")})
    else:
        await PlainTextResponse("inside")(scope, receive, send)


LOCAL = Door(inside, Access())
GUARDED = Door(inside, Access(TOKEN, names_of("0.0.0.0"), addresses=True))


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "LOCALHOST", "[::1]:8765", "127.0.0.1"])
def test_this_computer_is_known_under_its_loopback_names(host: str) -> None:
    assert ask(LOCAL, host=host).status == 200


@pytest.mark.parametrize("host", [
    "evil.example", "evil.example:8765", "localhost.evil.example", "127.0.0.1.evil.example", "192.168.1.5:8765", "",
    "user@localhost", "localhost/evil", "localhost:port", "[::1", "localhost?x", "0.0.0.0:8765", " ", None,
])  # fmt: skip
@pytest.mark.parametrize("path", ["/", "/src/main.js", "/api/health", "/nowhere"])
def test_another_name_is_refused_before_routing(host: str | None, path: str) -> None:
    answer = ask(LOCAL, path, host=host)
    assert answer.status == 421
    assert b"does not answer to this name" in answer.body


@pytest.mark.parametrize("host", ["evil.example", None, "192.168.1.5"])
def test_another_name_is_refused_for_sockets_too(host: str | None) -> None:
    (message,) = knock(LOCAL, host=host)
    assert message["type"] == "websocket.close"


ORIGINS = [
    "http://evil.example", "http://localhost:8765", "http://127.0.0.1:9999", "http://127.0.0.1", "null", "",
    "file://", "ftp://127.0.0.1:8765", "http://127.0.0.1:8765.evil.example", "http://[", "http://user@127.0.0.1:8765",
]  # fmt: skip


@pytest.mark.parametrize("origin", ORIGINS)
def test_a_socket_from_another_origin_is_refused(origin: str) -> None:
    (message,) = knock(LOCAL, origin=origin)
    assert message["type"] == "websocket.close"


@pytest.mark.parametrize("origin", ORIGINS)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_a_change_from_another_origin_is_refused(origin: str, method: str) -> None:
    answer = ask(LOCAL, method=method, origin=origin)
    assert answer.status == 403
    assert b"its own page only" in answer.body


def test_a_form_of_another_site_is_refused_where_the_browser_sends_no_origin() -> None:
    assert ask(LOCAL, method="POST", sec_fetch_site="cross-site").status == 403
    assert ask(LOCAL, method="POST", sec_fetch_site="same-origin").status == 200


@pytest.mark.parametrize(("host", "origin"), [
    ("127.0.0.1:8765", "http://127.0.0.1:8765"), ("localhost", "http://localhost"), ("localhost", "http://LOCALHOST:80"),
    ("localhost", "https://localhost:443"), ("[::1]:5", "http://[::1]:5"),
])  # fmt: skip
def test_the_page_of_this_server_may_open_a_socket(host: str, origin: str) -> None:
    (message,) = knock(LOCAL, host=host, origin=origin)
    assert message["type"] == "websocket.accept"


def test_a_program_without_a_page_may_too() -> None:
    (message,) = knock(LOCAL)
    assert message["type"] == "websocket.accept"
    assert message["known"]


# --- with a token ----------------------------------------------------------------------------------------------------


PATHS = ["/", "/src/main.js", "/api/catalogue", "/?token=wrong", "/?token=", "/?Token=" + TOKEN]


@pytest.mark.parametrize("path", PATHS)
def test_without_the_token_nothing_is_shown(path: str) -> None:
    answer = ask(GUARDED, path)
    assert answer.status == 401
    assert b"asks for a token" in answer.body


def test_health_is_told_to_everybody() -> None:
    assert ask(GUARDED, "/api/health").status == 200


def test_the_token_is_taken_once_kept_in_a_strict_cookie_and_gone_from_the_address() -> None:
    answer = ask(GUARDED, f"/?token={TOKEN}&embed=1&x=a%26b")
    assert answer.status == 303
    assert answer.headers["location"] == "/?embed=1&x=a%26b"
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"ravine-token-8765={TOKEN};")
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert answer.headers["cache-control"] == "no-store"
    assert ask(GUARDED, cookie=cookie.partition(";")[0]).body == b"inside"


def test_from_a_link_on_another_site_a_page_of_ours_leads_on() -> None:
    answer = ask(GUARDED, f"/?token={TOKEN}&s=%22%3E%3Cscript%3E", sec_fetch_site="cross-site")
    assert answer.status == 200
    assert b'http-equiv="refresh"' in answer.body
    assert b"<script>" not in answer.body
    assert TOKEN.encode() not in answer.body
    assert TOKEN in answer.headers["set-cookie"]


def test_other_addresses_take_the_token_as_it_is() -> None:
    assert ask(GUARDED, f"/api/catalogue?token={TOKEN}").body == b"inside"
    assert ask(GUARDED, "/api/catalogue", authorization=f"Bearer {TOKEN}").body == b"inside"
    assert ask(GUARDED, "/api/catalogue", authorization="Bearer wrong").status == 401
    assert ask(GUARDED, "/api/catalogue", authorization=f"Basic {TOKEN}").status == 401


@pytest.mark.parametrize("cookie", [
    "", "ravine-token-8765=wrong", f"ravine-token-9999={TOKEN}", "ravine-token-8765=", "=;=;", "\x00", "a" * 5000,
    f'ravine-token-8765="{TOKEN}x"', "ravine-token-8765=\u00e9",
])  # fmt: skip
def test_a_cookie_that_does_not_hold_it_is_none(cookie: str) -> None:
    assert ask(GUARDED, cookie=cookie).status == 401


def test_a_socket_without_the_token_is_let_in_but_not_known() -> None:
    for headers, path, known in [
        ({}, "/ws", False),
        ({"cookie": f"ravine-token-8765={TOKEN}"}, "/ws", True),
        ({}, f"/ws?token={TOKEN}", True),
        ({}, "/ws?token=wrong", False),
    ]:
        (message,) = knock(GUARDED, path, **headers)
        assert message["type"] == "websocket.accept"
        assert message["known"] is known


@pytest.mark.parametrize(("host", "known"), [
    ("192.168.1.5:8765", True), ("[fe80::1]:8765", True), ("localhost:8765", True), ("evil.example", False),
])  # fmt: skip
def test_bound_to_every_address_it_is_known_under_addresses_and_not_under_any_name(host: str, known: bool) -> None:
    assert (ask(GUARDED, "/api/health", host=host).status == 200) is known


def test_two_hosts_or_two_origins_are_refused() -> None:
    assert ask(LOCAL, method="POST", origin="http://127.0.0.1:8765", ORIGIN="http://evil.example").status == 403
    assert ask(LOCAL, HOST="127.0.0.1:8765").status == 421


# --- what `serve` makes of its arguments -----------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.0.0.5"])
def test_loopback_needs_no_token(host: str) -> None:
    assert is_loopback(host)
    assert access_for(host, None).token is None


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org"])
def test_any_other_address_gets_one(host: str) -> None:
    tokens = {access_for(host, None).token for _ in range(3)}
    assert len(tokens) == 3
    assert min(len(token or "") for token in tokens) >= 16


def test_a_token_of_ones_own_is_asked_for_on_loopback_too() -> None:
    assert access_for("127.0.0.1", TOKEN).token == TOKEN


@pytest.mark.parametrize("token", ["", "short", "1234567", "\u00fcbergeheim", "tab\there!"])
def test_a_token_that_is_too_easy_or_cannot_be_typed_is_refused(token: str) -> None:
    with pytest.raises(ValueError, match="at least 8 characters"):
        access_for("0.0.0.0", token)
