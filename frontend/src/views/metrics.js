import { html } from '/static/vendor/ui.js';
import { count, measured, percent } from '../wording.js';
import { MEASURES } from '../worker/evaluations.js';
import { Swatch } from './legend.js';

const WORDS = { train: 'training', validation: 'validation', test: 'test' };

/** How each measure is written. @type {[string, (value: number) => string][]} */
const WRITTEN = [['loss', measured], ['accuracy', percent]];

/** Columns of one measure: training, validation, test. @param {string} measure */
const columnsOf = (measure) => MEASURES.flatMap(([, one], i) => (one === measure ? [i] : []));

/** The last evaluation of each lane, in numbers: a table a measure, which stand beside each other where there is room.
 * @param {{store: import('../store.js').Store}} props */
export function Metrics({ store }) {
  const live = new Map(store.live.value.lanes.map((lane) => [lane.id, lane]));
  return html`<section class="metrics" aria-labelledby="metrics-title">
    <h2 id="metrics-title">Last evaluation</h2>
    <div class="metrics-tables">${WRITTEN.map(([measure, write]) => html`<table>
      <thead><tr><th scope="col">${measure}</th>
        ${columnsOf(measure).map((i) => html`<th scope="col">${WORDS[MEASURES[i][0]]}</th>`)}</tr></thead>
      <tbody>${store.lanes.value.map(({ id, name, slot }) => {
        const evaluated = live.get(id)?.evaluated;
        return html`<tr key=${id}>
          <th scope="row"><${Swatch} slot=${slot} /> ${name}${' '}
            <span class="quiet">${evaluated ? `at ${count(evaluated.update)}` : ''}</span></th>
          ${columnsOf(measure).map((i) => html`<td>${evaluated ? write(evaluated.values[i]) : '–'}</td>`)}
        </tr>`;
      })}</tbody>
    </table>`)}</div>
  </section>`;
}
