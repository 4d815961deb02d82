"""The page's own files, catalogue and health, from a server that runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ravine.assets import page_root
from ravine.spec.catalogue import catalogue
from server.page import page_at
from server.running import ask

PAGE = page_root()
SERVED = [
    ("/", PAGE.static / "index.html", "text/html; charset=utf-8"),
    ("/src/main.js", PAGE.source / "main.js", "text/javascript; charset=utf-8"),
    ("/static/css/page.css", PAGE.static / "css/page.css", "text/css; charset=utf-8"),
    ("/static/ravine.svg", PAGE.static / "ravine.svg", "image/svg+xml"),
    ("/static/vendor/ui.js", PAGE.static / "vendor/ui.js", "text/javascript; charset=utf-8"),
]
OUTSIDE = [
    "/static/../../pyproject.toml", "/static/../backend/ravine/cli.py", "/src/../../README.md",
    "/static/%2e%2e/%2e%2e/README.md", "/static/..%2f..%2fREADME.md", "/static/%2e%2e%2f%2e%2e%2fREADME.md",
    "/static/..%5c..%5cREADME.md", "/static/..\\..\\README.md", "/static/%252e%252e/README.md",
    "/static//etc/passwd", "/static/%2fetc%2fpasswd", "/static/....//....//README.md", "/static/css/../../../README.md",
    "/src/%00main.js", "/src/main.js%00.css", "/static/.gitignore", "/src/.hidden.js", "/static/css", "/static/css/",
    "/static/C:/Windows/win.ini", "/static/file:///etc/passwd.txt", "/static/" + "a" * 5000 + ".js", "/src/nothing.js",
    "/static/%ff%fe.js", "/static/%c0%ae%c0%ae/README.md", "/README.md", "/backend/ravine/cli.py", "/docs",
    "/openapi.json",
    "/redoc", "/src/", "/static/",
]  # fmt: skip


@pytest.mark.parametrize(("path", "file", "kind"), SERVED)
def test_each_file_is_served_as_it_is_with_its_type(port: int, path: str, file: Path, kind: str) -> None:
    answer = ask(port, path)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == kind
    assert answer.body == file.read_bytes()
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("file", sorted(PAGE.source.rglob("*.js")), ids=lambda file: file.name)
def test_every_module_of_the_page_is_served_as_javascript(port: int, file: Path) -> None:
    answer = ask(port, f"/src/{file.relative_to(PAGE.source).as_posix()}")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"


def test_the_copy_that_a_browser_has_is_found_current(port: int) -> None:
    tag = ask(port, "/src/main.js").headers["ETag"]
    answer = ask(port, "/src/main.js", headers={"If-None-Match": tag})
    assert (answer.status, answer.body) == (304, b"")


@pytest.mark.parametrize("path", OUTSIDE)
def test_what_is_not_the_pages_is_not_there(port: int, path: str) -> None:
    answer = ask(port, path)
    assert answer.status in (400, 404, 405)
    assert b"ravine" not in answer.body.lower()
    assert b"root:" not in answer.body


@pytest.mark.parametrize(
    "path", ["/", "/src/main.js", "/api/health", "/api/catalogue", "/nothing", "/static/../x", "/ws"]
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
def test_every_answer_forbids_what_the_page_does_not_need(port: int, path: str, method: str) -> None:
    headers = ask(port, path, method, {"Content-Length": "0"}).headers
    policy = headers["Content-Security-Policy"].split("; ")
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "connect-src 'self'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "Server" not in headers


def test_a_refusal_forbids_the_same(port: int) -> None:
    answer = ask(port, "/", headers={"Host": "evil.example"})
    assert answer.status == 421
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_catalogue_is_the_specs(port: int) -> None:
    answer = ask(port, "/api/catalogue")
    assert answer.headers["Content-Type"] == "application/json"
    assert json.loads(answer.body) == json.loads(json.dumps(catalogue()))


def test_health_tells_how_far_the_kernels_are(port: int) -> None:
    with page_at(port) as page:
        page.hello()  # is answered when they are all there
    health = json.loads(ask(port, "/api/health").body)
    assert health["status"] == "ready"
    assert health["kernels"]["done"] == health["kernels"]["total"] > 0


def test_plotly_comes_from_the_installed_package(port: int) -> None:
    answer = ask(port, "/static/vendor/plotly.min.js")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert b"plotly" in answer.body[:500].lower()
