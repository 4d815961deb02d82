import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contour } from '../src/views/contours.js';

/** @param {number} rows @param {number} cols @param {(row: number, col: number) => number} f */
const field = (rows, cols, f) =>
  Float32Array.from({ length: rows * cols }, (_, i) => f(Math.floor(i / cols), i % cols));

test('every corner of a contour has the value of the level, between the cells that it runs through', () => {
  const f = (/** @type {number} */ row, /** @type {number} */ col) => 2 * col + 3 * row;
  const pieces = contour(field(20, 30, f), 20, 30, 41);
  assert.ok(pieces.length > 0);
  for (let i = 0; i < pieces.length; i += 2) assert.ok(Math.abs(f(pieces[i + 1], pieces[i]) - 41) < 1e-4);
});

test('a contour of a bowl is closed: every corner is met by two pieces', () => {
  const pieces = contour(field(40, 40, (row, col) => (row - 19.3) ** 2 + (col - 20.1) ** 2), 40, 40, 100);
  /** @type {Map<string, number>} */
  const met = new Map();
  for (let i = 0; i < pieces.length; i += 2) {
    const corner = `${pieces[i].toFixed(4)} ${pieces[i + 1].toFixed(4)}`;
    met.set(corner, (met.get(corner) ?? 0) + 1);
  }
  assert.deepEqual([...new Set(met.values())], [2]);
});

test('at a saddle the two branches do not cross', () => {
  const corners = [1, -1, -1, 1]; // high where row and column agree
  assert.equal(contour(Float32Array.from(corners), 2, 2, 0.2).length, 8);
  const low = contour(Float32Array.from(corners), 2, 2, 0.2);
  const high = contour(Float32Array.from(corners), 2, 2, -0.2);
  assert.notDeepEqual(low.map(Math.round), high.map(Math.round));
});

test('cells with a corner that is no number have no contour, and the others keep theirs', () => {
  const values = field(10, 10, (_, col) => col);
  const whole = contour(values, 10, 10, 4.5).length;
  values[0 * 10 + 4] = NaN;
  values[5 * 10 + 5] = Infinity;
  const left = contour(values, 10, 10, 4.5);
  assert.ok(left.length < whole && left.length > 0);
  assert.ok(left.every(Number.isFinite));
});
