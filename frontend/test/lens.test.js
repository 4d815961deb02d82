import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linearScale } from '../src/views/axis.js';
import { SHOWN, binsOf, reachOf, spreadOver } from '../src/views/lens/counts.js';
import { linksOf, said, widthsOf } from '../src/views/lens/four.js';
import { levelsOf, share } from '../src/views/lens/levels.js';
import { Past } from '../src/views/lens/past.js';
import { bandOf, nearestTo, pathOf, rangeOf, scaleOf } from '../src/views/lens/plot.js';
import { runsOf } from '../src/views/lens/runs.js';
import { sizesOf, within } from '../src/views/lens/spot.js';

const x = linearScale(0, 10, 0, 100, 5);
const y = linearScale(0, 1, 100, 0, 5);

test('a line is broken where there is no number, and on a log axis where it is not positive', () => {
  assert.equal(pathOf([0, 1, 2, 3], [0, 0.5, null, 1], x, y), 'M0 100L10 50M30 0');
  assert.equal(pathOf([0, 1, 2], [1, 0, 1], x, y, true), 'M0 0M20 0');
});

test('a band goes out along its upper edge and back along its lower one', () => {
  assert.equal(bandOf([0, 10], [0, 0.5], [0.5, 1], x, y), 'M0 50L100 0L100 50L0 100Z');
  assert.equal(bandOf([0, 10], [0, null], [0.5, 1], x, y), '', 'one place is no band');
});

test('a range holds every number that its axis can show, with air around it', () => {
  const [low, high] = rangeOf([[1, null, 3], [2]], { label: '' });
  assert.ok(low < 1 && low > 0.8 && high > 3 && high < 3.2);
  const [least, most] = rangeOf([[0, 1e-4, 10, -5]], { label: '', log: true });
  assert.ok(least < 1e-4 && least > 5e-5 && most > 10 && most < 20);
  assert.deepEqual(rangeOf([[2, 8]], { label: '', low: 0, high: 1 }), [0, 1]);
  assert.deepEqual(rangeOf([[]], { label: '' }).map(Number.isFinite), [true, true]);
});

test('a whole axis has whole ticks only, and the nearest place is found', () => {
  assert.ok(scaleOf([0, 3], { label: '', whole: true }, 0, 300, 10).ticks.every(Number.isInteger));
  assert.deepEqual([nearestTo([0, 5, 10], x, 70), nearestTo([], x, 3)], [1, -1]);
});

test('a nudge is followed from the layer of its weight on, and each factor is of the place before', () => {
  const step = { delta: -0.1, changes: [0, 0.05, 0.01], loss: 0.402, slope: -0.02 };
  const nudged = /** @type {any} */ ({ loss: 0.4, steps: [step] });
  const levels = levelsOf(nudged, step, 1, (layer) => `layer ${layer + 1}`);
  assert.deepEqual(levels.map(({ name }) => name), ['Δw', 'layer 2', 'layer 3', 'loss']);
  assert.deepEqual(levels.map(({ factor }) => factor && Number(factor.toFixed(9))), [null, 0.5, 0.2, 0.2]);
  assert.deepEqual([share(1e-10), share(1e1), share(0)], [0, 1, -1]);
});

test('a histogram keeps its weights when it is spread over other cells', () => {
  const [narrow, wide] = [[0, 1, ...Array(32).fill(1)], [-2, 2, ...Array(16).fill(0), 8, ...Array(15).fill(0)]];
  const block = { rows: 2, cols: 34, values: [...narrow, ...wide] };
  const all = binsOf(block, null);
  assert.equal(all.length, 2);
  const reach = reachOf(all);
  assert.equal(reach, 2);
  const cells = spreadOver(all, reach);
  assert.ok(Math.abs(cells.reduce((sum, one) => sum + one, 0) - 40) < 1e-9);
  assert.equal(cells[SHOWN / 2], 4 + 2, 'the eight in 0..1/8 lie in two cells, and so do two of the other layer each');
  assert.deepEqual(binsOf(block, 1).map(({ low }) => low), [-2]);
});

test('a weight that is not there any more gives way to the nearest that is', () => {
  const spec = { layers: [{ units: 3 }, { kind: 'maxout', units: 2, pieces: 4 }] };
  const sizes = sizesOf(spec, /** @type {any} */ ({ inputs: 2, outputs: 5 }), 1);
  assert.deepEqual(sizes, [{ units: 3, inputs: 2 }, { units: 8, inputs: 3 }, { units: 1, inputs: 2 }]);
  assert.deepEqual(within({ layer: 7, unit: 4, input: 9 }, sizes), { layer: 2, unit: 0, input: 1 });
  assert.deepEqual(within({ layer: 0, unit: -1, input: null }, sizes), { layer: 0, unit: 0, input: null });
});

test('stretches of one winner are found with their ends', () => {
  assert.deepEqual(runsOf([1, 1, 0, 2, 2]), [
    { value: 1, from: 0, to: 1 }, { value: 0, from: 2, to: 2 }, { value: 2, from: 3, to: 4 },
  ]);
});

test('what a view saw is thinned when there is much of it, and dropped when its lane starts anew', () => {
  const past = new Past();
  for (let update = 0; update < 1000; update++) past.take('1 0', update, [update]);
  assert.ok(past.updates.length < 240 && past.updates.length > 60);
  assert.deepEqual(past.values.map(([value]) => value), past.updates);
  past.take('1 1', 5, [5]);
  assert.deepEqual(past.updates, [5]);
  past.take('1 1', 3, [3]);
  assert.deepEqual(past.updates, [3], 'back in time: what came after is not true any more');
});

test('an update in phases: links are weights, then their gradient, then what the update adds', () => {
  const layer = { gradient_norm: 3, moved: 0.5, activations: [7], gradient: [1, 2], before: [10, 20], after: [9, 22] };
  const phased = /** @type {any} */ (
    { inputs: [4], rows: [1, 2], loss: 0.5, loss_after: 0.25, rate: 0.1, layers: [layer] });
  assert.deepEqual(linksOf(phased, 'forward'), [[10, 20]]);
  assert.deepEqual(linksOf(phased, 'backprop'), [[1, 2]]);
  assert.deepEqual(linksOf(phased, 'update'), [[-1, 2]]);
  assert.deepEqual(widthsOf(phased), [1, 1]);
  const maxout = { ...phased, layers: [{ ...layer, before: [1, 2, 3, 4] }] };
  assert.equal(widthsOf(maxout), null, 'Maxout: more than one weight a pair');
  assert.match(said(phased, 'update', 10), /from 0\.5000 to 0\.2500/);
});
