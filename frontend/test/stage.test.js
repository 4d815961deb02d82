import assert from 'node:assert/strict';
import { test } from 'node:test';

/** @type {(() => void)[]} */
let wanted = [];
/** @type {(() => void)[]} */
let posted = [];
globalThis.requestAnimationFrame = (call) => wanted.push(/** @type {() => void} */ (call));
class Channel {
  port2 = { onmessage: () => {} };
  port1 = { postMessage: () => posted.push(() => this.port2.onmessage()) };
}
Object.assign(globalThis, { MessageChannel: Channel });
const { Stage } = await import('../src/worker/stage.js');

/** An animation frame of the browser, and its pixels. */
function picture() {
  wanted.splice(0).forEach((call) => call());
  posted.splice(0).forEach((call) => call());
}

/** A stage with views of these names that each take `took` milliseconds; what is drawn is written down.
 * @param {string[]} names @param {number} took @param {object} more of the drawings @param {number | null} lane */
function stage(names, took, more = {}, lane = null) {
  [wanted, posted] = [[], []];
  /** @type {string[]} */
  const drawn = [];
  const made = new Stage(() => /** @type {any} */ ({ theme: { paper: '#ffffff' } }), () => drawn.push('begins'));
  for (const name of names) {
    const draw = () => {
      drawn.push(name);
      const end = performance.now() + took;
      while (performance.now() < end);
    };
    const ink = { setTransform() {}, setLineDash() {}, fillRect() {} };
    made.open(name, /** @type {any} */ ({ blocks: [name], draw, ...more }), /** @type {any} */ ({
      canvas: { getContext: () => ink }, size: { width: 10, height: 10, ratio: 1 }, lane, options: {},
    }));
  }
  return { made, drawn };
}

test('only what numbers have come for is drawn, and an animation frame without news counts as none', () => {
  const { made, drawn } = stage(['loss', 'regions'], 0);
  picture();
  assert.deepEqual(drawn.splice(0), ['begins', 'loss', 'regions']);
  picture();
  made.touch([{ name: 'regions', lane: 0 }], performance.now());
  picture();
  assert.deepEqual(drawn, ['begins', 'begins', 'regions']);
  const { beats, frames, pictures, latencies } = made.pace.report();
  assert.deepEqual([beats, frames, pictures, latencies.length], [3, 2, 3, 1]);
});

test('what does not fit into an animation frame is drawn in the next one, before what has just changed again', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const { made, drawn } = stage(names, 3);
  for (let i = 0; i < 60; i++) picture(); // what they take is learned
  drawn.length = 0;
  const everything = names.map((name) => ({ name, lane: 0 }));
  /** @type {string[][]} */
  const frames = [];
  for (let i = 0; i < 12; i++) {
    made.touch(everything, performance.now());
    picture();
    frames.push(drawn.splice(0).slice(1));
  }
  for (let i = 2; i < frames.length; i++) {
    assert.ok(frames[i].length > 0 && frames[i].length < names.length, `${frames[i]}`);
    assert.deepEqual([...new Set([...frames[i - 1], ...frames[i]])].toSorted(), names, 'each in one of two');
  }
});

test('the picture of a lane is drawn anew for its own numbers, and for those of others where they concern it', () => {
  for (const together of [false, true]) {
    const { made, drawn } = stage(['gradient'], 0, { together }, 1);
    picture();
    drawn.length = 0;
    made.touch([{ name: 'gradient', lane: 2 }], performance.now());
    picture();
    assert.equal(drawn.includes('gradient'), together);
    made.touch([{ name: 'gradient', lane: 1 }], performance.now());
    picture();
    assert.equal(drawn.filter((one) => one === 'gradient').length, together ? 2 : 1);
  }
});
