import { measured, percent, shortNumber } from '../wording.js';
import { drawTicks, linearScale, linearTicks } from './axis.js';
import { cividis } from './cividis.js';
import { laneOf, say } from './drawing.js';
import { classImage, valueImage } from './field.js';
import { CIVIDIS_SCALE, plain } from './plotly_style.js';

/** @typedef {import('./drawing.js').Scene} Scene */
/** @typedef {import('./drawing.js').Size} Size */
/** @typedef {import('../worker/frames.js').Block} Block */

export const blocks = ['points', 'probe', 'region_class', 'region_confidence', 'region_value'];

/** Of data that the server has not described yet.
 * @type {[[number, number], [number, number]]} */
const UNKNOWN = [[-1, 1], [-1, 1]];
const SPLITS = ['training', 'validation', 'test'];

/** @param {number} tick */
const tickText = (tick) => shortNumber(Number(tick.toPrecision(4))).replace('-', '−');

/** @param {Size} size @param {Scene} scene */
function frame(size, scene) {
  const { fontSize } = scene.theme;
  const [across, up] = scene.data?.bounds ?? UNKNOWN;
  const longest = Math.max(...linearTicks(...up, 3).map((tick) => tickText(tick).length));
  const beside = Math.round(fontSize * (0.9 + 0.6 * longest));
  const below = Math.round(fontSize * 1.7);
  const side = Math.max(40, Math.floor(Math.min(size.width - beside - 6, size.height - below - 6)));
  const left = Math.max(beside, Math.round((size.width - side) / 2));
  const box = { left, top: 6, right: left + side, bottom: 6 + side };
  return {
    box, side,
    x: linearScale(...across, box.left, box.right, 3),
    y: linearScale(...up, box.bottom, box.top, 3),
  };
}

/** @type {import('./drawing.js').Drawing['draw']} */
export function draw(g, size, scene) {
  const { theme, data, memory } = scene;
  const newest = laneOf(scene)?.numbers.newest;
  const field = newest?.get('region_class') ?? newest?.get('region_value');
  if (data && !data.bounds) return say(g, size, theme, `These data have ${data.inputs} inputs: no plane to draw.`);
  if (!field || !newest) return say(g, size, theme, 'Waiting for the first picture.');
  const { box, side, x, y } = frame(size, scene);
  const confidence = newest.get('region_confidence');
  if (memory.field !== field || memory.confidence !== confidence || memory.theme !== theme) {
    const classes = field.name === 'region_class';
    memory.image = classes ? classImage(field, confidence, scene) : valueImage(field, valueRange(scene), memory);
    Object.assign(memory, { field, confidence, theme });
  }
  g.imageSmoothingEnabled = true;
  g.imageSmoothingQuality = 'medium';
  g.drawImage(memory.image, box.left, box.top, side, side);
  drawPoints(g, size, scene, box, side, x, y);
  const probe = newest.get('probe')?.values; // there where the network is shown neuron by neuron
  if (probe) drawProbe(g, theme, x.at(probe[0]), y.at(probe[1]));
  g.strokeStyle = theme.line;
  g.lineWidth = 1;
  g.strokeRect(box.left + 0.5, box.top + 0.5, side - 1, side - 1);
  drawTicks(g, box, x, y, theme, tickText);
  return undefined;
}

/** Where the point is whose way through the network is shown: a cross on a light ground.
 * @param {OffscreenCanvasRenderingContext2D} g @param {import('./drawing.js').Theme} theme @param {number} x
 * @param {number} y */
function drawProbe(g, theme, x, y) {
  const r = theme.fontSize * 0.6;
  g.beginPath();
  g.moveTo(x - r, y);
  g.lineTo(x + r, y);
  g.moveTo(x, y - r);
  g.lineTo(x, y + r);
  g.lineCap = 'round';
  for (const [width, colour] of /** @type {[number, string][]} */ ([[6, theme.paper], [2.5, theme.ink]])) {
    g.lineWidth = width;
    g.strokeStyle = colour;
    g.stroke();
  }
  g.lineCap = 'butt';
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
  const key = [side, size.ratio, scene.data?.bounds].join();
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

/** @type {import('./drawing.js').Drawing['pick']} */
export function pick(size, scene, px, py) {
  const lane = laneOf(scene);
  const newest = lane?.numbers.newest;
  const field = newest?.get('region_class') ?? newest?.get('region_value');
  const { box, x, y } = frame(size, scene);
  if (!lane || !field || px < box.left || px >= box.right || py < box.top || py >= box.bottom) return null;
  const column = Math.floor(((px - box.left) / (box.right - box.left)) * field.cols);
  const row = Math.floor(((py - box.top) / (box.bottom - box.top)) * field.rows);
  const cell = row * field.cols + column;
  const [name0, name1] = scene.data?.features ?? ['x0', 'x1'];
  /** @type {import('./drawing.js').PickLine[]} */
  const lines = [];
  const says = (/** @type {string} */ value) => lines.push({ label: 'the net says', value, slot: lane.slot });
  if (field.name === 'region_value') says(measured(field.values[cell]));
  else {
    says(`class ${className(scene, field.values[cell])}`);
    const sure = newest?.get('region_confidence');
    if (sure) lines.push({ label: 'probability', value: percent(sure.values[cell] / 255) });
  }
  const near = nearestPoint(scene, px, py, x, y);
  if (near >= 0 && scene.points) {
    const [, , target, split] = scene.points.values.subarray(near * 4, near * 4 + 4);
    const told = scene.data?.task === 'regression' ? measured(target) : `class ${className(scene, target)}`;
    lines.push({ label: `${SPLITS[split]} example`, value: told });
  }
  /** @type {[number, number]} */
  const at = [x.value(px), y.value(py)];
  return { x: px, y: py, title: `${name0} ${measured(at[0])}, ${name1} ${measured(at[1])}`, lines, at };
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
    columns: ['x0', 'x1', 'target', 'part'], rows, of: laneOf(scene)?.name,
    field: field ? { kind: field.name, rows: field.rows, cols: field.cols, values: Array.from(field.values) } : null,
    confidence: Array.from(newest?.get('region_confidence')?.values ?? []),
    bounds: scene.data?.bounds ?? UNKNOWN, features: scene.data?.features ?? ['x0', 'x1'],
    classes: scene.data?.classes ?? [], range: valueRange(scene),
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

/** The field as a heat map, the examples on it. @type {NonNullable<import('./drawing.js').Drawing['plotly']>} */
export function plotly({ rows, field, confidence, bounds, features, classes, range }, theme) {
  const [across, up] = bounds;
  // more targets than there are colours of classes: values
  const regression = field?.kind === 'region_value' || new Set(rows.map((row) => row[2])).size > theme.classes.length;
  const table = (/** @type {ArrayLike<any>} */ values) => // Plotly's first row is the lowest
    Array.from({ length: field.rows }, (_, row) =>
      Array.from({ length: field.cols }, (_, column) => values[(field.rows - 1 - row) * field.cols + column]));
  const centres = (/** @type {[number, number]} */ [low, high], /** @type {number} */ n) =>
    Array.from({ length: n }, (_, i) => low + ((high - low) * (i + 0.5)) / n);
  const colours = theme.classes;
  const steps = classes.flatMap((/** @type {string} */ _, /** @type {number} */ k) => [k, k + 1].map((edge) => (
    [edge / classes.length, colours[k % colours.length]])));
  const fields = !field ? [] : [{
    type: 'heatmap', x: centres(across, field.cols), y: centres(up, field.rows), z: table(field.values),
    ...(regression
      ? {
        colorscale: CIVIDIS_SCALE, zmin: range[0], zmax: range[1],
        hovertemplate: '%{z:.5g}<extra>the net says</extra>',
      } : {
        colorscale: steps, zmin: -0.5, zmax: classes.length - 0.5, showscale: false, opacity: 0.45,
        text: table(field.values).map((line) => line.map((k) => plain(String(classes[k])))),
        customdata: table(confidence).map((line) => line.map((sure) => (sure / 255) * 100)),
        hovertemplate: '%{text}, %{customdata:.1f} %<extra>the net says</extra>',
      }),
  }];
  const points = [...new Set(rows.map((row) => (regression ? row[3] : `${row[2]}, ${row[3]}`)))].map((name) => {
    const mine = /** @type {any[][]} */ (rows).filter((row) => (regression ? row[3] : `${row[2]}, ${row[3]}`) === name);
    const [, , target, part] = mine[0];
    const own = colours[Math.max(0, classes.indexOf(target)) % colours.length];
    const colour = regression ? mine.map((row) => Number(row[2])) : own;
    const ring = !regression && part !== 'training';
    return {
      type: 'scatter', mode: 'markers', name: plain(String(name)),
      x: mine.map((row) => row[0]), y: mine.map((row) => row[1]),
      text: mine.map((row) => plain(String(row[2]))), visible: part !== 'validation' || 'legendonly',
      marker: {
        color: colour, size: 7, symbol: ring ? 'circle-open' : 'circle',
        line: { width: ring ? 2 : 0.8, color: ring ? colour : theme.paper },
        ...(regression && { colorscale: CIVIDIS_SCALE, cmin: range[0], cmax: range[1] }),
      },
      hovertemplate: '%{text}<br>%{x:.4g}, %{y:.4g}<extra>%{fullData.name}</extra>',
    };
  });
  return {
    data: [...fields, ...points],
    layout: {
      xaxis: { title: { text: plain(features[0]) }, range: across, constrain: 'domain' },
      yaxis: { title: { text: plain(features[1]) }, range: up, constrain: 'domain' },
    },
  };
}
