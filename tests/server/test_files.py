"""The page's files, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI

from ravine.assets import Page
from ravine.server.files import TYPES, Files, plotly
from ravine.server.routes import routes
from server.asking import ask

SECRET = "this stays where it is"


@pytest.fixture
def app(tmp_path: Path) -> FastAPI:
    """A page of a few files, with secrets around it."""
    source, static = tmp_path / "page" / "src", tmp_path / "page" / "static"
    for path, text in {
        source / "main.js": "export {};",
        source / "worker" / "run.js": "export {};",
        source / ".hidden.js": SECRET,
        source / "notes.py": SECRET,
        static / "index.html": "<!doctype html><title>Ravine</title>",
        static / "css" / "page.css": "body {}",
        static / "icon.svg": "<svg/>",
        static / ".git" / "config.txt": SECRET,
        tmp_path / "secret.txt": SECRET,
        tmp_path / "page" / "secret.js": SECRET,
        tmp_path / "page" / "static-too" / "secret.js": SECRET,
    }.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (static / "link.txt").symlink_to(tmp_path / "secret.txt")
    made = FastAPI(openapi_url=None)
    made.include_router(routes(Page(source, static)))
    made.mount("/src", Files(source))
    made.mount("/static", Files(static))
    return made


@pytest.mark.parametrize(("path", "kind"), [
    ("/", "text/html; charset=utf-8"),
    ("/src/main.js", "text/javascript; charset=utf-8"),
    ("/src/worker/run.js", "text/javascript; charset=utf-8"),
    ("/static/css/page.css", "text/css; charset=utf-8"),
    ("/static/icon.svg", "image/svg+xml"),
])  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_each_file_comes_with_its_type_and_is_checked_each_time(
    app: FastAPI, path: str, kind: str, method: str
) -> None:
    answer = ask(app, path, method)
    assert answer.status == 200
    assert answer.headers["content-type"] == kind
    assert answer.headers["cache-control"] == "no-cache"
    assert (answer.body != b"") is (method == "GET")
    again = ask(app, path, method, if_none_match=answer.headers["etag"])
    assert again.status == 304
    assert again.headers["cache-control"] == "no-cache"


def test_a_file_that_changed_is_sent_anew(app: FastAPI, tmp_path: Path) -> None:
    etag = ask(app, "/src/main.js").headers["etag"]
    (tmp_path / "page" / "src" / "main.js").write_text("export const changed = true;")
    assert ask(app, "/src/main.js", if_none_match=etag).status == 200


@pytest.mark.parametrize("path", [
    "/static/../secret.js", "/static/../../secret.txt", "/static/%2e%2e/secret.js", "/static/..%2fsecret.js",
    "/static/..\\secret.js", "/static/css/../../secret.js", "/static/./../secret.js", "/static//../secret.js",
    "/static/../static-too/secret.js", "/static-too/secret.js", "/static//etc/passwd.txt", "/static/\x00.js",
    "/static/" + "../" * 20 + "etc/passwd", "/src/../secret.js", "/../secret.txt", "/static/link.txt",
    "/static/.git/config.txt", "/src/.hidden.js", "/src/notes.py", "/static/", "/static", "/src/", "/static/css",
    "/static/css/", "/static/nowhere.js", "/static/" + "a" * 5000 + ".js", "/nowhere",
])  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_nothing_outside_of_the_folders_is_served(app: FastAPI, path: str, method: str) -> None:
    answer = ask(app, path, method)
    assert answer.status in (404, 307)
    assert SECRET.encode() not in answer.body


@pytest.mark.parametrize("path", ["/", "/src/main.js"])
def test_files_cannot_be_changed(app: FastAPI, path: str) -> None:
    for method in ("POST", "PUT", "DELETE"):
        assert ask(app, path, method).status == 405


def test_plotly_comes_from_the_installed_package(app: FastAPI) -> None:
    path = plotly()
    assert path is not None
    answer = ask(app, "/static/vendor/plotly.min.js", "HEAD")
    assert answer.status == 200
    assert answer.headers["content-type"] == TYPES[".js"]
    assert int(answer.headers["content-length"]) == path.stat().st_size
    assert ask(app, "/static/vendor/plotly.min.js", if_none_match=answer.headers["etag"]).status == 304
