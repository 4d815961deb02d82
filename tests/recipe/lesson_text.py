"""The text of a small lesson that is right, and its parts to be made wrong."""

from __future__ import annotations

FRONT = """\
row = 8
title = "Small"
part = "recipe"
views = ["loss"]
updates = 64

[paper]
title = "A paper"
url = "https://example.org/paper"
authors = "A. Author"
year = 2001

[question]
text = "Which one?"
choices = ["This", "That"]
right = 1

[spec]
data = { name = "blobs", examples = 60 }
[[spec.lanes]]
name = "a"
layers = [{ units = 4 }, { units = 4 }]
[[spec.lanes]]
name = "b"
layers = [{ units = 4, activation = "sigmoid" }, { units = 4, activation = "sigmoid" }]

[sweep]
vary = "depth"
values = [1, 3]
updates = 16

[[claims]]
says = "It learns."
left = { measure = "mean_loss", lane = "a", first = 48, last = 64 }
relation = "<"
right = { measure = "mean_loss", lane = "a", first = 0, last = 16 }

[[claims]]
says = "Three layers hold the gradient back."
left = { measure = "gradient_ratio", lane = "b", value = 3, first = 0, last = 16 }
relation = "<"
right = 0.5
"""

TEXT = """\
## See

Some words.

## Explain

More *words*, and $x^2$.

## Try

- One thing.

## Notes

Spoken ones.
"""


SECOND = """\
label = "In a network"
views = ["gradients"]
updates = 32

[question]
text = "And here?"
choices = ["So", "Otherwise"]
right = 0

[spec]
data = { name = "two_moons", examples = 60 }
[[spec.lanes]]
name = "c"

[[claims]]
says = "It learns here, too."
left = { measure = "mean_loss", lane = "c", first = 16, last = 32 }
relation = "<"
right = 10
"""
"""What stands in front of a second experiment."""


def lesson_text(front: str = FRONT, text: str = TEXT) -> str:
    return f"+++\n{front}+++\n{text}"


def two_experiments(second: str = SECOND, label: str = 'label = "By itself"\n') -> str:
    """A lesson with another experiment behind the first."""
    return lesson_text(label + FRONT) + "\n" + lesson_text(second, TEXT.replace("Some words.", "Other words."))
