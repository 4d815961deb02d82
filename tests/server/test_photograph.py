"""The photographs over HTTP."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from ravine.data.images import photographs
from server.running import ask


def test_a_photograph_is_the_middle_of_what_was_packed(port: int) -> None:
    for number in range(8):
        answer = ask(port, f"/api/photographs/{number}.png")
        assert (answer.status, answer.headers["content-type"]) == (200, "image/png")
        pixels = np.asarray(Image.open(io.BytesIO(answer.body)))
        np.testing.assert_array_equal(pixels, photographs()[0][number, 14:241, 14:241])


@pytest.mark.parametrize(("number", "status"), [("8", 404), ("-1", 404), ("one", 422), ("9" * 400, 404)])
def test_no_other_is_there(port: int, number: str, status: int) -> None:
    assert ask(port, f"/api/photographs/{number}.png").status == status
