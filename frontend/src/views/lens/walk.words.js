import { count } from '../../wording.js';

/** @typedef {import('../../generated/types.js').OutlinedLayer} OutlinedLayer */
/** @typedef {{what: string, formula: string, value: number}} Line  value: what the formula gives */

const MIB = 2 ** 20;

/** How the numbers of a layer arise, with its own numbers in the formulas; the picture is before the first layer.
 * @param {any} layer its spec; null: the output layer @param {OutlinedLayer} told
 * @param {{field: [number, number], step: number}} before what it takes @returns {Line[]} */
export function arising(layer, told, before) {
  const [maps, high] = told.given;
  const [given, area] = [maps * told.given[1] * told.given[2], told.shape[1] * told.shape[2]];
  /** @type {Line[]} */ const lines = [];
  const add = (/** @type {string} */ what, /** @type {string} */ formula, /** @type {number} */ value) =>
    lines.push({ what, formula, value });
  if (layer?.size) {
    const [size, stride, padding] = [layer.size, layer.stride, layer.padding ?? 0];
    add('side', `(${count(high)} + 2 · ${padding} − ${size}) / ${stride} + 1, rounded down`,
      Math.floor((high + 2 * padding - size) / stride) + 1);
    add('receptive field', `${before.field[0]} + (${size} − 1) · ${before.step}`,
      before.field[0] + (size - 1) * before.step);
    if (layer.filters) {
      add('parameters', `(${size} · ${size} · ${maps} + 1) · ${count(layer.filters)}`,
        (size * size * maps + 1) * layer.filters);
      const [, tall, wide] = told.shape;
      add('multiply-adds', `${size} · ${size} · ${maps} · ${count(layer.filters)} · ${tall} · ${wide}`,
        size * size * maps * layer.filters * area);
    }
  } else if (told.weights && area === 1) {
    const units = told.biases;
    add('parameters', `(${count(given)} + 1) · ${count(units)}`, (given + 1) * units);
    add('multiply-adds', `${count(given)} · ${count(units)}`, given * units);
  }
  return lines;
}

/** Whether anything but the memory of the batch is otherwise: shape, parameters, multiply-adds or receptive field.
 * @param {OutlinedLayer} one @param {OutlinedLayer} other */
export const differs = (one, other) => figures(one) !== figures(other);

/** @param {OutlinedLayer} told */
const figures = ({ shape, weights, biases, products, field, step }) =>
  String([shape, weights, biases, products, field, step]);

/** At which layer something cannot be, and the refusal with that layer's name in it; -1: at none.
 * @param {string} refusal of the server @param {string[]} names @returns {{place: number, words: string}} */
export function refusedAt(refusal, names) {
  const found = /^layers\.(\d+)/.exec(refusal);
  const place = found ? Number(found[1]) : -1;
  return { place, words: found ? `${names[place]}${refusal.slice(found[0].length)}` : refusal };
}

/** @param {number} bytes */
export const mebibytes = (bytes) =>
  (bytes >= MIB ? `${(bytes / MIB).toFixed(1)} MiB` : `${(bytes / 1024).toFixed(1)} KiB`);

/** How large the face of a layer is drawn: by the square root of its side, so that the smallest is still seen; its
 * depth by that of its maps. @param {[number, number, number]} shape @param {number} side of the picture, in its pixels
 * @param {number} room pixels of the screen that it takes */
export function faceOf([maps, height], side, room) {
  return {
    height: Math.max(3, room * Math.sqrt(height / side)),
    depth: Math.max(3, Math.min(room / 2, 1.6 * Math.sqrt(maps))),
  };
}
