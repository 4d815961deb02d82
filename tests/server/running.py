"""A real server on a free port: in a thread, or in a process of its own."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPMessage
from typing import Any, NamedTuple

import uvicorn

from ravine.server.app import configuration, create_app, listen


class Answer(NamedTuple):
    """What came over HTTP."""

    status: int
    headers: HTTPMessage
    body: bytes


def ask(port: int, path: str, method: str = "GET", headers: dict[str, str] | None = None) -> Answer:
    """The path goes out as it is: nothing is made right on the way, as a browser would."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.putrequest(method, path, skip_host="Host" in (headers or {}))
        for name, value in (headers or {}).items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())
    finally:
        connection.close()


@contextmanager
def running(**settings: Any) -> Iterator[int]:
    """The port of a server in a thread, made by `create_app(**settings)`."""
    listener = listen("127.0.0.1", 0)
    server = uvicorn.Server(configuration(create_app(**settings)))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()
    assert not thread.is_alive(), "the server did not stop"


class Child(NamedTuple):
    """`ravine serve` in a process of its own."""

    process: subprocess.Popen[str]
    address: str
    port: int


@contextmanager
def child(*words: str) -> Iterator[Child]:
    command = [sys.executable, "-m", "ravine.cli", "serve", "--port", "0", *words]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        found = re.search(r"(http://\S+:(\d+)/\S*)", line)
        assert found is not None, line
        yield Child(process, found[1], int(found[2]))
    finally:
        if process.poll() is None:
            process.kill()
        process.stdout.close()
        process.wait(10)
