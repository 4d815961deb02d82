/** What a chart of the Surface place may show of every update, and where it lies in a lane's numbers. */

/** @typedef {import('../worker/numbers.js').LaneNumbers} LaneNumbers */
/** @typedef {import('./traces.js').Strand} Strand */
/** @typedef {import('../generated/types.js').Ground} Ground */
/**
 * @typedef {object} Measure
 * @property {string} key
 * @property {string} choice  as a person picks it, and beside the axis
 * @property {(numbers: LaneNumbers) => Strand} strand
 * @property {(ground: Ground | null) => boolean} known  whether this surface has it
 * @property {(ground: Ground | null) => number} above  what is subtracted
 * @property {(ground: Ground | null) => boolean} positive  whether all its values are, so that a log axis shows them
 */

const lowest = (/** @type {Ground | null} */ ground) => ground?.minima[0]?.value ?? NaN;

/** @type {Measure[]} */
export const MEASURES = [
  {
    key: 'value', choice: 'value f', strand: ({ loss }) => ({ series: loss, channel: 0 }),
    known: () => true, above: () => 0, positive: (ground) => lowest(ground) >= 0,
  },
  {
    key: 'excess', choice: 'f above the lowest minimum', strand: ({ loss }) => ({ series: loss, channel: 0 }),
    known: (ground) => Number.isFinite(lowest(ground)) && lowest(ground) !== 0, above: lowest, positive: () => true,
  },
  {
    key: 'distance', choice: 'distance to the nearest minimum', strand: ({ path }) => ({ series: path, channel: 2 }),
    known: (ground) => Number.isFinite(lowest(ground)), above: () => 0, positive: () => true,
  },
  {
    key: 'gradient', choice: 'gradient length', strand: ({ gradient }) => ({ series: gradient, channel: 0 }),
    known: () => true, above: () => 0, positive: () => true,
  },
];

/** The one that was chosen, where this surface has it. @param {string | undefined} key @param {Ground | null} ground */
export function measureOf(key, ground) {
  const chosen = MEASURES.find((one) => one.key === key);
  return chosen?.known(ground) ? chosen : MEASURES[0];
}
