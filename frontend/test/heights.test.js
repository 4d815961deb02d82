import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heightsOf, heightsOfField, levelsOf } from '../src/views/heights.js';
import { ranksOf } from '../src/views/ranks.js';

test('the scale of heights goes from 0 at the lowest to 1 at the highest, and back', () => {
  const { low, high, share, value } = heightsOf([3, NaN, -78.3, 12000, Infinity, -Infinity]);
  assert.deepEqual([low, high], [-78.3, 12000]);
  assert.equal(share(low), 0);
  assert.ok(Math.abs(share(high) - 1) < 1e-12);
  for (const part of [0, 0.2, 0.5, 0.9, 1]) assert.ok(Math.abs(share(value(part)) - part) < 1e-9);
});

test('it is finer near the lowest value', () => {
  const { share } = heightsOf([0, 1000]);
  assert.ok(share(1) > 0.09 && share(1) < 0.12);
});

test('a surface without a finite value, or with one alone, has a scale that does no harm', () => {
  for (const values of [[], [NaN, Infinity], [5, 5, 5]]) {
    const heights = heightsOf(values);
    assert.ok(Number.isFinite(heights.share(5)) && levelsOf(heights, 10).every(Number.isFinite));
  }
  assert.deepEqual(levelsOf(heightsOf([5, 5]), 10), []);
});

test('where the lowest value lies at the edge the scale is nearly even', () => {
  const field = (/** @type {(x: number) => number} */ f) => ({
    rows: 5, cols: 9,
    values: Array.from({ length: 45 }, (_, i) => f((i % 9) - 4) + Math.abs(Math.floor(i / 9) - 2)),
  });
  const [slope, bowl] = [heightsOfField(field((x) => x)), heightsOfField(field((x) => x * x))];
  const middle = (/** @type {import('../src/views/heights.js').Heights} */ { low, high, share }) =>
    share((low + high) / 2);
  assert.ok(middle(slope) < 0.65 && middle(bowl) > 0.85);
});

test('levels are round, rise, and lie within', () => {
  for (const [low, high] of [[0, 200], [-78.33, 400], [1e-9, 1e-7], [-1e6, 1e9]]) {
    const levels = levelsOf(heightsOf([low, high]), 13);
    assert.ok(levels.length > 6, `${low} to ${high}: ${levels}`);
    levels.forEach((level, i) => assert.ok(level > (i ? levels[i - 1] : low) && level < high));
  }
  assert.ok(levelsOf(heightsOf([0, 200]), 13).every((level) => String(level).replace(/[.0]/g, '').length <= 2));
});

test('ranks do not care how far apart values are', () => {
  const rank = ranksOf([1e-30, 1, 2, 1e30, NaN, Infinity]);
  assert.ok(rank(1e-30) < rank(1) && rank(1) < rank(2) && rank(2) < rank(1e30));
  assert.deepEqual([rank(0), rank(1e31)], [0, 1]);
});
