import { html } from '/static/vendor/ui.js';
import { count, measured, percent } from '../wording.js';
import { MEASURES } from '../worker/evaluations.js';
import { Swatch } from './legend.js';

const WORDS = { train: 'training', validation: 'validation', test: 'test' };

/** Columns of one measure: training, validation, test. @param {string} measure */
const columnsOf = (measure) => MEASURES.flatMap(([, one], i) => (one === measure ? [i] : []));
const LOSSES = columnsOf('loss');
const ACCURACIES = columnsOf('accuracy');

/** The last evaluation of each lane, in numbers. @param {{store: import('../store.js').Store}} props */
export function Metrics({ store }) {
  const live = new Map(store.live.value.lanes.map((lane) => [lane.id, lane]));
  return html`<section class="metrics" aria-labelledby="metrics-title">
    <h2 id="metrics-title">Last evaluation</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="Table of the last evaluation"><table>
      <thead>
        <tr><th scope="col" rowspan="2">lane</th><th scope="col" rowspan="2">at update</th>
          <th scope="colgroup" colspan="3">loss</th><th scope="colgroup" colspan="3">accuracy</th></tr>
        <tr>${[...LOSSES, ...ACCURACIES].map((i) => html`<th scope="col">${WORDS[MEASURES[i][0]]}</th>`)}</tr>
      </thead>
      <tbody>${store.lanes.value.map(({ id, name, slot }) => {
        const evaluated = live.get(id)?.evaluated;
        const cell = (/** @type {number} */ i, /** @type {(value: number) => string} */ write) =>
          html`<td>${evaluated ? write(evaluated.values[i]) : '–'}</td>`;
        return html`<tr key=${id}>
          <th scope="row"><${Swatch} slot=${slot} /> ${name}</th><td>${evaluated ? count(evaluated.update) : '–'}</td>
          ${LOSSES.map((i) => cell(i, measured))}${ACCURACIES.map((i) => cell(i, percent))}
        </tr>`;
      })}</tbody>
    </table></div>
  </section>`;
}
