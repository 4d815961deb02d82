/**
 * The first place at which something holds that holds at all later ones too; `count` where it holds at none.
 * @param {number} count of places @param {(place: number) => boolean} holds
 */
export function firstWhere(count, holds) {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
