from __future__ import annotations

import numpy as np

from engine.learners import architecture, examples, settings, trainer
from ravine.engine.layers.dense import Dense
from ravine.engine.network import Architecture, Layer
from ravine.engine.shapes import learned_shapes


def test_a_prelu_is_drawn_with_the_slope_that_it_has_learned() -> None:
    made = trainer(settings(architecture(2, 6, 5, 1, activation="prelu", values=(0.1,))))
    made.run(50)
    first, second = learned_shapes(made)
    assert (first.layer, second.layer) == (0, 1)
    assert first.alpha is not None
    assert first.alpha != second.alpha != 0.1
    assert first.alpha == made.theta[made.layout.spans[0].learned]
    np.testing.assert_allclose(first.y[0], np.where(first.x > 0, first.x, first.alpha * first.x))


def test_maxout_is_drawn_as_the_largest_of_its_lines() -> None:
    made = trainer(settings(Architecture(1, (Layer(Dense(3, 4)), Layer(Dense(2, 2)), Layer(1)))),
                   examples("squared_error", 1, inputs=1))  # fmt: skip
    first, second = learned_shapes(made)
    assert first.pieces is not None
    assert first.pieces.shape == (3, 4, len(first.x))
    W, b = made.layout.weights(made.theta, 0), made.layout.biases(made.theta, 0)
    np.testing.assert_allclose(first.pieces.reshape(12, -1), W * first.x + b[:, None], atol=1e-6)
    np.testing.assert_array_equal(first.y, first.pieces.max(axis=1))
    np.testing.assert_allclose(second.y, made.layer_outputs(first.x[:, None])[1], atol=1e-6)


def test_other_layers_learn_no_shape() -> None:
    assert learned_shapes(trainer(settings(architecture(2, 6, 1)))) == []
