import { firstWhere } from '../first.js';

/** What one evaluation measures, in the order of the metrics block. */
export const MEASURES = /** @type {const} */ ([
  ['train', 'loss'],
  ['train', 'accuracy'],
  ['validation', 'loss'],
  ['validation', 'accuracy'],
  ['test', 'loss'],
  ['test', 'accuracy'],
]);

/**
 * The evaluations of one lane in the order of their updates, which need not be the order in which they come: one looks
 * back, and the server evaluates there. Bounded: when full, those are dropped that stand closest, so that what is kept
 * is spread evenly over the whole run. The last one is always kept.
 */
export class Evaluations {
  /** @param {number} capacity */
  constructor(capacity = 2048) {
    this.capacity = capacity;
    this.update = new Float64Array(capacity);
    this.values = MEASURES.map(() => new Float32Array(capacity));
    this.length = 0;
    /** Updates that lie between two evaluations at least, but for the last one and those that were looked back at. */
    this.spacing = 0;
  }

  clear() {
    this.length = 0;
    this.spacing = 0;
  }

  /** An evaluation of the same update replaces the one before (the data may have changed in between).
   * @param {number} update @param {ArrayLike<number>} values */
  add(update, values) {
    let at = this.find(update);
    if (at >= 0 && this.update[at] === update) return this.#put(at, update, values);
    if (at === this.length - 1 && at > 0 && this.update[at] - this.update[at - 1] < this.spacing)
      return this.#put(at, update, values); // the last one so far was kept only because it was the last
    if (this.length === this.capacity) {
      this.#thin();
      at = this.find(update);
    }
    at += at >= 0 && this.update[at] > update ? 0 : 1;
    this.update.copyWithin(at + 1, at, this.length);
    for (const column of this.values) column.copyWithin(at + 1, at, this.length);
    this.length++;
    return this.#put(at, update, values);
  }

  /** The last evaluation at or before `update`, else the first; -1 while there is none. @param {number} update */
  find(update) {
    if (!this.length) return -1;
    return Math.max(0, firstWhere(this.length, (i) => this.update[i] > update) - 1);
  }

  /** @param {number} at @param {number} update @param {ArrayLike<number>} values */
  #put(at, update, values) {
    this.update[at] = update;
    this.values.forEach((column, i) => (column[at] = values[i]));
  }

  #thin() {
    const last = this.length - 1;
    this.spacing = (2 * (this.update[last] - this.update[0])) / this.capacity;
    let kept = 1;
    for (let i = 1; i <= last; i++) {
      if (i < last && this.update[i] - this.update[kept - 1] < this.spacing) continue;
      this.update[kept] = this.update[i];
      for (const column of this.values) column[kept] = column[i];
      kept++;
    }
    this.length = kept;
  }
}
