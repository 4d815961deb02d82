"""The page's copy of the frame format, frontend/src/generated/protocol.js: `python -m ravine.session.javascript`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ravine.session.blocks import DTYPES, KINDS
from ravine.session.frames import ALIGNMENT, BLOCK_FIELDS, BLOCK_HEADER, HEADER, HEADER_FIELDS, MAGIC, VERSION

TARGET = Path(__file__).resolve().parents[3] / "frontend" / "src" / "generated" / "protocol.js"


def layout(size: int, fields: Mapping[str, int]) -> str:
    """A header's length and the offset of each of its fields, in bytes."""
    members = [f"bytes: {size}", *(f"{name}: {offset}" for name, offset in fields.items())]
    return f"Object.freeze({{ {', '.join(members)} }})"


def module() -> str:
    """The ES module, whole."""
    blocks = [
        f"  /** {kind.meaning} */\n"
        f"  {name}: {{ kind: {kind.number}, dtype: '{kind.dtype}', merge: '{kind.merge}' }},"
        for name, kind in KINDS.items()
    ]
    return "\n".join([
        "// Generated from backend/ravine/session/blocks.py and frames.py by `python -m ravine.session.javascript`.",
        "// Change those, not this.",
        "",
        "/** The first four bytes of a frame, 'RVN1', read as a little-endian u32. */",
        f"export const MAGIC = {MAGIC:#x};",
        "",
        f"export const VERSION = {VERSION};",
        "",
        "/** Every payload starts at a multiple of so many bytes and is padded to one. */",
        f"export const ALIGNMENT = {ALIGNMENT};",
        "",
        "/** u32 magic, u16 version, u16 blocks, u32 sequence, u32 reserved, f64 update: offsets. */",
        f"export const HEADER = {layout(HEADER.size, HEADER_FIELDS)};",
        "",
        "/**",
        " * u16 kind, u8 dtype, u8 reserved, u32 lane, u32 rows, u32 cols, f64 start, u32 width, u32 payload: offsets.",
        " * `payload` counts the padding, so the next block's header follows it directly.",
        " */",
        f"export const BLOCK_HEADER = {layout(BLOCK_HEADER.size, BLOCK_FIELDS)};",
        "",
        "/** Element types; a block header holds an index into this. */",
        f"export const DTYPES = /** @type {{const}} */ ({[dtype.name for dtype in DTYPES]});",
        "",
        "/**",
        " * What a block may hold; the keys are what `watch` takes. 'append' goes on where the lane's last block of",
        " * the kind ended, 'state' replaces it.",
        " */",
        "export const BLOCKS = /** @type {const} */ ({",
        *blocks,
        "});",
        "",
    ])


if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(module(), encoding="utf-8", newline="\n")
