/**
 * The few values that a slider stops at: those that the catalogue names, else 1-2-5 steps over wide ranges and even
 * steps over narrow ones. Any other value can be typed.
 * @param {{low: number, high: number, default: number, integer: boolean, choices: number[]}} parameter
 * @returns {number[]} ascending, `low` <= each <= `high`
 */
export function ladder({ low, high, default: usual, integer, choices }) {
  if (choices.length) return [...choices].sort((a, b) => a - b);
  if (integer && high - low <= 20) return Array.from({ length: high - low + 1 }, (_, i) => low + i);
  const smallest = low > 0 ? low : Math.min(usual > 0 ? usual / 100 : Infinity, high / 1e4);
  if (low < 0 || high / smallest < 100)
    return Array.from({ length: 21 }, (_, i) => Number((low + ((high - low) * i) / 20).toPrecision(6)));
  const steps = low === 0 ? [0] : [];
  for (let power = Math.floor(Math.log10(smallest)); power <= Math.log10(high); power++)
    for (const lead of [1, 2, 5]) {
      const step = Number(`${lead}e${power}`);
      if (step >= smallest && step <= high && (!integer || Number.isInteger(step))) steps.push(step);
    }
  return steps;
}

/** The place on the ladder that is nearest to `value`. @param {number[]} steps @param {number} value */
export function nearestStep(steps, value) {
  let best = 0;
  steps.forEach((step, i) => {
    if (Math.abs(step - value) < Math.abs(steps[best] - value)) best = i;
  });
  return best;
}
