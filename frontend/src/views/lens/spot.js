import { html, useState } from '/static/vendor/ui.js';
import { netOf } from '../network.words.js';
import { layerName } from './lens.js';
import { Whole } from './whole.js';

/** @typedef {{layer: number, unit: number, input: number | null}} Spot  layers from 0: the first hidden one */
/** @typedef {{units: number, inputs: number}} Size  rows of a layer's weights, and numbers that come in */

/** The layers of a network as their weights stand: a Maxout layer has a row for each piece.
 * @param {any} spec of a lane @param {import('../../generated/types.js').DataShape} data
 * @param {number} outputs of the last layer @returns {Size[]} */
export function sizesOf(spec, data, outputs = data.outputs) {
  let inputs = data.inputs;
  const sizes = spec.layers.map((/** @type {any} */ { units, pieces = 1 }) => {
    const size = { units: units * pieces, inputs };
    inputs = units;
    return size;
  });
  return [...sizes, { units: outputs, inputs }];
}

/** The nearest place that there is. @param {Spot} spot @param {Size[]} sizes @returns {Spot} */
export function within({ layer, unit, input }, sizes) {
  const at = Math.max(0, Math.min(layer, sizes.length - 1));
  const { units, inputs } = sizes[at];
  return {
    layer: at, unit: Math.max(0, Math.min(unit, units - 1)),
    input: input === null ? null : Math.max(0, Math.min(input, inputs - 1)),
  };
}

/** The weight that is looked at, and the sizes of all layers; null: nothing is known of the network yet.
 * @param {import('../../store.js').Store} store @param {import('../drawing.js').Lane | null} lane */
export function useSpot(store, lane) {
  const [wanted, choose] = useState({ layer: 0, unit: 0, input: /** @type {number | null} */ (0) });
  const { network, data: { value: data }, catalogue: { value: catalogue } } = store;
  const spec = network.value?.lanes[store.indexOf(lane?.id)];
  const net = spec && data && catalogue ? netOf(spec, data, catalogue) : null;
  const sizes = net && data ? sizesOf(spec, data, net.layers[net.layers.length - 1].units) : null;
  return { spot: sizes ? within(wanted, sizes) : wanted, sizes, choose };
}

/** One weight of a network, or a bias. @param {{spot: Spot, sizes: Size[], choose: (spot: Spot) => void}} props */
export function SpotChoice({ spot, sizes, choose }) {
  const { units, inputs } = sizes[spot.layer];
  const put = (/** @type {Partial<Spot>} */ change) => choose(within({ ...spot, ...change }, sizes));
  return html`<span class="spot" role="group" aria-label="which weight">
    <label>layer <select value=${spot.layer}
      onChange=${(/** @type {any} */ e) => put({ layer: Number(e.target.value) })}>
      ${sizes.map((_, i) => html`<option value=${i} selected=${i === spot.layer}>${
        layerName(i, sizes.length).replace('layer ', '')}</option>`)}
    </select></label>
    <${Count} label="neuron" value=${spot.unit} most=${units} put=${(/** @type {number} */ unit) => put({ unit })} />
    ${spot.input === null ? html`<span>bias</span>`
      : html`<${Count} label="input" value=${spot.input} most=${inputs}
        put=${(/** @type {number} */ input) => put({ input })} />`}
    <label class="toggle"><input type="checkbox" checked=${spot.input === null}
      onChange=${(/** @type {any} */ e) => put({ input: e.target.checked ? null : 0 })} /> bias</label>
  </span>`;
}

/**
 * Counted from 1 as people do.
 * @param {{label: string, value: number, most: number, put: (value: number) => void}} props
 */
function Count({ label, value, most, put }) {
  return html`<label>${label} <${Whole} ...${{ label, low: 1, high: most, value: value + 1 }}
    put=${(/** @type {number} */ next) => put(next - 1)} /> <span class="quiet">of ${most}</span></label>`;
}

/** `w, layer 1, neuron 3, input 2`. @param {Spot} spot @param {number} layers */
export const spotName = ({ layer, unit, input }, layers) =>
  `${input === null ? 'the bias' : 'the weight'} of ${layerName(layer, layers)}, neuron ${unit + 1}${
    input === null ? '' : ` from input ${input + 1}`}`;
