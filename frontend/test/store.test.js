import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DIFFER } from '../src/paths.js';
import { lanePlace, sessionPlace } from '../src/controls/place.js';
import { Store } from '../src/store.js';

/** @param {string} name @param {number} rate */
const lane = (name, rate) => ({
  name, batch: 10, optimizer: { name: 'a', lr: rate }, layers: [{ units: 8 }, { units: 4 }],
});
const LANES = [{ id: 4, name: 'one', life: 0 }, { id: 9, name: 'two', life: 0 }];
const SPEC = /** @type {any} */ (
  { seed: 1, data: { name: 'x', noise: 0 }, lanes: [lane('one', 0.1), lane('two', 0.5)] });
const STATE = /** @type {any} */ (
  { kind: 'state', clock: 'paused', update: 0, start: 0, end: 0, epoch: 0, speed: null, lanes: [] });

function started() {
  /** @type {any[]} */
  const sent = [];
  const store = new Store((command) => sent.push(command));
  store.connected({ phase: 'open', why: '' });
  store.receive({ kind: 'welcome', session: 's', version: 2, engine: '1.0', spec: SPEC, lanes: LANES, state: STATE });
  return { store, sent };
}
/** @param {any} [change] */
const spec = (change) => /** @type {any} */ (
  { kind: 'spec', spec: SPEC, lanes: LANES, restarted: [], why: null, number: 1, ...change });

test('an edit for all lanes is one command a lane', () => {
  const { store, sent } = started();
  lanePlace(store).write('optimizer.lr', 0.3);
  const changes = { optimizer: { lr: 0.3 } };
  assert.deepEqual(sent, LANES.map(({ id }, i) => ({ kind: 'patch_lane', lane: id, changes, number: i + 1 })));
});

test('an edit for a picked lane is for that lane alone', () => {
  const { store, sent } = started();
  store.pick(9);
  lanePlace(store).write('batch', 1);
  assert.deepEqual(sent, [{ kind: 'patch_lane', lane: 9, changes: { batch: 1 }, number: 1 }]);
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
  store.receive(spec({ number: null }));
  assert.equal(place.read('data.noise'), 0.5, 'that was the answer to somebody else');
  store.receive(spec());
  assert.equal(place.read('data.noise'), 0);
});

test('a refused edit goes back, and the reason stands at its control', () => {
  const { store } = started();
  const place = sessionPlace(store);
  place.write('data.noise', -1);
  const allowed = 'a number from 0 to 1';
  const message = 'data.noise is -1, too small';
  store.receive({ kind: 'error', message, field: 'data.noise', allowed, number: 1, span: null });
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
  store.transport.reset();
  store.receive({ kind: 'error', message: 'not now', field: null, allowed: null, number: 1, span: null });
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

test('a restart that was asked for needs no word, one that a change brought does', () => {
  const { store } = started();
  store.transport.reset();
  store.receive(spec({ restarted: [4, 9], number: 1 }));
  assert.equal(store.notice.value, '');
  store.receive(spec({ restarted: [4, 9], number: null }));
  assert.equal(store.notice.value, 'All lanes started anew.', 'somebody else asked for it');
  store.startAll([1, 2]);
  store.receive(spec({ restarted: [4, 9], why: 'the start is another one', number: 2 }));
  assert.equal(store.notice.value, '', 'to set another start is to begin there');
  sessionPlace(store).write('seed', 5);
  store.receive(spec({ restarted: [4, 9], why: 'another seed', number: 3 }));
  assert.equal(store.notice.value, 'All lanes started anew: another seed.');
});

test('a lane that runs again needs no cure', () => {
  const { store } = started();
  store.receive({ kind: 'diverged', lane: 4, update: 3, reason: 'too large', cures: [] });
  assert.equal(store.troubles.value.size, 1);
  const healthy = /** @type {const} */ (
    { id: 4, name: 'one', life: 0, status: 'ready', update: 3, end: 3, epoch: 0, reason: null });
  store.receive({ ...STATE, lanes: [healthy] });
  assert.equal(store.troubles.value.size, 0);
});

test('a drag along the timeline asks for one update at a time, and then for the newest', () => {
  const { store, sent } = started();
  for (const update of [90, 80, 70]) store.transport.scrub(update);
  store.receive({ ...STATE, update: 90, end: 100 });
  store.receive({ ...STATE, update: 70, end: 100 });
  assert.deepEqual(sent.map(({ update }) => update), [90, 70]);
});

test('a fork is made where one looks, and is picked to be changed', () => {
  const { store, sent } = started();
  const at = (/** @type {number} */ id) => (
    { id, name: 'x', life: 0, status: /** @type {const} */ ('ready'), update: 40, end: 90, epoch: 0, reason: null });
  store.receive({ ...STATE, update: 40, end: 90, lanes: [at(4), at(9)] });
  store.fork(4);
  assert.deepEqual(sent, [{ kind: 'add_lane', copy_of: 4, at: 40, number: 1 }]);
  store.receive(spec({ lanes: [...LANES, { id: 12, name: 'one 2', life: 0 }] }));
  assert.equal(store.picked.value, 12);
});

test('steps that are made quickly are all made, each from where the last one led', () => {
  const { store, sent } = started();
  const wider = () => store.editFrom(4, 'layers', ({ layers = [] }) => (
    { layers: [{ units: (layers[0].units ?? 0) + 1 }] }));
  store.pick(4);
  for (let i = 0; i < 3; i++) wider();
  for (let i = 1; i < 3; i++) {
    const lanes = [{ ...SPEC.lanes[0], layers: sent[sent.length - 1].changes.layers }, SPEC.lanes[1]];
    store.receive(spec({ spec: { ...SPEC, lanes }, number: i }));
  }
  assert.deepEqual(sent.map(({ changes }) => changes.layers[0].units), [9, 10, 11]);
});

test('an edit that waits is for the lane that was picked when it was made', () => {
  const { store, sent } = started();
  store.pick(4);
  lanePlace(store).write('batch', 1);
  lanePlace(store).write('batch', 2);
  store.pick(9);
  store.receive(spec());
  assert.deepEqual(sent.map(({ lane, changes }) => [lane, changes.batch]), [[4, 1], [4, 2]]);
});

test('while a part of the surface is asked for, only the newest of the others is kept', () => {
  const { store, sent } = started();
  for (const x of [1, 2, 3]) store.look([[0, x], [0, 1]]);
  assert.deepEqual(sent.map(({ window }) => window[0][1]), [1]);
  store.receive(STATE);
  store.receive(STATE);
  assert.deepEqual(sent.map(({ window }) => window[0][1]), [1, 3]);
});

test('a part of the surface that is refused holds nobody up', () => {
  const { store, sent } = started();
  for (const x of [1, 2]) store.look([[0, x], [0, 1]]);
  store.receive({ kind: 'error', message: 'no', field: 'window', allowed: null, number: null, span: null });
  assert.deepEqual(sent.map(({ window }) => window[0][1]), [1, 2]);
});

test('of the session that is left nothing stays', () => {
  const { store } = started();
  store.pick(9);
  sessionPlace(store).write('data.noise', -1);
  store.receive({ kind: 'error', message: 'no', field: null, allowed: null, number: 1, span: [0, 1] });
  store.clear();
  assert.equal(store.spec.value, null);
  assert.deepEqual(store.lanes.value, []);
  assert.equal(store.picked.value, 'all');
  assert.equal(store.mistake.value, null);
  assert.equal(sessionPlace(store).refusal('data.noise'), '');
});

test('the start of all and that of one lane are edits of their own', () => {
  const { store, sent } = started();
  store.startAll([1, 2]);
  store.startOne(9, [3, 4]);
  assert.deepEqual(sent.map(({ kind, lane, changes }) => [kind, lane, changes]), [
    ['patch_session', undefined, { start: [1, 2] }], ['patch_lane', 9, { start: [3, 4] }]]);
});
