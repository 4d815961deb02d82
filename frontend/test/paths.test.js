import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DIFFER, patchAt, valueAt } from '../src/paths.js';

const LANE = { batch: 10, optimizer: { name: 'a', lr: 0.1 }, layers: [{ units: 8, keep: 1 }, { units: 4, keep: 1 }] };

test('a patch holds nothing but the change, and lists whole', () => {
  assert.deepEqual(patchAt(LANE, 'optimizer.lr', 1), { optimizer: { lr: 1 } });
  assert.deepEqual(patchAt(LANE, 'layers.1.units', 2), { layers: [{ units: 8, keep: 1 }, { units: 2, keep: 1 }] });
  assert.deepEqual(patchAt(LANE, 'layers.*.keep', 0.5), { layers: [{ units: 8, keep: 0.5 }, { units: 4, keep: 0.5 }] });
  assert.equal(LANE.layers[1].units, 4);
});

test('a star reads what all layers agree on', () => {
  assert.equal(valueAt(LANE, 'layers.*.keep'), 1);
  assert.equal(valueAt(LANE, 'layers.*.units'), DIFFER);
  assert.equal(valueAt(LANE, 'layers.length'), 2);
  assert.equal(valueAt(LANE, 'schedule.name'), undefined);
});
