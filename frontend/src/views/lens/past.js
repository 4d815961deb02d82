const MOST = 240; // points: then every second one goes

/** Some numbers as a view saw them, update by update. What lies behind the update that is looked at is not true any
 * more when its lane starts anew. */
export class Past {
  #of = '';
  #every = 1; // updates at least between two points
  /** @type {number[]} */ updates = [];
  /** @type {number[][]} */ values = [];

  /** @param {string} of whose numbers they are: those of another are dropped @param {number} update
   * @param {number[]} values */
  take(of, update, values) {
    if (of !== this.#of || update < (this.updates[this.updates.length - 1] ?? 0)) {
      Object.assign(this, { updates: [], values: [] });
      this.#every = 1;
    }
    this.#of = of;
    const last = this.updates[this.updates.length - 1];
    if (last !== undefined && update < last + this.#every) return;
    this.updates = [...this.updates, update];
    this.values = [...this.values, values];
    if (this.updates.length < MOST) return;
    this.updates = this.updates.filter((_, i) => i % 2 === 0);
    this.values = this.values.filter((_, i) => i % 2 === 0);
    this.#every = Math.max(1, (this.updates[1] - this.updates[0]) || 1);
  }
}
