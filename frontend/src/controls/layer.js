import { html, useId } from '/static/vendor/ui.js';
import { Choice } from './choice.js';
import { explains } from './explain.js';
import { Anew, NumberControl, Refusal } from './number.js';

/** @typedef {import('./place.js').Place<import('../generated/types.js').LaneSpec>} Place */
/** @typedef {import('../generated/types.js').Catalogue} Catalogue */
/** @typedef {import('../generated/types.js').LaneSpec['layers'][number]} LayerSpec */

const KINDS = [
  { kind: 'dense', title: 'an activation function' },
  { kind: 'maxout', title: 'Maxout: the largest of several' },
];

/** The layer with this activation, or with the usual one. @param {any} layer @param {object} [activation]
 * @returns {any} */
export function asDense({ pieces, ...layer }, activation = layer.activation) {
  return { ...layer, kind: 'dense', ...(activation && { activation }) };
}

/** @param {any} layer @returns {any} */
const asMaxout = ({ activation, ...layer }) => ({ ...layer, kind: 'maxout' });

/** All that one hidden layer has: neurons, what they make of their sum, dropout, a residual connection, ice.
 * @param {{place: Place, catalogue: Catalogue, i: number, only: boolean}} props */
export function Layer({ place, catalogue, i, only }) {
  const at = `layers.${i}`;
  const layer = place.read(at);
  const is = place.read(`${at}.kind`);
  const change = (/** @type {(layer: any) => any} */ made) => place.change(`${at}.kind`, undefined, ({ layers }) => ({
    layers: layers.map((one, j) => (j === i ? made(one) : one)),
  }));
  const remove = () => place.change('layers', undefined, ({ layers }) => ({
    layers: layers.filter((_, j) => j !== i),
  }));
  const number = (/** @type {string} */ path, scope = 'layer') => {
    const field = layerField(catalogue, path, scope);
    return html`<${NumberControl} place=${place} path=${`${at}.${path}`} parameter=${field} label=${field.label}
      restarts=${field.restarts} />`;
  };
  return html`<li>
    <div class="layer-head"><b>Layer ${i + 1}</b>
      <button type="button" class="small" onClick=${remove} disabled=${only}
        aria-label=${`remove layer ${i + 1}`}>remove</button></div>
    ${number('units')}
    <${Kind} place=${place} path=${`${at}.kind`} is=${is}
      put=${(/** @type {string} */ kind) => change(kind === 'maxout' ? asMaxout : asDense)} />
    ${is === 'maxout' ? number('pieces', 'maxout') : html`<${Choice} place=${place} path=${`${at}.activation`}
      label="activation" family=${catalogue.activations} quiet />`}
    ${number('keep')}
    ${number('skip')}
    ${layer?.skip !== 0 && number('branch')}
    <${Frozen} place=${place} path=${`${at}.frozen`} />
  </li>`;
}

/** @param {{place: Place, path: string, is: any, put: (kind: string) => void}} props */
function Kind({ place, path, is, put }) {
  const id = useId();
  const help = 'What a neuron makes of its sums. '
    + 'Maxout has several sums and gives the largest: it learns its activation.';
  return html`<div class="field" ...${explains({ label: 'neurons give', help, range: '' })}>
    <label for=${id}>neurons give <${Anew} /></label>
    <select id=${id} name=${`${place.scope}.${path}`} value=${KINDS.some(({ kind }) => kind === is) ? is : ''}
      onChange=${(/** @type {any} */ e) => put(e.target.value)}>
      ${!KINDS.some(({ kind }) => kind === is) && html`<option value="" disabled>they differ</option>`}
      ${KINDS.map(({ kind, title }) => html`<option value=${kind}>${title}</option>`)}
    </select>
    <${Refusal} id=${id} text=${place.refusal(path)} />
  </div>`;
}

/** @param {{place: Place, path: string}} props */
function Frozen({ place, path }) {
  const id = useId();
  const held = place.read(path);
  const help = 'A frozen layer is not changed by updates; its gradient is shown all the same.';
  return html`<div class="field" ...${explains({ label: 'frozen', help, range: '' })}>
    <label for=${id}>frozen</label>
    <input id=${id} name=${`${place.scope}.${path}`} type="checkbox" checked=${held === true}
      indeterminate=${typeof held !== 'boolean'}
      onChange=${(/** @type {any} */ e) => place.write(path, e.target.checked)} />
    <${Refusal} id=${id} text=${place.refusal(path)} />
  </div>`;
}

/** @param {Catalogue} catalogue @param {string} path @param {string} [scope] */
export function layerField({ fields }, path, scope = 'layer') {
  const field = fields.find((one) => one.scope === scope && one.path === path);
  if (!field) throw new Error(`the catalogue has no field ${path} of a layer`);
  return field;
}
