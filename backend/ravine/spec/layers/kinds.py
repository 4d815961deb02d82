"""Any hidden layer: of the kind that it names."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Discriminator, Tag

from ravine.spec import limits
from ravine.spec.layers.hidden import KINDS, HiddenSpec
from ravine.spec.layers.maps import (
    AveragePoolSpec,
    BatchNormSpec,
    ConvSpec,
    GlobalAverageSpec,
    LocalResponseNormSpec,
    MaxPoolSpec,
)
from ravine.spec.layers.units import DenseSpec, MaxoutSpec
from ravine.spec.listed import listed

MODELS: dict[str, type[HiddenSpec]] = {
    model.model_fields["kind"].default: model
    for model in (
        DenseSpec, MaxoutSpec, ConvSpec, MaxPoolSpec, AveragePoolSpec, GlobalAverageSpec, LocalResponseNormSpec,
        BatchNormSpec,
    )
}  # fmt: skip


def _tag(document: Any) -> str:
    kind = document.get("kind") if isinstance(document, dict) else getattr(document, "kind", None)
    return f"<{kind if kind in KINDS else KINDS[0]}>"


LayerSpec = Annotated[
    Annotated[DenseSpec, Tag("<dense>")]
    | Annotated[MaxoutSpec, Tag("<maxout>")]
    | Annotated[ConvSpec, Tag("<conv>")]
    | Annotated[MaxPoolSpec, Tag("<max_pool>")]
    | Annotated[AveragePoolSpec, Tag("<average_pool>")]
    | Annotated[GlobalAverageSpec, Tag("<global_average>")]
    | Annotated[LocalResponseNormSpec, Tag("<local_response_norm>")]
    | Annotated[BatchNormSpec, Tag("<batch_norm>")],
    Discriminator(_tag),
]
"""A tag in angle brackets is no part of an error's path."""

Layers = Annotated[tuple[LayerSpec, ...], listed(1, limits.LAYERS, "layers")]
