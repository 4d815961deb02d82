import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boundsOf, lineOf } from '../src/views/scatter.draw.js';

const ACROSS = /** @type {[number, number]} */ ([-2, 2]);
const UP = /** @type {[number, number]} */ ([-1, 1]);

test('two columns are a regression: the line is y = w x + b', () => {
  assert.deepEqual(lineOf(['x', 'y'], [3, 1], ACROSS, UP), [-2, -5, 2, 7]);
});

test('with a class the line is where w1 x1 + w2 x2 is 0, however steep', () => {
  for (const parameters of /** @type {[number, number][]} */ ([[1, 2], [5, 0.001], [0, 1], [1, 0]])) {
    const line = lineOf(['x1', 'x2', 'class'], parameters, ACROSS, UP);
    assert.ok(line);
    for (const [x1, x2] of [[line[0], line[1]], [line[2], line[3]]])
      assert.ok(Math.abs(parameters[0] * x1 + parameters[1] * x2) < 1e-9);
  }
});

test('there is no line where the parameters are no numbers, or mean none', () => {
  assert.equal(lineOf(['x', 'y'], [NaN, 1], ACROSS, UP), null);
  assert.equal(lineOf(['x1', 'x2', 'y'], [1, 1], ACROSS, UP), null);
  assert.equal(lineOf(['x1', 'x2', 'class'], [0, 0], ACROSS, UP), null);
});

test('the picture holds every point', () => {
  const [across, up] = boundsOf([[0, 5], [10, -5], [3, 3]]);
  assert.ok(across[0] < 0 && across[1] > 10 && up[0] < -5 && up[1] > 5);
});
