import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAfter, nameAfter } from '../src/lane_names.js';

test('a lane is called after its optimizer however it is written, a copy too, and a name of one’s own is not', () => {
  assert.ok(isAfter('gradient descent', 'gradient_descent'));
  assert.ok(isAfter('RMSProp 3', 'rmsprop'));
  assert.ok(!isAfter('rate 0.01', 'gradient_descent'));
  assert.ok(!isAfter('my Adam', 'adam'));
});

test('a new name is written as the ready-made races write it, and is nobody else’s', () => {
  assert.equal(nameAfter('adagrad', ['Adam', 'AdaGrad'], new Set()), 'AdaGrad');
  assert.equal(nameAfter('gradient_descent', [], new Set()), 'gradient descent');
  assert.equal(nameAfter('adam', ['Adam'], new Set(['Adam', 'Adam 2'])), 'Adam 3');
});
