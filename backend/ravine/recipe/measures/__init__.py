"""What can be measured of a run; the import of each file adds its measures to the family."""

from ravine.recipe.measures import goodness, gradients, looks, memory, surface, updates, vision, weights
from ravine.recipe.measures.family import Argument, measure, measures

__all__ = [
    "Argument", "goodness", "gradients", "looks", "measure", "measures", "memory", "surface", "updates", "vision",
    "weights",
]  # fmt: skip
