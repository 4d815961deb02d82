import { html, useMemo, useRef, useState } from '/static/vendor/ui.js';
import { Refusal } from '../controls/number.js';
import { drawingTheme, theme } from '../theme.js';
import { Figure } from './figure.js';
import { boundsOf, nearest, sheetOf } from './scatter.draw.js';

const STEPS = 40; // key presses across the picture

/** The points that a surface is the loss on: each can be dragged, and the surface follows.
 * @param {{store: import('../store.js').Store, link: import('../link.js').Link,
 *   place: import('../controls/place.js').Place}} props */
export function Scatter({ store, link, place }) {
  const cover = useRef(/** @type {HTMLElement | null} */ (null));
  const [held, setHeld] = useState(-1);
  const [bounds, setBounds] = useState(/** @type {import('./scatter.draw.js').Bounds | null} */ (null));
  const fontSize = useMemo(() => drawingTheme().fontSize, [theme.value]);
  const ground = store.ground.value;
  const pending = store.edits.pending.value.get('session.points');
  const rows = /** @type {number[][]} */ (pending ?? ground?.points ?? []);
  const sheet = () => sheetOf(
    { width: cover.current?.clientWidth ?? 1, height: cover.current?.clientHeight ?? 1 }, fontSize,
    bounds ?? boundsOf(rows));
  /** @param {number} i @param {number} px @param {number} py */
  const put = (i, px, py) => {
    const { box, x, y } = sheet();
    const [across, up] = [Math.max(box.left, Math.min(box.right, px)), Math.max(box.top, Math.min(box.bottom, py))];
    const at = [x.value(across), y.value(up)].map((value) => Number(value.toPrecision(5)));
    const next = rows.map((row, k) => (k === i ? [...at, ...row.slice(2)] : row));
    place.change('points', next, () => ({ points: next }));
  };
  /** @param {PointerEvent} e */
  const spot = (e) => {
    const box = cover.current?.getBoundingClientRect();
    return /** @type {[number, number]} */ ([e.clientX - (box?.left ?? 0), e.clientY - (box?.top ?? 0)]);
  };
  const press = (/** @type {PointerEvent} */ e) => {
    const { x, y } = sheet();
    const i = e.button === 0 ? nearest(rows, x, y, ...spot(e)) : -1;
    setHeld(i);
    if (i < 0) return;
    cover.current?.setPointerCapture(e.pointerId);
    setBounds(boundsOf(rows)); // the picture stands still while something is carried over it
  };
  const move = (/** @type {PointerEvent} */ e) => {
    if (!bounds || held < 0) return;
    e.stopPropagation();
    put(held, ...spot(e));
  };
  const lift = () => setBounds(null);
  const onKeyDown = (/** @type {KeyboardEvent} */ e) => {
    const way = ARROWS[e.key];
    const turn = e.key === 'PageDown' ? 1 : e.key === 'PageUp' ? -1 : 0;
    if (!rows.length || !(way || turn) || e.ctrlKey || e.metaKey || e.altKey) return;
    e.preventDefault();
    e.stopPropagation(); // an arrow moves the point here
    if (turn) return setHeld((held + turn + rows.length) % rows.length);
    const i = Math.max(0, held);
    const { box, x, y } = sheet();
    setHeld(i);
    const [right, down] = [(way[0] * (box.right - box.left)) / STEPS, (way[1] * (box.bottom - box.top)) / STEPS];
    return put(i, x.at(rows[i][0]) + right, y.at(rows[i][1]) + down);
  };
  const label = 'The points of the data. Page down and page up choose one, arrow keys move it.';
  const own = store.surface.value?.points;
  return html`<div class="scatter">
    <${Figure} link=${link} name="scatter" view="scatter" title="Data" class="scatter-figure"
      options=${{ points: pending ?? null, bounds, held }}
      legend=${html`<span class="quiet">drag a point; lines: the lanes now</span>`}>
      <div class="hand" ref=${cover} tabindex="0" role="application" aria-label=${label} onPointerDown=${press}
        onPointerMove=${move} onPointerUp=${lift} onPointerCancel=${lift} onKeyDown=${onKeyDown}></div>
    <//>
    ${own && html`<button type="button" class="small"
      onClick=${() => place.change('points', null, () => ({ points: null }))}>Points as they were</button>`}
    <${Refusal} id="scatter" text=${place.refusal('points')} />
  </div>`;
}

const ARROWS = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
});
