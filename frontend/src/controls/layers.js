import { html, useId } from '/static/vendor/ui.js';
import { DIFFER } from '../paths.js';
import { Choice } from './choice.js';
import { explains } from './explain.js';
import { Layer, activatedBy, numbersOf } from './layer.js';
import { Anew, NumberControl, Refusal } from './number.js';

/** @typedef {import('./place.js').Place<import('../generated/types.js').LaneSpec>} Place */
/** @typedef {import('../generated/types.js').Catalogue} Catalogue */

/**
 * The hidden layers, from the input on: how many, how wide, which activation, how much dropout. What is set for all of
 * them stands above the single ones.
 * @param {{place: Place, catalogue: Catalogue, pictures: boolean}} props pictures: the data are some
 */
export function Layers({ place, catalogue, pictures }) {
  const id = useId();
  const held = place.read('layers');
  const number = held === DIFFER ? place.read('layers.length') : held.length;
  const most = catalogue.limits.layers;
  const keep = numbersOf(catalogue, 'layer').find(({ path }) => path === 'keep');
  const grow = () => place.change('layers', undefined, ({ layers = [] }) => (
    { layers: [...layers, ...layers.slice(-1)] }));
  const shrink = () => place.change('layers', undefined, ({ layers = [] }) => (
    { layers: layers.slice(0, Math.max(1, layers.length - 1)) }));
  const help = 'A new layer is like the last one.';
  const activate = (/** @type {string} */ name) => place.change('layers.*.activation', { name }, ({ layers }) => (
    { layers: layers.map((layer) => activatedBy(layer, { name }, catalogue)) }));
  const explanation = { label: 'hidden layers', help, range: `1 to ${most} layers` };
  return html`<div class="layers">
    <div class="field stepper" ...${explains(explanation)}>
      <span id=${id}>hidden layers <${Anew} /></span>
      <span class="steps" role="group" aria-labelledby=${id}>
        <button type="button" onClick=${shrink} disabled=${number === 1} aria-label="one layer less">−</button>
        <b aria-live="polite">${number === DIFFER ? 'differ' : number}</b>
        <button type="button" onClick=${grow} disabled=${number === most} aria-label="one layer more">+</button>
      </span>
      <${Refusal} id=${id} text=${place.refusal('layers')} />
    </div>
    <${Choice} place=${place} path="layers.*.activation" label="activation of all" family=${catalogue.activations}
      write=${activate} />
    <${NumberControl} place=${place} path="layers.*.keep" parameter=${keep} label="keep (dropout)" />
    ${number === DIFFER
      ? html`<p class="help">The lanes have unlike numbers of layers: pick one lane to set single layers.</p>`
      : html`<details class="single"><summary>Single layers: kind, size, activation, keep, residual, frozen</summary>
          <ol>${Array.from({ length: number }, (_, i) =>
            html`<${Layer} key=${i} place=${place} catalogue=${catalogue} i=${i} only=${number === 1}
              pictures=${pictures} />`)}</ol>
        </details>`}
  </div>`;
}
