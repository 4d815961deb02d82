import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Run } from '../src/worker/run.js';

test('the rate is what was measured while playing', () => {
  const run = new Run();
  const state = /** @type {any} */ ({ kind: 'state', clock: 'playing', update: 0 });
  run.receive(state);
  for (let t = 0; t <= 5000; t += 50) run.take({ sequence: t, update: t * 3, blocks: [] }, t);
  assert.ok(Math.abs(run.rate(5000) - 3000) < 1);
  run.receive({ ...state, clock: 'paused', update: 15000 });
  assert.equal(run.rate(5000), 0);
});

/** @param {object[]} lanes @param {number[]} restarted */
const spec = (lanes, restarted) => /** @type {any} */ ({ kind: 'spec', spec: {}, lanes, restarted, why: null });

test('the cursors say where each lane goes on, and a restart forgets', () => {
  const run = new Run();
  const values = new Float32Array(3);
  const block = /** @type {const} */ ({ name: 'loss', lane: 2, rows: 3, cols: 1, start: 0, width: 1, values });
  run.take({ sequence: 1, update: 3, blocks: [block] }, 0);
  assert.deepEqual(run.cursors(), { 2: 3 });
  run.receive(spec([{ id: 2, name: 'a' }], [2]));
  assert.deepEqual(run.cursors(), { 2: 0 });
  run.receive(spec([{ id: 5, name: 'b' }], []));
  assert.deepEqual(run.cursors(), {});
});
