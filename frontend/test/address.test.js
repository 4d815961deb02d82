import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHash, toHash } from '../src/address.js';

const LANE = { batch: 10, optimizer: { name: 'a', lr: 0.1 }, layers: [{ units: 8, keep: 1 }, { units: 4, keep: 1 }] };

test('a spec comes back from the address as it went in', async () => {
  const spec = { name: 'ReLU & "größer" 🙂', lanes: Array.from({ length: 8 }, () => LANE) };
  const hash = await toHash(spec);
  assert.match(hash, /^#s=[\w-]+$/);
  assert.ok(hash.length < 400);
  assert.deepEqual(await fromHash(hash), spec);
  for (const broken of ['', '#', '#s=', '#s=%%%', '#s=abcd', '#other=1']) assert.equal(await fromHash(broken), null);
});
