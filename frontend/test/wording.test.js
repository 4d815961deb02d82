import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exact, measured, percentWithin, roughly, shortNumber, typed } from '../src/wording.js';

test('numbers are written as people write them', () => {
  assert.deepEqual([0, 0.001, 0.5, 20000, 1e-8, 2e6].map(shortNumber), ['0', '0.001', '0.5', '20,000', '1e-8', '2e6']);
  const values = [0.693147, 12.3, 1234.5, 1e-5, NaN, Infinity];
  assert.deepEqual(values.map(measured), ['0.6931', '12.30', '1235', '1.00e-5', '–', '∞']);
  assert.deepEqual([0.001, 1e-8, 100000].map(exact), ['0.001', '1e-8', '100000']);
  assert.deepEqual([typed(' 0,5 '), typed('1e-3'), typed('-2')], [0.5, 0.001, -2]);
  assert.deepEqual([0, 0.004, 0.874, 0.996, 1].map(roughly), ['0 %', '< 1 %', '87 %', '> 99 %', '100 %']);
  for (const wrong of ['', 'x', '1,2,3', '1 2']) assert.ok(Number.isNaN(typed(wrong)));
});

test('a share with its spread has one unit, and no spread where there is none', () => {
  assert.equal(percentWithin(0.9751, 0.0123), '97.5 % ± 1.2');
  assert.equal(percentWithin(0.5, null), '50.0 %');
});
