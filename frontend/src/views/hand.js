import { html, useEffect, useRef } from '/static/vendor/ui.js';
import { chooseWindow } from '../sight.js';
import { brought, moved, scalesOf, zoomed } from './window.js';

/** @typedef {import('../store.js').Store} Store */
/** @typedef {import('./window.js').Window} Window */
/** @typedef {import('./window.js').Spot} Spot */
/** @typedef {{kind: 'start', lane: number | null}
 *   | {kind: 'view', from: Spot, window: Window, moved: boolean, alt: boolean}
 *   | {kind: 'pinch', apart: number, window: Window, at: [number, number]}} Act */

const GRASP = 15; // pixels around a start that take hold of it
const STILL = 4; // pixels that a click may move
const WHEEL = 0.0016; // of the zoom for a pixel of the wheel
const PINCH = 0.01; // of a trackpad's, which comes as a wheel with Ctrl
const STEPS = 40; // of the start from edge to edge; five times as many with Shift
const PAN = 8; // key presses across the view
const CLOSER = 1.3;

/**
 * Lies over the map: pointer, wheel, touch and keys set the starts and move the view.
 * @param {{store: Store, cover: {current: HTMLElement | null}, box: import('./drawing.js').Box, window: Window | null,
 *   starts: import('./race.js').Starts}} props
 */
export function Hand({ store, cover, box, window, starts }) {
  const act = useRef(/** @type {Act | null} */ (null));
  const pointers = useRef(/** @type {Map<number, Spot>} */ (new Map()));
  const latest = useRef({ box, window });
  latest.current = { box, window };

  useEffect(() => {
    const node = cover.current;
    const wheel = (/** @type {WheelEvent} */ e) => {
      const { box: now, window: shown } = latest.current;
      if (!shown) return;
      e.preventDefault();
      const { x, y } = scalesOf(shown, now);
      const at = placeOf(e, node);
      const lines = e.deltaMode === 1 ? 16 : 1;
      const factor = Math.exp(-e.deltaY * lines * (e.ctrlKey ? PINCH : WHEEL));
      chooseWindow(zoomed(shown, [x.value(at.x), y.value(at.y)], factor));
    };
    node?.addEventListener('wheel', wheel, { passive: false });
    return () => node?.removeEventListener('wheel', wheel);
  }, []);

  if (!window) return html`<div class="hand" ref=${cover}></div>`;
  const { x, y } = scalesOf(window, box);
  const unit = (window[0][1] - window[0][0]) / (box.right - box.left);
  /** @param {Spot} spot @returns {[number, number]} with no more digits than a pixel tells */
  const pointAt = (spot) => [
    rounded(x.value(clamp(spot.x, box.left, box.right)), unit),
    rounded(y.value(clamp(spot.y, box.top, box.bottom)), unit),
  ];
  const near = (/** @type {Spot} */ spot, /** @type {[number, number]} */ [sx, sy]) =>
    Math.hypot(x.at(sx) - spot.x, y.at(sy) - spot.y) <= GRASP;
  /** @param {Spot} spot @param {number | null} lane */
  const start = (spot, lane) => (lane === null ? store.startAll(pointAt(spot)) : store.startOne(lane, pointAt(spot)));
  const pickedLane = () => {
    const [first, second] = store.lanes.value;
    const picked = store.picked.value === 'all' && !second ? first.id : store.picked.value;
    if (picked !== 'all') return picked;
    store.notice.value = 'Alt moves the start of one lane: pick a lane first (keys 1 to 8).';
    return null;
  };

  /** @param {PointerEvent} e */
  const press = (e) => {
    if (e.button !== 0) return;
    const spot = placeOf(e, cover.current);
    cover.current?.setPointerCapture(e.pointerId);
    pointers.current.set(e.pointerId, spot);
    if (pointers.current.size === 2) return void (act.current = pinch());
    const own = starts.own.find((one) => near(spot, one.at));
    if (own) act.current = { kind: 'start', lane: own.id };
    else if (near(spot, starts.all)) act.current = { kind: 'start', lane: e.altKey ? pickedLane() : null };
    else act.current = { kind: 'view', from: spot, window, moved: false, alt: e.altKey };
  };
  const pinch = () => {
    const [one, other] = [...pointers.current.values()];
    const at = { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 };
    return /** @type {Act} */ ({
      kind: 'pinch', apart: Math.hypot(one.x - other.x, one.y - other.y), window, at: [x.value(at.x), y.value(at.y)],
    });
  };
  /** @param {PointerEvent} e */
  const move = (e) => {
    const doing = act.current;
    if (!doing) return;
    const spot = placeOf(e, cover.current);
    pointers.current.set(e.pointerId, spot);
    if (doing.kind === 'start') {
      e.stopPropagation(); // no values beside the pointer while it carries something
      return start(spot, doing.lane);
    }
    if (doing.kind === 'pinch') {
      const [one, other] = [...pointers.current.values()];
      if (!one || !other) return undefined;
      const apart = Math.hypot(one.x - other.x, one.y - other.y);
      const closer = zoomed(doing.window, doing.at, apart / Math.max(1, doing.apart));
      return chooseWindow(brought(closer, doing.at, { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 }, box));
    }
    const [dx, dy] = [spot.x - doing.from.x, spot.y - doing.from.y];
    if (!doing.moved && Math.hypot(dx, dy) < STILL) return undefined;
    doing.moved = true;
    e.stopPropagation();
    if (doing.alt) {
      const lane = pickedLane();
      return lane === null ? undefined : start(spot, lane);
    }
    return chooseWindow(moved(doing.window, -dx * unit, dy * unit));
  };
  /** @param {PointerEvent} e */
  const lift = (e) => {
    const doing = act.current;
    pointers.current.delete(e.pointerId);
    act.current = null;
    if (doing?.kind !== 'view' || doing.moved || e.type === 'pointercancel') return;
    const lane = doing.alt ? pickedLane() : null;
    if (!doing.alt || lane !== null) start(placeOf(e, cover.current), lane);
  };

  /** @param {KeyboardEvent} e */
  const onKeyDown = (e) => {
    const way = ARROWS[e.key];
    const done = way ? arrow(way, e) : e.ctrlKey || e.metaKey ? false : key(e.key);
    if (!done) return;
    e.preventDefault();
    e.stopPropagation(); // an arrow means the start here, and not one update
  };
  /** @param {[number, number]} way @param {KeyboardEvent} e */
  const arrow = ([right, up], e) => {
    const [across, upward] = [window[0][1] - window[0][0], window[1][1] - window[1][0]];
    if (e.ctrlKey || e.metaKey) chooseWindow(moved(window, (right * across) / PAN, (up * upward) / PAN));
    else {
      const step = Math.min(across, upward) / (e.shiftKey ? 5 * STEPS : STEPS);
      const lane = e.altKey ? pickedLane() : null;
      if (e.altKey && lane === null) return true;
      const [sx, sy] = starts.own.find((one) => one.id === lane)?.at ?? starts.all;
      /** @type {[number, number]} */
      const next = [rounded(sx + right * step, unit / 10), rounded(sy + up * step, unit / 10)];
      if (lane === null) store.startAll(next);
      else store.startOne(lane, next);
    }
    return true;
  };
  const key = (/** @type {string} */ pressed) => {
    const centre = /** @type {[number, number]} */ (window.map(([low, high]) => (low + high) / 2));
    if (pressed === '+' || pressed === '=') chooseWindow(zoomed(window, centre, CLOSER));
    else if (pressed === '-') chooseWindow(zoomed(window, centre, 1 / CLOSER));
    else if (pressed === '0') chooseWindow(null);
    else return false;
    return true;
  };
  const label = 'The map. Arrow keys move the start of all lanes, with Alt that of the picked one, with Shift in '
    + 'smaller steps; Control and arrow keys move the view, plus and minus zoom, 0 shows the whole surface.';
  return html`<div class="hand" ref=${cover} tabindex="0" role="application" aria-label=${label} onPointerDown=${press}
    onPointerMove=${move} onPointerUp=${lift} onPointerCancel=${lift} onKeyDown=${onKeyDown}></div>`;
}

const ARROWS = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1],
});

/** @param {MouseEvent} e @param {HTMLElement | null} node @returns {Spot} */
function placeOf(e, node) {
  const box = node?.getBoundingClientRect();
  return { x: e.clientX - (box?.left ?? 0), y: e.clientY - (box?.top ?? 0) };
}

/** @param {number} value @param {number} unit what a pixel is worth */
function rounded(value, unit) {
  return Number(value.toFixed(clamp(Math.ceil(-Math.log10(unit)), 0, 12)));
}

/** @param {number} value @param {number} low @param {number} high */
const clamp = (value, low, high) => Math.max(low, Math.min(high, value));
