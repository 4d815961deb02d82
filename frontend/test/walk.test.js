import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { arising, differs, refusedAt } from '../src/views/lens/walk.words.js';

/** What the server tells of AlexNet and of a changed one; a test of the server holds that it does. */
const nets = JSON.parse(readFileSync(new URL('./alexnet.json', import.meta.url), 'utf8'));

for (const { changes, layers } of nets) {
  test(`every number that a formula gives is the engine's: ${JSON.stringify(changes)}`, () => {
    let lines = 0;
    layers.forEach((/** @type {any} */ { spec, told }, /** @type {number} */ i) => {
      const before = i ? layers[i - 1].told : { field: [1, 1], step: 1 };
      /** @type {Record<string, number>} */ const engine = {
        side: told.shape[1], 'receptive field': told.field[0], parameters: told.weights + told.biases,
        'multiply-adds': told.products,
      };
      const found = arising(spec, told, before);
      assert.deepEqual(found.map(({ what }) => what), told.products && told.shape[1] > 1
        ? ['side', 'receptive field', 'parameters', 'multiply-adds']
        : told.products ? ['parameters', 'multiply-adds'] : spec.size ? ['side', 'receptive field'] : []);
      for (const { what, formula, value } of found) {
        assert.equal(value, engine[what], `${what} of layer ${i}`);
        const written = formula.replace(', rounded down', '').replaceAll('·', '*').replaceAll('−', '-')
          .replaceAll(/(\d)[,\u2009\u202f\u00a0](?=\d)/g, '$1');
        assert.equal(Math.floor(Function(`return ${written}`)()), value, `${what} of layer ${i}: ${formula}`);
        lines += 1;
      }
    });
    assert.equal(lines, 5 * 4 + 3 * 2 + 3 * 2);
  });
}

test('a layer differs in any of its figures, not in its shape alone', () => {
  const told = nets[0].layers[0].told;
  assert.equal(differs(told, { ...told }), false);
  assert.equal(differs(told, { ...told, field: [13, 13] }), true);
  assert.equal(differs(told, { ...told, products: 1 }), true);
  assert.equal(differs(told, { ...told, batch_bytes: 1 }), false);
});

test('a refusal names the layer where the shape cannot be', () => {
  assert.deepEqual(refusedAt('layers.1 cannot be: too few pixels', ['CONV1', 'POOL1']),
    { place: 1, words: 'POOL1 cannot be: too few pixels' });
  assert.deepEqual(refusedAt('side is 900', ['CONV1']), { place: -1, words: 'side is 900' });
  assert.deepEqual(refusedAt('', ['CONV1']), { place: -1, words: '' });
});
