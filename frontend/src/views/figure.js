import { html, useEffect, useId, useLayoutEffect, useRef, useState } from '/static/vendor/ui.js';
import { Swatch } from './legend.js';
import { NeuronMap } from './neuron_map.js';
import { PlotlyDialog } from './plotly.js';
import { Values } from './values.js';

/** @typedef {import('../link.js').Link} Link */
/** @typedef {import('./drawing.js').Pick} Pick */

const NEAR = '240px'; // a picture is drawn a little before it is scrolled into sight
const PHONE = 560; // pixels of the window: no room beside the pointer
export const NARROW = 360; // pixels of a picture that has no room for much beside the pointer
export const LOW = 300;
const UNDER = 'left:0;right:0;top:100%;width:auto;max-width:none';
const REFRESH = 250; // milliseconds between looks at what lies under a pointer that rests

/** Ids of the views on the page by name (`loss`, `regions:2`): for tests and the console.
 * @type {Map<string, string>} */
export const shown = new Map();

/**
 * The half of a view that lives in the document: caption, size, pointer, text alternative. The worker draws.
 * @param {{link: Link, name: string, view: string, lane?: number | null, options?: object, title: any, legend?: any,
 *   hair?: boolean, class?: string, children?: any, onLocate?: (at: [number, number]) => void,
 *   onPick?: (pick: Pick | null) => void, onPress?: (pick: Pick | null, touch: boolean) => void,
 *   point?: {x: number, y: number} | null}} props
 *   hair: a line shows which update the pointer means. children: what lies over the picture. onLocate: hears which
 *   point of the plane was pressed. onPick: hears what lies under the pointer. onPress: what was pressed. point: where
 *   the keyboard is, which counts like the pointer
 */
export function Figure({
  link, name, view, lane = null, options = {}, title, legend, hair, class: kind = '', children,
  onLocate, onPick, onPress, point = null,
}) {
  const id = useId();
  const frame = useRef(/** @type {HTMLDivElement | null} */ (null));
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const opened = useRef('');
  const [text, setText] = useState('');
  const [pointer, setPointer] = useState(/** @type {{x: number, y: number} | null} */ (null));
  const [picked, setPicked] = useState(/** @type {Pick | null} */ (null));
  const [inspecting, setInspecting] = useState(false);
  const key = lane === null ? name : `${name}:${lane}`;
  const content = JSON.stringify(options);

  useLayoutEffect(() => {
    const [box, paper] = [frame.current, canvas.current];
    if (!box || !paper) return undefined;
    const size = () => (
      { width: box.clientWidth, height: box.clientHeight, ratio: Math.min(3, devicePixelRatio || 1) });
    const view_ = link.open(view, paper, { size: size(), lane, options }, setText);
    opened.current = view_;
    shown.set(key, view_);
    const sizes = new ResizeObserver(() => link.change(view_, { size: size() }));
    const sights = new IntersectionObserver(
      (entries) => link.change(view_, { visible: entries[entries.length - 1].isIntersecting }), { rootMargin: NEAR });
    sizes.observe(box);
    sights.observe(box);
    return () => {
      sizes.disconnect();
      sights.disconnect();
      link.close(view_);
      shown.delete(key);
    };
  }, []);

  useEffect(() => {
    if (opened.current) link.change(opened.current, { options });
  }, [content]);

  useEffect(() => {
    const take = (/** @type {Pick | null} */ pick) => {
      setPicked(pick);
      onPick?.(pick);
    };
    if (!pointer) return take(null);
    let here = true;
    const look = () => link.pick(opened.current, pointer.x, pointer.y).then((pick) => here && take(pick));
    look();
    const again = setInterval(look, REFRESH);
    return () => {
      here = false;
      clearInterval(again);
    };
  }, [pointer?.x, pointer?.y, content]);

  useEffect(() => setPointer(point), [point?.x, point?.y]);

  /** @param {MouseEvent} e */
  const place = (e) => {
    const box = /** @type {Element} */ (e.currentTarget).getBoundingClientRect();
    return { x: e.clientX - box.left, y: e.clientY - box.top };
  };
  useEffect(() => { // a tap stays until there is one elsewhere
    if (!pointer) return undefined;
    const elsewhere = (/** @type {PointerEvent} */ e) =>
      frame.current?.contains(/** @type {Node} */ (e.target)) || setPointer(null);
    document.addEventListener('pointerdown', elsewhere);
    return () => document.removeEventListener('pointerdown', elsewhere);
  }, [pointer !== null]);

  /** What lies over the picture with `data-over` answers for itself. @param {Event} e */
  const over = (e) => e.target instanceof Element && e.target.closest('[data-over]');
  const move = (/** @type {MouseEvent} */ e) => setPointer(over(e) ? null : place(e));
  const leave = (/** @type {PointerEvent} */ e) => e.pointerType !== 'touch' && setPointer(null);
  const press = async (/** @type {MouseEvent} */ e) => {
    if (over(e)) return;
    const { x, y } = place(e);
    const pick = await link.pick(opened.current, x, y);
    if (pick?.at) onLocate?.(pick.at);
    onPress?.(pick, /** @type {PointerEvent} */ (e).pointerType === 'touch');
  };
  const inspect = () => link.inspect(opened.current);
  return html`<figure class="view ${kind}" aria-labelledby=${id}>
    <figcaption><h3 id=${id}>${title}</h3>${legend}</figcaption>
    <div class="frame" ref=${frame} onPointerMove=${move} onPointerDown=${move}
      onPointerLeave=${leave} onClick=${(onLocate || onPress) && press}>
      <canvas ref=${canvas} role="img" aria-label=${text || 'waiting for the first picture'}></canvas>
      ${children}
      ${picked && hair && html`<i class="hair" style=${`left:${picked.x}px`}></i>`}
      ${picked && frame.current && html`<${Hint} pick=${picked} frame=${frame.current} />`}
    </div>
    <button type="button" class="open-plotly" aria-label=${`Open ${title} in Plotly`}
        title="Open in Plotly: zoom, exact values, save as PNG or SVG" onClick=${() => setInspecting(true)}>
      <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true" fill="none" stroke="currentColor"
          stroke-width="1.6"><path d="M8.5 1.5h4v4M12.5 1.5l-5 5M5.5 12.5h-4v-4M1.5 12.5l5-5" /></svg></button>
    <${Values} of=${key} inspect=${inspect} />
    ${inspecting && html`<${PlotlyDialog} ...${{ view, title, options, inspect }}
      onClose=${() => setInspecting(false)} />`}
  </figure>`;
}

/** Exact values beside the pointer, on the side where there is room; under a small picture where they take more.
 * @param {{pick: Pick, frame: HTMLElement}} props */
function Hint({ pick, frame: { clientWidth: width, clientHeight: height } }) {
  const side = pick.x > width / 2 ? `right:${width - pick.x + 14}px` : `left:${pick.x + 14}px`;
  const below = innerWidth < PHONE || (pick.sums && (width < NARROW || (pick.map && height < LOW)));
  return html`<div class="hint ${pick.map ? 'with-map' : ''}"
      style=${below ? UNDER : `${side};top:${Math.max(0, pick.y - 12)}px`}>
    <b>${pick.title}</b>
    ${pick.map && html`<${NeuronMap} map=${pick.map} />`}
    ${pick.sums?.map((line) => html`<p class="sum">${line}</p>`)}
    <dl>${pick.lines.map(({ label, value, slot }) => html`<div>
      <dt>${slot !== undefined && html`<${Swatch} slot=${slot} /> `}${label}</dt><dd>${value}</dd></div>`)}</dl>
  </div>`;
}
