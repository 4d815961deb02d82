import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cut, shared } from '../src/controls/split.js';

test('shares of a split add up to 1', () => {
  const split = { train: 0.6, validation: 0.2, test: 0.2 };
  for (const share of [0.1, 1 / 3, 0.5, 0.9]) {
    const next = /** @type {Record<string, number>} */ (shared(split, 'train', share));
    assert.ok(Math.abs(next.train + next.validation + next.test - 1) < 1e-6);
    assert.ok(Math.abs(next.validation - next.test) < 1e-3);
  }
  assert.equal(shared({ train: 1, validation: 0, test: 0 }, 'train', 0.5).test, 0.25);
});

test('a border moves what lies on its two sides, and nothing else', () => {
  const split = { train: 0.6, validation: 0.2, test: 0.2 };
  assert.deepEqual(cut(split, 0, 0.5), { train: 0.5, validation: 0.3, test: 0.2 });
  assert.deepEqual(cut(split, 0, 0.95), { train: 0.8, validation: 0, test: 0.2 });
  assert.deepEqual(cut(split, 0, 0), { train: 0.05, validation: 0.75, test: 0.2 });
  assert.deepEqual(cut(split, 1, 0.9), { train: 0.6, validation: 0.3, test: 0.1 });
  assert.deepEqual(cut(split, 1, 0.1), { train: 0.6, validation: 0, test: 0.4 });
});
