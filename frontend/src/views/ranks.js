const PLACES = 256;

/** The share of the finite values that are smaller, 0 to 1. @param {ArrayLike<number>} values
 * @returns {(value: number) => number} */
export function ranksOf(values) {
  const sorted = Float64Array.from(values).filter(Number.isFinite).sort();
  const places = Array.from({ length: PLACES }, (_, i) => sorted[Math.round((i / (PLACES - 1)) * (sorted.length - 1))]);
  return (value) => {
    let [low, high] = [0, PLACES - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (places[middle] < value) low = middle + 1;
      else high = middle;
    }
    return low / (PLACES - 1);
  };
}
