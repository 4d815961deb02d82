import { html, useRef, useState } from '/static/vendor/ui.js';
import { useAnswer, useSeen } from '../../asking.js';
import { nearestStep } from '../../ladder.js';
import { count, measured, shortNumber } from '../../wording.js';
import { tenTo } from '../axis.js';
import { Lens, LaneChoice, layerName, useLane } from './lens.js';
import { COMPARED, DELTAS, levelsOf, share } from './levels.js';
import { SpotChoice, spotName, useSpot } from './spot.js';

/** @typedef {import('../../generated/types.js').Nudged} Nudged */
/** @typedef {import('./levels.js').Level} Level */

const USUAL = 0.1;
const TICKS = [-9, -6, -3, 0]; // powers of ten under the bars

/** A weight is nudged by hand: what becomes of it layer by layer, and of the loss; beside it backprop's derivative.
 * @param {import('./lens.js').Props} props */
export function Nudge({ store }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const seen = useSeen(box);
  const [lane, choose] = useLane(store);
  const { spot, sizes, choose: chooseSpot } = useSpot(store, lane);
  const [delta, setDelta] = useState(USUAL);
  const deltas = [delta, ...COMPARED.filter((one) => one !== delta)];
  const { answer, refusal } = useAnswer(store, 'nudge', { lane: lane?.id, spot, deltas },
    { on: seen && lane !== null && sizes !== null });
  const nudged = /** @type {Nudged | null} */ (answer);
  const at = nearestStep(DELTAS, delta);
  return html`<${Lens} title="Nudge a weight" box=${box} kind="nudge" refusal=${refusal}
      legend=${html`<${LaneChoice} ...${{ store, lane, choose }} />`}>
    ${sizes && html`<${SpotChoice} spot=${spot} sizes=${sizes} choose=${chooseSpot} />`}
    <label class="lens-slider">Δw <input type="range" min="0" max=${DELTAS.length - 1} value=${at} aria-label="Δw"
      aria-valuetext=${shortNumber(delta)}
      onInput=${(/** @type {any} */ e) => setDelta(DELTAS[Number(e.target.value)])} />
      <output>${signed(delta)}</output></label>
    ${nudged && nudged.steps.length ? html`<${Told} nudged=${nudged} delta=${delta} spot=${spot} />`
      : html`<p class="help">${refusal ? '' : 'Waiting for the answer.'}</p>`}
  <//>`;
}

/** @param {{nudged: Nudged, delta: number, spot: import('./spot.js').Spot}} props */
function Told({ nudged, delta, spot }) {
  const step = nudged.steps.find((one) => one.delta === delta) ?? nudged.steps[0];
  const layers = step.changes.length;
  const levels = levelsOf(nudged, step, Math.min(spot.layer, layers - 1), layerName);
  const table = nudged.steps.toSorted((one, other) => Math.abs(other.delta) - Math.abs(one.delta));
  return html`<p class="help">At update ${count(nudged.update)} ${spotName(spot, layers)} is ${
      measured(nudged.value)};${' '}
      nudged by ${signed(step.delta)} it changes what each layer hands on (root mean square over its units${' '}
      and ${count(nudged.examples)} examples):</p>
    <${Levels} levels=${levels} />
    <dl class="lens-numbers"><div><dt>loss before</dt><dd>${measured(nudged.loss)}</dd></div>
      <div><dt>loss after</dt><dd>${measured(step.loss)}</dd></div>
      <div><dt>Δloss / Δw</dt><dd>${precise(step.slope)}</dd></div>
      <div><dt>backprop’s dl/dw</dt><dd>${precise(nudged.derivative)}</dd></div></dl>
    <div class="scroll" tabindex="0" role="region" aria-label="Slopes for several nudges"><table class="lens-table">
      <thead><tr><th scope="col">Δw</th><th scope="col">loss after</th><th scope="col">Δl / Δw</th>
        <th scope="col">off by</th></tr></thead>
      <tbody>${table.map((one) => html`<tr data-now=${one === step}><th scope="row">${signed(one.delta)}</th>
        <td>${measured(one.loss)}</td><td>${precise(one.slope)}</td>
        <td>${measured(Math.abs(one.slope - nudged.derivative))}</td></tr>`)}</tbody>
    </table></div>`;
}

/** A bar for each place that the change comes through. @param {{levels: Level[]}} props */
function Levels({ levels }) {
  return html`<div class="levels" tabindex=${levels.length > 12 ? 0 : undefined} role="region"
      aria-label="How the change travels">
    <ol>${levels.map(({ name, change, factor }) => html`<li data-level=${name}>
      <span class="level-name">${name}</span>
      <span class="level-bar"><i style=${`width:${100 * Math.max(0, Math.min(1, share(change)))}%`}></i></span>
      <b>${share(change) < 0 && change > 0 ? '◂ ' : ''}${measured(change)}</b>
      <span class="quiet">${factor === null ? '' : `× ${measured(factor)}`}</span></li>`)}</ol>
    <p class="level-ticks" aria-hidden="true">${TICKS.map((power) => html`<span
      style=${`left:${100 * share(10 ** power)}%`}>${tenTo(power)}</span>`)}</p>
  </div>`;
}

/** A slope has more digits: that it comes nearer to the derivative has to be seen. @param {number} value */
const precise = (value) =>
  (Math.abs(value) >= 1e-3 && Math.abs(value) < 1e3 ? value.toFixed(6) : value.toExponential(4))
    .replace('-', '−').replace('e+', 'e');

/** @param {number} value */
const signed = (value) => (value > 0 ? `+${shortNumber(value)}` : shortNumber(value).replace('-', '−'));
