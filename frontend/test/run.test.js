import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Run } from '../src/worker/run.js';

test('the rate is what was measured while playing', () => {
  const run = new Run();
  const state = /** @type {any} */ ({ kind: 'state', clock: 'playing', update: 0, lanes: [] });
  run.receive(state);
  for (let t = 0; t <= 5000; t += 50) run.take({ sequence: t, update: t * 3, blocks: [] }, t);
  assert.ok(Math.abs(run.rate(5000) - 3000) < 1);
  run.receive({ ...state, clock: 'paused', update: 15000 });
  assert.equal(run.rate(5000), 0);
});

/** @param {object[]} lanes */
const spec = (lanes) => /** @type {any} */ ({ kind: 'spec', spec: {}, lanes });

test('the cursors say what is held of each lane; a new life of it is another past', () => {
  const run = new Run();
  const values = new Float32Array(3);
  const block = /** @type {const} */ ({ name: 'loss', lane: 2, rows: 3, cols: 1, start: 0, width: 1, values });
  run.receive(spec([{ id: 2, name: 'a', life: 0 }]));
  run.take({ sequence: 1, update: 3, blocks: [block] }, 0);
  run.receive(spec([{ id: 2, name: 'renamed', life: 0 }]));
  assert.deepEqual(run.cursors(), { 2: [0, 3] });
  run.receive(spec([{ id: 2, name: 'renamed', life: 1 }]));
  assert.deepEqual(run.cursors(), { 2: [1, 0] });
  run.receive(spec([{ id: 5, name: 'b', life: 0 }]));
  assert.deepEqual(run.cursors(), { 5: [0, 0] });
});

test('of another session nothing is kept, not even the picture of the surface', () => {
  const run = new Run();
  const state = { clock: 'paused', update: 0, lanes: [{ id: 1, life: 0 }] };
  const welcome = (/** @type {string} */ session) => /** @type {any} */ (
    { kind: 'welcome', session, spec: {}, lanes: state.lanes, state });
  const block = (/** @type {any} */ name, /** @type {number} */ lane) => /** @type {any} */ (
    { name, lane, rows: 1, cols: 1, start: 0, width: 1, values: new Float32Array(3) });
  run.receive(welcome('one'));
  run.receive(/** @type {any} */ ({ kind: 'ground', title: 'a' }));
  run.take({ sequence: 1, update: 1, blocks: [block('field', 0), block('loss', 1)] }, 0);
  assert.deepEqual([run.shared.size, run.numbers(1).loss.end], [1, 1]);
  run.receive(/** @type {any} */ ({ kind: 'state', ...state }));
  assert.equal(run.shared.size, 1, 'it belongs to no lane, so no lane takes it along');
  run.receive(welcome('other'));
  assert.deepEqual([run.shared.size, run.ground, run.numbers(1).loss.end], [0, null, 0]);
});
