import { html, useRef } from '/static/vendor/ui.js';
import { useAnswer, useSeen } from '../asking.js';
import { count } from '../wording.js';

/** @typedef {import('../generated/types.js').LaneSpec} LaneSpec */

/** Whether it has layers of neurons only, which can be drawn one by one. @param {LaneSpec} spec */
export const ofNeurons = (spec) => spec.layers.every((layer) => 'units' in layer);

/** A network of maps, layer by layer: what each one hands on, and what it learns.
 * @param {{store: import('../store.js').Store, lane: import('./drawing.js').Lane}} props */
export function Stack({ store, lane }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const seen = useSeen(box);
  const spec = store.network.value?.lanes[store.lanes.value.findIndex(({ id }) => id === lane.id)];
  const [maps, side] = store.data.value?.image ?? [];
  const fields = { lane: lane.id, layers: spec?.layers, maps, side, classes: store.data.value?.outputs };
  const { answer } = useAnswer(store, 'outline', fields, { on: seen && Boolean(spec && side) });
  const kinds = store.catalogue.value?.layers ?? [];
  const title = (/** @type {string} */ kind) => kinds.find(({ name }) => name === kind)?.title ?? kind;
  return html`<figure class="stack" ref=${box} aria-label="Network, layer by layer">
    <figcaption><h3>Network</h3>
      ${answer && html`<span class="quiet">${count(answer.parameters)} parameters</span>`}</figcaption>
    <ol>${answer?.layers.map((/** @type {any} */ one, /** @type {number} */ i) => html`<li>
      <b>${title(one.layer)}</b> <span>${window_(spec?.layers[i])}</span>
      <span class="stack-shape">${shapeOf(one.shape)}</span></li>`)}</ol>
  </figure>`;
}

/** In the field's order: height, width, maps. @param {[number, number, number]} shape */
export const shapeOf = ([maps, height, width]) =>
  (height * width > 1 ? `${height} × ${width} × ${maps}` : count(maps));

/** What it slides over the maps. @param {any} layer */
const window_ = (layer) =>
  (layer?.size ? `${layer.size} × ${layer.size}${layer.stride > 1 ? `, stride ${layer.stride}` : ''}` : '');
