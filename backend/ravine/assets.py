"""Where the page's files are: `ravine/_page/` in an installed package, the checkout's own folders while developing.

The wheel carries `frontend/src` as `ravine/_page/source` and `static` as `ravine/_page/static` (pyproject.toml maps
them), so an installed Ravine needs neither a checkout nor Node. The checkout has no `_page`: an edit shows on reload.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

PACKAGE = Path(__file__).resolve().parent


class Page(NamedTuple):
    """The two folders that a browser reads."""

    source: Path
    """The ES modules, as they are: served under /src/."""
    static: Path
    """index.html (served at /), styles, icons, vendored files: served under /static/."""


def page_root(package: Path = PACKAGE) -> Page:
    """The page that belongs to this package; raises FileNotFoundError where neither layout is whole."""
    installed = Page(package / "_page" / "source", package / "_page" / "static")
    checkout = Page(package.parents[1] / "frontend" / "src", package.parents[1] / "static")
    for page in (installed, checkout):
        if page.source.is_dir() and (page.static / "index.html").is_file():
            return page
    raise FileNotFoundError(
        f"the page's files are missing: neither {installed.static} nor {checkout.static} holds an index.html. "
        "Install Ravine again, or restore the checkout's frontend/ and static/"
    )
