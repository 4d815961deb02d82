import { html } from '/static/vendor/ui.js';
import { count } from '../../wording.js';

/** @typedef {import('../../generated/types.js').Swept} Swept */
/** @typedef {{vary: string, values: number[], seeds: number, updates: number, measure: string}} Asked */

/** Run a sweep, stop it, and how far it is.
 * @param {{store: import('./lens.js').Store, swept: Swept | null, sweep: Asked | null, what: string, none?: string,
 *   children?: any}} props
 *   swept: what came of it so far. sweep: what is asked for; null: there is none, and `none` says so. what: it is
 *   called */
export function SweepRun({ store, swept, sweep, what, none = '', children }) {
  const running = swept?.running ?? false;
  const idle = sweep !== null && !running && !store.answers.waits('sweep') && store.ready.value;
  return html`<div class="sweep-acts">
    <button type="button" class="inside-next" disabled=${!idle}
      onClick=${() => store.ask('sweep', { sweep })}>${swept ? labelOf(swept, sweep) : `Run the ${what}`}</button>
    <button type="button" disabled=${!running} onClick=${() => store.send({ kind: 'stop_sweep' })}>Stop</button>
    ${children}
    <span class="quiet" role="status">${swept ? saidOf(swept) : none}</span>
    <progress aria-label=${`work of the ${what} that is done`} max="1" value=${swept?.share ?? 0}></progress>
  </div>`;
}

/** What a press of the button does: one that was stopped goes on only as it began.
 * @param {Swept} swept @param {Asked | null} sweep */
export function labelOf(swept, sweep) {
  const left = !swept.running && swept.done < swept.total && figures(swept) === figures(sweep);
  return left ? 'Go on' : 'Run it again';
}

/** @param {Asked | null} asked */
const figures = (asked) => String([asked?.vary, asked?.values, asked?.seeds, asked?.updates, asked?.measure]);

/** How far it is. @param {Swept} swept */
function saidOf({ done, total, running, why }) {
  const end = running ? '' : why ? `: ${why}` : done < total ? ', stopped' : ', done';
  return `${count(done)} of ${count(total)} networks${end}`;
}
