import { linearScale, logScale } from '../axis.js';

/** Lines of few points, as the answers of the lenses bring them: pure geometry, from numbers to strings of SVG. */

/** @typedef {import('../axis.js').Scale} Scale */
/** @typedef {readonly (number | null)[]} Numbers  null: none */
/**
 * @typedef {object} Line
 * @property {string} name
 * @property {number} [slot]  of a lane: its colour and dash; else ink
 * @property {string} [dash]  of a line that is no lane's
 * @property {'thin' | 'bold'} [weight]
 * @property {readonly number[]} x
 * @property {Numbers} y
 * @property {Numbers} [low]  of the band around it
 * @property {Numbers} [high]
 */
/**
 * @typedef {object} Axis
 * @property {string} label
 * @property {boolean} [log]
 * @property {number} [low]  where it ends, else where the numbers do
 * @property {number} [high]
 * @property {boolean} [whole]  only whole numbers are ticks
 */

const AIR = 0.05; // of the range, above and below the lines
const FACTOR = 1.25; // the same on a log axis

/** Smallest and largest of what an axis shows. @param {Numbers[]} all @param {Axis} axis
 * @returns {[number, number]} */
export function rangeOf(all, { log = false, low, high }) {
  let [least, most] = [Infinity, -Infinity];
  for (const numbers of all)
    for (const value of numbers) {
      if (value === null || !Number.isFinite(value) || (log && value <= 0)) continue;
      if (value < least) least = value;
      if (value > most) most = value;
    }
  if (least > most) [least, most] = log ? [0.1, 1] : [0, 1];
  const air = least < most ? (most - least) * AIR : Math.abs(least) * AIR || 1;
  const from = low ?? (log ? least / FACTOR : least - air);
  const to = high ?? (log ? most * FACTOR : most + air);
  return from < to ? [from, to] : log ? [from / 10, from * 10] : [from - 1, from + 1];
}

/** @param {[number, number]} range @param {Axis} axis @param {number} from @param {number} to pixels
 * @param {number} count of ticks @returns {Scale} */
export function scaleOf([low, high], axis, from, to, count) {
  const made = (/** @type {number} */ n) => (axis.log ? logScale : linearScale)(low, high, from, to, n);
  let scale = made(count);
  for (let n = 2 * count; scale.ticks.length < 2 && n < 50; n *= 2) scale = made(n); // one number alone is no scale
  return axis.whole ? { ...scale, ticks: scale.ticks.filter((tick) => Number.isInteger(tick)) } : scale;
}

/** The path of a line; where there is no number, or none that a log axis can show, it is broken.
 * @param {readonly number[]} xs @param {Numbers} ys @param {Scale} x @param {Scale} y @param {boolean} [log] */
export function pathOf(xs, ys, x, y, log = false) {
  let path = '';
  let pen = 'M';
  ys.forEach((value, i) => {
    const there = shown(value, log);
    if (there) path += `${pen}${place(x.at(xs[i]))} ${place(y.at(Number(value)))}`;
    pen = there ? 'L' : 'M';
  });
  return path;
}

/** The outline of the band between two lines: up along the one, back along the other. A lower end that a log axis
 * cannot show lies at its end. @param {readonly number[]} xs @param {Numbers} low @param {Numbers} high
 * @param {Scale} x @param {Scale} y @param {boolean} [log] */
export function bandOf(xs, low, high, x, y, log = false) {
  const there = xs.map((_, i) => i).filter((i) => shown(high[i], log) && Number.isFinite(low[i] ?? NaN));
  if (there.length < 2) return '';
  const point = (/** @type {Numbers} */ of) => (/** @type {number} */ i) =>
    `${place(x.at(xs[i]))} ${place(y.at(Number(of[i])))}`;
  return `M${there.map(point(high)).join('L')}L${there.toReversed().map(point(low)).join('L')}Z`;
}

/** @param {number | null} value @param {boolean} log */
export const shown = (value, log) => value !== null && Number.isFinite(value) && (!log || value > 0);

/** A tenth of a pixel is finer than a screen. @param {number} pixel */
const place = (pixel) => Math.round(pixel * 10) / 10;

/** The place of the x that is nearest to a pixel; -1 is none. @param {readonly number[]} xs @param {Scale} x
 * @param {number} pixel */
export function nearestTo(xs, x, pixel) {
  let [best, away] = [-1, Infinity];
  xs.forEach((value, i) => {
    const off = Math.abs(x.at(value) - pixel);
    if (off < away) [best, away] = [i, off];
  });
  return best;
}

/** Every point of the lines in a row, for a table. @param {Line[]} lines @param {Axis} x @param {Axis} y
 * @returns {import('../drawing.js').Inspection} */
export function tableOf(lines, x, y) {
  const spread = lines.some(({ low }) => low);
  const rows = lines.flatMap((line) => line.x.map((at, i) => [
    line.name, at, line.y[i] ?? NaN, ...(spread ? [line.low?.[i] ?? NaN, line.high?.[i] ?? NaN] : []),
  ]));
  return { columns: ['line', x.label, y.label, ...(spread ? ['from', 'to'] : [])], rows };
}
