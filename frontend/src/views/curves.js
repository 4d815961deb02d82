import { html, signal, useState } from '/static/vendor/ui.js';
import { ALONGS } from './along.js';
import { Figure } from './figure.js';
import { LaneLegend, Mark } from './legend.js';

/** @typedef {{link: import('../link.js').Link, store: import('../store.js').Store}} Props */

/** Which evaluated curves are shown at first. */
const FIRST = { train: false, validation: true, test: false };

/** In the recipe: its two questions are about these. */
const ASKED = { train: true, validation: false, test: true };

/** What the charts are drawn against: a key of ALONGS. */
export const along = signal('updates');

/** The loss of all lanes. @param {Props} props */
export function Loss({ link, store }) {
  const [options, setOptions] = useState({ ...FIRST, measure: 'loss', log: true, batch: true });
  const legend = html`<${Against} of="loss" /><${LaneLegend} lanes=${store.lanes.value} />
    <${Parts} parts=${['batch', 'train', 'validation', 'test']} options=${options} setOptions=${setOptions} of="loss">
      <${Kind} log=${options.log} choose=${(/** @type {boolean} */ log) => setOptions({ ...options, log })} />
    <//>`;
  return html`<${Figure} link=${link} name="loss" view="loss" options=${{ ...options, ...place(store) }} title="Loss"
    legend=${legend} hair class="wide" />`;
}

/** The share of right answers, as evaluated now and then. experiment: of the recipe, null: of its
 * first page. @param {Props & {experiment?: object | null}} props */
export function Accuracy({ link, store, experiment }) {
  const first = experiment === undefined ? FIRST : ASKED;
  const [options, setOptions] = useState({ ...first, measure: 'accuracy', log: false, batch: false });
  const legend = html`<${Against} of="accuracy" /><${LaneLegend} lanes=${store.lanes.value} />
    <${Parts} parts=${['train', 'validation', 'test']} options=${options} setOptions=${setOptions} of="accuracy" />`;
  return html`<${Figure} link=${link} name="accuracy" view="loss" options=${{ ...options, ...place(store) }}
    title="Accuracy" legend=${legend} hair class="wide" />`;
}

/** The axis, and the update that one looks back to. @param {Props['store']} store */
function place(store) {
  const state = store.state.value;
  const best = (state?.lanes ?? []).flatMap(({ id, best: update, status }) =>
    (typeof update === 'number' ? [{ lane: id, update, stopped: status === 'stopped' }] : []));
  return { along: along.value, cursor: state && store.past.value ? state.update : null, best };
}

/** The x-axis of both charts. @param {{of: string}} props */
function Against({ of }) {
  return html`<label class="against">against <select aria-label=${`x-axis of ${of}, the same in both charts`}
    value=${along.value} onChange=${(/** @type {any} */ e) => (along.value = e.target.value)}>
    ${ALONGS.map(({ key, choice }) => html`<option value=${key}>${choice}</option>`)}
  </select></label>`;
}

/** The y-axis. @param {{log: boolean, choose: (log: boolean) => void}} props */
function Kind({ log, choose }) {
  const button = (/** @type {string} */ label, /** @type {boolean} */ value) => html`<button type="button"
    aria-pressed=${log === value} onClick=${() => choose(value)}>${label}</button>`;
  return html`<span class="kind" role="group" aria-label="axis of the loss">
    ${button('log', true)}${button('linear', false)}</span>`;
}

const WORDS = /** @type {Record<string, string>} */ (
  { batch: 'batch', train: 'training', validation: 'validation', test: 'test' });

/** Which curves are shown. @param {{parts: string[], options: any, setOptions: (options: any) => void, of: string,
 *   children?: any}} props */
function Parts({ parts, options, setOptions, of, children }) {
  const toggle = (/** @type {string} */ part) => html`<label class="toggle">
    <input type="checkbox" checked=${options[part]}
      onChange=${(/** @type {any} */ e) => setOptions({ ...options, [part]: e.target.checked })} />
    <${Mark} part=${part} /> ${WORDS[part]}</label>`;
  return html`<span class="parts" role="group" aria-label=${`Curves of ${of}`}>${parts.map(toggle)}${children}</span>`;
}
