import { measured, percent } from '../wording.js';
import { linearScale } from './axis.js';
import { CIVIDIS, cividis, step } from './cividis.js';
import { laneOf, say } from './drawing.js';

/** @typedef {import('./drawing.js').Scene} Scene */
/** @typedef {import('./drawing.js').Size} Size */
/** @typedef {import('../worker/frames.js').Block} Block */

export const blocks = ['points', 'region_class', 'region_confidence', 'region_value'];

/** The square that the server samples: x0 and x1 from -SPAN to SPAN. */
const SPAN = 1.2;
const SPLITS = ['training', 'validation', 'test'];

/** @param {Size} size @param {Scene} scene */
function frame(size, scene) {
  const { fontSize } = scene.theme;
  const beside = Math.round(fontSize * 2);
  const below = Math.round(fontSize * 1.7);
  const side = Math.max(40, Math.floor(Math.min(size.width - beside - 6, size.height - below - 6)));
  const left = Math.max(beside, Math.round((size.width - side) / 2));
  const box = { left, top: 6, right: left + side, bottom: 6 + side };
  return {
    box, side,
    x: linearScale(-SPAN, SPAN, box.left, box.right, 2),
    y: linearScale(-SPAN, SPAN, box.bottom, box.top, 2),
  };
}

/** @type {import('./drawing.js').Drawing['draw']} */
export function draw(g, size, scene) {
  const { theme, data, memory } = scene;
  const newest = laneOf(scene)?.numbers.newest;
  const field = newest?.get('region_class') ?? newest?.get('region_value');
  if (data && data.inputs !== 2) return say(g, size, theme, `These data have ${data.inputs} inputs: no plane to draw.`);
  if (!field || !newest) return say(g, size, theme, 'Waiting for the first picture.');
  const { box, side, x, y } = frame(size, scene);
  const confidence = newest.get('region_confidence');
  if (memory.field !== field || memory.confidence !== confidence || memory.theme !== theme) {
    const classes = field.name === 'region_class';
    memory.image = classes ? classImage(field, confidence, scene) : valueImage(field, valueRange(scene));
    Object.assign(memory, { field, confidence, theme });
  }
  g.imageSmoothingEnabled = true;
  g.imageSmoothingQuality = 'high';
  g.drawImage(memory.image, box.left, box.top, side, side);
  drawPoints(g, size, scene, box, side, x, y);
  g.strokeStyle = theme.line;
  g.lineWidth = 1;
  g.strokeRect(box.left + 0.5, box.top + 0.5, side - 1, side - 1);
  g.font = theme.font;
  g.fillStyle = theme.quiet;
  g.textBaseline = 'top';
  g.textAlign = 'center';
  for (const tick of [-1, 0, 1]) g.fillText(String(tick).replace('-', '−'), x.at(tick), box.bottom + 4);
  g.textAlign = 'right';
  g.textBaseline = 'middle';
  for (const tick of [-1, 0, 1]) g.fillText(String(tick).replace('-', '−'), box.left - 4, y.at(tick));
  return undefined;
}

/** The colour of the likeliest class, paler the less likely it is: paper where the classes are even.
 * @param {Block} field @param {Block | undefined} confidence @param {Scene} scene */
function classImage(field, confidence, { theme, data }) {
  const colours = theme.classes.map(bytes);
  const paper = bytes(theme.paper);
  const even = 1 / Math.max(2, data?.classes?.length ?? 2);
  return image(field, (i, out) => {
    const colour = colours[field.values[i] % colours.length];
    const sure = confidence ? (confidence.values[i] / 255 - even) / (1 - even) : 1;
    const share = 0.12 + 0.5 * Math.max(0, Math.min(1, sure));
    for (let c = 0; c < 3; c++) out[c] = paper[c] + (colour[c] - paper[c]) * share;
  });
}

/** @param {Block} field @param {[number, number]} range */
function valueImage(field, [low, high]) {
  return image(field, (i, out) => {
    const at = step((field.values[i] - low) / (high - low || 1)) * 3;
    for (let c = 0; c < 3; c++) out[c] = CIVIDIS[at + c];
  });
}

/** @param {Block} field @param {(i: number, out: number[]) => void} colour */
function image({ rows, cols }, colour) {
  const canvas = new OffscreenCanvas(cols, rows);
  const ink = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const pixels = ink.createImageData(cols, rows);
  const out = [0, 0, 0];
  for (let i = 0; i < rows * cols; i++) {
    colour(i, out);
    for (let c = 0; c < 3; c++) pixels.data[i * 4 + c] = out[c];
    pixels.data[i * 4 + 3] = 255;
  }
  ink.putImageData(pixels, 0, 0);
  return canvas;
}

/** The targets' range, so that the colours mean the same in every lane and at every update. @param {Scene} scene
 * @returns {[number, number]} */
export function valueRange({ points }) {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; points && i < points.rows; i++) {
    low = Math.min(low, points.values[i * 4 + 2]);
    high = Math.max(high, points.values[i * 4 + 2]);
  }
  return low < high ? [low, high] : [-1, 1];
}

/** Points stay while the field moves, so they are drawn once and kept.
 * @param {OffscreenCanvasRenderingContext2D} g @param {Size} size @param {Scene} scene
 * @param {{left: number, top: number}} box @param {number} side @param {import('./axis.js').Scale} x
 * @param {import('./axis.js').Scale} y */
function drawPoints(g, size, scene, box, side, x, y) {
  const { points, theme, memory } = scene;
  if (!points) return;
  const key = [side, size.ratio, points.rows].join();
  if (memory.points !== points || memory.pointsKey !== key || memory.pointsTheme !== theme) {
    memory.layer = new OffscreenCanvas(Math.ceil(side * size.ratio), Math.ceil(side * size.ratio));
    const ink = memory.layer.getContext('2d');
    ink.scale(size.ratio, size.ratio);
    ink.translate(-box.left, -box.top);
    paintPoints(ink, scene, side, x, y);
    Object.assign(memory, { points, pointsKey: key, pointsTheme: theme });
  }
  g.drawImage(memory.layer, box.left, box.top, side, side);
}

/** @param {OffscreenCanvasRenderingContext2D} g @param {Scene} scene @param {number} side
 * @param {import('./axis.js').Scale} x @param {import('./axis.js').Scale} y */
function paintPoints(g, scene, side, x, y) {
  const { theme, data } = scene;
  const points = /** @type {Block} */ (scene.points);
  const [low, high] = valueRange(scene);
  const r = Math.max(2.2, Math.min(4.2, side / 72)) * (points.rows > 1200 ? 0.7 : 1);
  for (let i = 0; i < points.rows; i++) {
    const [x0, x1, target, split] = points.values.subarray(i * 4, i * 4 + 4);
    if (split === 1) continue; // validation examples would only crowd the picture
    const colour = data?.task === 'regression'
      ? cividis((target - low) / (high - low || 1))
      : theme.classes[target % theme.classes.length];
    g.beginPath();
    g.arc(x.at(x0), y.at(x1), split === 2 ? r * 0.95 : r, 0, 2 * Math.PI);
    const test = split === 2;
    if (data?.task === 'regression') { // the colour is the target: the outline tells the part
      g.fillStyle = colour;
      g.strokeStyle = theme.ink;
      g.lineWidth = test ? 1.4 : 0.5;
    } else {
      g.fillStyle = test ? theme.paper : colour;
      g.strokeStyle = test ? colour : theme.paper;
      g.lineWidth = test ? r * 0.7 : 0.6;
    }
    g.fill();
    g.stroke();
  }
}

/** #rrggbb as three bytes. @param {string} colour */
const bytes = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));

/** @type {import('./drawing.js').Drawing['pick']} */
export function pick(size, scene, px, py) {
  const lane = laneOf(scene);
  const newest = lane?.numbers.newest;
  const field = newest?.get('region_class') ?? newest?.get('region_value');
  const { box, x, y } = frame(size, scene);
  if (!lane || !field || px < box.left || px >= box.right || py < box.top || py >= box.bottom) return null;
  const column = Math.floor(((px - box.left) / (box.right - box.left)) * field.cols);
  const row = Math.floor(((py - box.top) / (box.bottom - box.top)) * field.rows);
  const at = row * field.cols + column;
  const [name0, name1] = scene.data?.features ?? ['x0', 'x1'];
  /** @type {import('./drawing.js').PickLine[]} */
  const lines = [];
  const says = (/** @type {string} */ value) => lines.push({ label: 'the net says', value, slot: lane.slot });
  if (field.name === 'region_value') says(measured(field.values[at]));
  else {
    says(`class ${className(scene, field.values[at])}`);
    const sure = newest?.get('region_confidence');
    if (sure) lines.push({ label: 'probability', value: percent(sure.values[at] / 255) });
  }
  const near = nearestPoint(scene, px, py, x, y);
  if (near >= 0 && scene.points) {
    const [, , target, split] = scene.points.values.subarray(near * 4, near * 4 + 4);
    const told = scene.data?.task === 'regression' ? measured(target) : `class ${className(scene, target)}`;
    lines.push({ label: `${SPLITS[split]} example`, value: told });
  }
  return { x: px, y: py, title: `${name0} ${x.value(px).toFixed(2)}, ${name1} ${y.value(py).toFixed(2)}`, lines };
}

/** @param {Scene} scene @param {number} index */
const className = (scene, index) => scene.data?.classes?.[index] ?? String(index);

/** @param {Scene} scene @param {number} px @param {number} py @param {import('./axis.js').Scale} x
 * @param {import('./axis.js').Scale} y */
function nearestPoint({ points }, px, py, x, y) {
  let best = -1;
  let reach = 7; // pixels
  for (let i = 0; points && i < points.rows; i++) {
    const away = Math.hypot(x.at(points.values[i * 4]) - px, y.at(points.values[i * 4 + 1]) - py);
    if (away < reach && points.values[i * 4 + 3] !== 1) [best, reach] = [i, away];
  }
  return best;
}

/** @type {import('./drawing.js').Drawing['inspect']} */
export function inspect(scene) {
  const newest = laneOf(scene)?.numbers.newest;
  const field = newest?.get('region_class') ?? newest?.get('region_value');
  const rows = [];
  for (let i = 0; scene.points && i < scene.points.rows; i++) {
    const [x0, x1, target, split] = scene.points.values.subarray(i * 4, i * 4 + 4);
    rows.push([x0, x1, scene.data?.task === 'regression' ? target : className(scene, target), SPLITS[split]]);
  }
  return {
    columns: ['x0', 'x1', 'target', 'part'], rows,
    field: field ? { kind: field.name, rows: field.rows, cols: field.cols, values: Array.from(field.values) } : null,
  };
}

/** @type {import('./drawing.js').Drawing['describe']} */
export function describe(scene) {
  const lane = laneOf(scene);
  const newest = lane?.numbers.newest;
  const field = newest?.get('region_class');
  if (!lane || !(field ?? newest?.get('region_value'))) return 'What the net computes on the plane: no picture yet.';
  if (!field) return `The value that ${lane.name} computes at each point of the plane, with the examples.`;
  const shares = new Map();
  for (const value of field.values) shares.set(value, (shares.get(value) ?? 0) + 1 / field.values.length);
  const sorted = [...shares].sort(([a], [b]) => a - b);
  const told = sorted.map(([k, part]) => `class ${className(scene, k)} ${percent(part)}`);
  return `Decision regions of ${lane.name}, shares of the plane: ${told.join(', ')}.`;
}
