import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Evaluations } from '../src/worker/evaluations.js';

/** @param {Evaluations} evaluations */
const updates = (evaluations) => Array.from(evaluations.update.subarray(0, evaluations.length));

/** @param {number} first */
const values = (first) => [first, 0, 0, 0, 0, 0];

test('evaluations stay bounded and of one update the later holds', () => {
  const evaluations = new Evaluations(16);
  for (let i = 0; i < 100; i++) evaluations.add(i * 10, values(i));
  assert.ok(evaluations.length <= 16);
  evaluations.add(990, values(7));
  assert.equal(evaluations.update[evaluations.length - 1], 990);
  assert.equal(evaluations.values[0][evaluations.length - 1], 7);
  assert.equal(evaluations.update[0], 0);
});

test('what is kept is spread evenly over the whole run', () => {
  const evaluations = new Evaluations(64);
  for (let i = 0; i < 5000; i++) {
    evaluations.add(i * 10, values(i));
    assert.equal(evaluations.update[evaluations.length - 1], i * 10);
  }
  const all = updates(evaluations);
  assert.ok(all.length >= 24);
  const gaps = all.slice(1, -1).map((update, i) => update - all[i]);
  assert.ok(Math.max(...gaps) <= 3 * Math.min(...gaps), String(gaps));
  all.forEach((update, i) => assert.equal(evaluations.values[0][i] * 10, update));
});

test('one of an earlier update takes its place among the others', () => {
  const evaluations = new Evaluations(16);
  for (const update of [0, 10, 20, 30]) evaluations.add(update, values(update));
  evaluations.add(15, values(15));
  evaluations.add(20, values(21));
  evaluations.add(5, values(5));
  assert.deepEqual(updates(evaluations), [0, 5, 10, 15, 20, 30]);
  assert.deepEqual(Array.from(evaluations.values[0].subarray(0, 6)), [0, 5, 10, 15, 21, 30]);
});

test('one before all others comes first, also when the memory is full', () => {
  const evaluations = new Evaluations(8);
  for (let i = 1; i <= 8; i++) evaluations.add(i * 10, values(i));
  evaluations.add(3, values(3));
  const all = updates(evaluations);
  assert.equal(all[0], 3);
  assert.deepEqual(all, all.toSorted((a, b) => a - b));
});

test('find gives the last at or before an update', () => {
  const evaluations = new Evaluations(16);
  assert.equal(evaluations.find(3), -1);
  for (const update of [10, 20, 30]) evaluations.add(update, values(update));
  assert.deepEqual([5, 10, 19, 20, 99].map((update) => evaluations.find(update)), [0, 0, 0, 1, 2]);
});

test('a lane that starts anew has none', () => {
  const evaluations = new Evaluations(16);
  for (let i = 0; i < 100; i++) evaluations.add(i, values(i));
  evaluations.clear();
  evaluations.add(0, values(1));
  evaluations.add(1, values(2));
  assert.deepEqual(updates(evaluations), [0, 1]);
});
