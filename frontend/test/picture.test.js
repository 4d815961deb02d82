import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plotly } from '../src/views/misclassified.draw.js';
import { colourAt, sizeOf } from '../src/views/picture.js';

/** Two pictures of 2 rows and 3 columns: channel c of pixel p of picture i is 100 i + 10 c + p. */
const BYTES = [0, 1].flatMap((i) => [0, 1, 2].flatMap((c) => [0, 1, 2, 3, 4, 5].map((p) => 100 * i + 10 * c + p)));

test('a colour picture is all its red, then all its green, then all its blue', () => {
  assert.deepEqual(colourAt(BYTES, [3, 2, 3], 0, 0), [0, 10, 20]);
  assert.deepEqual(colourAt(BYTES, [3, 2, 3], 1, 5), [105, 115, 125]);
  assert.deepEqual(sizeOf([3, 2, 5]), ['5 × 2', 'colour pixels']);
});

test('a grey picture has one number a pixel, which is as much red as green and blue', () => {
  assert.deepEqual(colourAt(BYTES, [1, 2, 3], 1, 2), [12, 12, 12]);
  assert.deepEqual(sizeOf([1, 28, 28]), ['28 × 28', 'pixels']);
});

test('in Plotly a mistake stands upright in its colours, with what was said of it', () => {
  const rows = [['cat', 'dog', 0.9], ['dog', 'cat', 0.8]];
  const drawn = plotly(/** @type {any} */ ({ rows, image: [3, 2, 3], pictures: BYTES }),
    /** @type {any} */ ({ ink: '#000000' }), {});
  const [{ z, text }] = /** @type {any[]} */ (drawn.data);
  assert.deepEqual(z[1].slice(5, 8), [[103, 113, 123, 255], [104, 114, 124, 255], [105, 115, 125, 255]]);
  assert.deepEqual(z[0][3], [0, 0, 0, 0], 'between pictures there is nothing');
  assert.match(text[0][5], /truth dog, the net says cat \(80/);
});
