import { batch, computed, signal } from '/static/vendor/ui.js';

/** @typedef {[x0: number, x1: number, k: number]} Point  of class k, counted from 0 */

/** As many classes as there are colours to tell them apart, and keys 1 to 9 and 0. */
export const MOST_CLASSES = 10;
/** The server takes more; but so many no hand paints, and no eye tells apart. */
export const MOST_POINTS = 2000;
/** With fewer there is hardly an example for each of the three parts. */
const FEWEST_POINTS = 6;
const UNDONE = 50; // strokes that can be taken back

/** Points painted by hand. A stroke, from press to release, is what one undo takes back. */
export class Painting {
  /** Somebody is at it. */ on = signal(false);
  /** @type {import('/static/vendor/ui.js').Signal<readonly Point[]>} */ points = signal([]);
  /** How many classes can be painted. */ classes = signal(2);
  /** The class that is painted. */ chosen = signal(0);
  erasing = signal(false);
  /** The data set that was learned from when it began, until something painted is. */ begunFrom = '';
  /** What the painted points were called as data sets. @type {Set<string>} */ names = new Set();
  /** What the server has already. @type {readonly Point[]} */ known = this.points.peek();
  /** Before each stroke. @type {import('/static/vendor/ui.js').Signal<(readonly Point[])[]>} */ #past = signal([]);

  undoable = computed(() => this.#past.value.length > 0);
  /** Points of each class. */
  counts = computed(() => {
    const counts = Array.from({ length: this.classes.value }, () => 0);
    for (const [, , k] of this.points.value) counts[k]++;
    return counts;
  });
  /** What has to be painted before a network can learn from it; '' where nothing is missing. */
  missing = computed(() => {
    const used = this.counts.value.filter((n) => n > 0).length;
    const more = FEWEST_POINTS - this.points.value.length;
    if (!this.points.value.length) return 'Click or drag on the plane to put points of the chosen class.';
    if (used < 2) return 'Still missing: points of another class.';
    if (more > 0) return `Still missing: ${more} more point${more > 1 ? 's' : ''}.`;
    return '';
  });

  /** Begin a stroke. */
  begin() {
    this.#past.value = [...this.#past.value, this.points.value].slice(-UNDONE);
  }

  /** The stroke is over; one that changed nothing is none. */
  end() {
    const past = this.#past.value;
    if (past[past.length - 1] === this.points.value) this.#past.value = past.slice(0, -1);
  }

  /** A point of the chosen class. @param {number} x0 @param {number} x1 */
  put(x0, x1) {
    if (this.points.value.length >= MOST_POINTS) return;
    const point = /** @type {Point} */ ([rounded(x0), rounded(x1), this.chosen.value]);
    this.points.value = [...this.points.value, point];
  }

  /** Take away what lies within `reach`. @param {number} x0 @param {number} x1 @param {number} reach */
  erase(x0, x1, reach) {
    const left = this.points.value.filter((point) => Math.hypot(point[0] - x0, point[1] - x1) > reach);
    if (left.length < this.points.value.length) this.points.value = left;
  }

  /** Other points instead, of at most so many classes. @param {readonly Point[]} points @param {number} classes */
  replace(points, classes) {
    this.begin();
    batch(() => {
      this.points.value = points.slice(0, MOST_POINTS);
      this.classes.value = Math.max(2, classes);
      this.chosen.value = Math.min(this.chosen.value, this.classes.value - 1);
    });
    this.end();
  }

  /** Begin anew, with points that the session learns from already or with none.
   * @param {readonly Point[]} points @param {number} classes @param {string} set the session's data set */
  resume(points, classes, set) {
    this.replace(points, classes);
    this.known = this.points.peek();
    this.#past.value = [];
    this.begunFrom = set;
    this.names.clear();
  }

  /** Whether this data set belongs to the painting; any other ends it. @param {string} set */
  concerns(set) {
    return set === this.begunFrom || this.names.has(set);
  }

  clear() {
    this.replace([], this.classes.value);
  }

  undo() {
    const past = this.#past.value;
    if (!past.length) return;
    const points = past[past.length - 1];
    batch(() => {
      this.points.value = points;
      this.#past.value = past.slice(0, -1);
      this.classes.value = points.reduce((most, [, , k]) => Math.max(most, k + 1), this.classes.value);
    });
  }

  /** Paint this class; one that is not there yet is added where it is the next. @param {number} k */
  choose(k) {
    if (k > this.classes.value || k >= MOST_CLASSES) return;
    this.classes.value = Math.max(this.classes.value, k + 1);
    this.chosen.value = k;
    this.erasing.value = false;
  }

  /** Take back the last class, where it has no points. */
  dropClass() {
    const k = this.classes.value - 1;
    if (k < 2 || this.counts.value[k]) return;
    this.classes.value = k;
    if (this.chosen.value === k) this.chosen.value = k - 1;
  }
}

/** A thousandth of the plane is finer than a hand. @param {number} x */
const rounded = (x) => Number(x.toFixed(3));
