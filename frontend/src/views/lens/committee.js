import { html, useRef } from '/static/vendor/ui.js';
import { useAnswer, useSeen } from '../../asking.js';
import { count, percent, percentWithin } from '../../wording.js';
import { Swatch } from '../legend.js';
import { Lens, useLane } from './lens.js';

/** @typedef {import('../../generated/types.js').CommitteeTold} CommitteeTold */

const SIZES = [3, 5, 7];

/** The lanes as a committee: how often each is wrong, and how often all of them together.
 * @param {import('./lens.js').Props} props */
export function Committee({ store }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const seen = useSeen(box);
  const [lane] = useLane(store);
  const classes = store.data.value?.task === 'classification';
  const { answer, refusal } = useAnswer(store, 'committee', {}, { on: seen && classes });
  const told = /** @type {CommitteeTold | null} */ (answer);
  const lanes = store.lanes.value;
  const most = store.catalogue.value?.limits.lanes ?? 0;
  /** Lanes like the chosen one, each with a seed of its own. @param {number} size */
  const gather = (size) => {
    const [usual, there] = [store.spec.value?.seed ?? 0, store.network.value?.lanes ?? []];
    const used = new Set(there.map(({ seed }) => seed ?? usual));
    for (let [member, seed] = [lanes.length, usual]; member < Math.min(size, most); member++) {
      while (used.has(seed)) seed += 1;
      used.add(seed);
      store.edits.ask({ kind: 'add_lane', copy_of: lane?.id, changes: { seed, name: `seed ${seed}` } });
    }
  };
  return html`<${Lens} title="Ensemble" box=${box} kind="committee" refusal=${classes ? refusal : ''}>
    <div class="sweep-acts">${SIZES.map((size) => html`<button type="button" disabled=${!lane || lanes.length >= size}
      onClick=${() => gather(size)}>Make it ${count(size)} lanes</button>`)}
      <span class="quiet">like ${lane ? `“${lane.name}”` : 'the lane'}, each from a seed of its own</span></div>
    ${told && html`<table class="committee"><thead><tr><th scope="col">lane</th><th scope="col">at update</th>
        <th scope="col">wrong</th></tr></thead>
      <tbody>${told.members.map((member) => html`<tr key=${member.lane}>
        <th scope="row">${nameOf(lanes, member.lane)}</th><td>${count(member.update)}</td>
        <td>${percent(member.error)}</td></tr>`)}</tbody>
      <tfoot><tr><th scope="row" colspan="2">mean of the lanes</th><td>${
          percentWithin(told.mean, told.spread)}</td></tr>
        <tr data-better=${told.together < told.mean}><th scope="row" colspan="2">all together</th>
          <td>${percent(told.together)}</td></tr></tfoot></table>
      <p class="help">Wrong answers among ${said(told.examples, store.data.value?.counts.test ?? 0)}; together they
        answer with the mean of their probabilities.</p>`}
  <//>`;
}

/** Which of the test examples were asked about: as many as are quick enough.
 * @param {number} asked @param {number} all */
const said = (asked, all) => `${asked < all ? `the first ${count(asked)} of ` : ''}${count(all)} test examples`;

/** @param {import('../drawing.js').Lane[]} lanes @param {number} id */
function nameOf(lanes, id) {
  const lane = lanes.find((one) => one.id === id);
  return lane && html`<${Swatch} slot=${lane.slot} />${lane.name}`;
}
