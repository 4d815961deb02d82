import { html, useRef } from '/static/vendor/ui.js';
import { useAnswer, useSeen } from '../../asking.js';
import { count, measured } from '../../wording.js';
import { Chart } from './chart.js';
import { Lens, LaneChoice, useLane } from './lens.js';

/** @typedef {import('../../generated/types.js').Noise} NoiseAnswer */

/** How well the gradient of a batch agrees with that of all examples, over batch sizes.
 * @param {import('./lens.js').Props} props */
export function Noise({ store }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const seen = useSeen(box);
  const [lane, choose] = useLane(store);
  const { answer, refusal } = useAnswer(store, 'gradient_noise', { lane: lane?.id },
    { on: seen && lane !== null, every: 1000 });
  const noise = /** @type {NoiseAnswer | null} */ (answer);
  return html`<${Lens} title="Noise of the gradient" box=${box} kind="noise" refusal=${refusal}
      legend=${html`<${LaneChoice} ...${{ store, lane, choose }} />`}>
    ${noise ? html`<${Told} noise=${noise} slot=${lane?.slot ?? 0} name=${lane?.name ?? ''} />`
      : html`<p class="help">${refusal ? '' : 'Waiting for the answer.'}</p>`}
  <//>`;
}

/** @param {{noise: NoiseAnswer, slot: number, name: string}} props */
function Told({ noise: { rows, examples, norm, update }, slot, name }) {
  const x = rows.map(({ batch }) => batch);
  const across = { label: 'batch size', log: true };
  const cosine = band(rows.map((row) => [row.cosine, row.cosine_spread]));
  const ratio = band(rows.map((row) => [row.ratio, row.ratio_spread]));
  const [first, last] = [rows[0], rows[rows.length - 1]];
  const draws = rows.map((row) => row.draws);
  const spread = rows.length ? `${Math.min(...draws)} to ${Math.max(...draws)}` : '';
  return html`<${Chart} name="noise-cosine" legend=${false} x=${across}
      y=${{ label: 'cosine with the full gradient', low: Math.min(0, ...cosine.low), high: 1.05 }}
      says=${`Cosine with the full gradient over batch sizes: ${said(first, 'cosine')}, ${said(last, 'cosine')}.`}
      lines=${[{ name, slot, x, ...cosine }]} />
    <${Chart} name="noise-ratio" legend=${false} x=${across}
      y=${{ label: 'length, that of the full gradient is 1', low: 0 }}
      says=${`Norm against that of the full gradient over batch sizes: ${
        said(first, 'ratio')}, ${said(last, 'ratio')}.`}
      lines=${[{ name, slot, x, ...ratio }]} />
    <p class="help">At update ${count(update)}, dropout in its test form, without penalties; the full gradient is that
      of ${count(examples)} training examples, its norm is ${measured(norm)}. Band: one standard deviation up and
      down, over ${spread} batches of each size.</p>`;
}

/** @param {number[][]} pairs mean and standard deviation */
const band = (pairs) => ({
  y: pairs.map(([mean]) => mean), low: pairs.map(([mean, spread]) => mean - spread),
  high: pairs.map(([mean, spread]) => mean + spread),
});

/** @param {import('../../generated/types.js').NoiseRow | undefined} row @param {'cosine' | 'ratio'} what */
const said = (row, what) => (row ? `${measured(row[what])} with ${count(row.batch)}` : 'none');
