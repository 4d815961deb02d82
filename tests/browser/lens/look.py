"""A lens alone on a page of its own, with a session of its own; and what the server answers to others who ask."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page

from browser.visit import Visit
from server.page import Page as Line
from server.page import page_at

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Lens</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="/static/ravine.svg">
%s</head><body><main style="padding:1rem"><h1>Lens</h1>
<h2 class="hidden">Lens</h2><div id="page"></div></main><script type="module">
import { effect, h, render } from '/static/vendor/ui.js';
import { listen } from '/src/keyboard.js';
import { Link } from '/src/link.js';
import { Store } from '/src/store.js';
import { drawingTheme, theme } from '/src/theme.js';
import { shown } from '/src/views/figure.js';
import { %s as Lens } from '/src/views/lens/%s.js';
const asked = %s;
const link = new Link({
  event: (event) => { store.receive(event); if (event.kind === 'welcome') ravine.session = event.session; },
  phase: (phase) => store.connected(phase), live: (live) => store.measured(live),
});
const store = new Store((command) => link.send(command));
globalThis.ravine = {
  store, inspect: (name, lane) => link.inspect(shown.get(lane === undefined ? name : `${name}:${lane}`) ?? ''),
  state: () => store.state.value, settled: () => store.edits.idle, session: null,
};
effect(() => { document.documentElement.dataset.theme = theme.value; link.theme(drawingTheme()); });
effect(() => link.lanes(store.lanes.value));
listen(store);
store.learned(await (await fetch('/api/catalogue')).json());
link.connect({ url: `ws://${location.host}/ws`, session: null, spec: asked.spec });
render(h(Lens, { store, link, experiment: asked.experiment }), document.getElementById('page'));
</script></body></html>"""

STYLES = ("colours", "page", "charts", "data", "network", "surface", "vision", "lens")
STARTS = 120
"""Seconds that a machine may take to compile the kernels."""

POWERS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def dense(units: int, activation: str, **fields: Any) -> dict[str, Any]:
    """A layer of a lane's spec."""
    return {"kind": "dense", "units": units, "activation": {"name": activation}, **fields}


class Look(Visit):
    """A visit whose page is that of one lens."""

    def __init__(self, page: Page, server: str) -> None:
        super().__init__(page)
        self.server = server

    def open(
        self, name: str, spec: dict[str, Any], experiment: dict[str, Any] | None = None, theme: str = "light"
    ) -> Locator:
        """The lens, in a session of this spec."""
        links = "".join(f'<link rel="stylesheet" href="/static/css/{one}.css">' for one in STYLES)
        asked = json.dumps({"spec": {"place": "network", **spec}, "experiment": experiment})
        body = PAGE % (links, name.capitalize(), name, asked)
        self.page.unroute("**/lens.html")
        self.page.route("**/lens.html", lambda route: route.fulfill(body=body, content_type="text/html"))
        self.page.add_init_script(f"localStorage.setItem('ravine-theme', '{theme}')")
        self.page.goto(f"{self.server}/lens.html")
        self.wait("() => globalThis.ravine?.store.ready.value", within=STARTS)
        return self.page.locator(f".lens-{name}")

    @property
    def update(self) -> int:
        return int(self.state["update"])

    def step(self, updates: int = 1) -> None:
        """So many updates, and the clock stands."""
        for _ in range(updates):
            at = self.update
            self.page.evaluate("ravine.store.transport.step('update')")
            self.wait("n => ravine.state().clock === 'paused' && ravine.state().update === n", at + 1)

    def train(self, updates: int) -> None:
        """At least so many, as fast as it goes; all lanes have come to the same one then."""
        self.page.evaluate("() => { ravine.store.transport.speed(null); ravine.store.transport.toggle(); }")
        self.wait("n => ravine.store.live.value.update >= n", updates, within=STARTS)
        self.page.evaluate("ravine.store.transport.toggle()")
        self.wait("""() => {
            const {clock, update, lanes} = ravine.state();
            return clock === 'paused' && lanes.every((lane) => lane.update === update);
        }""")

    @contextmanager
    def line(self) -> Iterator[Line]:
        """Somebody else at the same session."""
        port = urlsplit(self.server).port
        assert port is not None
        with page_at(port) as line:
            line.hello(session=self.page.evaluate("ravine.session"))
            yield line

    def answer(self, kind: str, answered: str, **fields: Any) -> dict[str, Any]:
        """What the server says to a question that did not come from the page."""
        with self.line() as line:
            line.say(kind, number=1, **fields)
            return line.until(answered)

    def lane(self, place: int = 0) -> int:
        """The id of a lane by its place."""
        return int(self.page.evaluate("place => ravine.store.lanes.value[place].id", place))

    # --- a chart as it is read ----------------------------------------------------------------------------------------

    def drawn(self, chart: str, line: str, what: str = "line") -> list[tuple[float, float]]:
        """The points of a line, or along its band, read off the axes of a chart as a person would with a ruler."""
        box = self.page.locator(f"svg[data-chart='{chart}']")
        path = str(box.locator(f"[data-{what}='{line}']").get_attribute("d"))
        across, up = Ruler(box, "x"), Ruler(box, "y")
        points = re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", path)
        return [(across.value(float(x)), up.value(float(y))) for x, y in points]


class Ruler:
    """From pixels to values, by the first and the last number beside an axis."""

    def __init__(self, box: Locator, axis: str) -> None:
        ticks = box.locator(f".ticks.{axis} text").all()
        places = [(float(str(one.get_attribute(axis))), number(str(one.text_content()))) for one in ticks]
        assert len(places) >= 2, f"only {len(places)} numbers beside {axis}"
        self.first, self.last = places[0], places[-1]
        middle = places[len(places) // 2]
        straight = self._between(middle[0], *self.first, *self.last)
        self.log = abs(straight - middle[1]) > 1e-3 * abs(self.last[1] - self.first[1])

    @staticmethod
    def _between(pixel: float, p0: float, v0: float, p1: float, v1: float) -> float:
        return v0 + (pixel - p0) / (p1 - p0) * (v1 - v0)

    def value(self, pixel: float) -> float:
        (p0, v0), (p1, v1) = self.first, self.last
        if not self.log:
            return self._between(pixel, p0, v0, p1, v1)
        share = (pixel - p0) / (p1 - p0)
        return float(v0 * (v1 / v0) ** share)


def number(text: str) -> float:
    """As it is written on the page: 1,000, −0.5, 10⁻³, 1.5e-7, 97.5 %."""
    plain = text.replace("\u2212", "-").replace(",", "").replace("%", "").strip()
    if found := re.fullmatch(r"10([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)", plain):
        return float(10.0 ** int(found[1].translate(POWERS)))
    return float(plain.replace("K", "e3").replace("M", "e6"))
