/** @typedef {import('./views/drawing.js').Lane} Lane */

/**
 * Which colour and dash each lane has: the lowest free one, kept for as long as the lane lives, so that removing a
 * lane does not repaint the others.
 * @param {{id: number, name: string}[]} lanes @param {Lane[]} before
 * @returns {Lane[]}
 */
export function slotsFor(lanes, before) {
  const kept = new Map(before.map((lane) => [lane.id, lane.slot]));
  const taken = new Set(lanes.flatMap(({ id }) => kept.get(id) ?? []));
  let free = 0;
  return lanes.map(({ id, name }) => {
    let slot = kept.get(id);
    if (slot === undefined) {
      while (taken.has(free)) free++;
      taken.add((slot = free));
    }
    return { id, name, slot };
  });
}
