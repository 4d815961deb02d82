import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Answers } from '../src/answers.js';

function started({ connected = true } = {}) {
  /** @type {any[]} */
  const sent = [];
  const line = { connected };
  let count = 10;
  const answers = new Answers((command) => sent.push(command), () => line.connected, () => ++count);
  return { answers, sent, line };
}

test('a question that is being answered is not asked again: the newest is asked then', () => {
  const { answers, sent } = started();
  for (const terms of [1, 2, 3]) answers.ask('sum_of_sigmoids', { terms });
  assert.deepEqual(sent, [{ kind: 'sum_of_sigmoids', terms: 1, number: 11 }]);
  assert.equal(answers.take({ kind: 'summed_sigmoids', number: 11 }), true);
  assert.deepEqual(sent[1], { kind: 'sum_of_sigmoids', terms: 3, number: 12 });
  assert.equal(answers.waits('sum_of_sigmoids'), true);
  answers.take({ kind: 'summed_sigmoids', number: 12 });
  assert.equal(answers.waits('sum_of_sigmoids'), false);
  assert.equal(sent.length, 2);
});

test('each lane has its own question and its own answer, and so has what is about no lane', () => {
  const { answers, sent } = started();
  answers.ask('shapes', { lane: 1 });
  answers.ask('shapes', { lane: 2 });
  assert.equal(sent.length, 2);
  const [first, second] = [{ kind: 'shaped', lane: 1, number: 11 }, { kind: 'shaped', lane: 2, number: 12 }];
  answers.take(first);
  answers.take(second);
  assert.equal(answers.of('shapes', 1), first);
  assert.equal(answers.of('shapes', 2), second);
  assert.equal(answers.of('shapes'), null);
});

test('a refused question waits no more, says why, and the next one is asked', () => {
  const { answers, sent } = started();
  answers.ask('ensemble', { lane: 1 });
  answers.ask('ensemble', { lane: 1 });
  assert.equal(answers.refused({ number: 11, message: 'no dropout here', allowed: 'a lane with dropout' }), true);
  assert.equal(answers.refusal('ensemble', 1), 'no dropout here. Allowed: a lane with dropout.');
  assert.equal(sent.length, 2);
  answers.take({ kind: 'ensembled', lane: 1, number: 12 });
  assert.equal(answers.refusal('ensemble', 1), '');
});

test('an answer to somebody else is left alone, but sweeps and claims go on without a number', () => {
  const { answers } = started();
  answers.ask('phases', { lane: 1 });
  assert.equal(answers.take({ kind: 'phased', lane: 1, number: null }), false);
  assert.equal(answers.refused({ number: null, message: 'no' }), false);
  assert.equal(answers.of('phases'), null);
  assert.equal(answers.take({ kind: 'swept', number: null }), true);
  assert.deepEqual(answers.of('sweep'), { kind: 'swept', number: null });
  assert.equal(answers.take({ kind: 'claimed', number: null }), true);
  assert.deepEqual(answers.of('claims'), { kind: 'claimed', number: null });
});

test('a lost connection ends every wait, and a question without one says so', () => {
  const { answers, sent, line } = started();
  answers.ask('slice', { lane: 1 });
  answers.forget();
  assert.equal(answers.waits('slice', 1), false);
  line.connected = false;
  answers.ask('slice', { lane: 1 });
  assert.equal(answers.waits('slice', 1), false);
  assert.match(answers.refusal('slice', 1), /no connection/);
  line.connected = true;
  answers.ask('slice', { lane: 1 });
  assert.equal(sent.length, 2);
});

test('another session has no answers yet', () => {
  const { answers } = started();
  answers.ask('nudge', { lane: 1 });
  answers.take({ kind: 'nudged', lane: 1, number: 11 });
  answers.clear();
  assert.equal(answers.of('nudge', 1), null);
});
