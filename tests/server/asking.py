"""Ask an ASGI app one thing, without a socket: the path arrives exactly as it is written here."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message


@dataclass
class Answer:
    status: int
    headers: Headers
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


def ask(
    app: ASGIApp, path: str = "/", method: str = "GET", host: str | None = "127.0.0.1:8765", **headers: str
) -> Answer:
    """`headers` are written with _ for -."""
    return asyncio.run(asked(app, path, method, host, **headers))


async def asked(
    app: ASGIApp, path: str = "/", method: str = "GET", host: str | None = "127.0.0.1:8765", **headers: str
) -> Answer:
    messages = await _talk(app, scope_of("http", path, host, headers) | {"method": method})
    start = messages[0]
    body = b"".join(message.get("body", b"") for message in messages[1:])
    return Answer(start["status"], Headers(raw=list(start["headers"])), body)


def knock(app: ASGIApp, path: str = "/ws", host: str | None = "127.0.0.1:8765", **headers: str) -> list[Message]:
    """What a socket hears that wants to be opened and leaves right away."""
    return asyncio.run(_talk(app, scope_of("websocket", path, host, headers)))


def scope_of(kind: str, path: str, host: str | None, headers: dict[str, str]) -> dict[str, Any]:
    path, _, query = path.partition("?")
    named = [(name.replace("_", "-").lower().encode(), value.encode()) for name, value in headers.items()]
    return {
        "type": kind, "asgi": {"version": "3.0"}, "http_version": "1.1",
        "scheme": "http" if kind == "http" else "ws", "path": path, "raw_path": path.encode(),
        "query_string": query.encode(), "root_path": "", "server": ("127.0.0.1", 8765), "client": ("127.0.0.1", 50000),
        "headers": ([(b"host", host.encode())] if host is not None else []) + named, "state": {}, "subprotocols": [],
    }  # fmt: skip


async def _talk(app: ASGIApp, scope: dict[str, Any]) -> list[Message]:
    heard: list[Message] = []
    coming: list[Message] = (
        [{"type": "http.request", "body": b"", "more_body": False}]
        if scope["type"] == "http"
        else [{"type": "websocket.connect"}, {"type": "websocket.disconnect", "code": 1000}]
    )

    async def receive() -> Message:
        if not coming:
            await asyncio.Event().wait()  # and then nothing
        return coming.pop(0)

    async def send(message: Message) -> None:
        heard.append(message)

    await app(scope, receive, send)
    return heard
