"""What would help a lane that diverged."""

from __future__ import annotations

from ravine.session.network.cures import cures_for
from ravine.spec import patch
from ravine.spec.layers.units import DenseSpec
from session.specs import small


def test_every_cure_is_a_patch_that_the_lane_takes() -> None:
    session = small(1, optimizer={"name": "momentum", "lr": 50.0}, initializer={"name": "normal", "scale": 5.0})
    cures = cures_for(session.lanes[0])
    assert len(cures) >= 3
    for cure in cures:
        assert patch.patch_lane(session, 0, cure.changes) != session


def test_the_first_cure_is_a_lower_rate() -> None:
    lower = cures_for(small(1, optimizer={"name": "adam", "lr": 0.5}).lanes[0])[0]
    assert lower.changes == {"optimizer": {"lr": 0.01}}
    assert lower.label == "rate 0.01 instead of 0.5"


def test_what_is_in_force_already_is_no_cure() -> None:
    lane = small(1, clip=0.5).lanes[0]
    assert not any("clip" in cure.changes or "layers" in cure.changes for cure in cures_for(lane))


def test_a_cure_keeps_what_it_does_not_change() -> None:
    session = small(1, layers=[{"kind": "dense", "units": 3, "activation": "relu", "keep": 0.5}])
    (cure,) = (cure for cure in cures_for(session.lanes[0]) if "layers" in cure.changes)
    layer = patch.patch_lane(session, 0, cure.changes).lanes[0].layers[0]
    assert isinstance(layer, DenseSpec)
    assert (layer.units, layer.keep, layer.activation.name) == (3, 0.5, "tanh")
