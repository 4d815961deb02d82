import { html } from '/static/vendor/ui.js';
import { chooseFor, pairOf, same } from '../sections.js';
import { linkName } from '../views/network.words.js';

/** @typedef {import('../views/network.layout.js').Net} Net */
/** @typedef {import('../views/network.layout.js').Place} Place */

const AXES = /** @type {const} */ (['x', 'y']);
const KEY = 'section';

/** Two buttons beside a weight: it becomes x, or y, of the surface.
 * @param {{lane: number, place: Place, name: string}} props */
export function AxisButtons({ lane, place, name }) {
  const held = pairOf(lane);
  return html`<span class="axes" role="group" aria-label=${`use ${name} as`}>${AXES.map((axis) => html`<button
    type="button" class="small" aria-pressed=${same(held[axis], place)} aria-label=${`use ${name} as ${axis}`}
    title=${`use as ${axis} of a surface`} onClick=${() => chooseFor(lane, axis, place)}>${axis}</button>`)}</span>`;
}

/**
 * What is chosen, and the way to the Surface place.
 * @param {{store: import('../store.js').Store, lane: number, net: Net}} props
 */
export function PairChosen({ store, lane, net }) {
  const { x, y } = pairOf(lane);
  const refusal = store.edits.refusals.value.get(KEY) ?? '';
  if (!x && !y) return html`<p class="help">x and y beside a number: choose two, and see the loss over them.</p>`;
  return html`<div class="pair-chosen">
    <p>${AXES.map((axis) => html`<span><b>${axis}</b> ${words(net, axis === 'x' ? x : y)}</span>`)}</p>
    <button type="button" disabled=${!x || !y} onClick=${() => x && y && store.section(lane, x, y)}>
      Show the loss over these two</button>
    ${refusal && html`<p class="refusal" role="alert">${refusal}</p>`}
  </div>`;
}

/** @param {Net} net @param {Place | null} place */
const words = (net, place) => (place ? linkName(net, place) : 'none yet');
