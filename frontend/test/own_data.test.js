import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NotTaken, Outbox, purposeOf, readSpec, sendCsv, sendPoints } from '../src/own_data.js';

/** @param {string} name @param {any} [more] */
const file = (name, more) => ({ name, size: 100, type: '', ...more });
const soon = () => new Promise((resolve) => setTimeout(resolve, 0));

/** Answers every request so. @param {any} body @param {number} status @param {() => Promise<unknown>} work */
async function answered(body, status, work) {
  const real = globalThis.fetch;
  globalThis.fetch = async () => new Response(JSON.stringify(body), { status });
  try {
    return await work();
  } finally {
    globalThis.fetch = real;
  }
}

test('one table or one spec is taken', () => {
  assert.equal(purposeOf([file('iris.csv')], 500), 'data');
  assert.equal(purposeOf([file('table')], 500), 'data');
  assert.equal(purposeOf([file('ravine-spec.JSON')], 500), 'spec');
});

test('what cannot be data is refused in a sentence before anything is sent', () => {
  const refused = (/** @type {any[]} */ files, /** @type {RegExp} */ why, folder = false) =>
    assert.throws(() => purposeOf(files, 500, folder), (error) => error instanceof NotTaken && why.test(error.message));
  refused([], /no file/);
  refused([file('a.csv'), file('b.csv')], /2 files/);
  refused([file('tables')], /folder/, true);
  refused([file('cat.png', { type: 'image/png' })], /a picture.*ravine serve --data FOLDER/);
  refused([file('a.csv', { size: 0 })], /empty/);
  refused([file('a.csv', { size: 3e6 })], /too large: 2.9 MB. Allowed: at most 2.0 MB/);
  refused([file('a.json', { size: 501 })], /too large/);
});

test('the server’s words name the line and what is allowed', async () => {
  const wrong = { kind: 'error', message: 'column 2 is no number', line: 3, allowed: 'numbers' };
  await assert.rejects(answered(wrong, 422, () => sendCsv(new File(['x'], 'a.csv'))),
    { message: 'Line 3: column 2 is no number. Allowed: numbers.' });
  const said = { message: "'a.csv', line 3: no number.", line: 3, allowed: null };
  await assert.rejects(answered(said, 422, () => sendPoints({ points: [], classes: 2 })),
    { message: "'a.csv', line 3: no number." });
});

test('a spec file that is none is refused in words', async () => {
  await assert.rejects(readSpec(new File(['{"a":'], 'a.json')), /a.json is no JSON/);
  await assert.rejects(readSpec(new File(['[1]'], 'a.json')), /holds no spec/);
  assert.deepEqual(await readSpec(new File(['{"seed": 2}'], 'a.json')), { seed: 2 });
});

test('one request at a time, and always the newest next', async () => {
  /** @type {number[]} */
  const sent = [];
  /** @type {(() => void)[]} */
  const doors = [];
  /** @type {number[]} */
  const taken = [];
  const send = (/** @type {number} */ n) => new Promise((resolve) => {
    sent.push(n);
    doors.push(() => resolve(n));
  });
  const outbox = new Outbox(send, (/** @type {any} */ n) => taken.push(n), assert.ifError, 0);
  for (const n of [1, 2, 3]) outbox.offer(n);
  assert.deepEqual(sent, [1]);
  doors[0]();
  await soon();
  await soon();
  assert.deepEqual(sent, [1, 3]);
  outbox.forget();
  doors[1]();
  await soon();
  assert.deepEqual(taken, [1]);
});

test('a refusal is told, and the next content is sent all the same', async () => {
  /** @type {string[]} */
  const told = [];
  const send = async (/** @type {number} */ n) => {
    if (n === 1) throw new NotTaken('no');
    return n;
  };
  const outbox = new Outbox(send, (n) => told.push(`taken ${n}`), ({ message }) => told.push(message), 0);
  outbox.offer(1);
  outbox.offer(2);
  for (let i = 0; i < 4; i++) await soon();
  assert.deepEqual(told, ['no', 'taken 2']);
});
