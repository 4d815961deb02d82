import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Series } from '../src/worker/series.js';

/** @param {Series} series @param {number} n */
function fill(series, n, start = 0) {
  for (let update = start; update < start + n; update++) series.append(update, 1, 1, [Math.sin(update)]);
}

test('what fits is held as it came', () => {
  const series = new Series(1, 8);
  series.append(0, 1, 3, [5, 6, 7]);
  assert.deepEqual([...series.mean.slice(0, 3)], [5, 6, 7]);
  assert.deepEqual([series.length, series.end, series.gaps, series.width(2)], [3, 3, 0, 1]);
});

test('memory stays bounded, and smallest, largest and mean are those of all updates', () => {
  const series = new Series(1, 64);
  fill(series, 5000);
  assert.ok(series.length <= 64);
  const values = Array.from({ length: 5000 }, (_, i) => Math.fround(Math.sin(i)));
  let sum = 0;
  for (let i = 0; i < series.length; i++) sum += series.mean[i] * series.width(i);
  assert.equal(Math.min(...series.low.slice(0, series.length)), Math.min(...values));
  assert.equal(Math.max(...series.high.slice(0, series.length)), Math.max(...values));
  assert.ok(Math.abs(sum - values.reduce((a, b) => a + b)) < 1e-2);
});

test('bins join without gap or overlap, however the updates were cut', () => {
  const series = new Series(2, 32);
  let update = 0;
  for (const [width, rows] of [[1, 7], [4, 9], [1, 3], [16, 20], [3, 11], [1, 100], [64, 5]]) {
    series.append(update, width, rows, new Float32Array(rows * (width > 1 ? 6 : 2)).fill(1));
    update += width * rows;
  }
  assert.equal(series.end, update);
  assert.equal(series.gaps, 0);
  let end = 0;
  for (let i = 0; i < series.length; i++) {
    assert.equal(series.start[i], end);
    end += series.width(i);
  }
  assert.equal(end, update);
});

test('a bin of several updates brings its smallest and largest', () => {
  const series = new Series(1, 8);
  series.append(0, 10, 1, [1, 9, 4]);
  assert.deepEqual([series.low[0], series.high[0], series.mean[0]], [1, 9, 4]);
});

test('what is held already is not taken twice', () => {
  const series = new Series(1, 8);
  series.append(0, 1, 4, [1, 2, 3, 4]);
  series.append(2, 1, 4, [30, 40, 5, 6]);
  assert.deepEqual([...series.mean.slice(0, series.length)], [1, 2, 3, 4, 5, 6]);
});

test('a missing update is counted', () => {
  const series = new Series(1, 8);
  series.append(0, 1, 2, [1, 2]);
  series.append(3, 1, 1, [4]);
  assert.equal(series.gaps, 1);
});

test('each channel keeps its own numbers when bins are merged', () => {
  const series = new Series(2, 4);
  for (let update = 0; update < 64; update++) series.append(update, 1, 1, [1, 100]);
  for (let i = 0; i < series.length; i++) assert.deepEqual([series.mean[2 * i], series.mean[2 * i + 1]], [1, 100]);
});

test('find gives the bin that holds the update', () => {
  const series = new Series(1, 16);
  assert.equal(series.find(3), -1);
  fill(series, 100);
  for (const update of [0, 1, 50, 99]) {
    const i = series.find(update);
    assert.ok(series.start[i] <= update && update < series.start[i] + series.width(i));
  }
});
