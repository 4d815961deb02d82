"""Data of one's own over HTTP: in as a file or as points, out as a table, and who may send them."""

from __future__ import annotations

import base64
import json
import math
import socket
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ravine.data.datasets import datasets
from ravine.data.table import parse_csv
from ravine.server import own_data
from ravine.server.access import Access
from ravine.server.own_data import BODY
from ravine.spec.catalogue import catalogue
from server.page import Page
from server.running import running

CSV = b"a,b,kind\n" + b"".join(f"{number},{number % 7},{'xy'[number % 2]}\n".encode() for number in range(40))
POINTS: dict[str, Any] = {"points": [[0.1 * number - 1, 0.5, number % 2] for number in range(20)], "classes": 2}


def post(port: int, path: str, body: bytes, kind: str = "text/csv", **headers: str) -> tuple[int, Any]:
    """The status, and the answer: parsed where it is JSON."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("POST", path, body, {"Content-Type": kind, **sent})
        answer = connection.getresponse()
        content = answer.read()
        kind = answer.headers.get("content-type", "")
        return answer.status, json.loads(content) if kind == "application/json" else content
    finally:
        connection.close()


def post_points(port: int, given: Any) -> tuple[int, Any]:
    return post(port, "/api/data", json.dumps(given).encode(), "application/json")


def test_a_file_becomes_a_data_set_that_a_session_learns_from(port: int, page: Page) -> None:
    status, told = post(port, "/api/data", CSV, X_File_Name="my%20table.csv")
    assert status == 200
    assert (told["title"], told["examples"], told["entry"]["name"]) == ("my table.csv", 40, told["name"])
    assert set(told["entry"]) == set(catalogue()["datasets"][0])
    page.say("patch_session", changes={"data": {"name": told["name"]}})
    data = page.until("data", lambda event: event["own"] is not None)
    assert data["own"]["name"] == told["name"]
    assert data["features"] == ["a", "b"]
    assert data["classes"] == ["x", "y"]
    assert data["bounds"][0][0] < -1.2
    page.watch("loss", "region_class", "neuron_maps", "points")
    page.say("step")
    page.until_update(1)


def test_points_are_painted_while_it_learns(port: int, page: Page) -> None:
    page.watch("loss")
    names = [post_points(port, {**POINTS, "points": POINTS["points"][:count]})[1]["name"] for count in (12, 16, 20)]
    page.say("patch_session", changes={"data": {"name": names[0]}})
    assert page.until("spec")["restarted"] == [1, 2]
    page.say("play")
    for name in names[1:]:
        page.until_update(page.cursors.get(("loss", 1), 0) + 100)
        page.say("patch_session", changes={"data": {"name": name}})
        assert page.until("spec")["restarted"] == []
    assert sum(page.until("data", lambda event: event["own"]["name"] == names[2])["counts"].values()) == 20


@pytest.mark.parametrize(("body", "line", "words"), [
    (b"", None, "no rows"),
    (b"a,b,c\n1,2,x\n3,4\n5,6,y\n", 3, "line 3"),
    (b"1,2,x\n3,oops,y\n4,5,x\n", 2, "line 2"),
    (b"1,2,x\n3,1e308,y\n4,5,x\n", 2, "line 2"),
    (b"1,2,x\n3,\x00,y\n4,5,x\n", 2, "line 2"),
    (b"1,2,x\n3,\xff,y\n4,5,x\n", 2, "line 2"),
    (b'1,2,x\n3,"4,y\n4,5,x\n', None, "quot"),
    (b"1,x\n2,y\n3,x\n", 1, "line 1"),
    (b"," * 100_000, None, "no rows"),
    (b"\x89PNG\r\n\x1a\n\x00\x00", None, ""),
], ids=lambda value: repr(value)[:24])  # fmt: skip
def test_a_wrong_file_gets_a_message_with_the_line_and_no_session_is_touched(
    port: int, page: Page, body: bytes, line: int | None, words: str
) -> None:
    page.until("log")
    status, error = post(port, "/api/data", body, X_File_Name="mine.csv")
    assert status == 422
    assert error["kind"] == "error"
    assert words in error["message"]
    assert line is None or error["line"] == line
    assert error["message"].startswith("'mine.csv'")
    assert page.settle() == []


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300) | st.text("0123456789.,;\n\t\"-eEx \r", max_size=200).map(str.encode))
def test_any_bytes_are_a_table_or_one_clear_error(port: int, body: bytes) -> None:
    status, told = post(port, "/api/data", body)
    assert status in (200, 422)
    assert status == 200 or (told["message"] and "Traceback" not in told["message"])


@pytest.mark.parametrize("given", [
    None, [], {}, {"points": []}, {"points": POINTS["points"], "classes": 1}, {**POINTS, "points": [[1, 2]] * 9},
    {**POINTS, "points": [[0, 0, 0]] * 9}, {**POINTS, "points": [["0", 0, 0]] * 9},
])  # fmt: skip
def test_what_are_no_points_is_refused(port: int, given: Any) -> None:
    status, error = post_points(port, given)
    assert (status, error["kind"]) == (422, "error")
    assert error["allowed"]


def test_what_is_too_large_or_of_another_kind_is_refused(port: int) -> None:
    assert post(port, "/api/data", b"1,2,x\n" * (BODY // 6 + 1))[0] == 413
    assert post(port, "/api/data", CSV, "text/html")[0] == 415
    assert post(port, "/api/data", b"{", "application/json")[0] == 422
    assert post(port, "/api/data", b"[" * 10_000, "application/json")[0] == 422


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.just(10**400) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["points", "classes"]), inner),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(JSON | st.fixed_dictionaries({"points": st.lists(st.lists(JSON, min_size=3, max_size=3)), "classes": JSON}))
def test_any_json_is_points_or_one_clear_error(port: int, given: Any) -> None:
    status, told = post_points(port, given)
    assert status in (200, 422)
    assert status == 200 or (0 < len(told["message"]) < 200 and "Traceback" not in told["message"])


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(max_size=150), flaw=st.sampled_from([b"1,2,x\n3,4\n", b"\xff", b""]))
def test_a_file_may_have_any_name(port: int, name: str, flaw: bytes) -> None:
    header = quote(name.encode("utf-8", "surrogatepass"))
    status, told = post(port, "/api/data", CSV + flaw, X_File_Name=header)
    assert status in (200, 422)
    said = told["title"] if status == 200 else told["message"]
    assert said.isprintable()
    assert status == 422 or len(said) <= 100


class Half:
    """An upload of which only the beginning comes."""

    def __init__(self, port: int, declared: int, sent: bytes) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        head = f"POST /api/data HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: text/csv\r\n"
        self.socket.sendall(f"{head}Content-Length: {declared}\r\n\r\n".encode() + sent)

    def answer(self) -> bytes:
        return self.socket.recv(10_000)


def test_what_is_said_to_be_too_large_is_refused_before_it_comes(port: int) -> None:
    half = Half(port, BODY + 1, b"")
    with half.socket:
        assert half.answer().startswith(b"HTTP/1.1 413")


def test_what_does_not_say_how_large_it_is_is_refused_when_it_is_too_large(port: int) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    pieces = (b"1,2,x\n" * 10_000 for _ in range(200))  # 12 MB
    connection.request("POST", "/api/data", pieces, {"Content-Type": "text/csv"}, encode_chunked=True)
    answer = connection.getresponse()
    assert (answer.status, json.loads(answer.read())["message"]) == (413, "this is too large")
    connection.close()


def test_uploads_that_never_end_are_given_up_and_hold_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    with running() as port:
        assert post(port, "/api/data", CSV)[0] == 200  # all is imported and compiled
        halves = [Half(port, 1000, b"1,2,x\n") for _ in range(own_data.COMING - 1)]
        assert post(port, "/api/data", CSV)[0] == 200
        monkeypatch.setattr(own_data, "PATIENCE", 0.05)
        last = Half(port, 1000, b"1,2,x\n")
        assert last.answer().startswith(b"HTTP/1.1 408")
        for half in (*halves, last):
            half.socket.close()  # in the middle of a body
        assert post(port, "/api/data", CSV)[0] == 200


def test_a_hundred_uploads_at_once_are_all_answered(port: int) -> None:
    rows = b"".join(f"{number},{number % 7},{'xy'[number % 2]}\n".encode() for number in range(1000))
    with ThreadPoolExecutor(100) as threads:
        told = list(threads.map(lambda number: post(port, "/api/data", rows + f"{number},1,x\n".encode()), range(100)))
    assert [status for status, _ in told] == [200] * 100
    assert len({answer["name"] for _, answer in told}) == 100


def test_who_does_not_read_a_table_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_data, "GOING", 1)
    monkeypatch.setattr(own_data, "LONGEST", 0.5)
    body = json.dumps({"data": {"name": "fashion_mnist", "examples": 4400}}).encode()
    with running() as port, socket.create_connection(("127.0.0.1", port), timeout=20) as deaf:
        head = f"POST /api/data/csv HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: {len(body)}\r\n\r\n"
        deaf.sendall(head.encode() + body)
        deaf.recv(10)  # it has begun
        status, content = post(port, "/api/data/csv", b'{"data": "circles"}', "application/json")
        assert status == 200  # its turn has come
        assert len(parse_csv(content, "circles.csv")) == 500


@pytest.mark.parametrize("path", ["/api/data", "/api/data/csv"])
def test_strangers_pages_may_send_nothing(port: int, path: str) -> None:
    for headers in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec_Fetch_Site": "cross-site"}):
        assert post(port, path, CSV, **headers)[0] == 403


def test_a_locked_server_wants_its_token() -> None:
    with running(access=Access("secret-token")) as locked:
        assert post(locked, "/api/data", CSV)[0] == 401
        assert post(locked, "/api/data", CSV, Authorization="Bearer secret-token")[0] == 200


@pytest.mark.parametrize("name", datasets.names())
def test_the_data_of_any_set_come_as_a_table_that_can_be_read_back(port: int, name: str) -> None:
    wanted = {"name": name, "examples": 100}
    status, content = post(port, "/api/data/csv", json.dumps({"data": wanted, "seed": 3}).encode(), "application/json")
    assert status == 200
    again = parse_csv(content, "again.csv")
    drawn = datasets[name].functions[0](seed=3, noise=datasets[name].traits["noise"][0], examples=100,
                                        **datasets[name].defaults())  # fmt: skip
    assert again.x_scaling is not None
    np.testing.assert_allclose(again.x_scaling.undone(again.x), drawn.x, atol=1e-5)
    assert again.task == drawn.task


def test_own_data_come_back_in_the_file_s_own_numbers(port: int) -> None:
    name = post(port, "/api/data", CSV)[1]["name"]
    status, content = post(port, "/api/data/csv", json.dumps({"data": name}).encode(), "application/json")
    assert status == 200
    again, first = parse_csv(content, "again.csv"), parse_csv(CSV, "first.csv")
    for one, other in ((again, first),):
        assert one.features == other.features
        assert one.classes == other.classes
        assert len(one) == len(other)


def test_a_request_for_data_that_are_not_there_says_so(port: int) -> None:
    wrong = json.dumps({"data": "own_" + "0" * 32}).encode()
    status, error = post(port, "/api/data/csv", wrong, "application/json")
    assert status == 422
    assert "not on this server any more" in error["message"]


def test_thumbnails_are_of_every_data_set(port: int) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/api/thumbnails")
    answer = connection.getresponse()
    told = json.loads(answer.read())
    connection.close()
    assert tuple(told) == datasets.names()
    for name, picture in told.items():
        image = datasets[name].traits["image"]
        if image:
            assert tuple(picture["image"]) == image
            assert len(picture["images"]) == 9
            assert {len(base64.b64decode(one)) for one in picture["images"]} == {math.prod(image)}
        else:
            assert 100 <= len(picture["points"]) <= 150
            assert picture.get("regression", False) is (datasets[name].traits["task"] == "regression")
