import { html, useEffect, useId, useState } from '/static/vendor/ui.js';
import { Swatch } from '../legend.js';

/** @typedef {import('../../store.js').Store} Store */
/** @typedef {import('../../link.js').Link} Link */
/** @typedef {import('../drawing.js').Lane} Lane */
/** Of every lens; experiment: what is being taught, or null.
 * @typedef {{store: Store, link: Link, experiment: any}} Props */

/** One look at a network: a title, what it is about, and what was wrong with the question.
 * @param {{title: string, box: {current: HTMLElement | null}, kind: string, legend?: any, refusal?: string,
 *   children?: any}} props box: tells whether it is on the screen */
export function Lens({ title, box, kind, legend, refusal = '', children }) {
  const id = useId();
  return html`<section class="lens lens-${kind}" ref=${box} aria-labelledby=${id}>
    <header><h3 id=${id}>${title}</h3>${legend}</header>
    ${children}
    ${refusal && html`<p class="refusal" role="status">${refusal}</p>`}
  </section>`;
}

/** The lane that a lens is about: the one that was chosen on it, else the picked one, else the first that has something
 * to show, else the first.
 * @param {Store} store @param {(spec: import('../../generated/types.js').LaneSpec) => boolean} [fits]  has it something
 * @returns {[Lane | null, (id: number | null) => void]} */
export function useLane(store, fits = () => true) {
  const [own, choose] = useState(/** @type {number | null} */ (null));
  const { lanes, picked } = store;
  useEffect(() => choose(null), [picked.value]);
  const one = (/** @type {number | 'all' | null} */ id) => lanes.value.find((lane) => lane.id === id);
  const fitting = lanes.value[store.network.value?.lanes.findIndex(fits) ?? 0];
  return [one(own) ?? one(picked.value) ?? fitting ?? lanes.value[0] ?? null, choose];
}

/** @param {{store: Store, lane: Lane | null, choose: (id: number) => void}} props */
export function LaneChoice({ store, lane, choose }) {
  if (!lane) return null;
  const { value: lanes } = store.lanes;
  return html`<span class="lens-lane"><${Swatch} slot=${lane.slot} />
    ${lanes.length < 2 ? lane.name : html`<select aria-label="lane" value=${lane.id}
      onChange=${(/** @type {any} */ e) => choose(Number(e.target.value))}>
      ${lanes.map(({ id, name }) =>
        html`<option value=${id} selected=${id === lane.id}>${name}</option>`)}</select>`}</span>`;
}

/** A layer in words, counted from 0 at the first hidden one. @param {number} layer @param {number} layers */
export const layerName = (layer, layers) => (layer === layers - 1 ? 'output' : `layer ${layer + 1}`);
