"""A page without a browser: says commands, hears events, keeps its curves, and insists that they join."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray
from websockets.sync.client import ClientConnection, connect

from ravine.session.blocks import KINDS
from ravine.session.viewer import SERIES
from session.decoder import Decoded, DecodedFrame, decode

PATIENCE = 20.0
"""Seconds after which a message that should have come is missed."""

Event = dict[str, Any]
NAMES = {kind.number: name for name, kind in KINDS.items()}


class Page:
    """`curves`: the blocks of each series and lane. `cursors`: one past the last update that they reach."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.acknowledges = True
        self.welcome: Event = {}
        self.events: list[Event] = []
        self.frames: list[DecodedFrame] = []
        self.curves: dict[tuple[str, int], list[Decoded]] = {}
        self.cursors: dict[tuple[str, int], int] = {}
        self.lives: dict[int, int] = {}
        self._speeds = 1000

    # --- to the server ------------------------------------------------------------------------------------------------

    def say(self, kind: str, **fields: Any) -> None:
        self.socket.send(json.dumps({"kind": kind, **fields}))

    def hello(self, **fields: Any) -> Event:
        """The welcome that it gets."""
        self.say("hello", version=2, **fields)
        self.welcome = self.until("welcome")
        return self.welcome

    def watch(self, *views: str) -> None:
        self.say("watch", views=views)

    # --- from the server ----------------------------------------------------------------------------------------------

    def read(self, patience: float = PATIENCE) -> Event | DecodedFrame:
        message = self.socket.recv(timeout=patience)
        if isinstance(message, str):
            event: Event = json.loads(message)
            self._hear(event)
            return event
        frame = decode(message)
        self._see(frame)
        return frame

    def until(self, kind: str, holds: Callable[[Event], bool] = lambda event: True) -> Event:
        """The next event of this kind that `holds`; what comes before it is kept."""
        for message in self._messages():
            if isinstance(message, dict) and message["kind"] == kind and holds(message):
                return message
        raise AssertionError(f"no {kind} came")

    def until_frame(self, holds: Callable[[DecodedFrame], bool] = lambda frame: True) -> DecodedFrame:
        for message in self._messages():
            if isinstance(message, DecodedFrame) and holds(message):
                return message
        raise AssertionError("no such frame came")

    def until_block(self, name: str) -> Decoded:
        return self.until_frame(lambda frame: bool(frame.of(KINDS[name].number))).of(KINDS[name].number)[0]

    def until_update(self, update: int, name: str = "loss", lane: int = 1) -> None:
        """Until the curve reaches so far."""
        if self.cursors.get((name, lane), 0) < update:
            self.until_frame(lambda frame: self.cursors.get((name, lane), 0) >= update)

    def settle(self) -> list[Event]:
        """All events until the server has answered everything that was said so far, in order, but for the clock's."""
        self._speeds += 1
        before = len(self.events)
        speed = float(self._speeds)
        self.say("speed", updates_per_second=speed)
        self.until("state", lambda event: bool(event["speed"] == speed))
        return [event for event in self.events[before:] if event["kind"] != "state"]

    def _messages(self) -> Iterator[Event | DecodedFrame]:
        end = time.monotonic() + PATIENCE
        while (left := end - time.monotonic()) > 0:
            yield self.read(left)

    def _hear(self, event: Event) -> None:
        self.events.append(event)
        if "lanes" in event:
            lives = {lane["id"]: lane["life"] for lane in event["lanes"]}
            for key in [key for key in self.cursors if lives.get(key[1]) != self.lives.get(key[1])]:
                del self.cursors[key], self.curves[key]
            self.lives = lives

    def _see(self, frame: DecodedFrame) -> None:
        assert frame.sequence == (self.frames[-1].sequence + 1 if self.frames else 1)
        self.frames.append(frame)
        for block in frame.blocks:
            if NAMES[block.kind] in SERIES:
                key = NAMES[block.kind], block.lane
                assert block.start == self.cursors.get(key, 0), f"{key}: a gap or an overlap"
                assert len(block.values) > 0
                self.cursors[key] = int(block.start) + block.width * len(block.values)
                self.curves.setdefault(key, []).append(block)
        if self.acknowledges:
            self.say("ack", sequence=frame.sequence)

    # --- what it has --------------------------------------------------------------------------------------------------

    def curve(self, name: str = "loss", lane: int = 1) -> NDArray[np.float32]:
        """A series of which every update came by itself."""
        blocks = self.curves[name, lane]
        assert all(block.width == 1 for block in blocks)
        return np.concatenate([block.values for block in blocks])


@contextmanager
def page_at(port: int, path: str = "/ws", **settings: Any) -> Iterator[Page]:
    """Connected, before its hello."""
    settings = {"proxy": None, "compression": None, "max_size": None, "close_timeout": 2, **settings}
    with connect(f"ws://127.0.0.1:{port}{path}", **settings) as socket:
        yield Page(socket)
