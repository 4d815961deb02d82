import { html } from '/static/vendor/ui.js';
import { unfocused } from '../keyboard.js';
import { count, measured } from '../wording.js';

/** @typedef {import('../store.js').Store} Store */

/** Measured: 1e-10 to 1e-8, with sigmoids 20 layers deep up to 2e-5; a wrong derivative gives more than 0.1. */
const GOOD = 1e-4;

/** Is the gradient right? Asked of the engine, for one lane as it is. @param {{store: Store, id: number}} props */
export function Check({ store, id }) {
  const checked = store.checks.value.get(id);
  const now = checked && store.stateOf(id);
  return html`<div class="check">
    <button type="button" class="small" disabled=${!store.ready.value} onMouseDown=${unfocused}
      onClick=${() => store.check(id)}
      title="Compare the gradient of the net as it is with finite differences, in float64">
      Check the gradient</button>
    <span class="quiet">engine ${store.engine.value}, seed ${seedOf(store, id)}</span>
    ${checked && html`<${Result} checked=${checked} current=${now?.update === checked.update} />`}
  </div>`;
}

/** @param {Store} store @param {number} id */
function seedOf(store, id) {
  const { value: spec } = store.network;
  return spec?.lanes[store.indexOf(id)]?.seed ?? spec?.seed;
}

/** @param {{checked: import('../generated/types.js').Checked, current: boolean}} props */
function Result({ checked, current }) {
  const { layers, update, examples } = checked;
  const worst = Math.max(...layers.map(({ error }) => error));
  const compared = layers.reduce((sum, layer) => sum + layer.checked, 0);
  const all = layers.reduce((sum, layer) => sum + layer.of, 0);
  const doubtful = layers.reduce((sum, layer) => sum + layer.doubtful, 0);
  return html`<div class="check-result" role="status" data-good=${worst < GOOD}>
    <p><b>${!compared ? 'No difference is clear'
      : worst < GOOD ? '✓ Backprop is right' : '✗ Backprop and finite differences disagree'}</b>${' '}
      at update ${count(update)}${current ? '' : ' (not the one shown)'}: ${count(compared)} of ${count(all)} parameters
      compared on a batch of ${count(examples)}.${doubtful ? html` Of ${count(doubtful)} more the differences are not
      clear: ReLUs have corners.` : ''}</p>
    <p>Largest relative error: ${layers.map(({ error }, i) => html`<span class="layer-error">
      ${i === layers.length - 1 ? 'output' : `layer ${i + 1}`} <b>${measured(error)}</b></span>`)}</p>
  </div>`;
}
