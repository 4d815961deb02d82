import assert from 'node:assert/strict';
import test from 'node:test';
import { arising, faceOf, mebibytes } from '../src/views/lens/walk.words.js';
import { scaleOf } from '../src/views/lens/ladder.js';
import { labelOf } from '../src/views/lens/sweep_run.js';
import { probe, probed } from '../src/probed.js';
import { pixelsOf } from '../src/views/paper.js';
import { columnsOf, mapAt, tileOf } from '../src/views/way.layout.js';

/** @type {import('../src/views/way.layout.js').Step[]} */
const STEPS = [
  { title: 'picture', shape: [1, 28, 28] }, { title: 'convolution', shape: [16, 28, 28] },
  { title: 'max pooling', shape: [16, 13, 13] }, { title: 'dense', shape: [64, 1, 1] },
  { title: 'classes', shape: [1, 1, 1] },
];

for (const size of [{ width: 1100, height: 400 }, { width: 330, height: 900 }]) {
  test(`all maps of a way stand within their columns, ${size.width} pixels wide`, () => {
    const columns = columnsOf(size, 12, STEPS);
    columns.forEach((column, i) => {
      assert.equal(column.shown, STEPS[i].shape[0]);
      for (let map = 0; map < column.shown; map++) {
        const [left, top, width, height] = tileOf(column, STEPS[i].shape, map);
        assert.ok(left >= column.left && left + width <= column.left + column.width, `${i} ${map} across`);
        assert.ok(top >= column.top + column.tiles && top + height <= column.top + column.height, `${i} ${map} down`);
        assert.ok(column.left + column.width <= size.width + 1e-9);
        assert.ok(column.top + column.height <= size.height + 1e-9);
      }
    });
  });

  test(`each map is found where it stands, ${size.width} pixels wide`, () => {
    const columns = columnsOf(size, 12, STEPS);
    STEPS.forEach(({ shape }, step) => {
      for (let map = 0; map < shape[0]; map++) {
        const [left, top, width, height] = tileOf(columns[step], shape, map);
        assert.deepEqual(mapAt(columns, STEPS, left + width / 2, top + height / 2), { step, map });
      }
    });
    assert.equal(mapAt(columns, STEPS, size.width - 1, 1), null);
  });
}

test('a title that is wider than its column has two lines, and the last column the rest of its row', () => {
  const long = STEPS.map((step, i) => (i === 2 ? { ...step, title: 'local response normalisation' } : step));
  assert.deepEqual(columnsOf({ width: 600, height: 400 }, 12, long).map(({ lines }) => lines), [2, 2, 2, 2, 2]);
  assert.equal(columnsOf({ width: 600, height: 400 }, 12, STEPS)[2].lines, 1);
  const narrow = columnsOf({ width: 350, height: 900 }, 12, STEPS);
  assert.deepEqual(narrow.map(({ left, width }) => Math.round(left + width)), [117, 233, 350, 117, 350]);
});

test('an address that names no picture shows one of those that there are', () => {
  const counts = { train: 10, validation: 0, test: 4 };
  probe('validation', 7);
  assert.deepEqual(probed(counts), { part: 'test', row: 3, many: 4 });
  probe('__proto__', -1.5);
  assert.deepEqual(probed({ ...counts, test: 0 }), { part: 'train', row: 9, many: 10 });
  probe('test', 0);
});

test('a layer of very many maps shows as many as there is room for', () => {
  const [column] = columnsOf({ width: 120, height: 90 }, 12, [{ title: 'many', shape: [4096, 1, 1] }]);
  assert.ok(column.shown < 4096 && column.shown > 50);
});

test('a picture of one’s own is told channel by channel, from 0 to 1', () => {
  const rgba = [255, 0, 0, 255, 0, 51, 255, 255];
  assert.deepEqual(pixelsOf(rgba, [3, 1, 2]), [1, 0, 0, 0.2, 0, 1]);
  assert.deepEqual(pixelsOf(rgba, [1, 1, 2]), [0.299, 0.2314]);
  assert.deepEqual(pixelsOf([255, 255, 255, 255], [1, 1, 1]), [1]);
});

/** @param {Partial<import('../src/generated/types.js').OutlinedLayer>} told @returns {any} */
const layer = (told) => ({ given: [3, 227, 227], shape: [96, 55, 55], weights: 0, biases: 0, ...told });

test('how AlexNet’s numbers arise: the formulas give them', () => {
  const conv = arising({ size: 11, stride: 4, padding: 0, filters: 96 },
    layer({ weights: 34848, biases: 96 }), { field: [1, 1], step: 1 });
  assert.deepEqual(conv.map(({ what, value }) => [what, value]), [
    ['side', 55], ['receptive field', 11], ['parameters', 34944], ['multiply-adds', 105415200],
  ]);
  assert.equal(conv[0].formula, '(227 + 2 · 0 − 11) / 4 + 1, rounded down');
  const pool = arising({ size: 3, stride: 2 }, layer({ given: [96, 55, 55], shape: [96, 27, 27] }),
    { field: [11, 11], step: 4 });
  assert.deepEqual(pool.map(({ value }) => value), [27, 19]);
  const dense = arising({ units: 4096 },
    layer({ given: [256, 6, 6], shape: [4096, 1, 1], weights: 37748736, biases: 4096 }),
    { field: [195, 195], step: 32 });
  assert.deepEqual(dense.map(({ value }) => value), [37752832, 37748736]);
  assert.deepEqual(arising({ kind: 'norm' }, layer({}), { field: [1, 1], step: 1 }), []);
});

test('the faces of layers grow with their sides and their depths with their maps', () => {
  const face = (/** @type {[number, number, number]} */ shape) => faceOf(shape, 227, 90);
  const [picture, conv, last] = [face([3, 227, 227]), face([96, 55, 55]), face([1000, 1, 1])];
  assert.equal(picture.height, 90);
  assert.ok(picture.height > conv.height && conv.height > last.height && last.height >= 3);
  assert.ok(conv.depth > picture.depth);
});

test('memory is written in the unit that fits', () => {
  assert.equal(mebibytes(2 ** 21), '2.0 MiB');
  assert.equal(mebibytes(1536), '1.5 KiB');
});

test('the track of the ladder begins at a full tenth below what is shown', () => {
  const series = { means: [0.73, null, 0.86], together: [null, 0.91] };
  const { low, high, at } = scaleOf(/** @type {any} */ (series));
  assert.deepEqual([low, high], [0.7, 1]);
  assert.equal(at(0.7), 0);
  assert.equal(at(1), 100);
  assert.ok(Math.abs(at(0.85) - 50) < 1e-9);
  assert.deepEqual([scaleOf(null).low, scaleOf(null).high], [0, 1]);
});

test('a sweep that was stopped goes on only as it began', () => {
  const asked = { vary: 'ladder', values: [0, 1], seeds: 3, updates: 300, measure: 'test_accuracy' };
  const swept = /** @type {any} */ ({ ...asked, running: false, done: 3, total: 24 });
  assert.equal(labelOf(swept, asked), 'Go on');
  const others = [
    [{ ...swept, running: true }, asked], [{ ...swept, done: 24 }, asked],
    [swept, { ...asked, seeds: 5 }], [swept, { ...asked, updates: 1000 }],
    [swept, { ...asked, vary: 'depth' }], [swept, { ...asked, values: [1, 2] }],
  ];
  for (const [before, next] of others) assert.equal(labelOf(before, next), 'Run it again');
});
