import { firstWhere } from '../first.js';
import { count } from '../wording.js';

/**
 * What the curves are drawn against. Updates are counted; the others are where a lane was when it had made so many
 * updates, by what the server measured of its effort.
 */

/** @typedef {import('../worker/numbers.js').LaneNumbers} LaneNumbers */
/**
 * @typedef {object} Along
 * @property {string} key
 * @property {string} choice  as a person picks it
 * @property {string} label  under the axis
 * @property {(value: number) => string} told  one place on it
 * @property {boolean} whole  only whole numbers are ticks
 * @property {number} channel  of the effort series; -1 is none
 */

/** Seconds so that neither a tenth of a millisecond nor an hour is hard to read. @param {number} value */
function seconds(value) {
  if (value < 0.1) return `${(value * 1000).toFixed(2)} ms of compute`;
  return `${value.toFixed(value < 10 ? 3 : value < 1000 ? 2 : 0)} s of compute`;
}

/** @type {Along[]} */
export const ALONGS = [
  {
    key: 'updates', choice: 'updates', label: 'updates', channel: -1, whole: true,
    told: (value) => `update ${count(value)}`,
  },
  {
    key: 'epochs', choice: 'epochs', label: 'epochs', channel: 0, whole: false,
    told: (value) => `epoch ${value < 1000 ? value.toFixed(2) : count(value)}`,
  },
  {
    key: 'examples', choice: 'examples seen', label: 'examples seen', channel: 0, whole: true,
    told: (value) => `${count(value)} examples seen`,
  },
  { key: 'seconds', choice: 'compute time', label: 'seconds of compute', channel: 1, whole: false, told: seconds },
];

/** From updates of a lane to places along the axis, and back. */
export class Road {
  /** @param {string | undefined} key @param {number} examples in the training part: so many are an epoch */
  constructor(key, examples) {
    this.along = ALONGS.find((one) => one.key === key) ?? ALONGS[0];
    this.unit = this.along.key === 'epochs' ? Math.max(1, examples) : 1;
  }

  /** Where the lane is when it has made `update` updates. @param {LaneNumbers} numbers @param {number} update */
  at({ effort }, update) {
    const { channel } = this.along;
    if (channel < 0) return update;
    const i = effort.find(update);
    if (i < 0) return 0;
    const share = Math.max(0, Math.min(1, (update - effort.start[i]) / effort.width(i)));
    const [from, to] = [this.#before(effort, i), effort.high[i * 2 + channel]];
    return (from + share * (to - from)) / this.unit;
  }

  /** The middle of bin `i` of the lane's loss, or of another series: the same bin of its effort. The loss of an update
   * is that before it.
   * @param {LaneNumbers} numbers @param {number} i @param {import('../worker/series.js').Series} series */
  middle(numbers, i, series = numbers.loss) {
    const { effort, gradient } = numbers;
    const width = series.width(i);
    const { channel } = this.along;
    if (channel < 0) return series.start[i] + (width - 1) / 2;
    if (series === gradient) return this.at(numbers, series.start[i] + (width - 1) / 2); // its bins are wider
    const from = this.#before(effort, i);
    return (from + ((effort.high[i * 2 + channel] - from) * (width - 1)) / (2 * width)) / this.unit;
  }

  /** Bins of the lane's loss, or of another series, that have a place on this axis. @param {LaneNumbers} numbers
   * @param {import('../worker/series.js').Series} series */
  bins({ loss, effort, gradient }, series = loss) {
    return this.along.channel < 0 || series === gradient ? series.length : Math.min(series.length, effort.length);
  }

  /** How many updates the lane had made at this place; NaN beyond its end. @param {LaneNumbers} numbers
   * @param {number} value */
  back({ loss, effort }, value) {
    const { channel } = this.along;
    if (channel < 0) return value <= loss.end ? value : NaN;
    const wanted = value * this.unit;
    const reached = (/** @type {number} */ i) => effort.high[i * 2 + channel];
    const bin = firstWhere(effort.length, (i) => reached(i) >= wanted);
    if (bin === effort.length) return NaN;
    const [from, to] = [this.#before(effort, bin), reached(bin)];
    return effort.start[bin] + (to > from ? (wanted - from) / (to - from) : 0) * effort.width(bin);
  }

  /** Effort before the first update of bin `i`; that after its last one is the largest of the bin.
   * @param {import('../worker/series.js').Series} effort @param {number} i */
  #before(effort, i) {
    const { channel } = this.along;
    if (i > 0) return effort.high[(i - 1) * 2 + channel];
    return effort.start[0] === 0 ? 0 : effort.low[channel];
  }
}
