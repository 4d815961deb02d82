import assert from 'node:assert/strict';
import { test } from 'node:test';
import { valueAt } from '../src/views/surface.draw.js';
import { roomFor } from '../src/views/trails.js';

const BOX = { left: 0, right: 400, top: 0, bottom: 300, margin: 0 };

/** @typedef {import('../src/views/trails.js').Area} Area */
/** @param {Area} one @param {Area} other */
const meet = (one, other) =>
  one.left < other.right && one.right > other.left && one.top < other.bottom && one.bottom > other.top;

test('the names of eight lanes at one place cover neither each other nor the markers', () => {
  const marker = { left: 190, right: 210, top: 140, bottom: 160 };
  const taken = [marker];
  for (let i = 0; i < 8; i++) {
    const area = roomFor(BOX, { x: 200, y: 150 }, 13, 120, 20, taken);
    assert.ok(!taken.some((one) => meet(one, area)), `name ${i}`);
    assert.ok(area.left >= 0 && area.right <= 400 && area.top >= 0 && area.bottom <= 300);
    taken.push(area);
  }
});

test('the height between cells is that of a plane where the cells are', () => {
  const values = Float64Array.from([2, 3, 4, 1, 2, 3].map((one) => one * 10)); // f = 10 (x + y) in the middles
  const held = /** @type {any} */ ({ field: { rows: 2, cols: 3, values }, window: [[0.5, 3.5], [-0.5, 1.5]] });
  assert.equal(valueAt(held, [1, 1]), 20);
  assert.ok(Math.abs(valueAt(held, [1.5, 0.25]) - 17.5) < 1e-9);
  assert.equal(valueAt(held, [0.5, 1.5]), 20, 'beyond the last middle as there');
  assert.ok(Number.isNaN(valueAt(held, [9, 0])));
});
