"""A person's own data on their way in, any data on their way out, and the small pictures of those that there are."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import json
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any
from urllib.parse import unquote

import numpy as np
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from ravine.data.cells import TableError
from ravine.data.data import Data
from ravine.data.datasets import datasets
from ravine.data.own import own
from ravine.data.pictures import as_texts
from ravine.data.points import PointsError, painted
from ravine.data.table import csv_pieces, parse_csv
from ravine.engine.registry import Entry
from ravine.spec.catalogue import own_entry
from ravine.spec.data import data_parameters
from ravine.spec.error import SpecError
from ravine.spec.json_text import read_json
from ravine.spec.network import NetworkSpec

BODY = 2 * 1024 * 1024
"""Bytes of one upload: 20,000 rows of a dozen numbers."""

COMING = 16
"""Bodies that are held at a time, 32 MB; who comes after them waits."""

AT_ONCE = 2
"""Bodies that are read, of those that have come, and pieces of tables that are written."""

GOING = 8
"""Tables that are sent at a time, each with at most 40 MB of numbers behind it."""

PATIENCE = 30.0
"""Seconds for a body to come."""

LONGEST = 240.0
"""Seconds for a table to go: the largest has 100 MB, which take half a minute to write."""

FILE_NAME = 100
"""Characters of a file's name that are kept."""

POINTS = 150
PICTURES = 9
"""Of a data set's thumbnail."""


class NotTaken(Exception):
    """What was wrong with a request: its status, and the error as the page is told."""

    def __init__(self, status: int, message: str, allowed: str | None = None, line: int | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.error = {"kind": "error", "message": message, "line": line, "allowed": allowed}


class Desk:
    """Takes bodies in and gives tables out, a few at a time, so that memory stays bounded; threads do the work."""

    def __init__(self) -> None:
        self._coming = asyncio.Semaphore(COMING)
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._going = asyncio.Semaphore(GOING)

    async def add(self, request: Request) -> Response:
        """A file or painted points become a data set."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        file = _file_name(request.headers.get("x-file-name", ""))
        return await self._answer(request, lambda body: _added(kind, file, body))

    async def write(self, request: Request) -> Response:
        """A data set becomes a file."""
        return await self._answer(request, lambda body: Table(_wanted(body), self._going, self._turns))

    async def thumbnails(self) -> Response:
        text = await asyncio.to_thread(thumbnails_text)
        return Response(text, media_type="application/json", headers={"Cache-Control": "no-cache"})

    async def _answer(self, request: Request, work: Callable[[bytes], Response]) -> Response:
        try:
            async with self._coming:
                body = await _body(request)
                async with self._turns:
                    return await asyncio.to_thread(work, body)
        except NotTaken as error:
            return Response(json.dumps(error.error), error.status, media_type="application/json")


class Table(StreamingResponse):
    """The data of a spec's `data` and `seed`, all rows, as a session draws them; labels as they are before noise."""

    def __init__(self, spec: NetworkSpec, going: asyncio.Semaphore, turns: asyncio.Semaphore) -> None:
        file = {"Content-Disposition": f'attachment; filename="{spec.data.name}.csv"'}
        pieces = _in_turn(_pieces(spec, datasets[spec.data.name]), turns)
        super().__init__(pieces, media_type="text/csv", headers=file)
        self._going = going

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with self._going:
            with contextlib.suppress(TimeoutError):  # who does not read it is cut off
                await asyncio.wait_for(super().__call__(scope, receive, send), LONGEST)


def _pieces(spec: NetworkSpec, entry: Entry) -> Iterator[str]:
    """Drawn when the first one is asked for."""
    parameters = {name: value for name, value in spec.data.parameters if name != "label_noise"}
    yield from csv_pieces(entry.functions[0](seed=spec.seed, **parameters))


async def _in_turn(pieces: Iterator[str], turns: asyncio.Semaphore) -> AsyncIterator[str]:
    """Each made by a thread, and not before the one before it has gone."""
    while True:
        async with turns:
            piece = await asyncio.to_thread(next, pieces, None)
        if piece is None:
            return
        yield piece


def _file_name(header: str) -> str:
    """What messages call the file."""
    name = "".join(character for character in unquote(header) if character.isprintable())
    return name[:FILE_NAME] or "the file"


async def _body(request: Request) -> bytes:
    """No more of it is held than is allowed, and none of what is said to be larger."""
    too_large = NotTaken(413, "this is too large", f"at most {BODY // 1024 // 1024} MB")
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:20]) > BODY:
        raise too_large
    held = bytearray()
    try:
        async with asyncio.timeout(PATIENCE):
            async for chunk in request.stream():
                held += chunk
                if len(held) > BODY:
                    raise too_large
    except TimeoutError:
        raise NotTaken(408, "this has not arrived in time", f"{PATIENCE:g} seconds") from None
    except ClientDisconnect:
        raise NotTaken(400, "this did not arrive whole") from None
    return bytes(held)


def _added(kind: str, file: str, body: bytes) -> Response:
    if kind == "text/csv":
        try:
            whole, title = parse_csv(body, file), file
        except TableError as error:
            raise NotTaken(422, str(error), line=error.line) from None
    elif kind == "application/json":
        whole, title = _points(body), "painted points"
    else:
        raise NotTaken(415, "this is neither a table nor points", "text/csv or application/json")
    entry = own.add(whole, f"read from {title}" if kind == "text/csv" else title)
    told = {"name": entry.name, "title": title, "examples": len(whole), "entry": _listed(entry)}
    return Response(json.dumps(told), media_type="application/json")


def _listed(entry: Entry) -> dict[str, Any] | None:
    return own_entry(NetworkSpec.model_validate({"data": entry.name}).data)


def _points(body: bytes) -> Data:
    try:
        given = read_json(body, BODY, "the points")
        if not isinstance(given, dict):
            raise PointsError("these are no points", '{"points": [[x0, x1, class], ...], "classes": number}')
        return painted(given.get("points"), given.get("classes"))
    except SpecError as error:
        raise NotTaken(422, error.message, error.allowed) from None
    except PointsError as error:
        raise NotTaken(422, error.found, error.allowed) from None


def _wanted(body: bytes) -> NetworkSpec:
    """Of which `data` and `seed` matter."""
    try:
        return NetworkSpec.read(read_json(body, BODY, "the request"), "the request")
    except SpecError as error:
        raise NotTaken(422, error.message, error.allowed) from None


@functools.cache
def thumbnails_text() -> str:
    """Of each data set some examples, drawn as its defaults say."""
    return json.dumps({entry.name: _thumbnail(entry) for entry in datasets})


def _thumbnail(entry: Entry) -> dict[str, Any]:
    parameters = {one.name: one.default for one in data_parameters(entry) if one.name != "label_noise"}
    data: Data = entry.functions[0](seed=1, **{**parameters, "examples": int(parameters["examples"])})
    if data.image is not None:
        nth = (data.strata[:, None] == np.arange(len(data.classes))).cumsum(axis=0)[np.arange(len(data)), data.strata]
        first = np.lexsort((data.strata, nth))[:PICTURES]  # one of each class before the second of any
        return {"images": as_texts(data.x[first]), "image": data.image}
    rows = np.unique(np.linspace(0, len(data) - 1, POINTS).astype(int))
    y = data.y.reshape(len(data), -1)[rows, 0].astype(np.float64)
    regression = data.task == "regression"
    if regression:
        y = (y - y.min()) / max(float(np.ptp(y)), 1e-9)
    points = np.column_stack([data.x[rows, :2], y]).round(2).tolist()
    return {"points": points, "regression": True} if regression else {"points": points}
