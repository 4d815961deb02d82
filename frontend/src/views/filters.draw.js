import { measured, shortNumber } from '../wording.js';
import { laneOf, say } from './drawing.js';

/** @typedef {import('./drawing.js').Scene} Scene */

export const blocks = ['filters'];

const GAP = 4; // pixels between two filters
const NONE = 'The first layer has no filters.';
const SCALE = 2.9; // letters' heights that the scale takes, below them

/** The filters of the first layer, as far as they are ones of these pictures. @param {Scene} scene */
function filtersOf(scene) {
  const filters = laneOf(scene)?.numbers.newest.get('filters');
  const channels = scene.data?.image?.[0];
  if (!filters || !channels) return null;
  const side = Math.sqrt(filters.cols / channels);
  if (!Number.isInteger(side)) return null;
  let largest = 0;
  for (const value of filters.values) largest = Math.max(largest, Math.abs(value));
  return { filters, channels, side, largest };
}

/** As large as they may be. @param {{width: number, height: number}} size @param {Scene} scene @param {number} count */
function gridOf({ width, height }, { theme: { fontSize } }, count) {
  let best = { across: 1, cell: 0, bottom: 0 };
  for (let across = 1; across <= count; across++) {
    const down = Math.ceil(count / across);
    const cell = Math.min(width / across, (height - SCALE * fontSize) / down);
    if (cell > best.cell) best = { across, cell, bottom: down * cell };
  }
  return best;
}

/** @type {import('./drawing.js').Drawing['draw']} */
export function draw(g, size, scene) {
  const { theme, memory } = scene;
  const found = filtersOf(scene);
  if (!found) return say(g, size, theme, NONE);
  const { filters, side, channels, largest } = found;
  if (memory.filters !== filters) Object.assign(memory, { filters, sheet: sheetOf(found) });
  const { across, cell, bottom } = gridOf(size, scene, filters.rows);
  g.imageSmoothingEnabled = false;
  for (let i = 0; i < filters.rows; i++)
    g.drawImage(memory.sheet, 0, i * side, side, side, (i % across) * cell + GAP / 2,
      Math.floor(i / across) * cell + GAP / 2, cell - GAP, cell - GAP);
  drawScale(g, theme, across * cell, bottom, largest, channels);
  return undefined;
}

/** Which weight is how light; of pictures in colour, in each of the three.
 * @param {OffscreenCanvasRenderingContext2D} g @param {import('./drawing.js').Theme} theme @param {number} wide
 * @param {number} bottom @param {number} largest @param {number} channels */
function drawScale(g, { quiet, ink, font, fontSize }, wide, bottom, largest, channels) {
  const bars = channels > 1 ? [0, 1, 2] : [-1];
  const [left, top, width] = [GAP / 2 + 1, bottom + GAP, wide - GAP - 2];
  const height = fontSize * (bars.length > 1 ? 1.2 : 0.8);
  g.fillStyle = quiet;
  g.fillRect(left - 1, top - 1, width + 2, height + 2); // a line around it
  bars.forEach((bar, k) => {
    const ramp = g.createLinearGradient(left, 0, left + width, 0);
    for (const light of [0, 255]) ramp.addColorStop(light / 255, `rgb(${[0, 1, 2].map((channel) =>
      (bar === -1 || bar === channel ? light : 127.5)).join(' ')})`);
    g.fillStyle = ramp;
    g.fillRect(left, top + (k * height) / bars.length, width, height / bars.length);
  });
  const told = shortNumber(Number(largest.toPrecision(2)));
  g.font = font;
  g.textBaseline = 'top';
  g.fillStyle = ink;
  for (const [text, align, x] of /** @type {[string, CanvasTextAlign, number][]} */ ([
    [`−${told}`, 'left', left], ['0', 'center', left + width / 2], [`+${told}`, 'right', left + width]])) {
    g.textAlign = align;
    g.fillText(text, x, top + height + 4);
  }
}

/** All filters under each other: middle grey is 0, black and white are the largest weight, below 0 and above; of
 * pictures in colour each channel so. @param {NonNullable<ReturnType<typeof filtersOf>>} found */
function sheetOf({ filters: { values, rows, cols }, channels, side, largest }) {
  const sheet = new OffscreenCanvas(side, side * rows);
  const ink = /** @type {OffscreenCanvasRenderingContext2D} */ (sheet.getContext('2d'));
  const drawn = ink.createImageData(side, side * rows);
  const area = side * side;
  for (let i = 0; i < rows; i++)
    for (let pixel = 0; pixel < area; pixel++) {
      const at = (/** @type {number} */ channel) =>
        127.5 + (127.5 * values[i * cols + (channels > 1 ? channel : 0) * area + pixel]) / (largest || 1);
      drawn.data.set([at(0), at(1), at(2), 255], (i * area + pixel) * 4);
    }
  ink.putImageData(drawn, 0, 0);
  return sheet;
}

/** @type {import('./drawing.js').Drawing['pick']} */
export function pick(size, scene, x, y) {
  const found = filtersOf(scene);
  if (!found) return null;
  const { across, cell } = gridOf(size, scene, found.filters.rows);
  const i = Math.floor(y / cell) * across + Math.floor(x / cell);
  if (x < 0 || y < 0 || x >= across * cell || i >= found.filters.rows) return null;
  const weights = found.filters.values.subarray(i * found.filters.cols, (i + 1) * found.filters.cols);
  return {
    x, y, title: `filter ${i + 1}`,
    lines: [
      { label: 'lowest weight', value: measured(Math.min(...weights)) },
      { label: 'highest weight', value: measured(Math.max(...weights)) },
    ],
  };
}

/** @type {import('./drawing.js').Drawing['inspect']} */
export function inspect(scene) {
  const found = filtersOf(scene);
  const [rows, cols] = [found?.filters.rows ?? 0, found?.filters.cols ?? 0];
  return {
    columns: ['filter', ...Array.from({ length: cols }, (_, i) => `weight ${i + 1}`)], of: laneOf(scene)?.name,
    rows: Array.from({ length: rows }, (_, i) =>
      [i + 1, ...(found?.filters.values.subarray(i * cols, (i + 1) * cols) ?? [])]),
  };
}

/** @type {import('./drawing.js').Drawing['describe']} */
export function describe(scene) {
  const found = filtersOf(scene);
  if (!found) return NONE;
  const { filters, side, largest } = found;
  return `${filters.rows} filters of ${side} × ${side} pixels; the largest weight is ${measured(largest)}.`;
}
