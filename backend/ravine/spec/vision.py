"""What a session of the Vision place is: networks of maps on pictures; all else is as in the Network place."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from ravine.data.datasets import datasets
from ravine.spec.choice import Of
from ravine.spec.data import DataSpec, data_parameters
from ravine.spec.lane import LaneSpec
from ravine.spec.network import Lanes, NetworkSpec
from ravine.spec.session import named

SMALL_ALEXNET: dict[str, Any] = {
    "name": "small AlexNet",
    "layers": [
        {"kind": "conv", "filters": 16, "size": 5, "padding": 2},
        {"kind": "max_pool"},
        {"kind": "local_response_norm"},
        {"kind": "conv", "filters": 32, "padding": 1},
        {"kind": "max_pool"},
        {"kind": "conv", "filters": 32, "padding": 1},
        {"kind": "max_pool"},
        {"units": 64, "keep": 0.5},
    ],
    "initializer": "he",
    "optimizer": {"name": "momentum", "lr": 0.01, "lambda": 0.9},
    "l2": 5e-4,
    "batch": 32,
}
"""AlexNet's kinds of layers in its order, for pictures of 28 x 28 or 32 x 32 pixels (lecture, Case study: AlexNet)."""


class VisionSpec(NetworkSpec):
    """Up to eight networks on the same pictures; the bare `VisionSpec()` is what the Vision place loads with."""

    place: Annotated[Literal["vision"], named] = "vision"  # type: ignore[assignment]
    data: DataSpec = Field(default_factory=lambda: Of(datasets, data_parameters).read("fashion_mnist"))
    lanes: Lanes = Field(default_factory=lambda: (LaneSpec.model_validate(SMALL_ALEXNET),), validate_default=True)
