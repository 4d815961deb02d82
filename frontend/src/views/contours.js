/**
 * Marching squares: where a field has the value `level`, as straight pieces in cells of the field. A corner is the
 * middle of a cell. Cells with a corner that is no number have none.
 * @param {ArrayLike<number>} values row by row @param {number} rows @param {number} cols @param {number} level
 * @returns {Float32Array} x0, y0, x1, y1 of each piece
 */
export function contour(values, rows, cols, level) {
  /** @type {number[]} */
  const pieces = [];
  for (let row = 0; row + 1 < rows; row++)
    for (let col = 0; col + 1 < cols; col++) {
      const at = row * cols + col;
      const [a, b, c, d] = [values[at], values[at + 1], values[at + cols + 1], values[at + cols]];
      const kind = (a > level ? 1 : 0) | (b > level ? 2 : 0) | (c > level ? 4 : 0) | (d > level ? 8 : 0);
      if (kind === 0 || kind === 15) continue;
      if (!Number.isFinite(a + b + c + d)) continue;
      const part = (/** @type {number} */ from, /** @type {number} */ to) => (level - from) / (to - from);
      const edges = /** @type {const} */ ([
        () => [col + part(a, b), row], // top
        () => [col + 1, row + part(b, c)], // right
        () => [col + part(d, c), row + 1], // bottom
        () => [col, row + part(a, d)], // left
      ]);
      for (const [one, other] of pairs(kind, (a + b + c + d) / 4 > level))
        pieces.push(...edges[one](), ...edges[other]());
    }
  return Float32Array.from(pieces);
}

/** Which edges the pieces join; a saddle cell is told apart by its middle. @param {number} kind
 * @param {boolean} high whether the middle lies above the level @returns {[number, number][]} */
function pairs(kind, high) {
  if (kind === 5) return high ? [[0, 1], [2, 3]] : [[0, 3], [1, 2]];
  if (kind === 10) return high ? [[0, 3], [1, 2]] : [[0, 1], [2, 3]];
  return [PAIRS[kind]];
}

/** @type {Record<number, [number, number]>} */
const PAIRS = {
  1: [3, 0], 2: [0, 1], 3: [3, 1], 4: [1, 2], 6: [0, 2], 7: [3, 2],
  8: [2, 3], 9: [2, 0], 11: [2, 1], 12: [1, 3], 13: [1, 0], 14: [0, 3],
};
