"""The page's copy of the frame format."""

from __future__ import annotations

from ravine.session.javascript import TARGET, module


def test_the_generated_module_is_current() -> None:
    written = TARGET.read_text(encoding="utf-8")
    assert written == module(), "run `python -m ravine.session.javascript`"
