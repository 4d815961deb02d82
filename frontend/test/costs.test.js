import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Costs } from '../src/worker/costs.js';

const names = ['data', 'net', 'regions', 'loss'];

test('pictures that are cheap together are all drawn at once', () => {
  const pictures = names.map((name) => ({ name }));
  assert.deepEqual(new Costs().within(7, pictures), pictures);
});

test('what each picture takes is learned though only sums are measured', () => {
  /** @type {Costs<{took: number}>} */
  const costs = new Costs();
  const pictures = [0.5, 1, 2, 6].map((took) => ({ took }));
  for (let turn = 0; turn < 400; turn++) {
    const drawn = pictures.filter((_, i) => (turn >> i) & 1 || i === turn % 4);
    costs.learn(drawn, drawn.reduce((sum, { took }) => sum + took, 0));
  }
  for (const picture of pictures)
    assert.ok(Math.abs(costs.of(picture) - picture.took) < 0.1 * picture.took, `${picture.took}`);
});

test('pictures that are too dear for one animation frame are drawn in two, in turn', () => {
  /** @type {Costs<{since: number, took: number}>} */
  const costs = new Costs();
  const pictures = [4, 1, 3, 2, 9, 2, 4].map((took) => ({ since: 0, took }));
  for (let turn = 0; turn < 200; turn++) for (const picture of pictures) costs.learn([picture], picture.took);
  for (let frame = 1; frame < 40; frame++) {
    const waiting = pictures.toSorted((one, other) => one.since - other.since);
    const drawn = costs.within(7, waiting);
    assert.ok(drawn.reduce((sum, { took }) => sum + took, 0) < 25, 'not all of them');
    for (const picture of drawn) picture.since = frame;
    assert.ok(pictures.every(({ since }) => frame - since <= 1), 'each in one of two');
  }
});

test('a machine that was busy elsewhere does not make a picture dear for long', () => {
  const [costs, picture] = [new Costs(), {}];
  for (let i = 0; i < 50; i++) costs.learn([picture], 1);
  costs.learn([picture], 500);
  assert.ok(costs.of(picture) < 1.3);
});
