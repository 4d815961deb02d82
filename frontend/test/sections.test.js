import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseFor, isSection, pair, pairOf } from '../src/sections.js';
import { Store } from '../src/store.js';

const place = (/** @type {number} */ unit, /** @type {number | null} */ input = null) => ({ layer: 1, unit, input });

test('two weights are chosen one by one, and taken back', () => {
  chooseFor(4, 'x', place(2, 0));
  assert.deepEqual(pairOf(4), { lane: 4, x: place(2, 0), y: null });
  chooseFor(4, 'y', place(2));
  assert.deepEqual(pairOf(4), { lane: 4, x: place(2, 0), y: place(2) });
  chooseFor(4, 'x', place(2, 0));
  assert.deepEqual(pairOf(4), { lane: 4, x: null, y: place(2) });
});

test('one weight is never both', () => {
  chooseFor(4, 'x', place(0, 0));
  chooseFor(4, 'y', place(0, 0));
  assert.deepEqual(pairOf(4), { lane: 4, x: null, y: place(0, 0) });
  chooseFor(4, 'x', place(0, 0));
  assert.deepEqual(pairOf(4), { lane: 4, x: place(0, 0), y: null });
});

test('both are of one lane: a weight of another one begins anew', () => {
  chooseFor(4, 'x', place(0, 0));
  chooseFor(7, 'y', place(3, 1));
  assert.deepEqual(pairOf(7), { lane: 7, x: null, y: place(3, 1) });
  assert.deepEqual(pairOf(4), { lane: -1, x: null, y: null });
  pair.value = { lane: -1, x: null, y: null };
});

test('a section is known by its name', () => {
  assert.equal(isSection('section_0f'), true);
  assert.equal(isSection('ravine'), false);
});

test('the first layer of the page is layer 0 of the command, and only who asked goes there', () => {
  /** @type {any[]} */
  const sent = [];
  const store = new Store((command) => sent.push(command));
  store.connected({ phase: 'open', why: '' });
  store.section(4, place(2, 1), place(0));
  assert.deepEqual(sent, [{
    kind: 'section', lane: 4, number: 1,
    first: { layer: 0, unit: 2, input: 1 }, second: { layer: 0, unit: 0, input: null },
  }]);
  const made = { kind: /** @type {const} */ ('sectioned'), name: 'section_0', title: 'one' };
  const name = () => store.sectioned.value?.name;
  store.receive({ ...made, number: null });
  assert.equal(name(), undefined);
  assert.equal(store.edits.idle, false);
  store.receive({ ...made, number: 1 });
  assert.equal(name(), 'section_0');
  assert.equal(store.edits.idle, true);
  store.clear();
  assert.equal(name(), undefined);
});

test('what the server refuses is said beside the choice', () => {
  const store = new Store(() => {});
  store.connected({ phase: 'open', why: '' });
  store.section(4, place(2, 1), place(9));
  store.receive({
    kind: 'error', message: 'second.unit is 9', field: 'second.unit', allowed: '0 to 7', number: 1, span: null,
  });
  assert.match(store.edits.refusals.value.get('section') ?? '', /second.unit is 9. Allowed: 0 to 7/);
});
