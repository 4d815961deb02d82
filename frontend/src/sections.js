import { signal } from '/static/vendor/ui.js';

/** @typedef {import('./views/network.layout.js').Place} Place */
/** @typedef {'x' | 'y'} Axis */
/** @typedef {{lane: number, x: Place | null, y: Place | null}} Pair */

/** Sections of networks: the loss over two weights of a lane, all others as they are, as a surface. */

/** @param {string} name of a surface */
export const isSection = (name) => name.startsWith('section_');

const NONE = { lane: -1, x: null, y: null };

/** The two weights of a lane that are chosen so far. @type {import('/static/vendor/ui.js').Signal<Pair>} */
export const pair = signal(NONE);

/** Take a weight for an axis, or take it back. Both are of one lane, and one weight is not both.
 * @param {number} lane @param {Axis} axis @param {Place} place */
export function chooseFor(lane, axis, place) {
  const held = pairOf(lane);
  const other = axis === 'x' ? 'y' : 'x';
  const rest = same(held[other], place) ? null : held[other];
  const taken = same(held[axis], place) ? null : place;
  pair.value = axis === 'x' ? { lane, x: taken, y: rest } : { lane, x: rest, y: taken };
}

/** @param {number} lane @returns {Pair} */
export const pairOf = (lane) => (pair.value.lane === lane ? pair.value : NONE);

/** @param {Place | null} one @param {Place | null} other */
export const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
