import { html, useId } from '/static/vendor/ui.js';
import { Choice } from './choice.js';
import { explains } from './explain.js';
import { Anew, NumberControl, Refusal } from './number.js';

/** @typedef {import('./place.js').Place<import('../generated/types.js').LaneSpec>} Place */
/** @typedef {import('../generated/types.js').Catalogue} Catalogue */

/** The numbers that a kind of layer has alone, or `layer`: what every one has.
 * @param {Catalogue} catalogue @param {string} scope */
export const numbersOf = ({ fields }, scope) => fields.filter((one) => one.scope === scope);

/** The layer as one of another kind: what both have is kept.
 * @param {any} layer @param {string} kind @param {Catalogue} catalogue @returns {any} */
function ofKind(layer, kind, catalogue) {
  const paths = [...numbersOf(catalogue, 'layer'), ...numbersOf(catalogue, kind)].map(({ path }) => path);
  const known = ['frozen', ...paths, ...(isActivated(catalogue, kind) ? ['activation'] : [])];
  return { kind, ...Object.fromEntries(known.filter((name) => name in layer).map((name) => [name, layer[name]])) };
}

/** The layer followed by this activation. Who learns its own becomes a layer of the first kind; who has none, keeps
 * none. @param {any} layer @param {object} activation @param {Catalogue} catalogue @returns {any} */
export function activatedBy(layer, activation, catalogue) {
  const usual = catalogue.layers[0].name;
  if (isActivated(catalogue, layer.kind)) return { ...layer, activation };
  const alike = numbersOf(catalogue, usual).every(({ path }) => path in layer);
  return alike ? { ...ofKind(layer, usual, catalogue), activation } : layer;
}

/** @param {Catalogue} catalogue @param {string} kind */
const isActivated = (catalogue, kind) => catalogue.layers.some(({ name, activated }) => activated && name === kind);

/** All that one hidden layer has: what it does itself, and what follows.
 * @param {{place: Place, catalogue: Catalogue, i: number, only: boolean, pictures: boolean}} props
 *   pictures: the data are some */
export function Layer({ place, catalogue, i, only, pictures }) {
  const at = `layers.${i}`;
  const layer = place.read(at);
  const is = place.read(`${at}.kind`);
  const change = (/** @type {(layer: any) => any} */ made) => place.change(`${at}.kind`, undefined, ({ layers }) => ({
    layers: layers.map((one, j) => (j === i ? made(one) : one)),
  }));
  const remove = () => place.change('layers', undefined, ({ layers }) => ({
    layers: layers.filter((_, j) => j !== i),
  }));
  const number = (/** @type {Catalogue['fields'][number]} */ field) => html`<${NumberControl} key=${field.path}
    place=${place} path=${`${at}.${field.path}`} parameter=${field} label=${field.label} restarts=${field.restarts} />`;
  const offered = catalogue.layers.filter((kind) => pictures || !kind.pictures || kind.name === is);
  return html`<li>
    <div class="layer-head"><b>Layer ${i + 1}</b>
      <button type="button" class="small" onClick=${remove} disabled=${only}
        aria-label=${`remove layer ${i + 1}`}>remove</button></div>
    <${Kind} ...${{ place, path: `${at}.kind`, is, offered }}
      put=${(/** @type {string} */ kind) => change((one) => ofKind(one, kind, catalogue))} />
    ${numbersOf(catalogue, is).map(number)}
    ${isActivated(catalogue, is) && html`<${Choice} place=${place} path=${`${at}.activation`}
      label="activation" family=${catalogue.activations} quiet />`}
    ${numbersOf(catalogue, 'layer').filter(({ path }) => matters(path, layer, i)).map(number)}
    <${Frozen} place=${place} path=${`${at}.frozen`} />
  </li>`;
}

/** Whether a number says anything here: what a residual connection is multiplied by, only where there is one.
 * @param {string} path @param {any} layer @param {number} i */
const matters = (path, layer, i) => (path !== 'branch' || layer?.skip !== 0) && (path !== 'back' || i > 0);

/** @param {{place: Place, path: string, is: any, offered: Catalogue['layers'], put: (kind: string) => void}} props */
function Kind({ place, path, is, offered, put }) {
  const id = useId();
  const kind = offered.find(({ name }) => name === is);
  const help = kind ? `${kind.formula}. ${kind.help}` : 'What the layer does.';
  return html`<div class="field" ...${explains({ label: 'kind', help, range: '' })}>
    <label for=${id}>kind <${Anew} /></label>
    <select id=${id} name=${`${place.scope}.${path}`} value=${kind ? is : ''}
      onChange=${(/** @type {any} */ e) => put(e.target.value)}>
      ${!kind && html`<option value="" disabled>they differ</option>`}
      ${offered.map(({ name, title }) => html`<option value=${name}>${title}</option>`)}
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
