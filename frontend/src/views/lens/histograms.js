import { html, useRef, useState } from '/static/vendor/ui.js';
import { useAnswer, useSeen } from '../../asking.js';
import { count, measured, percent, shortNumber } from '../../wording.js';
import { Figure } from '../figure.js';
import { Swatch } from '../legend.js';
import { Lens, layerName } from './lens.js';

/** @typedef {import('../../generated/types.js').Sized} Sized */

/** The weights of all lanes, each in its own panel, all on one axis: what L1 and L2 make of them.
 * @param {import('./lens.js').Props} props */
export function Histograms({ store, link }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const seen = useSeen(box);
  const [layer, setLayer] = useState(/** @type {number | null} */ (null));
  const most = Math.max(0, ...(store.network.value?.lanes.map(({ layers }) => layers.length + 1) ?? []));
  const shown = layer !== null && layer < most ? layer : null;
  const choose = (/** @type {any} */ e) => setLayer(e.target.value === '' ? null : Number(e.target.value));
  const below = shortNumber(store.answers.of('sizes', store.lanes.value[0]?.id)?.below ?? 0);
  const legend = html`<label>weights of <select value=${shown ?? ''} onChange=${choose}>
    <option value="" selected=${shown === null}>all layers</option>
    ${Array.from({ length: most }, (_, i) =>
      html`<option value=${i} selected=${i === shown}>${layerName(i, most)}</option>`)}
  </select></label>`;
  return html`<${Lens} title="Weights side by side" box=${box} kind="histograms">
    <${Figure} link=${link} name="histograms" view="lens/histograms" title="Share of the weights" legend=${legend}
      options=${{ layer: shown }} class="lens-figure histograms-figure" />
    <div class="scroll" tabindex="0" role="region" aria-label="Size of the weights"><table class="lens-table">
      <thead><tr><th scope="col">lane</th><th scope="col">weights</th><th scope="col">norm</th>
        <th scope="col">below ${below}</th></tr></thead>
      <tbody>${store.lanes.value.map((lane) =>
        html`<${Row} key=${lane.id} ...${{ store, lane, seen }} layer=${shown} />`)}</tbody>
    </table></div>
    <p class="help">Biases left out. The same axis and the same height for all lanes; counted in 32 bins a layer,
      drawn in 64 cells. Norm: √Σw². Below ${below}: the share of the weights that are so near to 0.</p>
  <//>`;
}

/** @param {{store: import('../../store.js').Store, lane: import('../drawing.js').Lane, seen: boolean,
 *   layer: number | null}} props */
function Row({ store, lane, seen, layer }) {
  const { answer } = useAnswer(store, 'sizes', { lane: lane.id }, { on: seen });
  const sized = /** @type {Sized | null} */ (answer);
  const layers = sized?.layers.filter((_, i) => layer === null || i === layer) ?? [];
  const all = layers.reduce((sum, { weights }) => sum + weights, 0);
  const small = layers.reduce((sum, one) => sum + one.small, 0);
  return html`<tr><th scope="row"><${Swatch} slot=${lane.slot} />${lane.name}</th><td>${all ? count(all) : '–'}</td>
    <td data-value="norm">${measured(all ? Math.hypot(...layers.map(({ norm }) => norm)) : NaN)}</td>
    <td data-value="small">${percent(all ? small / all : NaN)}</td></tr>`;
}
