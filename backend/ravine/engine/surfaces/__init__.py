"""Error surfaces: functions of two parameters that an optimizer goes down on."""

# Each adds its own, in the order of the menu.
from ravine.engine.surfaces import bowls, plateaus, classics, multimodal, from_data, own  # noqa: F401, I001
from ravine.engine.surfaces.family import surfaces

__all__ = ["surfaces"]
