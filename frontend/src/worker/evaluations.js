/** What one evaluation measures, in the order of the metrics block. */
export const MEASURES = /** @type {const} */ ([
  ['train', 'loss'],
  ['train', 'accuracy'],
  ['validation', 'loss'],
  ['validation', 'accuracy'],
  ['test', 'loss'],
  ['test', 'accuracy'],
]);

/** The evaluations of one lane, each with the update it belongs to. Bounded: when full, every other one is dropped. */
export class Evaluations {
  /** @param {number} capacity */
  constructor(capacity = 2048) {
    this.capacity = capacity;
    this.update = new Float64Array(capacity);
    this.values = MEASURES.map(() => new Float32Array(capacity));
    this.length = 0;
  }

  clear() {
    this.length = 0;
  }

  /** An evaluation of the same update replaces the one before (the data may have changed in between).
   * @param {number} update @param {ArrayLike<number>} values */
  add(update, values) {
    while (this.length && this.update[this.length - 1] >= update) this.length--;
    if (this.length === this.capacity) this.#thin();
    this.update[this.length] = update;
    this.values.forEach((column, i) => (column[this.length] = values[i]));
    this.length++;
  }

  /** The last evaluation at or before `update`, else the first; -1 while there is none. @param {number} update */
  find(update) {
    let i = this.length - 1;
    while (i > 0 && this.update[i] > update) i--;
    return i;
  }

  #thin() {
    let kept = 0;
    for (let i = 0; i < this.length; i += 2, kept++) {
      this.update[kept] = this.update[i];
      for (const column of this.values) column[kept] = column[i];
    }
    this.length = kept;
  }
}
