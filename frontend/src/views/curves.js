import { html, useState } from '/static/vendor/ui.js';
import { Figure } from './figure.js';
import { LaneLegend, Mark } from './legend.js';

/** @typedef {{link: import('../link.js').Link, store: import('../store.js').Store}} Props */

/** Which evaluated curves are shown at first. */
const FIRST = { train: false, validation: true, test: false };

/** The loss of all lanes against updates. @param {Props} props */
export function Loss({ link, store }) {
  const [options, setOptions] = useState({ ...FIRST, measure: 'loss', log: true, batch: true });
  const legend = html`<${LaneLegend} lanes=${store.lanes.value} />
    <${Parts} parts=${['batch', 'train', 'validation', 'test']} options=${options} setOptions=${setOptions} of="loss">
      <label class="toggle apart"><input type="checkbox" checked=${options.log}
        onChange=${(/** @type {any} */ e) => setOptions({ ...options, log: e.target.checked })} /> log axis</label>
    <//>`;
  return html`<${Figure} link=${link} name="loss" view="loss" options=${options} title="Loss" legend=${legend}
    hair class="wide" />`;
}

/** The share of right answers, as evaluated now and then. @param {Props} props */
export function Accuracy({ link, store }) {
  const [options, setOptions] = useState({ ...FIRST, measure: 'accuracy', log: false, batch: false });
  const legend = html`<${LaneLegend} lanes=${store.lanes.value} />
    <${Parts} parts=${['train', 'validation', 'test']} options=${options} setOptions=${setOptions} of="accuracy" />`;
  return html`<${Figure} link=${link} name="accuracy" view="loss" options=${options} title="Accuracy"
    legend=${legend} hair class="wide" />`;
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
