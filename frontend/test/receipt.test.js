import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { Receipt } from '../src/worker/receipt.js';

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout'] });
});

/** @returns {[Receipt, number[]]} */
function receipt() {
  /** @type {number[]} */
  const sent = [];
  return [new Receipt((sequence) => sent.push(sequence)), sent];
}

test('frames that came are acknowledged with the next animation frame, once', () => {
  const [paper, sent] = receipt();
  paper.take(1);
  paper.take(2);
  assert.deepEqual(sent, []);
  paper.give();
  assert.deepEqual(sent, [2]);
  paper.give();
  mock.timers.tick(10_000);
  assert.deepEqual(sent, [2]);
  paper.take(3);
  paper.give();
  assert.deepEqual(sent, [2, 3]);
  mock.timers.tick(200);
  paper.take(4);
  mock.timers.tick(100);
  assert.deepEqual(sent, [2, 3], 'the next one has its own time');
});

test('a page that nobody sees gets no animation frames and acknowledges all the same', () => {
  const [paper, sent] = receipt();
  paper.take(1);
  mock.timers.tick(1000);
  assert.deepEqual(sent, [1]);
  paper.take(2);
  mock.timers.tick(1000);
  assert.deepEqual(sent, [1, 2]);
  paper.give(); // it is seen again
  assert.deepEqual(sent, [1, 2]);
});

test('what came by a connection that is lost is not acknowledged by the next one', () => {
  const [paper, sent] = receipt();
  paper.take(70);
  paper.forget();
  paper.give();
  mock.timers.tick(1000);
  assert.deepEqual(sent, []);
  paper.take(1);
  paper.give();
  assert.deepEqual(sent, [1]);
});
