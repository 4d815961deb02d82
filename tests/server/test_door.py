"""Who may come in to a server that runs: by name, by origin, by token."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPConnection
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from ravine.server.app import access_for
from ravine.server.codes import Code
from server.page import page_at
from server.running import ask, running

TOKEN = "correct horse battery staple"
QUERY = "token=correct+horse+battery+staple"


@pytest.fixture(scope="module")
def locked() -> Iterator[int]:
    """A server that asks for a token."""
    with running(access=access_for("127.0.0.1", TOKEN)) as port:
        yield port


def refused(port: int, **settings: Any) -> int:
    """The HTTP status with which a socket is refused."""
    with pytest.raises(InvalidStatus) as error, ExitStack() as stack:
        stack.enter_context(page_at(port, **settings))
    return error.value.response.status_code


def closed(port: int, path: str = "/ws", hello: str = "", **settings: Any) -> int:
    """The code that a socket is closed with after its hello."""
    with page_at(port, path, **settings) as page:
        page.socket.send(hello or '{"kind": "hello", "version": 2}')
        with pytest.raises(ConnectionClosed) as ended:
            page.until("welcome")
        assert [event["kind"] for event in page.events] == ["error"]
        assert TOKEN not in str(page.events)
        assert ended.value.rcvd is not None
        return ended.value.rcvd.code


# Names and origins


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])
def test_this_computers_own_names_are_answered(port: int, host: str) -> None:
    assert ask(port, "/", headers={"Host": f"{host}:{port}"}).status == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "evil.example:8765", "localhost.evil.example", "127.0.0.1.evil.example", "192.168.1.2",
        "", "localhost:80:80", "localhost@evil.example", "evil.example@localhost", "localhost/evil", "[::1",
        "127.0.0.1#evil.example",
        "localhost:http", "0.0.0.0",
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/", "/api/health", "/api/catalogue", "/src/main.js", "/nothing"])
def test_a_foreign_host_is_refused(port: int, host: str, path: str) -> None:
    answer = ask(port, path, headers={"Host": host})
    assert answer.status in (400, 421)
    assert b"<" not in answer.body


def test_no_host_is_refused(port: int) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.putrequest("GET", "/", skip_host=True)
    connection.endheaders()
    assert connection.getresponse().status in (400, 421)
    connection.close()


def test_a_socket_to_a_foreign_host_is_refused(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as way, pytest.raises(InvalidStatus) as error:
        connect("ws://evil.example/ws", sock=way, proxy=None)
    assert error.value.response.status_code == 403


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example", "https://evil.example", "null", "http://127.0.0.1:1", "http://localhost", "file://",
        "http://127.0.0.1.evil.example", "chrome-extension://abcdef", "", "http://",
    ],
)  # fmt: skip
def test_a_socket_from_another_origin_is_refused(port: int, origin: str) -> None:
    assert refused(port, additional_headers={"Origin": origin}) == 403


def test_a_socket_from_the_same_machine_by_another_name_is_refused(port: int) -> None:
    assert refused(port, origin=f"http://localhost:{port}") == 403


def test_a_socket_with_two_origins_is_refused(port: int) -> None:
    headers = [("Origin", f"http://127.0.0.1:{port}"), ("Origin", "http://evil.example")]
    assert refused(port, additional_headers=headers) in (400, 403)


def test_a_socket_from_the_servers_own_page_is_let_in(port: int) -> None:
    with page_at(port, origin=f"http://127.0.0.1:{port}") as page:
        assert page.hello()["session"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_what_changes_something_is_refused_from_another_origin(port: int, method: str) -> None:
    answer = ask(port, "/", method, {"Origin": "http://evil.example", "Content-Length": "0"})
    assert answer.status == 403


@pytest.mark.parametrize("path", ["/", "/api/catalogue", "/api/health", "/src/main.js"])
def test_nothing_is_given_to_pages_of_other_origins(port: int, path: str) -> None:
    answer = ask(port, path, headers={"Origin": "http://evil.example"})
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


# The token


@pytest.mark.parametrize("path", ["/", "/api/catalogue", "/src/main.js", "/static/ravine.svg", "/nothing", "/docs"])
@pytest.mark.parametrize("query", ["", "?token=", "?token=wrong", f"?{QUERY}x", "?Token=correct+horse+battery+staple"])
def test_without_the_token_nothing_is_shown(locked: int, path: str, query: str) -> None:
    answer = ask(locked, path + query)
    assert answer.status == 401
    assert "Set-Cookie" not in answer.headers
    assert TOKEN.encode() not in answer.body


def test_the_servers_health_needs_no_token(locked: int) -> None:
    assert ask(locked, "/api/health").status == 200


def test_the_token_is_taken_once_kept_in_a_cookie_and_out_of_the_address(locked: int) -> None:
    answer = ask(locked, f"/?{QUERY}&seed=3")
    assert answer.status == 303
    assert answer.headers["Location"] == "/?seed=3"
    cookie = answer.headers["Set-Cookie"]
    assert "httponly" in cookie.lower()
    assert "samesite=strict" in cookie.lower()
    kept = {"Cookie": cookie.partition(";")[0]}
    for path in ("/", "/api/catalogue", "/src/main.js"):
        assert ask(locked, path, headers=kept).status == 200
    with page_at(locked, additional_headers=kept) as page:
        assert page.hello()["session"]


def test_a_link_on_another_site_leads_in_too(locked: int) -> None:
    answer = ask(locked, f"/?{QUERY}&a=%22%3E%3Cscript%3E", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status == 200
    assert "Set-Cookie" in answer.headers
    assert b"<script" not in answer.body


@pytest.mark.parametrize("cookie", ["wrong", '"', "correct", "", "=;=;", "\xff"])
def test_a_wrong_cookie_opens_nothing(locked: int, cookie: str) -> None:
    headers = {"Cookie": f"ravine-token-{locked}={cookie}"}
    assert ask(locked, "/", headers=headers).status == 401
    if cookie.isascii():
        assert closed(locked, additional_headers=headers) == Code.NO_TOKEN


@pytest.mark.parametrize("authorization", ["Bearer wrong", "Bearer", "Basic Y29ycmVjdA==", f"Basic {TOKEN}"])
def test_a_wrong_authorization_opens_nothing(locked: int, authorization: str) -> None:
    assert ask(locked, "/", headers={"Authorization": authorization}).status == 401


def test_a_program_may_bring_the_token_as_bearer(locked: int) -> None:
    assert ask(locked, "/api/catalogue", headers={"Authorization": f"Bearer {TOKEN}"}).status == 200


@pytest.mark.parametrize(
    "hello",
    [
        '{"kind": "hello", "version": 2}',
        '{"kind": "hello", "version": 2, "token": "wrong"}',
        '{"kind": "hello", "version": 2, "token": ""}',
        '{"kind": "hello", "version": 2, "token": "\\u00e9"}',
        '{"kind": "play"}',
    ],
)
def test_a_socket_without_the_token_is_closed_with_4401(locked: int, hello: str) -> None:
    assert closed(locked, hello=hello) == Code.NO_TOKEN


def test_a_token_that_is_no_text_is_a_bad_hello_at_most(locked: int) -> None:
    code = closed(locked, hello='{"kind": "hello", "version": 2, "token": ["correct"]}')
    assert code in (Code.NO_TOKEN, Code.BAD_HELLO)


def test_a_socket_with_a_wrong_token_in_its_address_is_closed_with_4401(locked: int) -> None:
    assert closed(locked, "/ws?token=wrong") == Code.NO_TOKEN


def test_a_socket_may_bring_the_token_in_its_address_or_in_hello(locked: int) -> None:
    with page_at(locked, f"/ws?{QUERY}") as page:
        assert page.hello()["session"]
    with page_at(locked) as page:
        assert page.hello(token=TOKEN)["session"]


def test_the_token_does_not_make_up_for_a_foreign_origin_or_host(locked: int) -> None:
    assert refused(locked, path=f"/ws?{QUERY}", origin="http://evil.example") == 403
    assert ask(locked, f"/?{QUERY}", headers={"Host": "evil.example"}).status == 421


@pytest.mark.parametrize("token", ["", "short", "sieben7", "geheimnisvoll-é", "line\nbreak-line"])
def test_a_weak_token_is_refused_at_the_start(token: str) -> None:
    with pytest.raises(ValueError, match="at least 8 characters"):
        access_for("127.0.0.1", token)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "classroom.example"])
def test_any_address_but_loopback_gets_a_token(host: str) -> None:
    tokens = {access_for(host, None).token for _ in range(5)}
    assert None not in tokens
    assert len(tokens) == 5
    assert all(token is not None and len(token) >= 16 for token in tokens)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.9.9.9"])
def test_loopback_needs_no_token(host: str) -> None:
    assert access_for(host, None).token is None


def test_a_server_for_others_is_called_by_its_address_but_by_no_strangers_name() -> None:
    access = access_for("0.0.0.0", None)
    assert access.knows_host("192.168.1.2:8765")
    assert access.knows_host("[fe80::1]:8765")
    assert not access.knows_host("evil.example:8765")
