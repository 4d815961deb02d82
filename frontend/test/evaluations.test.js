import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Evaluations } from '../src/worker/evaluations.js';

test('evaluations stay bounded and of one update the later holds', () => {
  const evaluations = new Evaluations(16);
  for (let i = 0; i < 100; i++) evaluations.add(i * 10, [i, 0, 0, 0, 0, 0]);
  assert.ok(evaluations.length <= 16);
  evaluations.add(990, [7, 0, 0, 0, 0, 0]);
  assert.equal(evaluations.update[evaluations.length - 1], 990);
  assert.equal(evaluations.values[0][evaluations.length - 1], 7);
  assert.equal(evaluations.update[0], 0);
});
