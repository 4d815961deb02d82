import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as loss from '../src/views/loss.draw.js';
import { LaneNumbers } from '../src/worker/numbers.js';

const theme = /** @type {any} */ ({
  fontSize: 12, font: '12px x', stroke: 2, lanes: new Array(8).fill({ colour: '#0072b2', casing: '' }), classes: [],
});

/** @param {number} id @param {number} batch @param {(update: number) => number} value */
function lane(id, batch, value) {
  const numbers = new LaneNumbers();
  for (let update = 0; update < 60; update++) {
    const block = { lane: id, rows: 1, start: update, width: 1 };
    numbers.take({ ...block, name: 'loss', cols: 1, values: Float32Array.of(value(update)) });
    numbers.take({ ...block, name: 'effort', cols: 2, values: Float32Array.of((update + 1) * batch, update + 1) });
  }
  for (const update of [0, 30, 60]) numbers.evaluations.add(update, [1, 0.5, 0.5, 0.5, 1, 0.5]);
  return { id, name: `lane ${id}`, slot: id, numbers };
}

/** @param {object} options @returns {any} */
const scene = (options, lanes = [lane(0, 10, () => 1), lane(1, 30, () => 0.5)]) => ({
  lanes, lane: null, points: null, data: { counts: { train: 300 } }, theme, memory: {},
  options: { measure: 'loss', batch: true, validation: true, log: true, ...options },
});
const size = { width: 660, height: 250, ratio: 1 };

/** What is said at a share of the axis. @param {any} shown @param {number} share */
function said(shown, share) {
  const [left, right] = [Math.round(12 * 4.2), 660 - 12];
  return loss.pick(size, shown, left + share * (right - left), 100);
}

test('against epochs a lane of small batches ends before the others, and says nothing beyond its end', () => {
  const early = said(scene({ along: 'epochs' }), 0.25); // epoch 1.5
  assert.equal(early?.title, 'epoch 1.50');
  assert.deepEqual(early?.lines.map(({ label }) => label), [
    'lane 0, batch at 45', 'lane 0, validation at 30', 'lane 1, batch at 15', 'lane 1, validation at 0']);
  const late = said(scene({ along: 'epochs' }), 0.75);
  assert.ok(late?.lines.every(({ label }) => label.startsWith('lane 1')));
});

test('against updates both lanes are read at the same one', () => {
  const both = said(scene({ along: 'updates' }), 0.5);
  assert.equal(both?.title, 'update 30');
  assert.deepEqual(both?.lines.map(({ label }) => label), [
    'lane 0, batch', 'lane 0, validation at 30', 'lane 1, batch', 'lane 1, validation at 30']);
});

test('what is inspected holds every bin and evaluation, and becomes a figure', () => {
  const shown = scene({ along: 'examples' });
  const values = loss.inspect(shown);
  assert.equal(values.rows.filter((row) => row[1] === 'batch').length, 120);
  const { data, layout } = /** @type {{data: any[], layout: any}} */ (loss.plotly(values, theme, shown.options));
  assert.deepEqual(data.map(({ name }) => name), [
    'lane 0, batch', 'lane 0, validation', 'lane 1, batch', 'lane 1, validation']);
  assert.deepEqual(data[2].x.slice(0, 3), [0, 30, 60]);
  assert.equal(layout.yaxis.type, 'log');
});

test('a name that somebody typed is text in the figure', () => {
  const shown = scene({});
  shown.lanes[0].name = '<b>one</b>';
  const { data } = /** @type {{data: any[]}} */ (loss.plotly(loss.inspect(shown), theme, shown.options));
  assert.equal(data[0].name, '&lt;b>one&lt;/b>, batch');
});

/** A context that remembers what it writes. */
function writing() {
  /** @type {string[]} */
  const words = [];
  const ink = /** @type {any} */ (new Proxy({}, {
    get: (_, key) => key === 'measureText' ? () => ({ width: 50 })
      : key === 'fillText' ? (/** @type {string} */ word) => words.push(word) : () => {},
    set: () => true,
  }));
  return { ink, words };
}

test('a lane that explodes leaves the picture, and the picture says so', () => {
  const lanes = [lane(0, 10, () => 1), lane(1, 10, (update) => 10 ** (update / 10))];
  const { ink, words } = writing();
  loss.draw(ink, size, scene({}, lanes));
  assert.ok(words.includes('↑ 1 lane leaves the picture at the top'));
  const calm = writing();
  loss.draw(calm.ink, size, scene({}));
  assert.ok(!calm.words.some((word) => word.includes('leave')));
});
