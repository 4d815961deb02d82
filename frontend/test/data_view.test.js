import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AROUND, describe, inspect, pick, plane } from '../src/views/data.draw.js';

const THEME = /** @type {any} */ ({ fontSize: 12, classes: ['#111111', '#222222'] });
const SIZE = { width: 220, height: 200, ratio: 1 };
const POINTS = { rows: 2, cols: 4, values: new Float32Array([0, 0, 0, 0, 1, 1, 1, 2]) };
const DATA = {
  kind: 'data', inputs: 2, outputs: 1, classes: ['a', 'b'], task: 'classification', image: null, features: ['x', 'y'],
  counts: { train: 1, validation: 0, test: 1 }, bounds: AROUND, own: null,
};
/** @param {object} [options] */
const scene = (options) => /** @type {any} */ ({
  lanes: [], lane: null, points: POINTS, data: DATA, options: { painted: null, cross: null, ...options }, theme: THEME,
  memory: {},
});

test('the plane is a square, upright, and pixels lead back to places', () => {
  const { box, side, x, y } = plane(SIZE, 12, AROUND);
  assert.equal(box.right - box.left, side);
  assert.equal(box.bottom - box.top, side);
  assert.ok(box.right <= SIZE.width && box.bottom <= SIZE.height);
  assert.ok(y.at(1) < y.at(-1));
  assert.ok(Math.abs(x.value(x.at(0.3)) - 0.3) < 1e-9);
});

test('the pointer reads the example under it', () => {
  const { x, y } = plane(SIZE, 12, AROUND);
  const found = pick(SIZE, scene(), x.at(1) + 2, y.at(1));
  assert.equal(found?.title, 'test example');
  assert.deepEqual(found?.lines.map(({ label, value }) => [label, value]),
    [['x', '1.0000'], ['y', '1.0000'], ['class', 'b']]);
  assert.equal(pick(SIZE, scene(), x.at(0.5), y.at(0.5)), null);
});

test('while one paints the painted points are drawn, and the session’s can still be copied', () => {
  const painting = scene({ painted: [[0.2, 0.3, 1]] });
  const found = inspect(painting);
  assert.deepEqual(found.rows, [[0.2, 0.3, 'class 2', 'training']]);
  assert.deepEqual(found.present, [[0, 0, 0], [1, 1, 1]]);
  assert.match(describe(painting), /points: 1\./);
  assert.match(describe(scene()), /2 classes: 1 to train/);
});
