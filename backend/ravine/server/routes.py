"""What is answered where: the page, its files, the catalogue, the server's health, the socket."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, HTTPException, Request, Response, WebSocket, WebSocketDisconnect

from ravine.assets import Page
from ravine.server.access import Access
from ravine.server.codes import Code
from ravine.server.files import Files, plotly
from ravine.server.readiness import Progress, Readiness, Stage
from ravine.server.waiting import NotReady, Waiting

if TYPE_CHECKING:  # with the engine behind it, imported by Readiness
    from ravine.server.own_data import Desk
    from ravine.server.socket import Sockets

HELLO_SECONDS = 10.0
"""How long a connection may be silent before its hello."""

CLIENTS = 256
"""Connections at a time."""


class Reception:
    """What the routes share: how far the engine is, the sockets once it is there, and how many have come."""

    def __init__(self, access: Access, readiness: Readiness, most_sessions: int) -> None:
        self.access = access
        self.readiness = readiness
        self.waiting = Waiting(readiness)
        self._most_sessions = most_sessions
        self._sockets: Sockets | None = None
        self._catalogue: str | None = None
        self._lessons: str | None = None
        self._desk: Desk | None = None
        self.clients = 0

    def close(self) -> None:
        if self._sockets is not None:
            self._sockets.close()

    @property
    def sockets(self) -> Sockets:
        """To be asked for when the engine is ready."""
        from ravine.server.socket import Sockets

        if self._sockets is None:
            self._sockets = Sockets(self._most_sessions)
        return self._sockets

    async def until_known(self) -> None:
        """Wait until specs can be read; raises HTTPException where the engine cannot be made ready."""
        try:
            await self.waiting.until(Stage.COMPILING)
        except NotReady as error:
            raise HTTPException(503, f"the engine is not ready: {error}") from None

    async def desk(self) -> Desk:
        """Where data come in and go out."""
        await self.until_known()
        from ravine.server.own_data import Desk

        if self._desk is None:
            self._desk = Desk()
        return self._desk

    async def catalogue(self) -> str:
        """The catalogue as JSON text, made once."""
        from ravine.spec.catalogue import catalogue
        from ravine.spec.json_text import write_json

        if self._catalogue is None:
            self._catalogue = await asyncio.to_thread(lambda: write_json(catalogue()))
        return self._catalogue

    async def lessons(self) -> str:
        """The lessons as JSON text, made once."""
        from ravine.recipe.lesson import contents
        from ravine.spec.json_text import write_json

        if self._lessons is None:
            self._lessons = await asyncio.to_thread(lambda: write_json(contents()))
        return self._lessons

    async def greet(self, websocket: WebSocket) -> None:
        """A connection's first moments: its hello, and the wait until the engine is ready."""
        await websocket.accept()
        if self.clients >= CLIENTS:
            await _farewell(websocket, "this server is full: too many pages are open", Code.FULL)
            return
        self.clients += 1
        try:
            await self._greet(websocket)
        except NotReady as error:
            await _farewell(websocket, f"the engine is not ready: {error}", Code.BROKEN)
        except TimeoutError:
            await _farewell(websocket, "no hello came", Code.BAD_HELLO)
        except WebSocketDisconnect:
            pass
        finally:
            self.clients -= 1

    async def _greet(self, websocket: WebSocket) -> None:
        told = False

        async def tell(progress: Progress) -> None:
            nonlocal told
            told = True
            await websocket.send_text(json.dumps(progress.event()))

        first = await asyncio.wait_for(websocket.receive(), HELLO_SECONDS)
        if first["type"] == "websocket.disconnect":
            return
        await self.waiting.until(Stage.COMPILING, tell)

        from ravine.server.conversation import Conversation, Refuse
        from ravine.server.socket import refuse

        known = bool(websocket.scope.get("state", {}).get("known"))
        conversation = Conversation(known, self.access.is_token)
        act = conversation.greet(first["text"] if first.get("text") is not None else first["bytes"])
        if isinstance(act, Refuse):
            await refuse(websocket, act)
            return
        await self.waiting.until(Stage.READY, tell)
        if told:
            await tell(self.readiness.now)
        await self.sockets.talk(websocket, conversation, act)


async def _farewell(websocket: WebSocket, message: str, code: Code) -> None:
    """An error event by hand, for its model may not be there; then the end."""
    with suppress(WebSocketDisconnect, RuntimeError):  # it may have left already
        await websocket.send_text(json.dumps({"kind": "error", "message": message, "field": None, "allowed": None}))
        await websocket.close(code, message[:100])


def reception(request: Request | WebSocket) -> Reception:
    found: Reception = request.app.state.reception
    return found


def routes(page: Page) -> APIRouter:
    """All of them but the two folders."""
    router = APIRouter()
    static, vendor = Files(page.static), plotly()

    @router.api_route("/", methods=["GET", "HEAD"])
    async def index(request: Request) -> Response:
        return await static.get_response("index.html", request.scope)

    @router.api_route("/static/vendor/plotly.min.js", methods=["GET", "HEAD"])
    async def plotly_file(request: Request) -> Response:
        """From the installed package, when something first needs it."""
        if vendor is None:
            raise HTTPException(404, "the Python package plotly is not installed")
        return await Files(Path(vendor).parent).get_response(vendor.name, request.scope)

    @router.get("/api/catalogue")
    async def catalogue(request: Request) -> Response:
        here = reception(request)
        await here.until_known()
        return Response(await here.catalogue(), media_type="application/json", headers={"Cache-Control": "no-cache"})

    @router.get("/api/lessons")
    async def lessons(request: Request) -> Response:
        here = reception(request)
        await here.until_known()
        return Response(await here.lessons(), media_type="application/json", headers={"Cache-Control": "no-cache"})

    @router.post("/api/data")
    async def add_data(request: Request) -> Response:
        return await (await reception(request).desk()).add(request)

    @router.post("/api/data/csv")
    async def write_data(request: Request) -> Response:
        return await (await reception(request).desk()).write(request)

    @router.get("/api/thumbnails")
    async def thumbnails(request: Request) -> Response:
        return await (await reception(request).desk()).thumbnails()

    @router.get("/api/photographs/{number}.png")
    async def picture(request: Request, number: int) -> Response:
        await reception(request).until_known()
        from ravine.server.photograph import photograph

        return await photograph(number)

    @router.get("/api/health")
    async def health(request: Request) -> dict[str, Any]:
        now = reception(request).readiness.now
        return {"status": now.stage.name.lower(), "kernels": {"done": now.done, "total": now.total}}

    @router.websocket("/ws")
    async def socket(websocket: WebSocket) -> None:
        await reception(websocket).greet(websocket)

    return router
