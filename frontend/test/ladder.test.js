import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ladder, nearestStep } from '../src/ladder.js';

test('a ladder stays within its bounds and rises', () => {
  const wide = { low: 0, high: 1, default: 0.01, integer: false, choices: [] };
  const cases = [
    wide,
    { ...wide, high: 0.999, default: 0.9 },
    { ...wide, low: 1, high: 1e6, default: 100, integer: true },
    { ...wide, low: 2, high: 5, default: 2, integer: true },
    { ...wide, low: -1, high: 1 },
    { ...wide, high: 2 ** 32, default: 1, integer: true },
  ];
  for (const parameter of cases) {
    const steps = ladder(parameter);
    assert.ok(steps.length > 1 && steps.length < 60, JSON.stringify(steps));
    steps.forEach((step, i) => {
      assert.ok(step >= parameter.low && step <= parameter.high);
      assert.ok(i === 0 || step > steps[i - 1]);
      if (parameter.integer) assert.ok(Number.isInteger(step));
    });
  }
  assert.deepEqual(ladder({ ...wide, choices: [1, 0.1] }), [0.1, 1]);
  assert.equal(nearestStep([0, 0.1, 1], 0.2), 1);
});
