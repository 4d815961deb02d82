"""Whatever is commanded, and whenever the line is cut: a page gets each lane's past without gap and without double."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ravine.engine import history
from ravine.session.blocks import KINDS
from ravine.session.network.session import NetworkSession
from ravine.session.viewer import Viewer
from ravine.spec import commands
from ravine.spec.commands import Command, Cursor
from session.decoder import decode
from session.specs import Timer, small, timed
from session.test_random_sessions import COMMAND

SERIES = ("loss", "learning_rate", "gradient_norm", "effort")
NAMES = {kind.number: name for name, kind in KINDS.items() if name in SERIES}


class Page:
    """What a page does with what it is told: it drops what it holds of an earlier life, and adds what comes."""

    def __init__(self) -> None:
        self.life: dict[int, int] = {}
        self.ends: dict[tuple[int, str], int] = {}
        self.gaps: set[tuple[int, str]] = set()
        self._connect()

    def _connect(self) -> None:
        held = {lane: Cursor(life, self.ends[lane, "loss"]) for lane, life in self.life.items()}
        self.viewer = Viewer(held)
        self.viewer.watch(SERIES)

    def hear(self, session: NetworkSession) -> None:
        """Of the lanes that there are, and their lives."""
        for lane in session.lanes:
            if self.life.get(lane.id) != lane.life:
                self.ends.update({(lane.id, name): 0 for name in SERIES})
                self.gaps -= {(lane.id, name) for name in SERIES}
        self.life = {lane.id: lane.life for lane in session.lanes}

    def look(self, session: NetworkSession, arrives: bool, cut: bool) -> None:
        """The next frame; where the line is cut it may have arrived or not."""
        self.hear(session)
        frame = self.viewer.compose(session, 0.0)
        if frame is not None and arrives:
            content = decode(frame.content)
            for block in content.blocks:
                key = block.lane, NAMES[block.kind]
                lane = next(lane for lane in session.lanes if lane.id == block.lane)
                assert block.start >= self.ends[key], f"{key} comes twice"
                if block.start > self.ends[key]:
                    self.gaps.add(key)
                    assert lost(lane.history, self.ends[key], int(block.start)), f"{key} has a gap"
                self.ends[key] = int(block.start) + block.width * len(block.values)
                assert self.ends[key] <= lane.end
            self.viewer.acknowledge(content.sequence)
        if cut or not arrives:
            self._connect()

    def whole(self, session: NetworkSession) -> bool:
        return all(self.ends[lane.id, name] == lane.end for lane in session.lanes for name in SERIES)


def lost(past: history.History, start: int, stop: int) -> bool:
    """Whether no bin of these updates is held: a lane that goes on from the past has overwritten some of its own, until
    it has come there and told them again."""
    for level in range(history.LEVELS):
        width = history.BASE**level
        first = max(past.oldest(level), -(-start // width) * width)
        if first + width <= stop:
            return False
    return True


@pytest.fixture(autouse=True)
def _short_rings(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a short run leaves the exact ring, too."""
    monkeypatch.setattr(history, "RING", 16)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow,
                                                                  HealthCheck.function_scoped_fixture])  # fmt: skip
@given(st.lists(st.tuples(COMMAND, st.integers(0, 6), st.booleans(), st.booleans()), min_size=3, max_size=25),
       st.sampled_from([2e-4, 2e-5]))  # fmt: skip
def test_a_page_gets_every_past_whole(script: list[tuple[Command, int, bool, bool]], pace: float) -> None:
    one, page = timed(small(2, data="blobs"), Timer(pace)), Page()
    for command, times, arrives, cut in script:
        one.receive(command, 0.0)
        page.look(one, arrives, cut)
        for _ in range(times):
            one.advance(0.0, 0.0005)
            page.look(one, True, False)
    one.receive(commands.Pause(), 0.0)
    for _ in range(2000):
        one.advance(0.0, 0.0005)
        page.look(one, True, False)
        if one.due is None and page.whole(one):
            assert not {key for key in page.gaps if key[0] in page.life}
            return
    raise AssertionError("something never comes")
