import { firstWhere } from '../first.js';

const PLACES = 256;

/** The share of the finite values that are smaller, 0 to 1. @param {ArrayLike<number>} values
 * @returns {(value: number) => number} */
export function ranksOf(values) {
  const sorted = Float64Array.from(values).filter(Number.isFinite).sort();
  const places = Array.from({ length: PLACES }, (_, i) => sorted[Math.round((i / (PLACES - 1)) * (sorted.length - 1))]);
  return (value) => firstWhere(PLACES - 1, (i) => !(places[i] < value)) / (PLACES - 1);
}
