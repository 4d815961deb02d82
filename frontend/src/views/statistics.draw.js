import { measured, percent } from '../wording.js';
import { laneOf, say } from './drawing.js';

/** @typedef {import('./drawing.js').Scene} Scene */
/** @typedef {import('./drawing.js').Size} Size */

export const blocks = ['layer_statistics'];

const COLUMNS = /** @type {const} */ ([
  { head: ['update / weight', 'upd/w'], title: 'size of the last update over that of the weights' },
  { head: ['mean y', 'mean'], title: 'mean of what its neurons hand on' },
  { head: ['spread y', 'spread'], title: 'standard deviation of what its neurons hand on' },
  { head: ['dead', 'dead'], title: 'share of neurons that give 0 for every example' },
]);

/** A row a layer. @param {Scene} scene */
function rowsOf(scene) {
  const block = laneOf(scene)?.numbers.newest.get('layer_statistics');
  if (!block) return [];
  return Array.from({ length: block.rows }, (_, i) => [...block.values.subarray(i * block.cols, (i + 1) * block.cols)]);
}

/** @param {number} value @param {number} column */
const written = (value, column) => (column === COLUMNS.length - 1 ? percent(value) : short(value));

/** @param {number} value */
function short(value) {
  if (!Number.isFinite(value)) return measured(value);
  const size = Math.abs(value);
  return size !== 0 && size < 0.01 ? value.toExponential(1) : value.toFixed(size < 1 ? 3 : 2);
}

/** @param {Size} size @param {Scene} scene @param {number} layers */
function frame(size, { theme: { fontSize } }, layers) {
  const left = Math.round(fontSize * 4.1);
  const top = Math.round(fontSize * 1.7);
  const row = Math.min(fontSize * 1.9, (size.height - top - 4) / layers);
  return { left, top, row, wide: (size.width - left - 6) / COLUMNS.length };
}

/** @type {import('./drawing.js').Drawing['draw']} */
export function draw(g, size, scene) {
  const { theme } = scene;
  const rows = rowsOf(scene);
  if (!rows.length) return say(g, size, theme, 'No update has been made yet: press Play.');
  const { left, top, row, wide } = frame(size, scene, rows.length);
  g.font = theme.font;
  g.textAlign = 'right';
  g.textBaseline = 'middle';
  g.fillStyle = theme.quiet;
  COLUMNS.forEach(({ head }, i) => g.fillText(
    head.find((text) => g.measureText(text).width < wide - 6) ?? '', left + (i + 1) * wide, theme.fontSize * 0.8));
  const every = Math.ceil((theme.fontSize * 1.1) / row);
  rows.forEach((values, i) => {
    if (i % every) return;
    const y = top + (i + 0.5) * row;
    g.fillStyle = theme.grid;
    g.fillRect(0, Math.round(y - row / 2), size.width, 1);
    g.fillStyle = theme.ink;
    g.fillText(nameOf(i, rows.length), left - 10, y);
    values.forEach((value, column) => g.fillText(written(value, column), left + (column + 1) * wide, y));
  });
  return undefined;
}

/** @param {number} layer @param {number} layers */
const nameOf = (layer, layers) => (layer === layers - 1 ? 'output' : String(layer + 1));

/** @type {import('./drawing.js').Drawing['pick']} */
export function pick(size, scene, px, py) {
  const rows = rowsOf(scene);
  if (!rows.length) return null;
  const { left, top, row, wide } = frame(size, scene, rows.length);
  const [i, column] = [Math.floor((py - top) / row), Math.floor((px - left) / wide)];
  const value = rows[i]?.[column];
  if (value === undefined) return null;
  const of = i === rows.length - 1 ? 'output layer' : `layer ${i + 1}`;
  return { x: px, y: py, title: of, lines: [{ label: COLUMNS[column].title, value: written(value, column) }] };
}

/** @type {import('./drawing.js').Drawing['inspect']} */
export function inspect(scene) {
  const columns = ['layer', ...COLUMNS.map(({ title }) => title)];
  return { columns, rows: rowsOf(scene).map((values, i) => [i + 1, ...values]), of: laneOf(scene)?.name };
}

/** @type {import('./drawing.js').Drawing['describe']} */
export function describe(scene) {
  const rows = rowsOf(scene);
  if (!rows.length) return 'Layers in numbers: no update has been made yet.';
  const told = rows.map((values, i) => `${nameOf(i, rows.length)}: update over weights ${
    short(values[0])}, mean ${short(values[1])}, spread ${short(values[2])}, dead ${percent(values[3])}`);
  return `Layers of ${laneOf(scene)?.name} in numbers; ${told.join('; ')}.`;
}

/** @type {NonNullable<import('./drawing.js').Drawing['plotly']>} */
export function plotly({ columns, rows }) {
  const cells = columns.map((_, column) => /** @type {any[][]} */ (rows).map((row) => row[column]));
  const table = { type: 'table', header: { values: columns }, cells: { values: cells, format: ['', '.4g'] } };
  return { data: [table], layout: {} };
}
