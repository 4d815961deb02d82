import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axisOf, chosenOn, pairFor, spanning } from '../src/views/plane.js';

/** @param {string} name @param {number} low @param {number} high @param {number[]} choices @param {object} [more] */
const parameter = (name, low, high, choices, more) => /** @type {any} */ (
  { name, low, high, choices, integer: false, ...more });
const RATE = parameter('lr', 0, 1000, [1e-5, 0.01, 10]);
const BETA = parameter('beta1', 0, 0.999999, [0, 0.5, 0.9, 0.999]);
const DECAY = parameter('weight_decay', 0, 10, [0, 1e-4, 0.1]);
const SWITCH = parameter('bias_correction', 0, 1, [0, 1], { integer: true });

test('a switch spans nothing', () => {
  assert.deepEqual(spanning([RATE, SWITCH, BETA]), [RATE, BETA]);
});

test('a map spans what was chosen, and else what is free', () => {
  const all = [RATE, BETA, DECAY];
  assert.deepEqual(pairFor(all, { x: 'beta1', y: 'weight_decay' }), [BETA, DECAY]);
  assert.deepEqual(pairFor(all, { x: '', y: '' }), [RATE, BETA]);
  assert.deepEqual(pairFor(all, { x: 'lambda', y: 'lr' }), [BETA, RATE], 'of another optimizer');
  assert.deepEqual(pairFor(all, { x: 'lr', y: 'lr' }), [RATE, BETA], 'an address is anybody’s text');
  assert.equal(pairFor([RATE], { x: 'lr', y: '' }), null);
});

test('what is chosen on one axis leaves the other one its own', () => {
  assert.deepEqual(chosenOn([RATE, BETA], 'y', 'weight_decay'), { x: 'lr', y: 'weight_decay' });
  assert.deepEqual(chosenOn([RATE, BETA], 'x', 'beta1'), { x: 'beta1', y: 'lr' }, 'they change places');
});

test('an axis is logarithmic where the usual values span decades, around the value in force', () => {
  const rate = axisOf(RATE, 0.01);
  assert.equal(rate.log, true);
  assert.ok(rate.low < 1e-4 && rate.high > 1 && rate.high < 1000);
  assert.ok(axisOf(RATE, 900).high <= 1000, 'nothing that would be refused');
  assert.deepEqual(axisOf(BETA, 0.9), { parameter: 'beta1', low: 0, high: 0.999999, log: false });
});

test('a value of zero has no decade: the axis spans the usual ones', () => {
  const decay = axisOf(DECAY, 0);
  assert.equal(decay.log, true);
  assert.ok(decay.low > 0 && decay.low <= 1e-4 && decay.high >= 0.1);
});
