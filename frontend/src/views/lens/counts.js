/** Histograms of weights, put on one axis. */

/** @typedef {{low: number, high: number, counts: ArrayLike<number>}} Bins  of equal width */

export const SHOWN = 64;

/** The rows of a block: lowest, highest, then the counts; of one layer, or of all of them.
 * @param {{rows: number, cols: number, values: ArrayLike<number>} | undefined} block @param {number | null} layer
 * @returns {Bins[]} */
export function binsOf(block, layer) {
  if (!block) return [];
  const rows = Array.from({ length: block.rows }, (_, row) => row).filter((row) => layer === null || row === layer);
  return rows.map((row) => {
    const numbers = Array.from({ length: block.cols }, (_, col) => block.values[row * block.cols + col]);
    return { low: numbers[0], high: numbers[1], counts: numbers.slice(2) };
  });
}

/** Around 0, as far as any of them goes. @param {Bins[]} all */
export function reachOf(all) {
  const far = all.map(({ low, high }) => Math.max(Math.abs(low), Math.abs(high))).filter(Number.isFinite);
  return Math.max(1e-9, ...far);
}

/** Counts over `SHOWN` cells from -reach to reach: what is known of a bin is spread evenly over its width.
 * @param {Bins[]} all @param {number} reach */
export function spreadOver(all, reach) {
  const cells = new Float64Array(SHOWN);
  const width = (2 * reach) / SHOWN;
  for (const { low, high, counts } of all) {
    const bin = (high - low) / counts.length;
    for (let i = 0; i < counts.length; i++) {
      const [from, to] = [low + i * bin, low + (i + 1) * bin];
      const first = Math.max(0, Math.floor((from + reach) / width));
      const last = Math.min(SHOWN - 1, Math.ceil((to + reach) / width) - 1);
      for (let cell = first; cell <= last; cell++) {
        const inside = Math.min(to, -reach + (cell + 1) * width) - Math.max(from, -reach + cell * width);
        cells[cell] += bin > 0 ? counts[i] * Math.max(0, inside / bin) : 0;
      }
    }
  }
  return cells;
}
