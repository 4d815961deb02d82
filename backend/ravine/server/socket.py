"""The shell around a conversation: reads the socket, joins the session, sends what the session says."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from ravine.server.codes import Code
from ravine.server.conversation import Conversation, Join, Refuse
from ravine.server.line import Line
from ravine.session.host import Host
from ravine.session.scheduler import Scheduler
from ravine.session.sessions import Full, Sessions
from ravine.spec.error import SpecError
from ravine.spec.events import Error, write_event
from ravine.spec.network import NetworkSpec

CLOSING = 1.0
"""Seconds for a page that stopped reading to take the news; then the connection is dropped."""

BACKLOG = 16
"""Commands of one session that may wait for their turn."""

LOOK = 0.01
"""Seconds between two looks at whether they still do."""

NO_ROOM = "this server is full: it has as many sessions, or this session as many pages, as it is meant for"


class Sockets:
    """All connections, and the sessions behind them."""

    def __init__(self, most_sessions: int) -> None:
        self._scheduler = Scheduler()
        self.sessions = Sessions(self._scheduler, most_sessions)
        self._scheduler.start()

    def close(self) -> None:
        self.sessions.interrupt()
        self._scheduler.close()

    async def talk(self, websocket: WebSocket, conversation: Conversation, join: Join) -> None:
        """From a right hello to the end of the connection."""
        line = Line(lambda message: _send(websocket, message))
        hello = join.hello
        try:
            host = self.sessions.join(line, hello.session, hello.spec or NetworkSpec(), dict(hello.cursors))
        except Full:
            await refuse(websocket, Refuse(SpecError(NO_ROOM, allowed="try again later"), Code.FULL))
            return
        reader = asyncio.create_task(_read(websocket, conversation, host, line))
        writer = asyncio.create_task(line.run())
        try:
            await asyncio.wait((reader, writer), return_when=asyncio.FIRST_COMPLETED)
        finally:
            host.leave(line)
            for task in (reader, writer):
                task.cancel()
            await asyncio.gather(reader, writer, return_exceptions=True)
        if line.stopped_reading:
            await _drop(websocket)


async def _read(websocket: WebSocket, conversation: Conversation, host: Host, line: Line) -> None:
    """Pass on what the page says, until it leaves."""
    while (message := await receive(websocket)) is not None:
        if wait := conversation.delay(time.monotonic()):
            await asyncio.sleep(wait)
        host.say(line, conversation.hear(message).content)
        while host.backlog > BACKLOG:  # slower than it is asked: then the page waits, and nothing piles up here
            await asyncio.sleep(LOOK)


async def receive(websocket: WebSocket) -> str | bytes | None:
    """The next message; None when the page has left."""
    message: Any = await websocket.receive()
    if message["type"] == "websocket.disconnect":
        return None
    text: str | None = message.get("text")
    return text if text is not None else bytes(message["bytes"])


async def refuse(websocket: WebSocket, refusal: Refuse) -> None:
    """Say what was wrong, and close."""
    await _send(websocket, write_event(Error.of(refusal.error)))
    await websocket.close(refusal.code, refusal.error.message[:100])


async def _send(websocket: WebSocket, message: str | bytes) -> None:
    if isinstance(message, str):
        await websocket.send_text(message)
    else:
        await websocket.send_bytes(message)


async def _drop(websocket: WebSocket) -> None:
    """Close in order if the page still takes that in; else let the connection fall, with all that waits in it."""
    try:
        if websocket.application_state is WebSocketState.CONNECTED:
            await asyncio.wait_for(websocket.close(Code.STOPPED_READING, "this page stopped reading"), CLOSING)
    except (TimeoutError, WebSocketDisconnect, RuntimeError):
        pass
    if abort := websocket.scope.get("state", {}).get("abort"):
        asyncio.get_running_loop().call_later(CLOSING, abort)
