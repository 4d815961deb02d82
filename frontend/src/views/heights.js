import { niceStep } from './axis.js';
import { CIVIDIS, step } from './cividis.js';

/** @typedef {import('../worker/frames.js').Block} Block */
/**
 * @typedef {object} Heights  how values of a surface are coloured
 * @property {number} low
 * @property {number} high
 * @property {(value: number) => number} share  0 at the lowest value, 1 at the highest
 * @property {(share: number) => number} value
 */

/** How much finer the scale is at the lowest value than it would be in equal steps: around a minimum at least. */
const MINIMUM = 1000;
/** So much that half of the values has this share of the scale, but no more than */
const HALF = 0.42;
const FINEST = 1e9;
const LOOKED_AT = 400; // values that tell where half of them lies
const HATCH = 6; // cells: every so many, two are left blank where there is no number
export const SAID = 'colours and lines: logarithm of the height above the lowest value shown';

/**
 * The range of the finite values, log-like: share = ln(1 + k t) / ln(1 + k), t = (value - low) / (high - low). Near the
 * minimum a surface is flat, and that is where one looks.
 * @param {ArrayLike<number>} values @param {number} least of k @returns {Heights}
 */
export function heightsOf(values, least = MINIMUM) {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value < low && value > -Infinity) low = value;
    if (value > high && value < Infinity) high = value;
  }
  if (low > high) [low, high] = [0, 1];
  const span = high - low || 1;
  const finer = finerOf(values, low, span, least);
  const whole = Math.log1p(finer);
  return {
    low, high,
    share: (value) => Math.log1p((finer * Math.max(0, value - low)) / span) / whole,
    value: (share) => low + (Math.expm1(share * whole) / finer) * span,
  };
}

/** Where the lowest value lies at the edge there is no minimum to be seen, so no reason to look there.
 * @param {{rows: number, cols: number, values: ArrayLike<number>}} field */
export function heightsOfField({ rows, cols, values }) {
  let lowest = -1;
  for (let i = 0; i < values.length; i++) if (values[i] > -Infinity && !(values[i] >= values[lowest])) lowest = i;
  const [row, col] = [Math.floor(lowest / cols), lowest % cols];
  return heightsOf(values, row > 0 && row < rows - 1 && col > 0 && col < cols - 1 ? MINIMUM : 1);
}

/** @param {ArrayLike<number>} values @param {number} low @param {number} span @param {number} fewest */
function finerOf(values, low, span, fewest) {
  const skip = Math.max(1, Math.floor(values.length / LOOKED_AT));
  const some = Array.from({ length: Math.floor(values.length / skip) }, (_, i) => values[i * skip])
    .filter(Number.isFinite).sort((a, b) => a - b);
  const middle = some.length ? (some[some.length >> 1] - low) / span : 1;
  let [least, most] = [Math.log(fewest), Math.log(FINEST)];
  for (let i = 0; i < 30; i++) {
    const finer = Math.exp((least + most) / 2);
    if (Math.log1p(finer * middle) / Math.log1p(finer) < HALF) least = Math.log(finer);
    else most = Math.log(finer);
  }
  return Math.exp(least);
}

/** About `count` round values, evenly spread over the scale. @param {Heights} heights @param {number} count */
export function levelsOf({ low, high, value }, count) {
  if (!(high > low)) return [];
  /** @type {number[]} */
  const levels = [];
  for (let i = 1; i <= count; i++) {
    const exact = value(i / (count + 1));
    const round = niceStep((exact - low) / 5);
    const level = Number((Math.round(exact / round) * round).toPrecision(12));
    if (level > low && level < high && !levels.includes(level)) levels.push(level);
  }
  return levels;
}

/** The field as a picture, one pixel a cell; what is no number is hatched.
 * @param {Block} field @param {Heights} heights @param {[number, number, number]} paper bytes
 * @param {number} strength 0..1, how much colour is laid on the paper */
export function heightImage({ rows, cols, values }, heights, paper, strength) {
  const canvas = new OffscreenCanvas(cols, rows);
  const ink = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const image = ink.createImageData(cols, rows);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const at = step(Number.isFinite(value) ? heights.share(value) : value > 0 ? 1 : 0) * 3;
    const hatched = !Number.isFinite(value) && ((i % cols) + Math.floor(i / cols)) % HATCH < 2;
    for (let c = 0; c < 3; c++)
      image.data[i * 4 + c] = hatched ? paper[c] : paper[c] + (CIVIDIS[at + c] - paper[c]) * strength;
    image.data[i * 4 + 3] = 255;
  }
  ink.putImageData(image, 0, 0);
  return canvas;
}
