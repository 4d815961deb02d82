import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LaneNumbers } from '../src/worker/numbers.js';
import { ALONGS, Road } from '../src/views/along.js';

/** @param {number} batch @param {number} updates */
function lane(batch, updates) {
  const numbers = new LaneNumbers();
  const each = Array.from({ length: updates }, (_, i) => i);
  const block = { lane: 1, rows: updates, start: 0, width: 1 };
  numbers.take({ ...block, name: 'loss', cols: 1, values: new Float32Array(updates).fill(1) });
  const effort = Float32Array.from(each.flatMap((i) => [(i + 1) * batch, (i + 1) / 1024]));
  numbers.take({ ...block, name: 'effort', cols: 2, values: effort });
  return numbers;
}

test('an epoch is as many examples as the training part has, whatever the batch', () => {
  const road = new Road('epochs', 300);
  assert.equal(road.at(lane(10, 60), 30), 1);
  assert.equal(road.at(lane(50, 60), 30), 5);
});

test('the loss of an update stands where the lane is before it', () => {
  const numbers = lane(10, 60);
  const road = new Road('examples', 300);
  assert.equal(road.middle(numbers, 0), 0);
  assert.equal(road.middle(numbers, 7), 70);
  assert.equal(road.at(numbers, 7), 70);
});

test('every axis leads back to the update, also where bins are wide', () => {
  for (const { key } of ALONGS)
    for (const updates of [60, 9000]) {
      const numbers = lane(10, updates);
      const road = new Road(key, 300);
      for (const update of [0, 1, 17, 59])
        assert.ok(Math.abs(road.back(numbers, road.at(numbers, update)) - update) < 1e-3, `${key} ${update}`);
      assert.ok(Number.isNaN(road.back(numbers, road.at(numbers, updates) * 1.01)), key);
    }
});

test('a lane without an update is at the beginning', () => {
  for (const { key } of ALONGS) assert.equal(new Road(key, 300).at(new LaneNumbers(), 0), 0);
});
