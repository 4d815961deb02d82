import { html, useRef, useState } from '/static/vendor/ui.js';
import { useAnswer, useSeen } from '../../asking.js';
import { nearestStep } from '../../ladder.js';
import { measured } from '../../wording.js';
import { Chart } from './chart.js';
import { Lens } from './lens.js';

/** @typedef {import('../../generated/types.js').SummedSigmoids} SummedSigmoids */

const TERMS = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64];
const USUAL = 4;

/** Shifted sigmoids, added up: the more there are, the more like softplus, which is a smooth ReLU.
 * @param {import('./lens.js').Props} props */
export function Sigmoids({ store }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const seen = useSeen(box);
  const [terms, setTerms] = useState(USUAL);
  const { answer, refusal } = useAnswer(store, 'sum_of_sigmoids', { terms }, { on: seen, every: 60 });
  const summed = /** @type {SummedSigmoids | null} */ (answer);
  return html`<${Lens} title="A ReLU as a sum of sigmoids" box=${box} kind="sigmoids" refusal=${refusal}>
    <label class="lens-slider">n <input type="range" min="0" max=${TERMS.length - 1} value=${nearestStep(TERMS, terms)}
      aria-label="n, sigmoids that are added" aria-valuetext=${`${terms} sigmoids`}
      onInput=${(/** @type {any} */ e) => setTerms(TERMS[Number(e.target.value)])} /><output>${terms}</output></label>
    ${summed ? html`<${Told} summed=${summed} />` : html`<p class="help">Waiting for the answer.</p>`}
  <//>`;
}

/** @param {{summed: SummedSigmoids}} props */
function Told({ summed: { terms, x, total, softplus, rectified, difference } }) {
  const says = `The sum of ${terms} sigmoids beside softplus and ReLU; `
    + `largest difference from softplus ${measured(difference)}.`;
  const sum = terms === 1 ? 'σ(x − 0.5)' : `sum of ${terms} sigmoids`;
  return html`<${Chart} name="sigmoids" says=${says} height=${240} x=${{ label: 'x' }} y=${{ label: 'value' }} lines=${[
      { name: 'ReLU', dash: '2 3', x, y: rectified }, { name: 'softplus', dash: '8 5', x, y: softplus },
      { name: sum, weight: /** @type {const} */ ('bold'), x, y: total },
    ]} />
    <p class="help">Largest |sum − softplus| for x from −1 to ${terms / 2}: <b>${measured(difference)}</b>. Softplus is
      ln(1 + eˣ); beyond x = ${terms} the sum is ${terms}, for no sigmoid is left that could grow.</p>`;
}
