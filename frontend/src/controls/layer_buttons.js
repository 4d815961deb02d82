import { html, useEffect, useRef, useState } from '/static/vendor/ui.js';
import { unfocused } from '../keyboard.js';
import { Anew } from './number.js';

/** @typedef {import('../store.js').Store} Store */
/** @typedef {import('../generated/types.js').LaneSpec['layers'][number]} LayerSpec */
/** @typedef {(layers: LayerSpec[]) => LayerSpec[]} Change */

const ANEW = 'starts the lane anew';

/** Another number of hidden layers.
 * @param {{layers: LayerSpec[], most: number, change: (change: Change) => void}} props */
export function LayerCount({ layers, most, change }) {
  return html`<span class="layer-count" role="group" aria-label="hidden layers">
    <button type="button" disabled=${layers.length === 1} onMouseDown=${unfocused} aria-label="one hidden layer less"
      title=${`takes the last one away; ${ANEW}`}
      onClick=${() => change((all) => all.slice(0, Math.max(1, all.length - 1)))}>−</button>
    <span>${layers.length} layer${layers.length > 1 ? 's' : ''}</span>
    <button type="button" disabled=${layers.length >= most} onMouseDown=${unfocused} aria-label="one hidden layer more"
      title=${`one more like the last; ${ANEW}`} onClick=${() => change((all) => [...all, ...all.slice(-1)])}>+</button>
    <${Anew} />
  </span>`;
}

/**
 * Over the column of a hidden layer: its number of neurons, and what can be done with it.
 * @param {{i: number, layers: LayerSpec[], limits: Record<string, number>, x: number, roomy: boolean, left: boolean,
 *   activation: string, change: (change: Change) => void}} props
 *   roomy: there is room for buttons on both sides of the number. left: the menu opens to the left
 */
export function LayerButtons({ i, layers, limits, x, roomy, left, activation, change }) {
  const box = useRef(/** @type {HTMLDivElement | null} */ (null));
  const [open, setOpen] = useState(false);
  const { units } = /** @type {{units: number}} */ (layers[i]); // only layers of neurons are drawn
  const name = `layer ${i + 1}`;
  const widen = (/** @type {number} */ by) => change((all) => all.map((layer, j) => (
    j === i ? { ...layer, units: Math.max(1, units + by) } : layer)));

  useEffect(() => {
    if (!open) return undefined;
    const outside = (/** @type {PointerEvent} */ e) => {
      if (!box.current?.contains(/** @type {Node} */ (e.target))) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);

  /** @param {KeyboardEvent} e */
  const onKeyDown = (e) => {
    if (e.key !== 'Escape' || !open) return;
    setOpen(false);
    /** @type {HTMLElement | null | undefined} */ (box.current?.querySelector('[aria-expanded]'))?.focus();
  };
  const less = html`<button type="button" disabled=${units <= 1} onMouseDown=${unfocused} onClick=${() => widen(-1)}
    aria-label=${`one neuron less in ${name}`} title=${ANEW}>−</button>`;
  const more = html`<button type="button" disabled=${units >= limits.units} onMouseDown=${unfocused}
    onClick=${() => widen(1)} aria-label=${`one neuron more in ${name}`} title=${ANEW}>+</button>`;
  const act = (/** @type {Change} */ acted) => {
    setOpen(false);
    change(acted);
  };
  return html`<div class="layer-buttons" style=${`left:${x}px`} ref=${box} onKeyDown=${onKeyDown} data-over>
    ${roomy && less}
    <button type="button" class="layer-units" aria-expanded=${open} onMouseDown=${unfocused}
      onClick=${() => setOpen(!open)} aria-label=${`${name}: ${units} neurons, ${activation}; change it`}
      title=${`${name}: ${units} neurons, ${activation}`}>${units}</button>
    ${roomy && more}
    ${open && html`<div class="layer-menu ${left ? 'to-left' : ''}">
      <p><b>Layer ${i + 1}</b> ${activation} <${Anew} /></p>
      ${!roomy && html`<p>${less} ${units} neurons ${more}</p>`}
      <button type="button" disabled=${layers.length >= limits.layers}
        onClick=${() => act((all) => all.toSpliced(i + 1, 0, all[i] ?? all[all.length - 1]))}>+ a layer like it</button>
      <button type="button" disabled=${layers.length === 1}
        onClick=${() => act((all) => (all.length > 1 ? all.filter((_, j) => j !== i) : all))}>× remove it</button>
    </div>`}
  </div>`;
}
