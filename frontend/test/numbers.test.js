import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LaneNumbers } from '../src/worker/numbers.js';

/** The blocks of a lane at 10 examples and 2 ms an update, cut as given.
 * @param {[number, number][]} cuts width, rows */
function lane(cuts) {
  const numbers = new LaneNumbers();
  let start = 0;
  for (const [width, rows] of cuts) {
    const loss = [];
    const effort = [];
    for (let row = 0; row < rows; row++) {
      const [first, last] = [start + row * width + 1, start + (row + 1) * width];
      loss.push(...(width > 1 ? [1, 3, 2] : [2]));
      const middle = (first + last) / 2;
      effort.push(...(width > 1 ? [first, last, middle] : [first]).flatMap((n) => [n * 10, n * 0.002]));
    }
    const block = { lane: 1, rows, start, width };
    numbers.take({ ...block, name: 'loss', cols: width > 1 ? 3 : 1, values: Float32Array.from(loss) });
    numbers.take({ ...block, name: 'effort', cols: width > 1 ? 6 : 2, values: Float32Array.from(effort) });
    start += width * rows;
  }
  return numbers;
}

/** @param {import('../src/worker/series.js').Series} series */
const bins = (series) => Array.from(series.start.subarray(0, series.length));

test('the bins of effort are those of the loss, however the updates were cut', () => {
  const numbers = lane([[1, 5000], [16, 700], [1, 3], [64, 300], [3, 2000], [1, 9000], [7, 11]]);
  assert.ok(numbers.loss.length > 1000);
  assert.deepEqual(bins(numbers.effort), bins(numbers.loss));
  assert.deepEqual([numbers.effort.end, numbers.effort.gaps], [numbers.loss.end, 0]);
});

test('the effort of a bin ends with its last update', () => {
  const { effort } = lane([[1, 9000]]);
  for (let i = 0; i < effort.length; i++) {
    const last = effort.start[i] + effort.width(i);
    assert.equal(effort.high[i * 2], last * 10);
  }
});

test('a lane that starts anew has no effort', () => {
  const numbers = lane([[1, 10]]);
  numbers.clear();
  assert.deepEqual([numbers.effort.length, numbers.effort.end], [0, 0]);
});
