"""From specs to what the engine runs: the data's parts, the network's architecture, the settings of a lane."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ravine.data.data import Data
from ravine.data.datasets import datasets
from ravine.data.split import Split, split, with_label_noise
from ravine.engine import network
from ravine.engine.evaluation import Examples
from ravine.engine.losses import losses
from ravine.engine.training import Settings, Trainer
from ravine.spec.architecture import architecture
from ravine.spec.augment import augment
from ravine.spec.choice import Choice
from ravine.spec.lane import LaneSpec
from ravine.spec.network import NetworkSpec
from ravine.spec.shape import Shape, output_units


def prepare(session: NetworkSpec) -> Split:
    """The three parts of the session's data, drawn by its seed; label noise is in the training part only."""
    given: Mapping[str, int | float] = dict(session.data.parameters)
    own = {name: value for name, value in given.items() if name != "label_noise"}
    entry = datasets[session.data.name]
    whole: Data = entry.functions[0](seed=session.seed, **own)
    parts = split(whole, session.split.shares, session.seed)
    noisy = with_label_noise(parts.train, float(given["label_noise"]), session.seed)
    return dataclasses.replace(parts, train=noisy, held=entry)


def examples(data: Data, lane: LaneSpec, shape: Shape) -> Examples:
    """One part of the data with its targets as the lane's loss takes them."""
    return Examples(data.x, targets(data.y, lane.loss, shape), shape.classes or 0)


def all_parts(split: Split, lane: LaneSpec, shape: Shape) -> tuple[Examples, Examples, Examples]:
    """Training, validation and test part, likewise."""
    train, validation, test = (examples(part, lane, shape) for part in (split.train, split.validation, split.test))
    return train, validation, test


def targets(y: NDArray[np.float32], loss: Choice, shape: Shape) -> NDArray[np.float32]:
    """(N, columns): the values of a regression; for classes what the loss compares the outputs with.

    A loss on the class index gets that. The others get, one column an output, 1 for "this class" and 0 for "another".
    Of two classes, one column, the second is "this"; and a loss that does regression too gets -1 for the first, so that
    either class is as far from 0, where the answer changes.
    """
    if shape.classes is None:
        return np.ascontiguousarray(y.reshape(len(y), shape.columns), dtype=np.float32)
    traits = losses[loss.name].traits
    if traits["target"] == "class":
        return np.ascontiguousarray(y.reshape(-1, 1), dtype=np.float32)
    this = np.arange(shape.classes) if output_units(loss, shape) > 1 else np.array([1])
    other = -1.0 if len(this) == 1 and "regression" in traits["tasks"] else 0.0
    encoded: NDArray[np.float32] = np.where(y.reshape(-1, 1) == this, 1.0, other).astype(np.float32)
    return encoded


def settings(lane: LaneSpec, shape: Shape) -> Settings:
    """All of a lane that may change while it runs."""
    return Settings(
        architecture=architecture(lane, shape),
        loss=lane.loss.name,
        optimizer=engine_choice(lane.optimizer),
        schedule=engine_choice(lane.schedule),
        stopping=engine_choice(lane.stopping),
        l1=lane.l1,
        l2=lane.l2,
        weight_decay=lane.weight_decay,
        clip=lane.clip,
        batch=lane.batch,
        augment=augment(lane.augment, shape),
    )


def trainer(session: NetworkSpec, lane: int, parts: Split) -> Trainer:
    """A trainer at update 0 for the lane at this place; `parts` is what `prepare` made of the session."""
    spec, shape = session.lanes[lane], session.shape
    train, validation = (examples(part, spec, shape) for part in (parts.train, parts.validation))
    return trainer_on(session, lane, train, validation)


def trainer_on(session: NetworkSpec, lane: int, train: Examples, validation: Examples) -> Trainer:
    """The same of parts that are as the lane's loss takes them."""
    spec = session.lanes[lane]
    return Trainer(
        settings(spec, session.shape),
        engine_choice(spec.initializer),
        train,
        validation,
        seed=session.seed,
        lane_seed=session.lane_seed(lane),
    )


def engine_choice(choice: Choice) -> network.Choice:
    return network.Choice(choice.name, choice.values)
