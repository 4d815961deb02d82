import { html, useRef } from '/static/vendor/ui.js';
import { useAnswer, useSeen } from '../../asking.js';
import { count, measured } from '../../wording.js';
import { Formula } from '../formula.js';
import { set } from '../inside.js';
import { Swatch } from '../legend.js';
import { Lens } from './lens.js';
import { SpotChoice, spotName, useSpot } from './spot.js';

/** @typedef {import('../../generated/types.js').Ruled} Ruled */
/** @typedef {import('../drawing.js').Lane} Lane */

const SIDE_BY_SIDE = 2;

/** What the next update does to one weight, line by line, in two lanes beside each other.
 * @param {import('./lens.js').Props} props */
export function Rule({ store }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const seen = useSeen(box);
  const { lanes: { value: lanes }, focus: { value: first } } = store;
  const { spot, sizes, choose } = useSpot(store, first);
  const shown = first ? [first, ...lanes.filter((lane) => lane !== first)].slice(0, SIDE_BY_SIDE)
    .sort((one, other) => lanes.indexOf(one) - lanes.indexOf(other)) : [];
  return html`<${Lens} title="The rule for one weight" box=${box} kind="rule">
    ${sizes && html`<${SpotChoice} spot=${spot} sizes=${sizes} choose=${choose} />`}
    ${sizes && html`<p class="help">What the next update does to ${spotName(spot, sizes.length)}.</p>`}
    <div class="rules">${shown.map((lane) =>
      html`<${Column} key=${lane.id} ...${{ store, lane, spot, seen }} />`)}</div>
  <//>`;
}

/** @param {{store: import('../../store.js').Store, lane: Lane, spot: import('./spot.js').Spot, seen: boolean}} props */
function Column({ store, lane, spot, seen }) {
  const { answer, refusal } = useAnswer(store, 'rule', { lane: lane.id, spot }, { on: seen });
  const ruled = /** @type {Ruled | null} */ (answer);
  return html`<section class="rule-of" aria-label=${`Rule of ${lane.name}`}>
    <h4><${Swatch} slot=${lane.slot} /> ${lane.name}${
      ruled ? html` <span class="quiet">update ${count(ruled.update)}</span>` : ''}</h4>
    ${refusal && html`<p class="refusal" role="status">${refusal}</p>`}
    ${!ruled && !refusal && html`<p class="help">Waiting for the answer.</p>`}
    ${ruled && html`<p class="rule-sum"><span>w = <b data-value="before">${measured(ruled.value)}</b></span>${' → '}
        <b data-value="after">${measured(ruled.after)}</b>${' '}
        <span class="quiet">by ${signed(ruled.after === null ? NaN : ruled.after - ruled.value)}</span></p>
      <ol>${ruled.lines.map((line) => html`<li><span class="quiet">${line.meaning}</span>
        <${Formula} latex=${line.formula_latex} text=${line.formula} />
        <${Formula} latex=${`${line.plugged_latex} = ${set(line.value)}`}
          text=${`${line.plugged} = ${measured(line.value)}`} /></li>`)}</ol>`}
  </section>`;
}

/** @param {number} value */
const signed = (value) => (value > 0 ? `+${measured(value)}` : measured(value).replace('-', '−'));
