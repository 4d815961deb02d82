import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Straight } from '../src/views/straight.js';

/** The corners of a path through points. @param {[number, number][]} points */
function corners(points) {
  /** @type {[number, number][]} */
  const found = [];
  const g = /** @type {any} */ ({
    beginPath() {},
    moveTo: (/** @type {number} */ x, /** @type {number} */ y) => found.push([x, y]),
    lineTo: (/** @type {number} */ x, /** @type {number} */ y) => found.push([x, y]),
  });
  const path = new Straight(g);
  for (const [x, y] of points) path.to(x, y);
  path.end();
  return found;
}

/** How far a point is from the path, upwards. @param {[number, number][]} path @param {[number, number]} point */
function off(path, [x, y]) {
  const i = Math.max(1, path.findIndex(([at]) => at >= x));
  const [[x0, y0], [x1, y1]] = [path[i - 1], path[i]];
  return Math.abs(y0 + ((y1 - y0) * (x - x0)) / (x1 - x0) - y);
}

const along = Array.from({ length: 500 }, (_, i) => i);

test('a path passes every point by a fifth of a pixel at most', () => {
  for (const y of [
    (/** @type {number} */ x) => 100 * Math.sin(x / 40),
    (/** @type {number} */ x) => ((x * 7919) % 97) / 3,
    (/** @type {number} */ x) => (x < 250 ? 0 : 80),
  ]) {
    const points = along.map((x) => /** @type {[number, number]} */ ([x, y(x)]));
    const path = corners(points);
    assert.deepEqual([path[0], path[path.length - 1]], [points[0], points[499]]);
    assert.ok(points.every((point) => off(path, point) <= 0.2 + 1e-9));
  }
});

test('a smooth curve needs few corners, a straight line two', () => {
  assert.equal(corners(along.map((x) => [x, 3 + x / 7])).length, 2);
  assert.ok(corners(along.map((x) => [x, 100 * Math.exp(-x / 90)])).length < 60);
  assert.deepEqual(corners([]), []);
  assert.deepEqual(corners([[1, 2]]), [[1, 2], [1, 2]]);
});
