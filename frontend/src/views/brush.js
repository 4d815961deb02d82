import { html, useEffect, useRef } from '/static/vendor/ui.js';
import { drawingTheme } from '../theme.js';
import { AROUND, plane } from './data.draw.js';

/** @typedef {import('../painting.js').Painting} Painting */
/** @typedef {{at: [number, number], last: [number, number], beat: ReturnType<typeof setInterval>}} Stroke */

const [[LOW, HIGH]] = AROUND;
const SPAN = HIGH - LOW;
const BEAT = 40; // milliseconds between two points of a drag: a steady rate, however fast the hand moves
const APART = 4; // pixels: a hand that rests adds nothing
const SPREAD = 7; // pixels around the pointer, along a drag
const REACH = 11; // pixels of the eraser
const STEPS = 24; // of the cross from edge to edge; four times as many with Shift

/**
 * Lies over the plane while somebody paints: pointer, touch and keys put points, or take them away.
 * @param {{painting: Painting, cross: [number, number] | null,
 *   setCross: (cross: [number, number] | null) => void}} props
 */
export function Brush({ painting, cross, setCross }) {
  const cover = useRef(/** @type {HTMLElement | null} */ (null));
  const over = useRef(false);
  const stroke = useRef(/** @type {Stroke | null} */ (null));

  const square = () => {
    const { clientWidth: width, clientHeight: height } = /** @type {HTMLElement} */ (cover.current);
    return plane({ width, height }, drawingTheme().fontSize, AROUND);
  };
  /** At pixels of the cover; what lies outside the plane counts as its edge. @param {number} px @param {number} py */
  const act = (px, py) => {
    const { box, x, y, side } = square();
    const [x0, x1] = [x.value(clamp(px, box.left, box.right)), y.value(clamp(py, box.top, box.bottom))];
    if (!painting.erasing.value) painting.put(x0, x1);
    else painting.erase(x0, x1, (REACH / side) * SPAN);
  };
  const beat = () => {
    const now = stroke.current;
    if (!now || Math.hypot(now.at[0] - now.last[0], now.at[1] - now.last[1]) < APART) return;
    now.last = now.at;
    const spread = painting.erasing.value ? 0 : SPREAD;
    act(now.at[0] + spread * around(), now.at[1] + spread * around());
  };
  const lift = () => {
    if (!stroke.current) return;
    clearInterval(stroke.current.beat);
    stroke.current = null;
    painting.end();
  };

  /** @param {PointerEvent} e */
  const press = (e) => {
    if (e.button !== 0 || stroke.current) return;
    const at = placeOf(e);
    const { box } = square();
    if (at[0] > box.right + SPREAD || at[1] > box.bottom + SPREAD) return;
    cover.current?.setPointerCapture(e.pointerId);
    setCross(null);
    painting.begin();
    act(...at);
    stroke.current = { at, last: at, beat: setInterval(beat, BEAT) };
  };
  /** @param {PointerEvent} e */
  const move = (e) => {
    if (stroke.current) stroke.current.at = placeOf(e);
  };

  /** @param {number} right @param {number} up @param {boolean} finer */
  const walk = (right, up, finer) => {
    const [x0, x1] = cross ?? [0, 0];
    const step = SPAN / (finer ? 4 * STEPS : STEPS);
    setCross([clamp(x0 + right * step, LOW, HIGH), clamp(x1 + up * step, LOW, HIGH)]);
  };
  const put = (/** @type {boolean} */ erasing) => {
    if (!cross) return walk(0, 0, false);
    painting.begin();
    if (erasing) painting.erase(...cross, (REACH / square().side) * SPAN);
    else painting.put(...cross);
    return painting.end();
  };
  /** @param {KeyboardEvent} e @param {boolean} focused */
  const action = ({ key, shiftKey, ctrlKey, metaKey, altKey }, focused) => {
    if (altKey) return null;
    if (ctrlKey || metaKey) return key.toLowerCase() === 'z' && !shiftKey ? () => painting.undo() : null;
    if (/^[0-9]$/.test(key)) return () => painting.choose(key === '0' ? 9 : Number(key) - 1);
    if (!focused) return null;
    if (key in ARROWS) return () => walk(...ARROWS[key], shiftKey);
    if (key === 'Enter') return () => put(painting.erasing.value);
    if (key === 'Delete' || key === 'Backspace') return () => put(true);
    return null;
  };

  // before the keys of the page, so that 1 to 8 mean classes while the pointer or the focus is here
  const listener = useRef((/** @type {KeyboardEvent} */ _) => {});
  listener.current = (e) => {
    const focused = cover.current?.contains(document.activeElement) ?? false;
    const typing = !focused && e.target instanceof Element && e.target.closest('input, select, textarea');
    const act = (focused || over.current) && !typing ? action(e, focused) : null;
    if (!act) return;
    e.preventDefault();
    e.stopImmediatePropagation();
    act();
  };
  useEffect(() => {
    const listen = (/** @type {KeyboardEvent} */ e) => listener.current(e);
    addEventListener('keydown', listen, { capture: true });
    return () => {
      removeEventListener('keydown', listen, { capture: true });
      lift();
    };
  }, []);

  const label = 'The plane to paint on. Arrow keys move a cross, Enter puts a point of the chosen class, '
    + 'Delete takes points away, the digits choose the class.';
  return html`<div class="brush" ref=${cover} tabindex="0" role="application" aria-label=${label}
    data-erasing=${painting.erasing.value} onPointerDown=${press} onPointerMove=${move} onPointerUp=${lift}
    onPointerCancel=${lift} onPointerEnter=${() => (over.current = true)} onPointerLeave=${() => (over.current = false)}
    onBlur=${() => setCross(null)}></div>`;
}

const ARROWS = /** @type {Record<string, [number, number]>} */ ({
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1],
});

/** Within the cover. @param {PointerEvent} e @returns {[number, number]} */
function placeOf(e) {
  const box = /** @type {Element} */ (e.currentTarget).getBoundingClientRect();
  return [e.clientX - box.left, e.clientY - box.top];
}

/** Near to a normal deviate: the sum of three even ones, with a standard deviation of 1. */
const around = () => 2 * (Math.random() + Math.random() + Math.random() - 1.5);

/** @param {number} value @param {number} low @param {number} high */
const clamp = (value, low, high) => Math.max(low, Math.min(high, value));
