import { html, useId, useState } from '/static/vendor/ui.js';
import { PartMark } from '../views/part_mark.js';
import { percent, shortNumber } from '../wording.js';
import { explains } from './explain.js';
import { Anew, Refusal, Typed } from './number.js';

/** @typedef {import('../generated/types.js').CatalogueField} Field */
/** @typedef {typeof PARTS[number]} Part */
/** @typedef {Record<Part, number>} Shares */

const PARTS = /** @type {const} */ (['train', 'validation', 'test']);
const BORDERS = /** @type {const} */ ([0, 1]);
const NAMES = { train: 'training', validation: 'validation', test: 'test' };
const STEP = 0.05; // of the bar; any other share can be typed

/**
 * The shares of the three parts, which add up to 1: where one changes, the others share the rest as they did before.
 * @param {Partial<Shares>} split @param {Part} part @param {number} share
 */
export function shared(split, part, share) {
  const others = PARTS.filter((one) => one !== part);
  const before = others.reduce((sum, one) => sum + (split[one] ?? 0), 0);
  const first = before ? ((split[others[0]] ?? 0) / before) * (1 - share) : (1 - share) / 2;
  const rounded = Number(first.toFixed(4));
  return { [part]: share, [others[0]]: rounded, [others[1]]: Number((1 - share - rounded).toFixed(6)) };
}

/**
 * The shares when the border after the first or the second part is moved to `at`; the part that it does not touch
 * stays.
 * @param {Shares} split @param {0 | 1} border @param {number} at @returns {Shares}
 */
export function cut({ train, validation, test }, border, at) {
  const share = (/** @type {number} */ value) => Number(value.toFixed(4));
  if (border === 0) {
    const first = Math.max(STEP, Math.min(at, train + validation));
    return { train: share(first), validation: share(train + validation - first), test };
  }
  const second = Math.max(train, Math.min(at, 1));
  return { train, validation: share(second - train), test: share(1 - second) };
}

/** One bar with two borders, and the three shares as numbers.
 * @param {{place: import('./place.js').Place<import('../generated/types.js').NetworkSpec>, fields: Field[]}} props */
export function Split({ place, fields }) {
  const id = useId();
  const held = Object.fromEntries(PARTS.map((part) => [part, place.read(`split.${part}`)]));
  const shares = /** @type {Shares} */ (place.read('split.borders') ?? held);
  const borders = [shares.train, shares.train + shares.validation];
  const told = PARTS.map((part) => `${NAMES[part]} ${percent(shares[part])}`).join(', ');
  const move = (/** @type {0 | 1} */ border, /** @type {number} */ at) => {
    const next = cut(shares, border, at);
    place.change('split.borders', next, () => ({ split: next }));
  };
  const help = 'Which share of the examples is learned from, decided by, and left for the honest figure.';
  const restarts = fields.some((field) => field.path === 'split.train' && field.restarts);
  return html`<div class="split field-group" role="group" aria-labelledby=${id}
      ...${explains({ label: 'split', help, range: '' })}>
    <span id=${id}>split${restarts && html` <${Anew} />`}</span>
    <div class="split-bar">
      ${PARTS.map((part) => html`<i key=${part} data-part=${part} style=${`width:${shares[part] * 100}%`}></i>`)}
      ${BORDERS.map((border) => html`<input type="range" key=${border} min="0" max="1" step=${STEP}
        value=${borders[border]} name=${`${place.scope}.split.border${border}`} aria-valuetext=${told}
        aria-label=${`border between ${NAMES[PARTS[border]]} and ${NAMES[PARTS[border + 1]]}`}
        onInput=${(/** @type {any} */ e) => move(border, Number(e.target.value))} />`)}
    </div>
    ${PARTS.map((part) => html`<${Share} key=${part} place=${place} part=${part} shown=${shares[part]}
      field=${fields.find((one) => one.path === `split.${part}`)} />`)}
    <${Refusal} id=${id} text=${place.refusal('split.borders')} />
  </div>`;
}

/** @param {{place: import('./place.js').Place<import('../generated/types.js').NetworkSpec>, part: Part, shown: number,
 *   field: Field | undefined}} props */
function Share({ place, part, shown, field }) {
  const id = useId();
  const [wrong, setWrong] = useState('');
  if (!field) return null;
  const refusal = wrong || place.refusal(field.path);
  const put = (/** @type {number} */ share) => {
    setWrong('');
    place.change(field.path, share, (session) => ({ split: shared(session.split ?? {}, part, share) }));
  };
  const range = `${shortNumber(field.low)} to ${shortNumber(field.high)}`;
  return html`<div class="share" ...${explains({ label: field.label, help: field.help, range })}>
    <label for=${id}><${PartMark} part=${part} /> ${NAMES[part]}</label>
    <${Typed} ...${{ id, name: `${place.scope}.${field.path}`, parameter: field, value: shown, differ: false, range }}
      put=${put} setWrong=${setWrong} refusal=${refusal} />
    <${Refusal} id=${id} text=${refusal} />
  </div>`;
}
