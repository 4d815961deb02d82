import assert from 'node:assert/strict';
import { test } from 'node:test';
import { even } from '../src/views/even.js';

/** Bins of these widths, one behind the other; the value of an update is its number. @param {number[]} widths */
function bins(widths) {
  let from = 0;
  return widths.map((updates) => {
    const middle = from + (updates - 1) / 2;
    const bin = { from, updates, x: middle, mean: middle, low: from, high: from + updates - 1 };
    from += updates;
    return bin;
  });
}

test('narrow bins are joined until they are as wide as is usual, and every update is in one of them', () => {
  const joined = even(bins([1, 64, 64, 1, 2, 64, 64, 1, 1, 1, 64, 256, 64, 5]));
  let end = 0;
  for (const { from, updates, x, mean, low, high } of joined) {
    assert.equal(from, end);
    assert.ok(updates >= 64, `${updates} updates`);
    assert.deepEqual([low, high], [from, from + updates - 1]);
    for (const middle of [x, mean]) assert.ok(Math.abs(middle - (from + (updates - 1) / 2)) < 1e-9);
    end += updates;
  }
  assert.equal(end, 652);
  assert.ok(joined.some(({ updates }) => updates === 256), 'a wide one stays as it is');
});

test('bins of one width stay as they are, and the given ones are not changed', () => {
  const same = bins([8, 8, 8, 8]);
  assert.deepEqual(even(same), same);
  const unlike = bins([1, 8, 8]);
  even(unlike);
  assert.deepEqual(unlike, bins([1, 8, 8]));
  assert.deepEqual(even([]), []);
});

test('bins with a gap between them are not joined', () => {
  const [one, two, three, four] = bins([1, 4, 4, 4]);
  assert.deepEqual(even([one, three, four]).map(({ from }) => from), [0, 5, 9]);
  assert.deepEqual(even([one, two, three, four]).map(({ from }) => from), [0, 5, 9]);
});
