import { count, percent } from '../wording.js';
import { CIVIDIS, cividis, step } from './cividis.js';
import { laneOf, say } from './drawing.js';
import { CIVIDIS_SCALE, plain } from './plotly_style.js';

/** @typedef {import('./drawing.js').Scene} Scene */
/** @typedef {import('./drawing.js').Size} Size */

export const blocks = ['confusion'];

/** @param {Scene} scene */
const matrixOf = (scene) => laneOf(scene)?.numbers.newest.get('confusion');

/** @param {Scene} scene @param {number} k */
const labelsOf = (scene, k) => Array.from({ length: k }, (_, i) => scene.data?.classes?.[i] ?? String(i));

/** @param {Size} size @param {Scene} scene @param {number} k */
function frame(size, scene, k) {
  const { fontSize } = scene.theme;
  const beside = Math.round(Math.min(size.width * 0.45, fontSize * (1.2 + 0.58 * longest(rowLabels(scene, k)))));
  const top = 4;
  const below = Math.round(fontSize * 1.9);
  const cell = Math.max(4, Math.floor(Math.min((size.width - beside - 4) / k, (size.height - top - below) / k)));
  return { left: Math.max(beside, Math.round((size.width - k * cell) / 2)), top, cell };
}

/** Labels that are too long to stand below a column get a number there, and before their row too.
 * @param {Scene} scene @param {number} k */
function rowLabels(scene, k) {
  const labels = labelsOf(scene, k);
  return longest(labels) > 2 ? labels.map((label, i) => `${label} ${i}`) : labels;
}

/** @param {string[]} labels */
const longest = (labels) => Math.max(2, ...labels.map((label) => label.length));

/** @type {import('./drawing.js').Drawing['draw']} */
export function draw(g, size, scene) {
  const { theme } = scene;
  const matrix = matrixOf(scene);
  if (!matrix) return say(g, size, theme, 'Waiting for the first evaluation.');
  const k = matrix.rows;
  const { left, top, cell } = frame(size, scene, k);
  const rows = rowLabels(scene, k);
  const columns = longest(labelsOf(scene, k)) > 2 ? rows.map((_, i) => String(i)) : rows;
  g.font = theme.font;
  g.textBaseline = 'middle';
  for (let row = 0; row < k; row++) {
    const total = rowTotal(matrix, row);
    for (let column = 0; column < k; column++) {
      const n = matrix.values[row * k + column];
      const share = total ? n / total : 0;
      g.fillStyle = cividis(share);
      g.fillRect(left + column * cell, top + row * cell, cell - 1, cell - 1);
      const text = String(n);
      if (!n || g.measureText(text).width > cell - 3 || cell < theme.fontSize) continue;
      g.fillStyle = CIVIDIS[step(share) * 3 + 1] > 120 ? '#000000' : '#ffffff';
      g.textAlign = 'center';
      g.fillText(text, left + (column + 0.5) * cell, top + (row + 0.5) * cell);
    }
    if (cell < theme.fontSize * 0.9) continue;
    g.fillStyle = theme.ink;
    g.textAlign = 'right';
    g.fillText(fitted(g, rows[row], left - 8), left - 5, top + (row + 0.5) * cell);
    g.textAlign = 'center';
    g.fillText(columns[row], left + (row + 0.5) * cell, top + k * cell + theme.fontSize * 0.7);
  }
  return undefined;
}

/** As many letters of the name as fit; the number behind it stays. @param {OffscreenCanvasRenderingContext2D} g
 * @param {string} text @param {number} width */
function fitted(g, text, width) {
  const [, name, number] = /** @type {RegExpMatchArray} */ (text.match(/^(.*?)( \d+)?$/s));
  let kept = name;
  const cut = () => (kept === name ? text : `${kept}…${number ?? ''}`);
  while (kept.length > 1 && g.measureText(cut()).width > width) kept = kept.slice(0, -1);
  return cut();
}

/** @param {import('../worker/frames.js').Block} matrix @param {number} row */
function rowTotal({ values, cols }, row) {
  let total = 0;
  for (let column = 0; column < cols; column++) total += values[row * cols + column];
  return total;
}

/** @type {import('./drawing.js').Drawing['pick']} */
export function pick(size, scene, px, py) {
  const lane = laneOf(scene);
  const matrix = matrixOf(scene);
  if (!lane || !matrix) return null;
  const k = matrix.rows;
  const { left, top, cell } = frame(size, scene, k);
  const [row, column] = [Math.floor((py - top) / cell), Math.floor((px - left) / cell)];
  if (row < 0 || row >= k || column < 0 || column >= k) return null;
  const labels = labelsOf(scene, k);
  const n = matrix.values[row * k + column];
  const total = rowTotal(matrix, row);
  const value = `${count(n)} of ${count(total)} (${percent(total ? n / total : NaN)})`;
  return {
    x: px, y: py, title: `truth ${labels[row]}, the net says ${labels[column]}`,
    lines: [{ label: 'examples', value, slot: lane.slot }],
  };
}

/** @type {import('./drawing.js').Drawing['inspect']} */
export function inspect(scene) {
  const matrix = matrixOf(scene);
  const labels = labelsOf(scene, matrix?.rows ?? 0);
  const k = labels.length;
  const rows = labels.map((label, row) => [label, ...labels.map((_, column) => matrix?.values[row * k + column] ?? 0)]);
  return { columns: ['truth', ...labels], rows, of: laneOf(scene)?.name };
}

/** @type {import('./drawing.js').Drawing['describe']} */
export function describe(scene) {
  const lane = laneOf(scene);
  const matrix = matrixOf(scene);
  if (!lane || !matrix) return 'Confusion matrix: no evaluation yet.';
  let [right, all] = [0, 0];
  for (let row = 0; row < matrix.rows; row++) {
    right += matrix.values[row * matrix.cols + row];
    all += rowTotal(matrix, row);
  }
  return `Confusion matrix of ${lane.name}: ${count(right)} of ${count(all)} examples are right.`;
}

/** Shares of each row as colours, the counts written in.
 * @type {NonNullable<import('./drawing.js').Drawing['plotly']>} */
export function plotly({ columns, rows }) {
  const labels = columns.slice(1).map(plain);
  const counts = /** @type {any[][]} */ (rows).map((row) => row.slice(1));
  const shares = counts.map((row) => {
    const total = row.reduce((sum, n) => sum + n, 0);
    return row.map((n) => (total ? n / total : 0));
  });
  const data = [{
    type: 'heatmap', x: labels, y: labels, z: shares, zmin: 0, zmax: 1, colorscale: CIVIDIS_SCALE, xgap: 1, ygap: 1,
    text: counts, texttemplate: '%{text}', colorbar: { title: { text: 'share of the row' }, thickness: 12 },
    hovertemplate: 'truth %{y}, the net says %{x}: %{text} (%{z:.1%})<extra></extra>',
  }];
  return {
    data,
    layout: {
      xaxis: { title: { text: 'the net says' }, type: 'category' },
      yaxis: { title: { text: 'truth' }, type: 'category', autorange: 'reversed' },
    },
  };
}
