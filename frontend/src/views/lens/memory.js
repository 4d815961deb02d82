import { html, useRef, useState } from '/static/vendor/ui.js';
import { useAnswer, useSeen } from '../../asking.js';
import { count, measured, spoken } from '../../wording.js';
import { Formula } from '../formula.js';
import { Swatch } from '../legend.js';
import { Chart } from './chart.js';
import { Lens, layerName } from './lens.js';
import { Past } from './past.js';
import { LEVELS, Spreads } from './spreads.js';

/** @typedef {import('../../generated/types.js').Remembered} Remembered */
/** @typedef {import('../../generated/types.js').RememberedQuantity} Quantity */
/** @typedef {import('../../store.js').Store} Store */
/** @typedef {import('../drawing.js').Lane} Lane */

const SIDE_BY_SIDE = 2;
const COORDINATES = ['x', 'y'];
const DASHES = [undefined, '6 3', '2 3', '8 3 2 3', '1 4', '4 2', '10 4', '5 2 1 2']; // of layers and coordinates

/** What the optimizers of two lanes remember of their parameters, and the rate that this gives to each.
 * @param {{store: Store}} props */
export function Memory({ store }) {
  const box = useRef(/** @type {HTMLElement | null} */ (null));
  const seen = useSeen(box);
  const shown = chosen(store);
  const answers = shown.map(({ id }) => /** @type {Remembered | null} */ (store.answers.of('remember', id)));
  const range = rangeOf(answers);
  return html`<${Lens} title="What the optimizer remembers" box=${box} kind="memory">
    <div class="memories">
      ${shown.map((lane) => html`<${Column} key=${lane.id} ...${{ store, lane, seen, range }} />`)}</div>
  <//>`;
}

/**
 * The picked lane and those that remember something, in the order of the lanes.
 * @param {Store} store @returns {Lane[]}
 */
function chosen({ spec, lanes, picked, catalogue }) {
  const keeping = new Set(catalogue.value?.optimizers.filter(({ slots }) => slots?.length).map(({ name }) => name));
  const keeps = (/** @type {Lane} */ lane) => {
    const own = spec.value?.lanes[lanes.value.indexOf(lane)];
    return own !== undefined && keeping.has(own.optimizer.name);
  };
  const rank = (/** @type {Lane} */ lane) => (lane.id === picked.value ? 2 : keeps(lane) ? 1 : 0);
  const best = lanes.value.toSorted((one, other) => rank(other) - rank(one)).slice(0, SIDE_BY_SIDE);
  return lanes.value.filter((lane) => best.includes(lane));
}

/** Smallest and largest of all squares that courses show: one axis for all. @param {(Remembered | null)[]} answers */
function rangeOf(answers) {
  const all = answers.flatMap((told) => (told?.courses ?? []).flatMap((pair, slot) => (
    told?.quantities[slot + 1].signed ? [] : pair.flatMap(({ mean }) => mean.filter((value) => Number(value) > 0)))));
  return all.length ? { low: Math.min(...all.map(Number)) / 1.5, high: Math.max(...all.map(Number)) * 1.5 } : {};
}

/** @param {{store: Store, lane: Lane, seen: boolean, range: {low?: number, high?: number}}} props */
function Column({ store, lane, seen, range }) {
  const { answer, refusal } = useAnswer(store, 'remember', { lane: lane.id }, { on: seen });
  const told = /** @type {Remembered | null} */ (answer);
  const keeps = told ? told.quantities.length > 1 : true;
  const at = told ? html` <span class="quiet">update ${count(told.update)}</span>` : '';
  return html`<section class="memory-of" aria-label=${`Memory of ${lane.name}`} data-keeps=${keeps}
      data-update=${told?.update}>
    <h4><${Swatch} slot=${lane.slot} /> ${lane.name}${at}</h4>
    ${refusal && html`<p class="refusal" role="status">${refusal}</p>`}
    ${!told && !refusal && html`<p class="help">Waiting for the answer.</p>`}
    ${told && !keeps && html`<p>${spoken(told.optimizer)} remembers nothing: every parameter has the
      rate <b data-rate>${measured(told.rate)}</b>.</p>`}
    ${told && keeps && html`<${Formulas} told=${told} />${told.courses.length
      ? html`<${Point} ...${{ told, lane, range }} />` : html`<${Layers} ...${{ store, told, lane }} />`}`}
  </section>`;
}

/** What is kept, and what it is for. @param {{told: Remembered}} props */
function Formulas({ told: { quantities: [rate, ...slots] } }) {
  return html`<ul class="memory-rules">${[...slots, rate].map(({ formula, formula_latex: latex }) => html`<li>
    <${Formula} latex=${latex} text=${formula} /></li>`)}</ul>`;
}

/** Of a point: its numbers now, and every slot over the updates. @param {{told: Remembered, lane: Lane,
 *   range: {low?: number, high?: number}}} props */
function Point({ told: { quantities, parts, updates, courses }, lane, range }) {
  const names = quantities.map(({ name, signed }) => sized(name, signed));
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${`Now of ${lane.name}`}>
      <table class="lens-table">
        <thead><tr><th scope="col">now</th>${names.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
        <tbody>${parts.map(({ spreads }, i) => html`<tr><th scope="row">${COORDINATES[i]}</th>
          ${spreads.map(({ levels }, k) => html`<td>${measured(levels[0] ?? (k ? 0 : null))}</td>`)}</tr>`)}</tbody>
      </table></div>
    ${courses.map((pair, k) => {
      const { name, signed } = quantities[k + 1];
      const lines = pair.map(({ mean, low, high }, i) => ({
        name: COORDINATES[i], dash: DASHES[i], x: updates, y: mean, ...(low.length ? { low, high } : {}),
      }));
      const says = `${name} over the updates, now ${COORDINATES.map((axis, i) => (
        `${measured(pair[i].mean[updates.length - 1])} of ${axis}`)).join(', ')}.`;
      return html`<${Chart} name=${`memory-${lane.id}-${name}`} height=${170} lines=${lines} says=${says}
        x=${{ label: 'before update', whole: true }} y=${{ label: name, log: !signed, ...(signed ? {} : range) }} />`;
    })}
    ${courses.some(([{ low }]) => low.length) && html`<p class="help">Line: mean of several updates; band: from the
      smallest to the largest of them.</p>`}`;
}

/** Of a network: one quantity layer by layer, now and as it came here.
 * @param {{store: Store, told: Remembered, lane: Lane}} props */
function Layers({ store, told, lane }) {
  const [wanted, choose] = useState(0);
  const pasts = useRef(new Past());
  const { quantities, parts, update, cells } = told;
  const shown = wanted < quantities.length ? wanted : 0;
  const { name, signed, powers } = quantities[shown];
  const spreads = parts.map((part) => part.spreads[shown]);
  const { current: past } = pasts;
  past.take(`${lane.id} ${store.stateOf(lane.id)?.life} ${told.optimizer}`, update,
    parts.flatMap((part) => part.spreads.flatMap(({ levels }) => levels.map((level) => level ?? NaN))));
  const at = (/** @type {number} */ layer, /** @type {number} */ level) => past.values.map((values) => (
    values[(layer * quantities.length + shown) * LEVELS + level]));
  const names = parts.map((_, i) => layerName(i, parts.length));
  const lines = names.map((layer, i) => ({
    name: layer, dash: DASHES[i % DASHES.length], x: past.updates, y: at(i, 2), low: at(i, 1), high: at(i, 3),
  }));
  const middles = names.map((layer, i) => `${layer} ${measured(spreads[i].levels[2])}`);
  const left = spreads.reduce((sum, { zeros }) => sum + zeros, 0);
  return html`<label class="lens-lane">show <select aria-label=${`what is shown of ${lane.name}`} value=${shown}
      onChange=${(/** @type {any} */ e) => choose(Number(e.target.value))}>${quantities.map((one, i) => html`<option
        value=${i} selected=${i === shown}>${sized(one.name, one.signed)}</option>`)}</select></label>
    <${Spreads} ...${{ names, spreads, powers, cells, slot: lane.slot, label: sized(name, signed) }} />
    <p class="help">Over weights and biases; the bar marks the median; what lies beyond the axis is in its end
      cells.${left ? ` Left out for they are 0, so no gradient has come there: ${count(left)}.` : ''}</p>
    ${past.updates.length > 1 && html`<${Chart} name=${`memory-${lane.id}`} height=${190} lines=${lines}
        x=${{ label: 'update', whole: true }} y=${{ label: `median ${sized(name, signed)}`, log: true }}
        says=${`Median ${sized(name, signed)} of each layer, now: ${middles.join(', ')}.`} />
      <p class="help">At the updates that this view has seen. Band: from the tenth to the ninetieth of a
        hundred.</p>`}`;
}

/** A quantity as it is shown: of what may be below 0 the size. @param {string} name @param {boolean} signed */
const sized = (name, signed) => (signed ? `|${name}|` : name);
