import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adopt, kept, view } from '../src/kept.js';

const axis = kept('axis', 'updates');
const parts = kept('parts', { train: false, test: true });

test('what is as usual is not in the address, and comes back from one', () => {
  assert.equal(view.value, '');
  axis.value = 'epochs';
  parts.value = { train: true, test: true };
  const link = `#s=abc${view.value}`;
  adopt('#s=other');
  assert.deepEqual([axis.value, parts.value], ['updates', { train: false, test: true }]);
  adopt(link);
  assert.deepEqual([axis.value, parts.value], ['epochs', { train: true, test: true }]);
});

test('nonsense in an address is not taken', () => {
  const nonsense = ['{', '5', 'null', '[]', '{"axis": 5}', '{"axis": null, "parts": {"train": 1}}', '{"parts": [1]}'];
  for (const text of nonsense) {
    adopt(`#v=${encodeURIComponent(text)}`);
    assert.deepEqual([axis.value, parts.value], ['updates', { train: false, test: true }], text);
  }
});
