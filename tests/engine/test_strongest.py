"""The pictures that a map answers to most."""

from __future__ import annotations

import numpy as np
import pytest

from ravine.engine.strongest import strongest
from ravine.engine.training import Trainer
from ravine.spec import plan
from ravine.spec.network import NetworkSpec

LAYERS = [{"kind": "conv", "filters": 3}, {"kind": "max_pool", "size": 2}, {"units": 4}]
SESSION = NetworkSpec.read({"data": {"name": "digits", "examples": 300}, "lanes": [{"layers": LAYERS}]}, "the session")
PARTS = plan.prepare(SESSION)
X = PARTS.train.x


@pytest.fixture(scope="module")
def trainer() -> Trainer:
    return plan.trainer(SESSION, 0, PARTS)


@pytest.mark.parametrize(("layer", "map"), [(0, 0), (0, 2), (1, 1), (2, 3), (3, 9)])
def test_the_strongest_are_those_that_all_outputs_say(trainer: Trainer, layer: int, map: int) -> None:
    outputs = trainer.layer_outputs(X)[layer]
    shape = trainer.settings.architecture.shapes[layer + 1]
    maps = outputs.reshape(shape.maps, shape.height, shape.width, len(X))[map]
    found = strongest(trainer, X, layer, map, 7)
    largest = np.sort(maps.max(axis=(0, 1)))[::-1][:7]
    np.testing.assert_array_equal([one.value for one in found], largest)
    for one in found:
        assert maps[*one.place, one.row] == one.value


def test_a_map_that_is_not_there_is_refused(trainer: Trainer) -> None:
    with pytest.raises(ValueError, match="no map 3: allowed are 0 to 2"):
        strongest(trainer, X, 0, 3, 5)
    with pytest.raises(ValueError, match="no layer 4: allowed are 0 to 3"):
        strongest(trainer, X, 4, 0, 5)
