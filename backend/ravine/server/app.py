"""The server: `create_app` puts it together, `serve` runs it until a signal comes."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import AsyncIterator, Collection
from typing import cast

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp
from uvicorn.protocols.websockets.auto import AutoWebSocketsProtocol

from ravine.assets import Page, page_root
from ravine.server.access import LOOPBACK, Access, Door, is_loopback, names_of
from ravine.server.files import Files
from ravine.server.headers import SecurityHeaders
from ravine.server.readiness import Readiness
from ravine.server.routes import Reception, routes

SESSIONS = 64
"""At a time: two school classes on one machine."""

TOKEN_LENGTH = 8
"""Characters that a token of one's own needs at least: whoever reaches the address may guess."""

MESSAGE_BYTES = 2 * 1024 * 1024
"""What is taken in at all. A message beyond `spec.limits.MESSAGE_BYTES` gets an error and the session goes on; beyond
this it closes the connection (1009)."""

CLOSING = 2
"""Seconds that connections have to end when the server is told to."""


def create_app(
    access: Access | None = None,
    page: Page | None = None,
    readiness: Readiness | None = None,
    most_sessions: int = SESSIONS,
) -> ASGIApp:
    """The whole server as an ASGI app; by default for this computer only."""
    access, page, readiness = access or Access(), page or page_root(), readiness or Readiness()

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.reception = Reception(access, readiness, most_sessions)
        readiness.start()
        yield
        await asyncio.to_thread(app.state.reception.close)
        await asyncio.to_thread(readiness.close)

    app = FastAPI(title="Ravine", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(routes(page))
    app.mount("/src", Files(page.source))
    app.mount("/static", Files(page.static))
    return SecurityHeaders(Door(app, access))


class SocketProtocol(AutoWebSocketsProtocol):  # type: ignore[misc, valid-type]
    """uvicorn's, which also gives the app a way to drop a connection whose other end does not read any more."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.app_state = {**getattr(self, "app_state", {}), "abort": cast(asyncio.Transport, transport).abort}


def configuration(app: ASGIApp) -> uvicorn.Config:
    """How uvicorn runs it, in `serve` and in tests."""
    logging.getLogger("uvicorn.error").addFilter(_is_ours)
    return uvicorn.Config(
        app,
        ws=SocketProtocol,
        ws_max_size=MESSAGE_BYTES,
        ws_per_message_deflate=False,  # numbers that change all the time hardly shrink
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=CLOSING,
    )


def _is_ours(record: logging.LogRecord) -> bool:
    """Text that is not UTF-8 is its sender's mistake: it is closed with 1007, and needs no traceback in our log."""
    return record.exc_info is None or record.exc_info[0] is not UnicodeDecodeError


def access_for(host: str, token: str | None, names: Collection[str] = ()) -> Access:
    """Who may come in to a server bound to `host`; a token is made up where one is needed and none is given."""
    if token is not None and (len(token) < TOKEN_LENGTH or not token.isascii() or not token.isprintable()):
        raise ValueError(f"a token needs at least {TOKEN_LENGTH} characters, all of them ASCII")
    if is_loopback(host):
        return Access(token, {*LOOPBACK, *names})
    return Access(token or secrets.token_urlsafe(16), {*names_of(host), *names}, addresses=True)


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to the address; raises OSError in words where that cannot be."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise OSError(f"{host} is no address to listen on: {error.strerror or error}") from None
    try:
        if os.name == "posix":  # on Windows the option would let two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise OSError(
            f"port {port} of {host} cannot be had ({(error.strerror or str(error)).lower()}): "
            "another program may hold it; choose another one with --port"
        ) from None
    return listener


def address_of(host: str, port: int, token: str | None) -> str:
    """What to open in a browser on this computer."""
    name = "127.0.0.1" if host in ("0.0.0.0", "::", "") else host
    name = f"[{name}]" if ":" in name else name
    return f"http://{name}:{port}/" + (f"?token={token}" if token else "")


def serve(host: str, port: int, token: str | None = None, open_browser: bool = False) -> int:
    """Serve until Ctrl+C or SIGTERM; the exit code. Raises ValueError for a bad token, OSError for a taken port."""
    access = access_for(host, token)
    listener = listen(host, port)
    readiness = Readiness()
    server = uvicorn.Server(configuration(create_app(access, readiness=readiness)))
    if threading.current_thread() is threading.main_thread():
        # uvicorn listens to signals only once it runs, and when all is closed in order raises them once more: the first
        # must not be lost, the second means nothing
        signal.signal(signal.SIGTERM, lambda *_: setattr(server, "should_exit", True))
    address = address_of(host, listener.getsockname()[1], access.token)
    print(f"Ravine is at {address}\nCtrl+C stops it.", flush=True)
    if not is_loopback(host):
        print("Other computers reach it under this computer's address, with the same token.", flush=True)
    if open_browser:
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listener])
    if len(threading.enumerate()) > 1:
        # one is in the middle of a kernel, running or being compiled, and native code does not survive an interpreter
        # that is taken down around it
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)
    return 0
