import { measured } from '../wording.js';
import { drawTicks, linearScale } from './axis.js';
import { cividis } from './cividis.js';
import { say } from './drawing.js';
import { valueRange } from './regions.draw.js';

/** @typedef {import('./drawing.js').Scene} Scene */
/** @typedef {import('./drawing.js').Size} Size */
/** @typedef {import('../painting.js').Point} Point */
/** @typedef {[[number, number], [number, number]]} Bounds  of x0 and of x1 */
/**
 * @typedef {object} Options
 * @property {readonly Point[] | null} painted  instead of the session's examples, while somebody paints
 * @property {[number, number] | null} cross  where the keyboard would put a point
 * @property {readonly number[]} [lit]  training examples that stand out, by their number from 0
 */

export const blocks = ['points'];

/** The square that is painted on, and that generated sets lie in. @type {Bounds} */
export const AROUND = [[-1.2, 1.2], [-1.2, 1.2]];
const SPLITS = ['training', 'validation', 'test'];
const REACH = 7; // pixels from a point to the pointer that means it
const PALE = 0.25; // opacity of the others, where some stand out

/** The square of the plane within the canvas, and the scales from it to pixels; the page needs them for the brush.
 * @param {{width: number, height: number}} size @param {number} fontSize @param {Bounds} bounds */
export function plane({ width, height }, fontSize, [[low0, high0], [low1, high1]]) {
  const beside = Math.round(fontSize * 1.9);
  const below = Math.round(fontSize * 1.6);
  const side = Math.max(40, Math.floor(Math.min(width - beside - 2, height - below - 2)));
  const box = { left: beside, top: 2, right: beside + side, bottom: 2 + side };
  return {
    box, side,
    x: linearScale(low0, high0, box.left, box.right, 3),
    y: linearScale(low1, high1, box.bottom, box.top, 3),
  };
}

/** @param {Scene} scene */
const boundsOf = ({ options, data }) => (options.painted ? AROUND : data?.bounds ?? AROUND);

/** What is drawn. @param {Scene} scene */
function examples(scene) {
  const { painted } = scene.options;
  return /** @type {number[][]} */ (painted?.map((/** @type {Point} */ point) => [...point, 0]) ?? present(scene));
}

/** Rows of [x0, x1, target, part] that the session learns from. @param {Scene} scene @returns {number[][]} */
function present({ points }) {
  const rows = [];
  for (let i = 0; points && i < points.rows; i++) rows.push([...points.values.subarray(i * 4, i * 4 + 4)]);
  return rows;
}

/** @type {import('./drawing.js').Drawing['draw']} */
export function draw(g, size, scene) {
  const { theme, data, options } = scene;
  if (!options.painted && !data) return say(g, size, theme, 'Waiting for the data.');
  if (!options.painted && data?.inputs !== 2) return say(g, size, theme, `${data?.inputs} inputs: no plane to draw.`);
  const { box, side, x, y } = plane(size, theme.fontSize, boundsOf(scene));
  axes(g, theme, box, x, y);
  g.save();
  g.beginPath();
  g.rect(box.left, box.top, side, side);
  g.clip();
  const rows = examples(scene);
  const r = Math.max(2, Math.min(3.6, side / 70)) * (rows.length > 1200 ? 0.75 : 1);
  const colour = colours(scene);
  g.globalAlpha = options.lit ? PALE : 1;
  for (const part of [1, 2, 0]) // what is learned from lies on top
    for (const row of rows) if (row[3] === part) mark(g, theme, x.at(row[0]), y.at(row[1]), r, part, colour(row[2]));
  g.globalAlpha = 1;
  for (const row of litOf(scene)) light(g, theme, x.at(row[0]), y.at(row[1]), r, colour(row[2]));
  g.restore();
  if (options.cross) cross(g, theme, x.at(options.cross[0]), y.at(options.cross[1]));
  return undefined;
}

/** Training filled, validation a thin ring, test a bold one.
 * @param {OffscreenCanvasRenderingContext2D} g @param {import('./drawing.js').Theme} theme @param {number} x
 * @param {number} y @param {number} r @param {number} part @param {string} colour */
function mark(g, theme, x, y, r, part, colour) {
  const ring = [0.6, 0.35 * r, 0.75 * r][part];
  g.beginPath();
  g.arc(x, y, part ? r - ring / 2 : r, 0, 2 * Math.PI);
  g.fillStyle = part ? theme.paper : colour;
  g.strokeStyle = part ? colour : theme.paper;
  g.lineWidth = ring;
  g.fill();
  g.stroke();
}

/** Examples that stand out; the training part comes first in the block. @param {Scene} scene */
function litOf(scene) {
  const lit = /** @type {number[] | undefined} */ (scene.options.lit);
  if (!lit) return [];
  const rows = examples(scene);
  return lit.map((row) => rows[row]).filter((row) => row?.[3] === 0);
}

/** An example that stands out: larger, in a ring of ink. @param {OffscreenCanvasRenderingContext2D} g
 * @param {import('./drawing.js').Theme} theme @param {number} x @param {number} y @param {number} r
 * @param {string} colour */
function light(g, theme, x, y, r, colour) {
  g.beginPath();
  g.arc(x, y, r * 1.4, 0, 2 * Math.PI);
  Object.assign(g, { fillStyle: colour, strokeStyle: theme.ink, lineWidth: 1.6 });
  g.fill();
  g.stroke();
}

/** @param {Scene} scene @returns {(target: number) => string} */
function colours(scene) {
  const { theme, options, data } = scene;
  if (options.painted || data?.task !== 'regression') return (k) => theme.classes[k % theme.classes.length];
  const [low, high] = valueRange(scene);
  return (value) => cividis((value - low) / (high - low));
}

/** @param {OffscreenCanvasRenderingContext2D} g @param {import('./drawing.js').Theme} theme
 * @param {{left: number, right: number, top: number, bottom: number}} box @param {import('./axis.js').Scale} x
 * @param {import('./axis.js').Scale} y */
function axes(g, theme, box, x, y) {
  g.lineWidth = 1;
  g.strokeStyle = theme.grid;
  g.beginPath();
  for (const tick of x.ticks) line(g, x.at(tick), box.top, x.at(tick), box.bottom);
  for (const tick of y.ticks) line(g, box.left, y.at(tick), box.right, y.at(tick));
  g.stroke();
  g.strokeStyle = theme.line;
  g.strokeRect(box.left + 0.5, box.top + 0.5, box.right - box.left - 1, box.bottom - box.top - 1);
  drawTicks(g, box, x, y, theme, label);
}

/** @param {number} tick */
const label = (tick) => String(Number(tick.toPrecision(3))).replace('-', '−');

/** The cross of the keyboard: ink on a casing of paper, seen on any point. @param {OffscreenCanvasRenderingContext2D} g
 * @param {import('./drawing.js').Theme} theme @param {number} x @param {number} y */
function cross(g, theme, x, y) {
  for (const [width, colour] of /** @type {const} */ ([[5, theme.paper], [2, theme.ink]])) {
    g.strokeStyle = colour;
    g.lineWidth = width;
    g.beginPath();
    line(g, x - 9, y, x + 9, y);
    line(g, x, y - 9, x, y + 9);
    g.stroke();
  }
}

/** @param {OffscreenCanvasRenderingContext2D} g @param {number} x0 @param {number} y0 @param {number} x1
 * @param {number} y1 */
function line(g, x0, y0, x1, y1) {
  g.moveTo(Math.round(x0) + 0.5, Math.round(y0) + 0.5);
  g.lineTo(Math.round(x1) + 0.5, Math.round(y1) + 0.5);
}

/** @type {import('./drawing.js').Drawing['pick']} */
export function pick(size, scene, px, py) {
  if (scene.options.painted || scene.data?.inputs !== 2) return null;
  const { x, y } = plane(size, scene.theme.fontSize, boundsOf(scene));
  let [best, reach] = [/** @type {number[] | null} */ (null), REACH];
  for (const row of examples(scene)) {
    const away = Math.hypot(x.at(row[0]) - px, y.at(row[1]) - py);
    if (away < reach) [best, reach] = [row, away];
  }
  if (!best) return null;
  const [x0, x1, target, part] = best;
  const [name0, name1] = scene.data.features;
  return {
    x: x.at(x0), y: y.at(x1), title: `${SPLITS[part]} example`,
    lines: [
      { label: name0, value: measured(x0) },
      { label: name1, value: measured(x1) },
      { label: scene.data.task === 'regression' ? 'target' : 'class', value: told(scene, target) },
    ],
  };
}

/** @param {Scene} scene @param {number} target */
function told({ data, options }, target) {
  if (options.painted) return `class ${target + 1}`;
  return data?.task === 'regression' ? measured(target) : data?.classes[target] ?? String(target);
}

/** @type {import('./drawing.js').Drawing['inspect']} */
export function inspect(scene) {
  const rows = examples(scene);
  return {
    columns: ['x0', 'x1', 'target', 'part'],
    rows: rows.map(([x0, x1, target, part]) => [x0, x1, told(scene, target), SPLITS[part]]),
    present: present(scene).map(([x0, x1, target]) => [x0, x1, target]),
    lit: litOf(scene).map(([x0, x1, target]) => [x0, x1, target]),
    field: null, bounds: boundsOf(scene), features: scene.data?.features ?? ['x0', 'x1'], range: valueRange(scene),
    classes: scene.theme.classes.map((_, k) => told(scene, k)),
  };
}

/** The examples without a field beneath them. */
export { plotly } from './regions.draw.js';

/** @type {import('./drawing.js').Drawing['describe']} */
export function describe(scene) {
  const { data, options } = scene;
  if (options.painted) {
    const at = options.cross?.map((/** @type {number} */ place) => place.toFixed(2)).join(', ');
    return `The plane that is painted on; points: ${options.painted.length}.${at ? ` The cross is at ${at}.` : ''}`;
  }
  if (!data) return 'The data: none yet.';
  if (data.inputs !== 2) return `The data have ${data.inputs} inputs: no plane to draw.`;
  const { train, validation, test } = data.counts;
  const what = data.task === 'regression' ? 'their values as colours' : `${data.classes.length} classes`;
  const lit = litOf(scene).length;
  if (lit) return `The examples on the plane, ${what}; ${lit} of the ${train} to train are lit.`;
  return `The examples on the plane, ${what}: ${train} to train, ${validation} to validate, ${test} to test.`;
}
