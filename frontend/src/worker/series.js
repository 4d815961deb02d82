import { firstWhere } from '../first.js';

/**
 * The past of some numbers that every update yields, in bounded memory: as it came while it fits, then thinned to
 * smallest, largest and mean of ever wider bins. All bins but the first few of a catch-up are equally wide.
 */
export class Series {
  /** @param {number} channels numbers an update @param {number} capacity bins at most, even
   * @param {typeof Float32Array | typeof Float64Array} Values */
  constructor(channels, capacity, Values = Float32Array) {
    this.channels = channels;
    this.capacity = capacity;
    this.start = new Float64Array(capacity);
    this.low = new Values(capacity * channels);
    this.high = new Values(capacity * channels);
    this.mean = new Values(capacity * channels);
    this.length = 0;
    /** Updates that a bin is allowed to hold; doubles whenever the memory is full. */
    this.grid = 1;
    /** One past the last update held. */
    this.end = 0;
    /** Places where an update is missing: always 0 unless something is wrong; tests look at it. */
    this.gaps = 0;
  }

  clear() {
    Object.assign(this, { length: 0, grid: 1, end: 0, gaps: 0 });
  }

  /** Updates that bin `i` covers. @param {number} i */
  width(i) {
    return (i + 1 < this.length ? this.start[i + 1] : this.end) - this.start[i];
  }

  /**
   * Add `rows` bins of `width` updates each, the first beginning at update `start`. What is already held is skipped.
   * @param {number} start @param {number} width @param {number} rows
   * @param {ArrayLike<number>} values a row holds the channels, or (width > 1) all lows, all highs, all means
   */
  append(start, width, rows, values) {
    const c = this.channels;
    const stride = width > 1 ? 3 * c : c;
    for (let row = 0; row < rows; row++) {
      const from = start + row * width;
      if (this.length && from < this.end) continue;
      if (this.length && from > this.end) this.gaps++;
      const last = this.length - 1;
      const joins =
        last >= 0 &&
        from === this.end &&
        Math.floor(this.start[last] / this.grid) === Math.floor((from + width - 1) / this.grid);
      if (!joins && this.length === this.capacity) this.#halve();
      const at = row * stride;
      for (let k = 0; k < c; k++) {
        const low = values[at + k];
        const high = width > 1 ? values[at + c + k] : low;
        const mean = width > 1 ? values[at + 2 * c + k] : low;
        if (joins) this.#join(last * c + k, this.end - this.start[last], low, high, mean, width);
        else this.#put(this.length * c + k, low, high, mean);
      }
      if (!joins) this.start[this.length++] = from;
      this.end = from + width;
    }
  }

  /** The means of the newest bin, one a channel; empty while there is none. */
  last() {
    return Array.from(this.mean.subarray(Math.max(0, this.length - 1) * this.channels, this.length * this.channels));
  }

  /** The bin that holds `update`, or the nearest one; -1 while there is none. @param {number} update */
  find(update) {
    if (!this.length) return -1;
    return Math.max(0, firstWhere(this.length, (i) => this.start[i] > update) - 1);
  }

  /** @param {number} i @param {number} low @param {number} high @param {number} mean */
  #put(i, low, high, mean) {
    this.low[i] = low;
    this.high[i] = high;
    this.mean[i] = mean;
  }

  /**
   * Join a bin of `more` updates to number `i`, which covers `held`.
   * @param {number} i @param {number} held @param {number} low @param {number} high @param {number} mean
   * @param {number} more
   */
  #join(i, held, low, high, mean, more) {
    if (low < this.low[i]) this.low[i] = low;
    if (high > this.high[i]) this.high[i] = high;
    this.mean[i] += ((mean - this.mean[i]) * more) / (held + more);
  }

  #halve() {
    const c = this.channels;
    while (this.length === this.capacity) {
      this.grid *= 2;
      let kept = 0;
      let cell = -1;
      for (let i = 0; i < this.length; i++) {
        const width = this.width(i);
        const begin = this.start[i];
        const home = Math.floor(begin / this.grid);
        const joins = kept > 0 && home === cell;
        for (let k = 0; k < c; k++) {
          const [low, high, mean] = [this.low[i * c + k], this.high[i * c + k], this.mean[i * c + k]];
          if (joins) this.#join((kept - 1) * c + k, begin - this.start[kept - 1], low, high, mean, width);
          else this.#put(kept * c + k, low, high, mean);
        }
        if (!joins) this.start[kept++] = begin;
        cell = home;
      }
      this.length = kept;
    }
  }
}
