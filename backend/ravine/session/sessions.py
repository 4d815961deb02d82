"""All sessions that are alive, by their secret names."""

from __future__ import annotations

import gc
import secrets
import threading

from ravine.runs import cores
from ravine.session import memory
from ravine.session.guest import Guest
from ravine.session.host import Host
from ravine.session.places import build_session
from ravine.session.scheduler import Scheduler
from ravine.session.session import Session
from ravine.spec.commands import Cursor
from ravine.spec.session import SessionSpec

GUESTS = 16
"""Pages that may watch one session: whoever duplicates a tab comes to the same one."""


THREADS = 4
"""That may make an update of a heavy net together: each more takes a scratch of its own."""


class Full(Exception):
    """There are as many sessions as this machine is meant for and somebody watches each; or as many pages as may."""


class Sessions:
    """Opens sessions, `most` at a time, finds them again, and gives up those that nobody comes back to."""

    def __init__(self, scheduler: Scheduler, most: int) -> None:
        self._scheduler = scheduler
        self._most = most
        self._hosts: dict[str, Host] = {}
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._hosts)

    def join(self, guest: Guest, identifier: str | None, spec: SessionSpec, cursors: dict[int, Cursor]) -> Host:
        """The guest takes a seat in the session of that name; or, where there is none any more, in a new one of `spec`.

        cursors: what the guest has of the lanes of the session of that name.
        Raises Full where there is no room for a new one and nobody left theirs.
        """
        with self._lock:
            host = self._hosts.get(identifier or "")
            if host is None:
                host, cursors = self._open(spec), {}
            elif host.guests >= GUESTS:
                raise Full
            host.come(guest, cursors)
            return host

    def _open(self, spec: SessionSpec) -> Host:
        if len(self._hosts) >= self._most or memory.full():
            self._give_up_one()
        host = Host(secrets.token_urlsafe(24), spec, self._scheduler, self.free, self._build, full=self.full)
        self._hosts[host.identifier] = host
        self._scheduler.add(host)
        return host

    def _build(self, spec: SessionSpec) -> Session:
        session = build_session(spec)
        session.share(self._scheduler.errands, min(cores(), THREADS))
        return session

    def _give_up_one(self) -> None:
        """Make room: the one that has been without a viewer for longest goes."""
        left = [(since, host) for host in self._hosts.values() if (since := host.abandoned_since) is not None]
        if not left:
            raise Full
        self._remove(min(left, key=lambda one: one[0])[1])

    def full(self) -> bool:
        """Whether memory is full, and nobody is left who could make room: then what needs more must wait."""
        while memory.full():
            with self._lock:
                try:
                    self._give_up_one()
                except Full:
                    return True
            gc.collect()  # a session and its host know each other
        return False

    def interrupt(self) -> None:
        """All turns that are running come to an end soon."""
        for host in list(self._hosts.values()):
            host.interrupt()

    def free(self, host: Host) -> None:
        """Give a session up, unless somebody has just come."""
        with self._lock:
            if host.guests == 0:
                self._remove(host)

    def _remove(self, host: Host) -> None:
        self._hosts.pop(host.identifier, None)
        host.close()
