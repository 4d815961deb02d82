import { CIVIDIS, step } from './cividis.js';

/** @typedef {import('./drawing.js').Scene} Scene */
/** @typedef {import('../worker/frames.js').Block} Block */

/** Colours of a class are kept by how sure the net is: as a byte, as it comes. */
const SURE = 256;

/** The colour of the likeliest class, paler the less likely it is: paper where the classes are even.
 * @param {Block} field @param {Block | undefined} confidence @param {Scene} scene */
export function classImage(field, confidence, { theme, data, memory }) {
  const even = 1 / Math.max(2, data?.classes?.length ?? 2);
  if (memory.tinted !== theme || memory.even !== even) {
    Object.assign(memory, { tinted: theme, even, tints: tints(theme, even) });
  }
  const pixels = canvasOf(memory, field);
  const table = /** @type {Uint32Array} */ (memory.tints);
  for (let i = 0; i < pixels.length; i++)
    pixels[i] = table[(field.values[i] % theme.classes.length) * SURE + (confidence ? confidence.values[i] : 255)];
  return painted(memory);
}

/** @param {import('./drawing.js').Theme} theme @param {number} even the probability of a class where all are even */
function tints(theme, even) {
  const paper = bytes(theme.paper);
  const table = new Uint32Array(theme.classes.length * SURE);
  theme.classes.map(bytes).forEach((colour, k) => {
    for (let sure = 0; sure < SURE; sure++) {
      const share = 0.12 + 0.5 * Math.max(0, (sure / 255 - even) / (1 - even));
      table[k * SURE + sure] = pixel(colour.map((c, i) => paper[i] + (c - paper[i]) * share));
    }
  });
  return table;
}

/** @param {Block} field @param {[number, number]} range @param {Record<string, any>} memory */
export function valueImage(field, [low, high], memory) {
  const pixels = canvasOf(memory, field);
  for (let i = 0; i < pixels.length; i++) {
    const at = step((field.values[i] - low) / (high - low || 1)) * 3;
    pixels[i] = (255 << 24) | (CIVIDIS[at + 2] << 16) | (CIVIDIS[at + 1] << 8) | CIVIDIS[at];
  }
  return painted(memory);
}

/** The pixels of the picture, one a cell: made once and painted over. @param {Record<string, any>} memory
 * @param {Block} field */
function canvasOf(memory, { rows, cols }) {
  if (memory.picture?.width !== cols || memory.picture?.height !== rows) {
    memory.picture = new OffscreenCanvas(cols, rows);
    memory.cells = memory.picture.getContext('2d').createImageData(cols, rows);
    memory.pixels = new Uint32Array(memory.cells.data.buffer);
  }
  return /** @type {Uint32Array} */ (memory.pixels);
}

/** @param {Record<string, any>} memory */
function painted({ picture, cells }) {
  picture.getContext('2d').putImageData(cells, 0, 0);
  return picture;
}

/** Three bytes as a pixel of an image: A B G R. @param {number[]} colour */
const pixel = ([r, g, b]) => (255 << 24) | (Math.round(b) << 16) | (Math.round(g) << 8) | Math.round(r);

/** #rrggbb as three bytes. @param {string} colour */
export const bytes = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
