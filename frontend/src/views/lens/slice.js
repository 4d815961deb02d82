import { html, useRef, useState } from '/static/vendor/ui.js';
import { useAnswer, useSeen } from '../../asking.js';
import { count, measured, percent, shortNumber } from '../../wording.js';
import { Figure } from '../figure.js';
import { Swatch } from '../legend.js';
import { Lens, LaneChoice, useLane } from './lens.js';

/** @typedef {import('../../generated/types.js').Sliced} Sliced */

const EVERY = 250; // milliseconds between two slices
const SIDE = 41;
const REACHES = [0.3, 1, 3];
const PLANES = /** @type {const} */ ([
  ['random', 'two random directions'], ['path', 'main directions of the path'], ['lanes', 'through three lanes'],
]);

/** The loss over a plane through the network's weights, with the lanes' paths on it.
 * @param {import('./lens.js').Props} props */
export function Slice({ store, link }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const seen = useSeen(box);
  const [lane, choose] = useLane(store);
  const [plane, setPlane] = useState(/** @type {'random' | 'path' | 'lanes'} */ ('random'));
  const [reach, setReach] = useState(1);
  const { answer, refusal, waits } = useAnswer(store, 'slice', { lane: lane?.id, plane, reach, side: SIDE },
    { on: seen && lane !== null, every: EVERY });
  const sliced = /** @type {Sliced | null} */ (answer);
  const legend = html`<select aria-label="plane" value=${plane}
      onChange=${(/** @type {any} */ e) => setPlane(e.target.value)}>
      ${PLANES.map(([key, words]) => html`<option value=${key} selected=${key === plane}
        disabled=${key === 'lanes' && store.lanes.value.length < 3}>${words}</option>`)}</select>
    <label>reach <select value=${reach} onChange=${(/** @type {any} */ e) => setReach(Number(e.target.value))}>
      ${REACHES.map((one) =>
        html`<option value=${one} selected=${one === reach}>${shortNumber(one)}</option>`)}</select></label>`;
  return html`<${Lens} title="Slice of the loss" box=${box} kind="slice" refusal=${refusal}
      legend=${html`<${LaneChoice} ...${{ store, lane, choose }} />`}>
    <${Figure} link=${link} name="slice" view="lens/slice" title="Loss over a plane" legend=${legend}
      options=${{ sliced }} class="lens-figure slice-figure" />
    ${sliced ? html`<${Told} sliced=${sliced} store=${store} asked=${plane} waits=${waits} />`
      : html`<p class="help lens-words">${refusal ? '' : 'Waiting for the answer.'}</p>`}
  <//>`;
}

/** @param {{sliced: Sliced, store: import('../../store.js').Store, asked: string, waits: boolean}} props */
function Told({ sliced, store, asked, waits }) {
  const { update, examples, drawn_from: all, explained, paths } = sliced;
  const of = examples < all ? `${count(examples)} of ${count(all)}` : `all ${count(all)}`;
  return html`<p class="help lens-words" data-stale=${waits && asked !== sliced.plane}>At update ${count(update)};
      the loss is the mean over ${of} examples.
      Colours and lines: logarithm of the height above the lowest value shown.${' '}
      ${explained === null ? '' : html`The plane holds <b>${percent(explained)}</b> of the path’s movement.`}</p>
    <ul class="slice-away">${store.lanes.value.map(({ id, name, slot }) => {
      const path = paths.find(({ lane }) => lane === id);
      const away = path?.distance[path.distance.length - 1];
      return away === undefined ? null
        : html`<li><${Swatch} slot=${slot} /> ${name}: <b>${measured(away)}</b> from the plane</li>`;
    })}</ul>`;
}
