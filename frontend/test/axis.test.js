import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linearTicks, logScale, logTicks, tickTexts } from '../src/views/axis.js';

test('ticks are round numbers within the axis', () => {
  assert.deepEqual(linearTicks(0, 1, 5), [0, 0.2, 0.4, 0.6000000000000001, 0.8, 1]);
  assert.deepEqual(logTicks(1e-8, 100, 6).map((tick) => Math.round(Math.log10(tick))), [-8, -6, -4, -2, 0, 2]);
  assert.deepEqual(logTicks(0.5, 5, 4), [0.5, 1, 2, 5]);
});

test('a log scale puts zero at its low end and leads back', () => {
  const scale = logScale(1e-8, 1e2, 0, 100, 5);
  assert.equal(scale.at(0), 0);
  assert.equal(scale.at(1e2), 100);
  assert.ok(Math.abs(scale.value(scale.at(1e-3)) - 1e-3) < 1e-12);
});

test('ticks of one axis are written alike: as powers of ten where one would be long', () => {
  assert.deepEqual(tickTexts([1e-4, 1e-2, 1]), ['10⁻⁴', '10⁻²', '1']);
  assert.deepEqual(tickTexts([1e-10, 1]), ['10⁻¹⁰', '1']);
  assert.deepEqual(tickTexts([0.01, 0.1, 1, 10]), ['0.01', '0.1', '1', '10']);
  assert.deepEqual(tickTexts([0.05, 0.1, 0.2, 0.5]), ['0.05', '0.1', '0.2', '0.5']);
  assert.deepEqual(tickTexts([0, 0.5, 1]), ['0', '0.5', '1']);
});
