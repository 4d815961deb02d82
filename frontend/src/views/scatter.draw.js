import { measured, shortNumber } from '../wording.js';
import { linearScale } from './axis.js';
import { cividis } from './cividis.js';
import { say, strokeLane } from './drawing.js';
import { plain } from './plotly_style.js';
import { placeOf, startOf } from './trails.js';

/** @typedef {import('./drawing.js').Scene} Scene */
/** @typedef {import('./drawing.js').Size} Size */
/** @typedef {[[number, number], [number, number]]} Bounds */

export const blocks = ['path', 'point'];

/** @param {{width: number, height: number}} size @param {number} fontSize @param {Bounds} bounds */
export function sheetOf({ width, height }, fontSize, [across, up]) {
  const box = {
    left: Math.round(fontSize * 2.9), right: width - 8, top: 6, bottom: height - Math.round(fontSize * 1.8),
  };
  return { box, x: linearScale(...across, box.left, box.right, 4), y: linearScale(...up, box.bottom, box.top, 4) };
}

/** A little more than what the points need. @param {number[][]} points @returns {Bounds} */
export function boundsOf(points) {
  return /** @type {Bounds} */ ([0, 1].map((axis) => {
    const values = points.map((row) => row[axis]);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const room = (high - low || 1) * 0.15;
    return [low - room, high + room];
  }));
}

/** What the parameters of a lane are on the plane of the points: y = w x + b, or where w1 x1 + w2 x2 = 0; none where
 * the points have three numbers.
 * @param {string[]} columns @param {[number, number]} parameters @param {[number, number]} across
 * @param {[number, number]} up
 * @returns {[number, number, number, number] | null} */
export function lineOf(columns, [p, q], across, up) {
  if (!Number.isFinite(p) || !Number.isFinite(q)) return null;
  if (columns.length === 2) return [across[0], p * across[0] + q, across[1], p * across[1] + q];
  if (columns[2] !== 'class' || (p === 0 && q === 0)) return null;
  if (Math.abs(q) >= Math.abs(p)) return [across[0], (-p * across[0]) / q, across[1], (-p * across[1]) / q];
  return [(-q * up[0]) / p, up[0], (-q * up[1]) / p, up[1]];
}

/** The rows shown: those being dragged, else those in force. @param {Scene} scene @returns {number[][]} */
const rowsOf = ({ options, ground }) => options.points ?? ground?.points ?? [];

/** @type {import('./drawing.js').Drawing['draw']} */
export function draw(g, size, scene) {
  const { theme, ground, options } = scene;
  const rows = rowsOf(scene);
  if (!ground || !rows.length) return say(g, size, theme, 'Waiting for the points.');
  /** @type {Bounds} */
  const bounds = options.bounds ?? boundsOf(rows);
  const { box, x, y } = sheetOf(size, theme.fontSize, bounds);
  g.strokeStyle = theme.line;
  g.lineWidth = 1;
  g.strokeRect(box.left - 0.5, box.top - 0.5, box.right - box.left + 1, box.bottom - box.top + 1);
  g.font = theme.font;
  g.fillStyle = theme.quiet;
  Object.assign(g, { textAlign: 'center', textBaseline: 'top' });
  const text = (/** @type {number} */ tick) => shortNumber(Number(tick.toPrecision(4))).replace('-', '−');
  for (const tick of x.ticks.filter((one) => x.at(one) < box.right - theme.fontSize * 2))
    g.fillText(text(tick), x.at(tick), box.bottom + 4);
  Object.assign(g, { textAlign: 'right', textBaseline: 'middle' });
  for (const tick of y.ticks.filter((one) => y.at(one) > box.top + theme.fontSize * 1.6))
    g.fillText(text(tick), box.left - 4, y.at(tick));
  g.fillStyle = theme.ink;
  g.textBaseline = 'top';
  g.fillText(ground.columns[0], box.right, box.bottom + 4);
  g.fillText(ground.columns[1], box.left - 4, box.top);
  g.save();
  g.beginPath();
  g.rect(box.left, box.top, box.right - box.left, box.bottom - box.top);
  g.clip();
  for (const [i, lane] of scene.lanes.entries()) {
    const line = lineOf(ground.columns, placeOf(lane, startOf(scene, i)), ...bounds);
    if (!line) continue;
    g.beginPath();
    g.moveTo(x.at(line[0]), y.at(line[1]));
    g.lineTo(x.at(line[2]), y.at(line[3]));
    strokeLane(g, theme, lane.slot);
  }
  drawPoints(g, scene, rows, x, y);
  g.restore();
  return undefined;
}

/** @param {OffscreenCanvasRenderingContext2D} g @param {Scene} scene @param {number[][]} rows
 * @param {import('./axis.js').Scale} x @param {import('./axis.js').Scale} y */
function drawPoints(g, { theme, ground, options }, rows, x, y) {
  const third = ground?.columns[2];
  const values = rows.map((row) => row[2]);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  rows.forEach((row, i) => {
    g.beginPath();
    g.arc(x.at(row[0]), y.at(row[1]), i === options.held ? 7 : 4.2, 0, 2 * Math.PI);
    g.fillStyle = third === 'class' ? theme.classes[row[2] % theme.classes.length]
      : third ? cividis((row[2] - low) / (high - low || 1)) : theme.ink;
    const held = i === options.held;
    Object.assign(g, { strokeStyle: held ? theme.ink : theme.paper, lineWidth: held ? 2 : 1 });
    g.fill();
    g.stroke();
  });
}

/** @type {import('./drawing.js').Drawing['pick']} */
export function pick(size, scene, px, py) {
  const rows = rowsOf(scene);
  if (!rows.length || !scene.ground) return null;
  const { x, y } = sheetOf(size, scene.theme.fontSize, scene.options.bounds ?? boundsOf(rows));
  const i = nearest(rows, x, y, px, py);
  if (i < 0) return null;
  const lines = scene.ground.columns.map((label, k) => ({ label, value: measured(rows[i][k]) }));
  return { x: px, y: py, title: `point ${i + 1}`, lines };
}

/** The place of the point under the pointer; -1 is none.
 * @param {readonly number[][]} rows @param {import('./axis.js').Scale} x
 * @param {import('./axis.js').Scale} y @param {number} px @param {number} py */
export function nearest(rows, x, y, px, py) {
  let [best, reach] = [-1, 14];
  rows.forEach((row, i) => {
    const away = Math.hypot(x.at(row[0]) - px, y.at(row[1]) - py);
    if (away < reach) [best, reach] = [i, away];
  });
  return best;
}

/** @type {import('./drawing.js').Drawing['inspect']} */
export function inspect(scene) {
  const lanes = scene.lanes.map((lane, i) => (
    { name: lane.name, slot: lane.slot, at: placeOf(lane, startOf(scene, i)) }));
  return { columns: scene.ground?.columns ?? [], rows: rowsOf(scene), lanes };
}

/** @type {import('./drawing.js').Drawing['describe']} */
export function describe(scene) {
  return `${rowsOf(scene).length} points that the surface is the loss on, with what each lane makes of them.`;
}

/** @type {NonNullable<import('./drawing.js').Drawing['plotly']>} */
export function plotly({ columns, rows, lanes }, theme) {
  const points = /** @type {number[][]} */ (rows);
  const [across, up] = boundsOf(points);
  const lines = lanes.flatMap((/** @type {any} */ { name, slot, at }) => {
    const line = lineOf(columns, at, across, up);
    if (!line) return [];
    const ends = { x: [line[0], line[2]], y: [line[1], line[3]] };
    return [{ type: 'scatter', mode: 'lines', name: plain(name), ...ends, line: { color: theme.lanes[slot].colour } }];
  });
  const third = points.map((row) => (columns[2] === 'class' ? theme.classes[row[2] % theme.classes.length] : row[2]));
  const marker = { color: columns[2] ? third : theme.ink, size: 7 };
  const places = { x: points.map((row) => row[0]), y: points.map((row) => row[1]) };
  return {
    data: [{ type: 'scatter', mode: 'markers', name: 'points', ...places, marker }, ...lines],
    layout: {
      xaxis: { title: { text: plain(columns[0]) }, range: across },
      yaxis: { title: { text: plain(columns[1]) }, range: up },
    },
  };
}
