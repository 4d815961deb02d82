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


def lesson_text(front: str = FRONT, text: str = TEXT) -> str:
    return f"+++\n{front}+++\n{text}"
