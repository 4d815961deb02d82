import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boxOf, brought, clipped, crossing, fitted, moved, scalesOf, usable, zoomed } from '../src/views/window.js';

const BOX = { left: 40, right: 640, top: 10, bottom: 310, margin: 0 };

test('a window that is fitted holds what was wanted, and is as long across as up', () => {
  /** @type {import('../src/views/window.js').Window[]} */
  const windows = [[[-4, 4], [-2, 2]], [[0, 1], [0, 9]], [[5, 6], [5, 6]]];
  for (const wanted of windows) {
    const [across, up] = fitted(wanted, BOX);
    assert.ok(across[0] <= wanted[0][0] && across[1] >= wanted[0][1] && up[0] <= wanted[1][0] && up[1] >= wanted[1][1]);
    assert.ok(Math.abs((across[1] - across[0]) / 600 - (up[1] - up[0]) / 300) < 1e-12);
  }
});

test('fitting what was fitted changes nothing', () => {
  const once = fitted([[-4, 4], [-2, 2.5]], BOX);
  const twice = fitted(once, BOX);
  once.flat().forEach((value, i) => assert.ok(Math.abs(value - twice.flat()[i]) < 1e-9));
});

test('what two fingers hold stays under them while they move', () => {
  const at = /** @type {[number, number]} */ ([1.3, -0.7]);
  const { x, y } = scalesOf(brought(zoomed([[-4, 4], [-2, 2]], at, 2.5), at, { x: 500, y: 60 }, BOX), BOX);
  assert.ok(Math.abs(x.at(at[0]) - 500) < 1e-9 && Math.abs(y.at(at[1]) - 60) < 1e-9);
});

test('zooming keeps the point under the pointer where it is', () => {
  /** @type {import('../src/views/window.js').Window} */
  const window = [[-4, 4], [-2, 2]];
  const before = scalesOf(window, BOX);
  const at = /** @type {[number, number]} */ ([1.3, -0.7]);
  const after = scalesOf(zoomed(window, at, 3), BOX);
  assert.ok(Math.abs(before.x.at(at[0]) - after.x.at(at[0])) < 1e-9);
  assert.ok(Math.abs(before.y.at(at[1]) - after.y.at(at[1])) < 1e-9);
});

test('zooming ends where doubles do, in and out', () => {
  let [near, far] = /** @type {import('../src/views/window.js').Window[]} */ ([[[-1, 1], [-1, 1]], [[-1, 1], [-1, 1]]]);
  for (let i = 0; i < 500; i++) [near, far] = [zoomed(near, [0.3, 0.4], 2), zoomed(far, [0.3, 0.4], 0.5)];
  assert.ok(usable(near.flat()) && usable(far.flat()));
  assert.ok(near[0][1] > near[0][0]);
});

test('moving there and back changes nothing', () => {
  assert.deepEqual(moved(moved([[0, 1], [2, 3]], 4, 5), -4, -5), [[0, 1], [2, 3]]);
});

test('numbers of anybody are a window only if one can look through it', () => {
  assert.ok(usable([0, 1, 0, 1]));
  for (const bad of [
    [], [0, 1, 0], [1, 0, 0, 1], [0, NaN, 0, 1], [0, Infinity, 0, 1], [0, 0, 0, 1], ['0', 1, 0, 1], [0, 1e300, 0, 1],
  ])
    assert.ok(!usable(bad), JSON.stringify(bad));
});

test('a point outside has its mark on the edge, in its direction; one inside has none', () => {
  assert.equal(crossing(BOX, 100, 100, 5), null);
  const right = crossing(BOX, 1e300, 160, 5);
  assert.ok(right && Math.abs(right.x - 635) < 1e-6 && Math.abs(right.y - 160) < 1e-6 && Math.abs(right.angle) < 1e-9);
  const up = crossing(BOX, 340, -1e9, 5);
  assert.ok(up && Math.abs(up.y - 15) < 1e-6 && Math.abs(up.angle + Math.PI / 2) < 1e-6);
  const either = crossing(BOX, Infinity, -Infinity, 5);
  assert.ok(either && Number.isFinite(either.x) && Number.isFinite(either.y));
});

test('a line keeps only its part near the box, however long it is', () => {
  assert.deepEqual(clipped(BOX, 0, 100, 100, 200, 200), [100, 100, 200, 200]);
  assert.equal(clipped(BOX, 10, 100, -100, 600, -90), null);
  const long = clipped(BOX, 0, 340, 160, 1e12, 160);
  assert.ok(long && Math.abs(long[2] - 640) < 1e-3 && long[3] === 160);
});

test('the plane leaves room for its numbers', () => {
  const box = boxOf({ width: 500, height: 400 }, 12);
  assert.ok(box.left > 12 && box.bottom < 400 - 12 && box.right < 500);
});
