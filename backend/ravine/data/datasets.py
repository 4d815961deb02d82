"""The family of data sets.

An entry's function is f(examples, noise, seed, **parameters) -> Data. Its traits:
  task           "classification" or "regression"
  inputs         columns of x
  outputs        columns of y (a class index is one)
  classes        how many there are; None for regression and where a parameter says it
  classes_from   that parameter's name, else None
  image          (channels, height, width) of a picture, else None
  flips          of pictures: those that leave the label true, of "left_right" and "up_down"
  examples       (default, low, high)
  noise          (default, low, high)
  notice         whose the data are, "" for what we make ourselves
"""

from __future__ import annotations

from collections.abc import Mapping

from ravine.data import generated, images, regression
from ravine.data.own import own
from ravine.engine.registry import Entry
from ravine.engine.shelf import FamilyWithShelf

GIVEN = "table", "pictures"
"""What a set is called that is given on the command line."""

datasets = FamilyWithShelf("datasets", "data set", own)
generated.add_to(datasets)
regression.add_to(datasets)
images.add_to(datasets)


def class_count(entry: Entry, given: Mapping[str, float]) -> int | None:
    """How many classes the set has with the parameters `given` (its defaults elsewhere); None for regression."""
    if entry.traits["classes_from"] is None:
        count: int | None = entry.traits["classes"]
        return count
    return int((entry.defaults() | dict(given))[entry.traits["classes_from"]])
