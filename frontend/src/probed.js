import { signal } from '/static/vendor/ui.js';
import { kept } from './kept.js';

/** @typedef {'train' | 'validation' | 'test'} Part */

/** The parts of the data as a person calls them. @type {Record<Part, string>} */
export const PARTS = { test: 'test', validation: 'validation', train: 'training' };

/** Which picture goes through the networks: a row of a part, counted from 0. */
const asked = kept('picture', { part: 'test', row: 0 });

/** Instead of it one's own: its pixels, channel by channel, 0 to 1.
 * @type {import('./kept.js').Signal<number[] | null>} */
export const own = signal(null);

/** @param {string} part @param {number} row */
export function probe(part, row) {
  asked.value = { part, row };
  own.value = null;
}

/** The row that is meant, among the data that there are: an address is anybody's text.
 * @param {Record<Part, number>} counts @returns {{part: Part, row: number, many: number}} */
export function probed(counts) {
  const { part, row } = asked.value;
  const usual = counts.test ? 'test' : 'train';
  const there = /** @type {Part} */ (Object.hasOwn(PARTS, part) && counts[/** @type {Part} */ (part)] ? part : usual);
  const many = counts[there];
  return { part: there, row: ((Math.trunc(row) % many) + many) % many, many };
}
