import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SlowMotion, forcesOf, phasesOf } from '../src/slow_motion.js';
import { Store } from '../src/store.js';

/** @param {string} target @param {string} meaning @param {number} value */
const line = (target, meaning, value) => (
  { target, meaning, formula: '', plugged: '', formula_latex: '', plugged_latex: '', value });
const TOLD = /** @type {any} */ ({
  kind: 'explained', lane: 1, update: 3, optimizer: 'o', point: [1, 2], value: 5, gradient: [4, -6],
  remembered: { v: [0.5, 0.25], s: [0, 0] }, meanings: { v: 'movement', s: 'squares' },
  lines: [[line('v', 'movement', 7), line('v', 'movement', 8)], [line('theta', '', 9), line('theta', '', 10)]],
  next: [9, 10], number: null,
});

test('an update is the point, the gradient, and the lines of the formula; the last one is the step', () => {
  assert.deepEqual(phasesOf(TOLD).map(({ name }) => name), ['the point', 'the gradient', 'v', 'the step']);
});

test('what is remembered is drawn until its line is made, then what the line gives', () => {
  const drawn = [0, 1, 2, 3].map((phase) => forcesOf(TOLD, phase).map(({ target, x, fresh }) => [target, x, fresh]));
  assert.deepEqual(drawn[0], [['v', 0.5, false]]);
  assert.deepEqual(drawn[1], [['v', 0.5, false], ['g', 4, true]]);
  assert.deepEqual(drawn[2], [['v', 7, true], ['g', 4, true]]);
  assert.deepEqual(drawn[3], drawn[2], 'the point itself is no force');
});

function slow() {
  /** @type {any[]} */
  const sent = [];
  const store = new Store((command) => sent.push(command));
  store.connected({ phase: 'open', why: '' });
  const lane = { id: 1, name: 'one', life: 0, status: 'ready', update: 3, end: 3, epoch: 0, reason: null };
  const state = /** @type {any} */ (
    { kind: 'state', clock: 'paused', update: 3, start: 0, end: 3, epoch: 0, speed: null, lanes: [lane] });
  const spec = /** @type {any} */ ({ place: 'surface', lanes: [{ name: 'one' }] });
  store.receive({ kind: 'welcome', session: 's', version: 2, engine: '', spec, lanes: [lane], state });
  store.receive(TOLD);
  return { sent, store, state, motion: new SlowMotion(store) };
}

test('forward goes through all of it, and then makes the update', () => {
  const { motion, sent } = slow();
  for (let i = 0; i < 3; i++) motion.forward();
  assert.equal(motion.phase.value, 3);
  assert.deepEqual(motion.picture.value?.next, [9, 10]);
  assert.deepEqual(sent, []);
  motion.forward();
  assert.deepEqual(sent, [{ kind: 'step', unit: 'update' }]);
  assert.equal(motion.phase.value, 0);
});

test('what was said of another update is not shown', () => {
  const { motion, store, state } = slow();
  store.receive({ ...state, update: 4, lanes: [{ ...state.lanes[0], update: 4 }] });
  assert.equal(motion.explained.value, null);
  assert.equal(motion.picture.value, null);
});
