"""A page that sweeps: progress and results over its socket while the lanes play, and after it was away."""

from __future__ import annotations

from ravine.recipe.sweep import sweep
from ravine.spec.sweep import SweepSpec
from server.page import Page, page_at
from session.specs import small

SWEEP = {"vary": "layers.*.units", "values": [2, 4], "seeds": 2, "updates": 5000, "measure": "test_loss"}


def test_a_sweep_comes_to_its_end_while_the_lanes_play(page: Page) -> None:
    page.watch("loss")
    page.say("play")
    page.say("sweep", sweep=SWEEP, number=4)
    begun = page.until("swept")
    assert (begun["number"], begun["done"], begun["total"], begun["running"]) == (4, 0, 8, True)
    assert begun["series"][0]["means"] == [None, None]
    reached = page.cursors.get(("loss", 1), 0)
    end = page.until("swept", lambda event: not event["running"])
    assert (end["done"], end["share"], end["number"]) == (8, 1.0, None)
    found = sweep(small(), SweepSpec.read(SWEEP, "the sweep")).series()
    assert [tuple(lane["means"]) for lane in end["series"]] == [series.means for series in found]
    assert [tuple(lane["spreads"]) for lane in end["series"]] == [series.spreads for series in found]
    page.until_update(reached + 1000)


def test_who_comes_back_gets_what_was_found_meanwhile(port: int, page: Page) -> None:
    page.say("sweep", sweep=SWEEP)
    end = page.until("swept", lambda event: not event["running"])
    page.socket.close()
    with page_at(port) as again:
        again.hello(session=page.welcome["session"])
        assert again.until("swept") == end


def test_a_sweep_is_stopped_and_one_that_cannot_be_is_refused(page: Page) -> None:
    page.say("sweep", sweep={**SWEEP, "updates": 100_000, "seeds": 10})
    page.until("swept")
    page.say("sweep", sweep={**SWEEP, "values": [0, 2]}, number=8)
    error = page.until("error")
    assert (error["field"], error["number"]) == ("sweep.values.0", 8)
    page.say("sweep", sweep={**SWEEP, "vary": "optimizer.beta1", "values": [0.5, 0.9]}, number=9)
    error = page.until("error")
    assert (error["field"], error["number"]) == ("sweep.values.0", 9)
    page.say("stop_sweep", number=10)
    told = page.until("swept", lambda event: not event["running"])
    assert (told["number"], told["why"]) == (10, "it was stopped")
    assert told["done"] < told["total"]
    assert page.settle() == []
