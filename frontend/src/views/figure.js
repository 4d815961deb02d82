import { html, useEffect, useId, useLayoutEffect, useRef, useState } from '/static/vendor/ui.js';
import { Swatch } from './legend.js';
import { Values } from './values.js';

/** @typedef {import('../link.js').Link} Link */
/** @typedef {import('./drawing.js').Pick} Pick */

const NEAR = '240px'; // a picture is drawn a little before it is scrolled into sight
const REFRESH = 250; // milliseconds between looks at what lies under a pointer that rests

/** Ids of the views on the page by name (`loss`, `regions:2`): for tests and the console.
 * @type {Map<string, string>} */
export const shown = new Map();

/**
 * The half of a view that lives in the document: caption, size, pointer, text alternative. The worker draws.
 * @param {{link: Link, name: string, view: string, lane?: number | null, options?: object, title: any, legend?: any,
 *   hair?: boolean, class?: string}} props hair: a line shows which update the pointer means
 */
export function Figure({ link, name, view, lane = null, options = {}, title, legend, hair, class: kind = '' }) {
  const id = useId();
  const frame = useRef(/** @type {HTMLDivElement | null} */ (null));
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const opened = useRef('');
  const [text, setText] = useState('');
  const [pointer, setPointer] = useState(/** @type {{x: number, y: number} | null} */ (null));
  const [picked, setPicked] = useState(/** @type {Pick | null} */ (null));
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
    if (!pointer) return setPicked(null);
    let here = true;
    const look = () => link.pick(opened.current, pointer.x, pointer.y).then((pick) => here && setPicked(pick));
    look();
    const again = setInterval(look, REFRESH);
    return () => {
      here = false;
      clearInterval(again);
    };
  }, [pointer?.x, pointer?.y, content]);

  /** @param {PointerEvent} e */
  const move = (e) => {
    const box = /** @type {Element} */ (e.currentTarget).getBoundingClientRect();
    setPointer({ x: e.clientX - box.left, y: e.clientY - box.top });
  };
  return html`<figure class="view ${kind}" aria-labelledby=${id}>
    <figcaption><h3 id=${id}>${title}</h3>${legend}</figcaption>
    <div class="frame" ref=${frame} onPointerMove=${move} onPointerDown=${move}
      onPointerLeave=${() => setPointer(null)}>
      <canvas ref=${canvas} role="img" aria-label=${text || 'waiting for the first picture'}></canvas>
      ${picked && hair && html`<i class="hair" style=${`left:${picked.x}px`}></i>`}
      ${picked && frame.current && html`<${Hint} pick=${picked} width=${frame.current.clientWidth} />`}
    </div>
    <${Values} of=${key} inspect=${() => link.inspect(opened.current)} />
  </figure>`;
}

/** Exact values beside the pointer, on the side where there is room. @param {{pick: Pick, width: number}} props */
function Hint({ pick, width }) {
  const side = pick.x > width / 2 ? `right:${width - pick.x + 14}px` : `left:${pick.x + 14}px`;
  return html`<div class="hint" style=${`${side};top:${Math.max(0, pick.y - 12)}px`}>
    <b>${pick.title}</b>
    <dl>${pick.lines.map(({ label, value, slot }) => html`<div>
      <dt>${slot !== undefined && html`<${Swatch} slot=${slot} /> `}${label}</dt><dd>${value}</dd></div>`)}</dl>
  </div>`;
}
