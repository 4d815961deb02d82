import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BLOCKS, BLOCK_HEADER as B, HEADER as H, MAGIC, VERSION } from '../src/generated/protocol.js';
import { decode } from '../src/worker/frames.js';

/** @param {{kind: number, dtype?: number, lane?: number, rows: number, cols: number, start?: number, width?: number,
 *   payload: Uint8Array}[]} blocks */
function frame(blocks, version = VERSION) {
  const padded = blocks.map(({ payload }) => Math.ceil(payload.length / 8) * 8);
  const bytes = new ArrayBuffer(H.bytes + padded.reduce((sum, size) => sum + B.bytes + size, 0));
  const view = new DataView(bytes);
  view.setUint32(H.magic, MAGIC, true);
  view.setUint16(H.version, version, true);
  view.setUint16(H.blocks, blocks.length, true);
  view.setUint32(H.sequence, 7, true);
  view.setFloat64(H.update, 2 ** 40, true);
  let at = H.bytes;
  blocks.forEach(({ kind, dtype = 0, lane = 1, rows, cols, start = 0, width = 1, payload }, i) => {
    view.setUint16(at + B.kind, kind, true);
    view.setUint8(at + B.dtype, dtype);
    view.setUint32(at + B.lane, lane, true);
    view.setUint32(at + B.rows, rows, true);
    view.setUint32(at + B.cols, cols, true);
    view.setFloat64(at + B.start, start, true);
    view.setUint32(at + B.width, width, true);
    view.setUint32(at + B.payload, padded[i], true);
    new Uint8Array(bytes).set(payload, at + B.bytes);
    at += B.bytes + padded[i];
  });
  return bytes;
}

/** @param {number[]} values */
const floats = (values) => new Uint8Array(Float32Array.from(values).buffer);

test('a frame is read without a copy', () => {
  const bytes = frame([
    { kind: BLOCKS.loss.kind, lane: 3, rows: 3, cols: 1, start: 2 ** 33, payload: floats([1, 2, 3]) },
    { kind: BLOCKS.region_class.kind, dtype: 1, rows: 2, cols: 2, payload: Uint8Array.of(0, 1, 1, 0) },
  ]);
  const { sequence, update, blocks } = decode(bytes);
  assert.deepEqual([sequence, update, blocks.length], [7, 2 ** 40, 2]);
  assert.deepEqual({ ...blocks[0], values: [...blocks[0].values] },
    { name: 'loss', lane: 3, rows: 3, cols: 1, start: 2 ** 33, width: 1, values: [1, 2, 3] });
  assert.equal(blocks[0].values.buffer, bytes);
  assert.ok(blocks[1].values instanceof Uint8Array);
  assert.deepEqual([...blocks[1].values], [0, 1, 1, 0]);
});

test('a block of an unknown kind is passed over', () => {
  const { blocks } = decode(frame([
    { kind: 999, rows: 1, cols: 1, payload: floats([1]) },
    { kind: BLOCKS.loss.kind, rows: 1, cols: 1, payload: floats([5]) },
  ]));
  assert.deepEqual(blocks.map(({ name, values }) => [name, values[0]]), [['loss', 5]]);
});

test('other bytes and other versions are refused', () => {
  assert.throws(() => decode(new ArrayBuffer(4)), RangeError);
  assert.throws(() => decode(new ArrayBuffer(64)), RangeError);
  assert.throws(() => decode(frame([], VERSION + 1)), RangeError);
  const whole = frame([{ kind: 1, rows: 1, cols: 1, payload: floats([1]) }]);
  assert.throws(() => decode(whole.slice(0, H.bytes + 8)), RangeError);
});
