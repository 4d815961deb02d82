import { html, useRef } from '/static/vendor/ui.js';
import { count, measured } from '../../wording.js';
import { Chart } from './chart.js';
import { Lens } from './lens.js';
import { SweepRun } from './sweep_run.js';

/** @typedef {import('../../generated/types.js').Swept} Swept */

/** A setting at several values, each with several seeds: mean and spread of what comes out, a line a lane.
 * @param {import('./lens.js').Props} props */
export function Sweep({ store, experiment }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const swept = /** @type {Swept | null} */ (store.answers.of('sweep'));
  const preset = experiment?.sweep ?? null;
  return html`<${Lens} title="Sweep" box=${box} kind="sweep" refusal=${store.answers.refusal('sweep')}>
    <${SweepRun} ...${{ store, swept }} sweep=${preset} what="sweep"
      none=${preset ? '' : 'This experiment has no sweep.'} />
    ${swept ? html`<${Told} swept=${swept} lanes=${store.lanes.value} />`
      : html`<p class="help">Every lane is trained anew at each value, with several seeds, beside the lanes that you
        see.</p>`}
  <//>`;
}

/** @param {{swept: Swept, lanes: import('../drawing.js').Lane[]}} props */
function Told({ swept, lanes }) {
  const { label, unit, log, values, measure, measured: words, log_measure: logUp, series, seeds, updates } = swept;
  const lines = series.map(({ lane, name, means, spreads }) => {
    const at = values.map((_, i) => i).filter((i) => means[i] !== null);
    const edge = (/** @type {number} */ side) => at.map((i) => (
      spreads[i] === null ? null : Number(means[i]) + side * Number(spreads[i])));
    return {
      name, slot: lanes.find(({ id }) => id === lane)?.slot ?? 0,
      x: at.map((i) => values[i]), y: at.map((i) => means[i]),
      low: edge(-1), high: edge(1),
    };
  });
  const says = `${words} over ${label}: ${lines.map(({ name, y }) => `${name} ${y.length
    ? `${measured(y[0])} to ${measured(y[y.length - 1])}` : 'not yet'}`).join('; ')}.`;
  const ends = log ? {} : { low: values[0], high: values[values.length - 1] };
  const lost = series.flatMap(({ name, diverged }) => {
    const all = diverged.reduce((sum, n) => sum + n, 0);
    return all ? [`${name}: ${count(all)}`] : [];
  });
  return html`<${Chart} name="sweep" height=${230} says=${says} lines=${lines}
      x=${{ label: unit ? `${label}, ${unit}` : label, log, whole: !log && values.every(Number.isInteger), ...ends }}
      y=${{ label: words, log: logUp, ...(/accuracy|share/.test(measure) ? { low: 0, high: 1.02 } : {}) }} />
    <p class="help">After ${count(updates)} updates. Line: mean over up to ${count(seeds)} seeds; band: one standard
      deviation up and down.${
        lost.length ? ` Diverged, and measured where they stopped: ${lost.join(', ')}.` : ''}</p>`;
}
