import { html, useId, useRef, useState } from '/static/vendor/ui.js';
import { useAnswer, useSeen } from '../asking.js';
import { Typed } from '../controls/number.js';
import { kept } from '../kept.js';
import { unfocused } from '../keyboard.js';
import { count, percent } from '../wording.js';
import { Swatch } from './legend.js';

/** @typedef {import('../store.js').Store} Store */
/** @typedef {import('./drawing.js').Lane} Lane */
/** @typedef {import('../generated/types.js').Advised} Advised */
/** @typedef {Advised['box']} Box */

/** The recipe's chart in the order in which it is gone through: its boxes, and the ways between them.
 * @type {({box: Box, text: string} | {way: string, says: string})[]} */
const CHART = [
  { box: 'functions', text: 'Step 1: define a set of functions' },
  { way: 'on', says: '' },
  { box: 'goodness', text: 'Step 2: goodness of a function' },
  { way: 'on', says: '' },
  { box: 'best', text: 'Step 3: pick the best function' },
  { way: 'down', says: '' },
  { box: 'training', text: 'Good results on training data?' },
  { way: 'again', says: 'no: back to the three steps' },
  { way: 'passed', says: 'yes' },
  { box: 'testing', text: 'Good results on testing data?' },
  { way: 'failed', says: 'no' },
  { box: 'overfitting', text: 'Overfitting!' },
  { way: 'anew', says: 'back to the three steps' },
  { way: 'passed-too', says: 'yes' },
  { box: 'done', text: 'Done' },
];

/** What counts as good, of every lane; below 0: what the server takes. */
const good = kept('good', { training: -1, testing: -1 });

/** Where a lane is on the recipe's flow chart, why, and what would help: each remedy is a fork, so that the cure runs
 * beside the disease. @param {{store: Store}} props */
export function Flow({ store }) {
  const title = useId();
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const seen = useSeen(box);
  const lane = store.focus.value;
  const fields = { lane: lane?.id, ...(good.value.training >= 0 && { good: good.value }) };
  const { answer, refusal } = useAnswer(store, 'advise', fields,
    { on: seen && lane !== null && store.network.value !== null });
  const advised = /** @type {Advised | null} */ (answer);
  return html`<section class="card flow" ref=${box} aria-labelledby=${title}>
    <header><h3 id=${title}>The recipe, step by step</h3>
      ${lane && html`<${Whose} store=${store} lane=${lane} />`}</header>
    <div class="flow-parts">
      <ol class="flow-chart" aria-label="Flow chart of the recipe">${CHART.map((one) => 'box' in one
        ? html`<li key=${one.box} class="flow-box" data-box=${one.box} data-lit=${advised?.box === one.box}
            aria-current=${advised?.box === one.box ? 'step' : undefined}>${one.text}</li>`
        : html`<li class="flow-way" data-way=${one.way} aria-hidden=${one.says ? undefined : 'true'}>
            <span>${one.says}</span></li>`)}</ol>
      <div class="flow-says">
        ${advised && html`<${Good} advised=${advised} />`}
        ${refusal && html`<p class="refusal" role="status">${refusal}</p>`}
        ${advised && lane ? html`<${Reason} ...${{ lane, advised }} />`
          : html`<p class="help">${refusal ? '' : 'Waiting for the advice.'}</p>`}
      </div>
    </div>
    ${advised && lane && html`<${Advice} ...${{ store, lane, advised }} />`}
  </section>`;
}

/** Whose chart it is. @param {{store: Store, lane: Lane}} props */
function Whose({ store, lane }) {
  const lanes = store.lanes.value;
  return html`<div class="flow-lanes" role="group" aria-label="whose chart">${lanes.map(({ id, name, slot }) =>
    html`<button type="button" key=${id} class="small" aria-pressed=${id === lane.id} onMouseDown=${unfocused}
      onClick=${() => store.pick(id)}><${Swatch} slot=${slot} /> ${name}</button>`)}</div>`;
}

/** What counts as good. @param {{advised: Advised}} props */
function Good({ advised: { good_training: training, good_testing: testing } }) {
  const now = good.value.training >= 0 ? good.value : { training, testing };
  return html`<div class="flow-good" role="group" aria-label="What counts as good"><span>What counts as good:</span>
    <${Share} label="training" value=${now.training}
      put=${(/** @type {number} */ value) => (good.value = { ...now, training: value })} />
    <${Share} label="testing" value=${now.testing}
      put=${(/** @type {number} */ value) => (good.value = { ...now, testing: value })} />
  </div>`;
}

/** @type {import('../controls/number.js').Parameter} */
const SHARE = {
  name: 'share', default: 90, low: 0, high: 100, unit: '%', help: '', integer: false, restarts: false, choices: [],
};
const RANGE = '0 to 100 %';

/** A share as per cent. @param {{label: string, value: number, put: (value: number) => void}} props */
function Share({ label, value, put }) {
  const id = useId();
  const [wrong, setWrong] = useState('');
  const take = (/** @type {number} */ next) => {
    const fits = next >= SHARE.low && next <= SHARE.high;
    setWrong(fits ? '' : `${label}: ${RANGE}.`);
    if (fits) put(next / 100);
  };
  return html`<span class="flow-share"><label for=${id}>${label} ≥</label>
    <${Typed} ...${{ id, name: `good.${label}`, value: Number((100 * value).toPrecision(6)), differ: false }}
      ...${{ range: RANGE, put: take, setWrong, refusal: wrong }} parameter=${SHARE} /> %
    ${wrong && html`<span class="refusal" id=${`${id}-refusal`} role="alert">${wrong}</span>`}</span>`;
}

/** Why it is there, with the numbers. @param {{lane: Lane, advised: Advised}} props */
function Reason({ lane, advised }) {
  return html`<p class="flow-reason"><b><${Swatch} slot=${lane.slot} /> ${lane.name}</b>
      <span class="quiet">at update ${count(advised.update)}</span></p>
    <p class="flow-why">${whole(advised.reason)}</p>
    <dl class="flow-numbers">
      <div><dt>training</dt><dd>${percent(advised.train)}</dd></div>
      <div><dt>testing</dt><dd>${percent(advised.test)}</dd></div>
    </dl>`;
}

/** No line begins with a per cent sign. @param {string} text */
const whole = (text) => text.replaceAll(' %', '\u00a0%');

/** What is seen, and what would help. @param {{store: Store, lane: Lane, advised: Advised}} props */
function Advice({ store, lane, advised: { box, findings, remedies, refused, more } }) {
  const full = store.lanes.value.length >= (store.catalogue.value?.limits.lanes ?? 1);
  return html`<div class="flow-advice">
    <section><h4>What it sees</h4>
      ${findings.length ? html`<ul class="findings">${findings.map(({ name, title, evidence }) => html`<li key=${name}
        data-finding=${name}><b>${title}:</b> <span>${whole(evidence)}</span></li>`)}</ul>`
        : html`<p class="help">Nothing out of the ordinary.</p>`}</section>
    <section><h4>What would help</h4>
      ${full && remedies.length > 0 && html`<p class="help">There is no room for another lane: remove one first.</p>`}
      <ul class="remedies">${remedies.map(({ label, why, changes }) => html`<li key=${label}><button type="button"
          disabled=${full || !store.ready.value} onMouseDown=${unfocused}
          title="A copy of the lane with this change runs beside it"
          onClick=${() => store.fork(lane.id, changes)}>${label}</button>
        <span>${whole(why)}</span></li>`)}</ul>
      ${more && html`<p class="more">${more}</p>`}
      ${!remedies.length && !more && html`<p class="help">${box === 'best' ? 'To let it go on: it still gets better.'
        : 'Nothing needs a cure here.'}</p>`}
      ${refused.length > 0 && html`<h4>What would not help here</h4>
      <ul class="remedies">${refused.map(({ label, why }) => html`<li key=${label} class="refused">
        <button type="button" disabled>${label}</button> <span>${whole(why)}</span></li>`)}</ul>`}</section>
  </div>`;
}
