import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Inside } from '../src/views/network.inside.js';
import { gapAt, heightAt, layoutOf, neuronAt, parameterAt, singly } from '../src/views/network.layout.js';
import { brief, linkName, summary, sums } from '../src/views/network.words.js';

/** @param {number[]} hidden @returns {import('../src/views/network.layout.js').Net} */
const net = (hidden, inputs = 2, outputs = 2) => ({
  inputs, features: ['x0', 'x1'], image: null, answers: ['a', 'b'],
  layers: [...hidden, outputs].map((units) => ({ units, activation: 'ReLU', formula: 'y = max(0, z)', dropout: '' })),
});

const SIZES = [[280, 200], [341, 189], [430, 229], [1200, 520]];
const GROWING = Array.from({ length: 30 }, (_, i) => i + 1);
const NETS = [[1], [8, 8], [12, 3, 16], Array(8).fill(16), [64, 8], Array(40).fill(8), GROWING];

test('nothing overlaps and nothing leaves the picture, at any size', () => {
  for (const [width, height] of SIZES)
    for (const hidden of NETS)
      for (const fontSize of [12, 16]) {
        const { columns, head, foot } = layoutOf(net(hidden), width, height, fontSize);
        const said = `${hidden} at ${width} x ${height}`;
        columns.forEach(({ x, half, ys }, i) => {
          assert.ok(x - half >= 0 && x + half <= width, said);
          if (i > 0) assert.ok(columns[i - 1].x + columns[i - 1].half < x - half, said);
          ys.forEach((y, unit) => {
            assert.ok(y - half >= head - 0.5 && y + half <= height - foot + 0.5, said);
            if (unit > 0) assert.ok(y - ys[unit - 1] >= 2 * half - 0.01, said);
          });
        });
      }
});

test('a neuron that is drawn is at least 12 pixels large', () => {
  for (const [width, height] of SIZES.filter(([, high]) => high >= 200))
    for (const { half, ys } of layoutOf(net(Array(8).fill(16)), width, height, 12).columns)
      assert.ok(ys.length === 0 || half >= 6);
});

test('wide layers and deep networks become summaries', () => {
  const wide = layoutOf(net([64, 8]), 430, 230, 12).columns;
  assert.deepEqual(wide.map(({ ys }) => ys.length), [2, 0, 8, 2]);
  const deep = net([...Array(20).fill(8), ...Array(3).fill(4)]);
  const { columns } = layoutOf(deep, 430, 230, 12);
  assert.deepEqual(columns.map(({ first, last }) => [first, last]), [[0, 0], [1, 20], [21, 23], [24, 24]]);
  assert.deepEqual(summary(deep, columns[1]), ['20 layers', 'of 8', 'neurons', 'ReLU']);
  assert.deepEqual([singly(net([16, 16])), singly(net([17])), singly(deep)], [true, false, false]);
});

test('every layer has a column, however many there are', () => {
  const { columns } = layoutOf(net(GROWING), 430, 230, 12);
  assert.equal(columns.length, 10);
  columns.slice(1).forEach(({ first }, i) => assert.equal(first, columns[i].last + 1));
});

test('the pointer finds the neuron, and the curve of a link where it is drawn', () => {
  const layout = layoutOf(net([8, 8]), 430, 230, 12);
  const { x, ys } = layout.columns[2];
  assert.deepEqual(neuronAt(layout, x, ys[5]), { layer: 2, unit: 5, input: null });
  const { from, to, t } = /** @type {any} */ (gapAt(layout, (layout.columns[1].x + x) / 2));
  assert.deepEqual([from.first, to.first], [1, 2]);
  assert.ok(Math.abs(heightAt(0, 10, t) - 5) < 1e-5);
  assert.ok(Math.abs(parameterAt(0.5) - 0.5) < 1e-6);
});

test('weights, maps and signals are found by layer and unit; blocks of another network are passed over', () => {
  const small = net([2]);
  /** @param {any} name @param {number[]} values @returns {[string, import('../src/worker/frames.js').Block]} */
  const block = (name, values) => (
    [name, { name, lane: 1, rows: 1, cols: values.length, start: 0, width: 1, values: Float32Array.from(values) }]);
  const blocks = new Map([
    block('weights', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]),
    block('probe', [0.5, -0.5, 1, 2, 3, 4, 5, 6, 7, 8]),
  ]);
  const inside = new Inside(small, blocks);
  assert.deepEqual([...inside.into(1, 1) ?? []], [4, 5, 6]);
  assert.deepEqual([...inside.into(2, 0) ?? []], [7, 8, 9]);
  assert.deepEqual(inside.largest(2), { weight: 11, bias: 12 });
  assert.deepEqual([...inside.given(0) ?? []], [0.5, -0.5]);
  assert.deepEqual([...inside.given(1) ?? []], [3, 4]);
  assert.deepEqual([inside.sum(1, 1), inside.sum(2, 0)], [2, 5]);
  assert.equal(inside.row(2, 1), 5);
  assert.equal(new Inside(net([3]), blocks).parameters, undefined);
});

test('a sum is written with its numbers, a long one shortened without losing any', () => {
  assert.deepEqual(sums(['x0', 'x1'], [0.52, -1.2, 0.1], [0.3, 0.7], -0.584), [
    'z = 0.52 x0 − 1.20 x1 + 0.10', '= 0.52 (0.30) − 1.20 (0.70) + 0.10 = −0.58']);
  const names = ['y1', 'y2', 'y3', 'y4', 'y5', 'y6'];
  assert.deepEqual(sums(names, [1, 1, 1, 1, 1, -5, 0], [1, 1, 1, 1, 1, 1], 0), [
    'z = 1.00 y1 + 1.00 y2 + 1.00 y3 + … + 3 more + 0.00',
    '= 1.00 (1.00) + 1.00 (1.00) + 1.00 (1.00) − 3.00 (3 more) + 0.00 = 0.00']);
  assert.deepEqual([brief(-0.0042), brief(1234.5), brief(1e-7), brief(NaN)], ['−0.0042', '1235', '1.0e−7', '–']);
});

test('a link is named by what it joins', () => {
  assert.equal(linkName(net([8, 8]), { layer: 1, unit: 2, input: 0 }), 'from x0 to neuron 3 of layer 1');
  assert.equal(linkName(net([8, 8]), { layer: 3, unit: 1, input: 4 }), 'from neuron 5 of layer 2 to output b');
});

test('a Maxout unit shows the piece that is the largest for the example', () => {
  const maxout = net([2]);
  Object.assign(maxout.layers[0], { pieces: 2 });
  // inputs 2; z of 2 x 2 pieces, y of 2; z and y of 2 outputs
  const probe = Float32Array.from([1, 2, 5, 6, 4, 3, 6, 4, 0, 0, 0, 0]);
  const weights = Float32Array.from({ length: 4 * 3 + 2 * 3 }, (_, i) => i);
  const inside = new Inside(maxout, /** @type {any} */ (new Map([
    ['probe', { values: probe }], ['weights', { values: weights }],
  ])));
  assert.deepEqual([inside.winner(1, 0), inside.winner(1, 1)], [1, 0]);
  assert.deepEqual([...(inside.into(1, 0) ?? [])], [3, 4, 5]);
  assert.deepEqual([...(inside.into(1, 1) ?? [])], [6, 7, 8]);
  assert.deepEqual([inside.sum(1, 0), inside.sum(1, 1)], [6, 4]);
  assert.deepEqual([...(inside.given(1) ?? [])], [6, 4]);
  assert.deepEqual([...(inside.into(2, 1) ?? [])], [15, 16, 17]);
});

test('a ReLU that gives 0 takes no part, and a dropped unit is told from it', () => {
  const relu = net([3]);
  Object.assign(relu.layers[0], { rests: true, dropout: 'dropout, p = 0.5' });
  const probe = Float32Array.from([1, 2, -1, 2, 3, 0, 2, 3, 0, 0, 0, 0]);
  const statistics = { rows: 2, cols: 4, values: Float32Array.from([0, 0, 0, 1 / 3, 0, 0, 0, NaN]) };
  const newest = new Map(Object.entries({
    probe: { values: probe }, masks: { values: Uint8Array.from([1, 0, 1]) }, layer_statistics: statistics,
  }));
  const inside = new Inside(relu, /** @type {any} */ (newest));
  assert.deepEqual([0, 1, 2].map((unit) => inside.off(1, unit)), [true, false, false]);
  assert.deepEqual([0, 1, 2].map((unit) => inside.dropped(1, unit)), [false, true, false]);
  assert.deepEqual([0, 1, 2].map((unit) => inside.out(1, unit)), [true, true, false]);
  assert.deepEqual([inside.active(), inside.missing()], [{ active: 2, of: 3, dead: 1 }, { dropped: 1, of: 3 }]);
  const plain = new Inside(net([3]), /** @type {any} */ (newest));
  assert.equal(plain.missing(), null, 'without dropout an old mask says nothing');
});
