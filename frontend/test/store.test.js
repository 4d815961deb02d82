import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DIFFER } from '../src/paths.js';
import { lanePlace, sessionPlace } from '../src/controls/place.js';
import { Store } from '../src/store.js';

/** @param {string} name @param {number} rate */
const lane = (name, rate) => ({
  name, batch: 10, optimizer: { name: 'a', lr: rate }, layers: [{ units: 8 }, { units: 4 }],
});
const LANES = [{ id: 4, name: 'one' }, { id: 9, name: 'two' }];
const SPEC = /** @type {any} */ (
  { seed: 1, data: { name: 'x', noise: 0 }, lanes: [lane('one', 0.1), lane('two', 0.5)] });
const STATE = /** @type {any} */ ({ kind: 'state', clock: 'paused', update: 0, epoch: 0, speed: null, lanes: [] });

function started() {
  /** @type {any[]} */
  const sent = [];
  const store = new Store((command) => sent.push(command));
  store.connected({ phase: 'open', why: '' });
  store.receive({ kind: 'welcome', session: 's', version: 1, spec: SPEC, lanes: LANES, state: STATE });
  return { store, sent };
}
/** @param {any} [change] */
const spec = (change) => /** @type {any} */ (
  { kind: 'spec', spec: SPEC, lanes: LANES, restarted: [], why: null, ...change });

test('an edit for all lanes is one command a lane', () => {
  const { store, sent } = started();
  lanePlace(store).write('optimizer.lr', 0.3);
  const changes = { optimizer: { lr: 0.3 } };
  assert.deepEqual(sent, LANES.map(({ id }) => ({ kind: 'patch_lane', lane: id, changes })));
});

test('an edit for a picked lane is for that lane alone', () => {
  const { store, sent } = started();
  store.pick(9);
  lanePlace(store).write('batch', 1);
  assert.deepEqual(sent, [{ kind: 'patch_lane', lane: 9, changes: { batch: 1 } }]);
});

test('lanes that differ are shown as differing', () => {
  const place = lanePlace(started().store);
  assert.equal(place.read('optimizer.lr'), DIFFER);
  assert.equal(place.read('batch'), 10);
  assert.equal(place.read('layers.*.units'), DIFFER);
});

test('a control shows the new value until the answer comes', () => {
  const { store } = started();
  const place = sessionPlace(store);
  place.write('data.noise', 0.5);
  assert.equal(place.read('data.noise'), 0.5);
  store.receive(spec());
  assert.equal(place.read('data.noise'), 0);
});

test('a refused edit goes back, and the reason stands at its control', () => {
  const { store } = started();
  const place = sessionPlace(store);
  place.write('data.noise', -1);
  const allowed = 'a number from 0 to 1';
  store.receive({ kind: 'error', message: 'data.noise is -1, too small', field: 'data.noise', allowed });
  assert.equal(place.read('data.noise'), 0);
  assert.match(place.refusal('data.noise'), /too small. Allowed: a number from 0 to 1/);
  place.write('data.noise', 0.1);
  assert.equal(place.refusal('data.noise'), '');
});

test('while an edit waits only the newest value is kept', () => {
  const { store, sent } = started();
  const place = sessionPlace(store);
  for (const noise of [0.1, 0.2, 0.3, 0.4]) place.write('data.noise', noise);
  assert.deepEqual(sent.map(({ changes }) => changes.data.noise), [0.1]);
  store.receive(spec());
  assert.deepEqual(sent.map(({ changes }) => changes.data.noise), [0.1, 0.4]);
  assert.equal(place.read('data.noise'), 0.4);
});

test('an error that belongs to no control is a notice', () => {
  const { store } = started();
  store.reset();
  store.receive({ kind: 'error', message: 'not now', field: null, allowed: null });
  assert.equal(store.notice.value, 'not now');
});

test('a lane keeps its colour when another one goes', () => {
  const { store } = started();
  assert.deepEqual(store.lanes.value.map(({ slot }) => slot), [0, 1]);
  store.receive(spec({ lanes: [LANES[1], { id: 12, name: 'three' }] }));
  assert.deepEqual(store.lanes.value.map(({ id, slot }) => [id, slot]), [[9, 1], [12, 0]]);
});

test('when the picked lane goes, all are picked', () => {
  const { store } = started();
  store.pick(4);
  store.receive(spec({ lanes: [LANES[1]] }));
  assert.equal(store.picked.value, 'all');
});

test('a restart says which lanes and why', () => {
  const { store } = started();
  store.receive(spec({ restarted: [4], why: 'other layers' }));
  assert.equal(store.notice.value, 'one started anew: other layers.');
});

test('a lane that runs again needs no cure', () => {
  const { store } = started();
  store.receive({ kind: 'diverged', lane: 4, update: 3, reason: 'too large', cures: [] });
  assert.equal(store.troubles.value.size, 1);
  const healthy = /** @type {const} */ ({ id: 4, name: 'one', status: 'ready', update: 3, epoch: 0, reason: null });
  store.receive({ ...STATE, lanes: [healthy] });
  assert.equal(store.troubles.value.size, 0);
});
