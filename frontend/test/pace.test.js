import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pace } from '../src/worker/pace.js';

test('a frame has arrived in the picture when the last view that shows it is drawn', () => {
  const pace = new Pace();
  pace.arrived(100);
  pace.arrived(110);
  pace.drawn(112, 118, 110); // a view still shows nothing of the second
  pace.drawn(120, 125, Infinity);
  const { frames, busy, latencies } = pace.report();
  assert.deepEqual([frames, busy, latencies], [2, 11, [18, 15]]);
  assert.deepEqual(pace.report().latencies, []);
});

test('the newest latencies are kept, in order', () => {
  const pace = new Pace();
  for (let i = 0; i < 2000; i++) {
    pace.arrived(i * 10);
    pace.drawn(i * 10, i * 10 + i / 1000, Infinity);
  }
  const { latencies } = pace.report();
  assert.equal(latencies.length, 512);
  assert.ok(latencies.every((one, i) => i === 0 || one > latencies[i - 1]));
});

test('animation frames are counted whether something was drawn in them or not', () => {
  const pace = new Pace();
  for (const drawn of [true, false, true, false, false]) {
    pace.beat();
    if (drawn) pace.drawn(0, 1, Infinity);
  }
  const { beats, frames } = pace.report();
  assert.deepEqual([beats, frames], [5, 2]);
  assert.equal(pace.report().beats, 0);
});
