"""What a layer itself does, before the activation, dropout and residual connection that may follow in any layer."""

from __future__ import annotations

from typing import Any

from ravine.engine.layers.shape import Shape


class Work:
    """One kind of layer. A new kind says what shape it makes of which, what it learns, and which ops do it."""

    pieces = 1
    """Rows of W a unit."""
    ones = False
    """Whether its weights start at 1 instead of as the initializer draws them."""
    whole_batch = False
    """Whether what it makes of an example depends on the others of the batch."""
    shards = False
    """Whether a batch taken in parts, small enough for the cache, is worth it."""

    @property
    def window(self) -> tuple[int, int, int] | None:
        """(size, stride, padding) of the square that one pixel of it sees; None where it sees all of every map."""
        return 1, 1, 0

    def shape(self, given: Shape) -> Shape:
        """What comes out. Raises ValueError where such an input is none for it."""
        return given

    def matrix(self, given: Shape) -> tuple[int, int]:
        """(outputs, inputs) of W, each output with a bias beside; (0, 0): nothing is learned."""
        return 0, 0

    def tracked(self, given: Shape) -> int:
        """How many numbers follow the data and are not learned."""
        return 0

    def products(self, given: Shape) -> int:
        """Multiply-adds that an example takes on the way forward."""
        return 0

    def looks(self, given: Shape) -> int:
        """Numbers that an example makes it look at on the way forward, where it multiplies by no weight: each about as
        long as a multiply-add."""
        return 0

    def build(self, build: Any, place: int, span: Any) -> None:
        """Add its ops to the table (`plan.Builder`)."""
        raise NotImplementedError
