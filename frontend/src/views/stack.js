import { html, useRef } from '/static/vendor/ui.js';
import { useAnswer, useSeen } from '../asking.js';
import { count } from '../wording.js';

/** @typedef {import('../generated/types.js').LaneSpec} LaneSpec */
/** @typedef {import('../generated/types.js').OutlinedLayer} OutlinedLayer */

/** Whether it has layers of neurons only, which can be drawn one by one. @param {LaneSpec} spec */
export const ofNeurons = (spec) => spec.layers.every((layer) => 'units' in layer);

/** What a lane's network on pictures is made of, in words and figures of the server; null while it has not said.
 * @param {import('../store.js').Store} store @param {import('./drawing.js').Lane} lane @param {boolean} on
 * @returns {{parameters: number, layers: (OutlinedLayer & {title: string, slides: string})[]} | null} */
export function useOutline(store, lane, on) {
  const spec = store.network.value?.lanes[store.indexOf(lane.id)];
  const [maps, side] = store.data.value?.image ?? [];
  const fields = { lane: lane.id, layers: spec?.layers, maps, side, classes: store.data.value?.outputs };
  const { answer } = useAnswer(store, 'outline', fields, { on: on && Boolean(spec && side), still: true });
  if (!answer) return null;
  const kinds = store.catalogue.value?.layers ?? [];
  const title = (/** @type {string} */ kind) => kinds.find(({ name }) => name === kind)?.title ?? kind;
  return {
    parameters: answer.parameters,
    layers: answer.layers.map((/** @type {OutlinedLayer} */ one, /** @type {number} */ i) => (
      { ...one, title: title(one.layer), slides: slides(spec?.layers[i]) })),
  };
}

/** A network of maps, layer by layer: what each one hands on.
 * @param {{store: import('../store.js').Store, lane: import('./drawing.js').Lane}} props */
export function Stack({ store, lane }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const outline = useOutline(store, lane, useSeen(box));
  return html`<figure class="view stack" ref=${box} aria-label="Network, layer by layer">
    <figcaption><h3>Network</h3>
      ${outline && html`<span class="quiet">${count(outline.parameters)} parameters</span>`}</figcaption>
    <ol>${outline?.layers.map(({ title, slides, shape }) => html`<li><span><b>${title}</b>${' '}
      <span class="quiet">${slides}</span></span>${' '}<span>${shapeOf(shape)}</span></li>`)}</ol>
  </figure>`;
}

/** In the field's order: height, width, maps. @param {[number, number, number]} shape */
export const shapeOf = ([maps, height, width]) =>
  (height * width > 1 ? `${height} × ${width} × ${maps}` : count(maps));

/** What it slides over the maps. @param {any} layer */
const slides = (layer) => (layer?.size
  ? `${layer.size} × ${layer.size}${layer.stride > 1 ? `, stride ${layer.stride}` : ''}` : '');
