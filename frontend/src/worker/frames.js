import { BLOCKS, BLOCK_HEADER as B, DTYPES, HEADER as H, MAGIC, VERSION } from '../generated/protocol.js';

/** @typedef {Float32Array | Uint8Array | Uint16Array | Uint32Array | Float64Array} Values */
/**
 * @typedef {object} Block
 * @property {keyof typeof BLOCKS} name  what `watch` calls it
 * @property {number} lane  0 where it belongs to all of them
 * @property {number} rows
 * @property {number} cols
 * @property {number} start  first update that an append block covers
 * @property {number} width  updates in one row
 * @property {Values} values  a view on the received bytes, row by row
 */
/** @typedef {{sequence: number, update: number, blocks: Block[]}} Frame */

/** @type {Record<string, new (bytes: ArrayBuffer, offset: number, length: number) => Values>} */
const ARRAYS = { f32: Float32Array, u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, f64: Float64Array };

/** @type {Map<number, keyof typeof BLOCKS>} */
const NAMES = new Map(
  /** @type {(keyof typeof BLOCKS)[]} */ (Object.keys(BLOCKS)).map((name) => [BLOCKS[name].kind, name]),
);

/**
 * One binary message as blocks, without a copy: payloads are aligned to 8 bytes.
 * Blocks of an unknown kind are left out, so that a newer server can still be watched.
 * @param {ArrayBuffer} bytes
 * @returns {Frame}
 * @throws {RangeError} when the bytes are no frame of this version
 */
export function decode(bytes) {
  const view = new DataView(bytes);
  if (bytes.byteLength < H.bytes || view.getUint32(H.magic, true) !== MAGIC)
    throw new RangeError('these bytes are no frame');
  const version = view.getUint16(H.version, true);
  if (version !== VERSION) throw new RangeError(`the frame has version ${version}, this page reads ${VERSION}`);
  /** @type {Block[]} */
  const blocks = [];
  let at = H.bytes;
  for (let n = view.getUint16(H.blocks, true); n > 0; n--) {
    if (at + B.bytes > bytes.byteLength) throw new RangeError('the frame ends within a block');
    const name = NAMES.get(view.getUint16(at + B.kind, true));
    const rows = view.getUint32(at + B.rows, true);
    const cols = view.getUint32(at + B.cols, true);
    const payload = view.getUint32(at + B.payload, true);
    const Values = ARRAYS[DTYPES[view.getUint8(at + B.dtype)]];
    if (name && Values) {
      blocks.push({
        name,
        lane: view.getUint32(at + B.lane, true),
        rows,
        cols,
        start: view.getFloat64(at + B.start, true),
        width: view.getUint32(at + B.width, true),
        values: new Values(bytes, at + B.bytes, rows * cols),
      });
    }
    at += B.bytes + payload;
  }
  return { sequence: view.getUint32(H.sequence, true), update: view.getFloat64(H.update, true), blocks };
}
