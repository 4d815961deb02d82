import { html, useEffect } from '/static/vendor/ui.js';
import { useAnswer } from '../asking.js';
import { note } from '../lessons.js';
import { Prose } from '../views/prose.js';
import { count, measured } from '../wording.js';
import { arrived } from './run.js';

/** @typedef {import('../lessons.js').Experiment} Experiment */
/** @typedef {import('../generated/types.js').ClaimResult} ClaimResult */
/** @typedef {import('../generated/types.js').ClaimFigure} ClaimFigure */

const VERDICTS = { yes: 'holds', no: 'does not hold', open: 'not yet' };

/** What the run shows: the experiment's claims, measured by the server on these lanes, or on the networks of the sweep.
 * @param {{store: import('../store.js').Store, experiment: Experiment}} props */
export function See({ store, experiment }) {
  const { lesson, place, key, claims } = experiment;
  const ofSweep = claims.map(({ left, right }) => [left, right].some((side) => (
    typeof side === 'object' && side.value !== undefined)));
  const onlySweep = ofSweep.every(Boolean);
  const there = arrived(store, experiment) && !store.playing.value;
  // asked before the run, too: so the page knows what will be measured, and nothing jumps when the figures come
  const { answer, refusal } = useAnswer(store, 'claims', { lesson, experiment: place },
    { on: onlySweep || !store.playing.value, after: store.answers.of('sweep') });
  const claimed = /** @type {import('../generated/types.js').Claimed | null} */ (answer);
  const told = claimed?.lesson === lesson && claimed.experiment === place ? claimed : null;
  const now = there && told?.update === store.state.value?.update ? told : null;
  const results = claims.map(({ says }, i) => (ofSweep[i] ? told : now)?.claims[i] ?? ({
    says, holds: null, why: '',
    figures: told?.claims[i].figures.map((figure) => ({ ...figure, value: null })) ?? [],
  }));
  useEffect(() => {
    if (now) note(key, { done: true });
  }, [now !== null, key]);
  return html`<section class="step see" aria-labelledby="step-see"><h3 id="step-see">See</h3>
    <${Prose} text=${experiment.text.see} />
    ${refusal && html`<p class="refusal" role="status">${refusal}</p>`}
    <ul class="claims" aria-label="Claims" data-update=${now?.update}>${results.map((result, i) => html`<${Claim}
      key=${i} result=${result} />`)}</ul>
    <p class="help">${onlySweep ? 'Measured by the engine on the networks of the sweep.'
      : now ? `Measured by the engine on these lanes, at update ${count(now.update)}.`
      : 'Measured by the engine on these lanes when the run has come to its end.'}</p>
  </section>`;
}

/** @param {{result: ClaimResult}} props */
function Claim({ result: { says, figures, holds, why } }) {
  const verdict = holds === null ? 'open' : holds ? 'yes' : 'no';
  return html`<li class="claim" data-holds=${verdict}>
    <p><span class="claim-mark" aria-hidden="true"></span><b class="claim-verdict">${VERDICTS[verdict]}</b> ${says}</p>
    <dl class="claim-figures">${figures.map((figure) => html`<div><dt>${figure.label}</dt>
      <dd data-value=${figure.value}>${written(figure)}</dd></div>`)}</dl>
    <p class="help claim-why">${why}</p>
  </li>`;
}

/** Counts have no decimals. @param {ClaimFigure} figure */
const written = ({ value, unit }) => {
  const number = value !== null && Number.isInteger(value) ? count(value) : measured(value);
  return unit && value !== null ? `${number} ${unit}` : number;
};
