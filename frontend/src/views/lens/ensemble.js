import { html, useRef } from '/static/vendor/ui.js';
import { useAnswer, useSeen } from '../../asking.js';
import { count, measured, percent } from '../../wording.js';
import { Lens, LaneChoice, useLane } from './lens.js';

/** @typedef {import('../../generated/types.js').Ensembled} Ensembled */

const WAYS = /** @type {const} */ ([
  ['ensemble', 'mean of the masks’ networks'], ['scaled', 'weights × p'], ['unscaled', 'weights as they are'],
]);
const PARTS = { train: 'training', validation: 'validation', test: 'test' };
const SHOWN = 3; // outputs of the first example that are listed

/** Dropout is an ensemble: its mean against one network with scaled weights, and against one without scaling.
 * @param {import('./lens.js').Props} props */
export function Ensemble({ store }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const seen = useSeen(box);
  const [lane, choose] = useLane(store);
  const { answer, refusal } = useAnswer(store, 'ensemble', { lane: lane?.id },
    { on: seen && lane !== null, every: 1000 });
  const told = /** @type {Ensembled | null} */ (answer);
  return html`<${Lens} title="All masks together" box=${box} kind="ensemble" refusal=${refusal}
      legend=${html`<${LaneChoice} ...${{ store, lane, choose }} />`}>
    ${told ? html`<${Told} told=${told} />` : html`<p class="help">${refusal ? '' : 'Waiting for the answer.'}</p>`}
  <//>`;
}

/** @param {{told: Ensembled}} props */
function Told({ told }) {
  const { units, masks, exact, linear, part, examples, update } = told;
  const farthest = Math.max(...WAYS.map(([way]) => told[way].distance)) || 1;
  return html`<p class="lens-masks">M = <b>${count(units)}</b> units under dropout: ${exact
      ? html`all 2<sup>${units}</sup> = <b>${count(masks)}</b> masks, each with its probability: exact`
      : html`a sample of <b>${count(masks)}</b> of 2<sup>${units}</sup> masks`}${
        linear ? '; behind the first dropout all is linear' : ''}.</p>
    <div class="scroll" tabindex="0" role="region" aria-label="The ensemble and what stands for it"><table
      class="lens-table bars">
      <thead><tr><th scope="col">at test time</th><th scope="col">distance from the mean</th>
        <th scope="col">accuracy</th><th scope="col">loss</th></tr></thead>
      <tbody>${WAYS.map(([way, words]) => html`<tr data-way=${way}><th scope="row">${words}</th>
        <td class="bar"><i style=${`width:${100 * (told[way].distance / farthest)}%`}></i>
          <span>${measured(told[way].distance)}</span></td>
        <td>${percent(told[way].accuracy)}</td><td>${measured(told[way].loss)}</td></tr>`)}</tbody>
    </table></div>
    <p class="help">At update ${count(update)}, on ${count(examples)} ${PARTS[part]} examples. Distance: root mean
      square difference of the outputs from the ensemble’s mean. Outputs for the first example:${' '}
      ${WAYS.map(([way, words], i) => html`${i ? '; ' : ''}${words} <b>${listed(told[way].outputs)}</b>`)}.</p>`;
}

/** @param {number[]} outputs */
const listed = (outputs) =>
  `${outputs.slice(0, SHOWN).map(measured).join(', ')}${outputs.length > SHOWN ? ', …' : ''}`.replaceAll('-', '−');
