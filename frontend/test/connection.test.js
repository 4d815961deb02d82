import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Connection } from '../src/worker/connection.js';

/** Stands in for the browser's socket. */
class Socket {
  /** @type {Socket[]} */ static all = [];
  /** @type {string[]} */ sent = [];
  readyState = 1;
  constructor() {
    Socket.all.push(this);
  }
  /** @param {string} text */
  send(text) {
    this.sent.push(text);
  }
  close() {
    this.onclose({ code: 1000 });
  }
  /** @param {any} _ */
  onclose(_) {}
  /** @param {any} _ */
  onmessage(_) {}
  onopen() {}
  /** @param {object} event */
  say(event) {
    this.onmessage({ data: JSON.stringify(event) });
  }
}

/** @param {import('node:test').TestContext} context */
function connected(context, plain = () => false) {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  Socket.all = [];
  /** @type {any[]} */ const phases = [];
  /** @type {any[]} */ const events = [];
  let hellos = 0;
  const connection = new Connection('ws://x/ws', {
    hello: () => ({ kind: 'hello', n: ++hellos }), plain, frame: () => {},
    event: (event) => events.push(event), phase: ({ phase, why }) => phases.push([phase, why]),
  }, /** @type {any} */ (Socket));
  connection.open();
  Socket.all[0].onopen();
  return { connection, phases, events, timers: context.mock.timers };
}

test('it says hello first and is open when welcomed', (context) => {
  const { phases, events } = connected(context);
  assert.deepEqual(JSON.parse(Socket.all[0].sent[0]), { kind: 'hello', n: 1 });
  Socket.all[0].say({ kind: 'welcome' });
  assert.deepEqual(phases.map(([phase]) => phase), ['connecting', 'open']);
  assert.equal(events.length, 1);
});

test('a lost connection is opened again with a new hello', (context) => {
  const { phases, timers } = connected(context);
  Socket.all[0].say({ kind: 'welcome' });
  Socket.all[0].onclose({ code: 1006 });
  assert.equal(phases.at(-1)[0], 'waiting');
  timers.tick(8000);
  assert.equal(Socket.all.length, 2);
  Socket.all[1].onopen();
  assert.equal(JSON.parse(Socket.all[1].sent[0]).n, 2);
});

test('a full server is tried again and named', (context) => {
  const { phases, timers } = connected(context);
  Socket.all[0].onclose({ code: 1013 });
  assert.match(phases.at(-1)[1], /full/);
  timers.tick(8000);
  assert.equal(Socket.all.length, 2);
});

test('a refusal is not tried again', (context) => {
  const { phases, timers } = connected(context);
  Socket.all[0].onclose({ code: 4401 });
  assert.equal(phases.at(-1)[0], 'refused');
  timers.tick(60000);
  assert.equal(Socket.all.length, 1);
});

test('a spec that is not understood is given up once', (context) => {
  let specs = 1;
  const { phases } = connected(context, () => specs-- > 0);
  Socket.all[0].onclose({ code: 4400 });
  assert.equal(Socket.all.length, 2);
  Socket.all[1].onclose({ code: 4400 });
  assert.equal(Socket.all.length, 2);
  assert.equal(phases.at(-1)[0], 'refused');
});

test('a socket that was let go of is not mourned', (context) => {
  const { connection, timers } = connected(context);
  connection.again();
  timers.tick(60000);
  assert.equal(Socket.all.length, 2);
});

test('what cannot be sent is told', (context) => {
  const { connection } = connected(context);
  assert.equal(connection.send({ kind: 'play' }), true);
  Socket.all[0].readyState = 3;
  assert.equal(connection.send({ kind: 'play' }), false);
});
