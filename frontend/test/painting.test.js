import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MOST_CLASSES, MOST_POINTS, Painting } from '../src/painting.js';

/** A stroke of points in a line. @param {Painting} painting @param {number} n @param {number} k */
function stroke(painting, n, k) {
  painting.choose(k);
  painting.begin();
  for (let i = 0; i < n; i++) painting.put(i / 100, 0);
  painting.end();
}

test('learning waits for two classes and enough points, and says what is missing', () => {
  const painting = new Painting();
  assert.match(painting.missing.value, /Click or drag/);
  stroke(painting, 3, 0);
  assert.equal(painting.missing.value, 'Still missing: points of another class.');
  stroke(painting, 2, 1);
  assert.equal(painting.missing.value, 'Still missing: 1 more point.');
  stroke(painting, 1, 1);
  assert.equal(painting.missing.value, '');
});

test('points are only ever added at the end, so that a network can go on learning', () => {
  const painting = new Painting();
  stroke(painting, 4, 1);
  const before = painting.points.value;
  stroke(painting, 2, 0);
  assert.deepEqual(painting.points.value.slice(0, 4), before);
  assert.deepEqual(painting.counts.value, [2, 4]);
});

test('undo takes back a whole stroke; one that changed nothing is none', () => {
  const painting = new Painting();
  stroke(painting, 5, 0);
  painting.begin();
  painting.erase(0.9, 0.9, 0.01);
  painting.end();
  painting.clear();
  painting.undo();
  assert.equal(painting.points.value.length, 5);
  painting.undo();
  assert.equal(painting.points.value.length, 0);
  assert.equal(painting.undoable.value, false);
});

test('the eraser takes what lies within its reach', () => {
  const painting = new Painting();
  stroke(painting, 10, 0);
  painting.erase(0, 0, 0.035);
  assert.equal(painting.points.value.length, 6);
});

test('the next class is added by choosing it, up to as many as there are colours', () => {
  const painting = new Painting();
  painting.choose(5);
  assert.equal(painting.classes.value, 2);
  for (let k = 2; k <= MOST_CLASSES; k++) painting.choose(k);
  assert.equal(painting.classes.value, MOST_CLASSES);
  painting.dropClass();
  assert.equal(painting.chosen.value, MOST_CLASSES - 2);
});

test('a class with points is not dropped, and comes back with them', () => {
  const painting = new Painting();
  stroke(painting, 2, 0);
  stroke(painting, 2, 1);
  stroke(painting, 2, 2);
  painting.dropClass();
  assert.equal(painting.classes.value, 3);
  painting.undo();
  painting.dropClass();
  assert.equal(painting.classes.value, 2);
});

test('no more points than are allowed', () => {
  const painting = new Painting();
  painting.replace(Array.from({ length: MOST_POINTS + 5 }, () => [0, 0, 1]), 2);
  painting.put(0, 0);
  assert.equal(painting.points.value.length, MOST_POINTS);
});

test('painting concerns the set that it began from and what was painted since', () => {
  const painting = new Painting();
  painting.resume([[0, 0, 1]], 2, 'spirals');
  assert.equal(painting.undoable.value, false);
  assert.equal(painting.known, painting.points.value);
  painting.names.add('own_1');
  assert.ok(painting.concerns('spirals') && painting.concerns('own_1') && !painting.concerns('circles'));
});
