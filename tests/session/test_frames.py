"""Frames: what is encoded is what a plain decoder reads."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from ravine.session.blocks import DTYPES, KINDS, Block
from ravine.session.frames import encode
from session.decoder import decode


@st.composite
def some_block(draw: st.DrawFn) -> Block:
    kind = draw(st.sampled_from(list(KINDS.values())))
    wire = next(dtype.numpy for dtype in DTYPES if dtype.name == kind.dtype)
    shape = draw(st.tuples(st.integers(0, 9), st.integers(1, 7)))
    values = draw(arrays.arrays(np.dtype(wire), shape))
    lane, start, width = draw(st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 2**53), st.integers(1, 2**32 - 1)))
    return Block(kind, lane, values, start, width)


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**53), st.lists(some_block(), max_size=6))
def test_a_decoded_frame_holds_what_was_encoded(sequence: int, update: int, blocks: list[Block]) -> None:
    frame = decode(encode(sequence, update, blocks).content)
    assert (frame.sequence, frame.update) == (sequence, update)
    assert len(frame.blocks) == len(blocks)
    for block, read in zip(blocks, frame.blocks, strict=True):
        assert (read.kind, read.lane) == (block.kind.number, block.lane)
        assert (read.start, read.width) == (block.start, block.width)
        assert read.values.shape == block.values.shape
        assert read.values.tobytes() == block.values.tobytes()


def test_numbers_and_names_of_kinds_are_unique() -> None:
    assert len({kind.number for kind in KINDS.values()}) == len(KINDS)


def test_every_kind_has_an_element_type_of_the_wire() -> None:
    assert {kind.dtype for kind in KINDS.values()} <= {dtype.name for dtype in DTYPES}
