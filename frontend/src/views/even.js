/**
 * @typedef {object} Bin  of a line that every update has a value of
 * @property {number} from  its first update
 * @property {number} updates
 * @property {number} x  where its middle is drawn
 * @property {number} mean
 * @property {number} low
 * @property {number} high
 */

/** The width that half of all updates lie in bins of, or in narrower ones. @param {Bin[]} bins in order */
function usual(bins) {
  const widths = bins.map(({ updates }) => updates).sort((one, other) => one - other);
  let left = widths.reduce((sum, width) => sum + width, 0) / 2;
  return widths.find((width) => (left -= width) <= 0) ?? 1;
}

/**
 * Narrow bins joined until each is as wide as is usual among them: numbers come in bins of unlike width, and the mean
 * of one update beside means of many would look like a leap. Wide ones stay as they are.
 * @param {Bin[]} bins in order @returns {Bin[]}
 */
export function even(bins) {
  const least = usual(bins);
  /** @type {Bin[]} */
  const joined = [];
  for (const bin of bins) {
    const last = joined[joined.length - 1];
    if (last && last.updates < least && last.from + last.updates === bin.from) join(last, bin);
    else joined.push({ ...bin });
  }
  const [before, last] = joined.slice(-2);
  if (last && last.updates < least && before.from + before.updates === last.from) {
    join(before, last);
    joined.pop();
  }
  return joined;
}

/** @param {Bin} bin @param {Bin} next the one behind it */
function join(bin, next) {
  const share = next.updates / (bin.updates + next.updates);
  bin.x += (next.x - bin.x) * share;
  bin.mean += (next.mean - bin.mean) * share;
  bin.low = Math.min(bin.low, next.low);
  bin.high = Math.max(bin.high, next.high);
  bin.updates += next.updates;
}
