import { count, measured } from '../wording.js';
import { say } from './drawing.js';
import { drawForces } from './forces.js';
import { heightsOfField } from './heights.js';
import { CIVIDIS_SCALE, dashed, plain } from './plotly_style.js';
import { STRENGTH, drawGround, keyOf } from './surface.ground.js';
import { binsShown, drawHeads, drawLongTrails, drawTrail, placeOf, startOf, write } from './trails.js';
import { boxOf, scalesOf } from './window.js';

/** @typedef {import('./drawing.js').Scene} Scene */
/** @typedef {import('./drawing.js').Size} Size */
/** @typedef {import('./window.js').Window} Window */
/** @typedef {import('./trails.js').Sheet} Sheet */
/** @typedef {import('./trails.js').Area} Area */
/** @typedef {import('../worker/frames.js').Block} Block */

export const blocks = ['field', 'window', 'path', 'point', 'loss'];

const REACH = 16; // pixels around a pointer
const BUTTONS = { width: 48, height: 110 }; // pixels

/** The field in force and where it lies. @param {Scene} scene @returns {{field: Block, window: Window} | null} */
function fieldOf({ shared }) {
  const [field, window] = [shared.get('field'), shared.get('window')];
  if (!field || !window) return null;
  const [x0, x1, y0, y1] = window.values;
  return { field, window: [[x0, x1], [y0, y1]] };
}

/** @param {Size} size @param {Scene} scene */
function frame(size, scene) {
  const box = boxOf(size, scene.theme.fontSize);
  return { box, ...scalesOf(scene.options.window ?? fieldOf(scene)?.window ?? [[-1, 1], [-1, 1]], box) };
}

/** @type {import('./drawing.js').Drawing['draw']} */
export function draw(g, size, scene) {
  const { theme, ground, options } = scene;
  const held = fieldOf(scene);
  if (!held || !ground) return say(g, size, theme, 'Waiting for the surface.');
  const { box, x, y } = frame(size, scene);
  /** @type {Sheet} */
  const sheet = { g, scene, box, x, y };
  drawGround(sheet, size, held);
  g.save();
  g.beginPath();
  g.rect(box.left, box.top, box.right - box.left, box.bottom - box.top);
  g.clip();
  const heads = scene.lanes.map((lane, i) => placeOf(lane, startOf(scene, i)));
  /** @type {Area[]} */
  const taken = [buttonsOf(size)];
  const fading = options.trails === 'fade';
  const drawn = fading ? [] : drawLongTrails(sheet, size, keyOf(size, scene));
  scene.lanes.forEach((lane, i) => drawTrail(sheet, lane, heads[i], fading, drawn[i] ?? 0));
  if (options.start) drawStarts(sheet, taken);
  if (options.inside) drawForces(sheet, options.inside, taken);
  drawHeads(sheet, heads, taken);
  g.restore();
  const thinned = Math.max(0, ...scene.lanes.map(({ numbers: { path } }) => (path.length ? path.width(0) : 0)));
  if (thinned > 1 && !fading) tellThinned(sheet, thinned);
  return undefined;
}

/** Where the buttons of the view lie over the map, as surface.css places them. @param {Size} size @returns {Area} */
const buttonsOf = ({ width }) => ({ left: width - BUTTONS.width, right: width, top: 0, bottom: BUTTONS.height });

/** A line is no single update any more. @param {Sheet} sheet @param {number} updates */
function tellThinned({ g, scene: { theme }, box }, updates) {
  const text = `line: means of ${count(updates)} updates; pale: all that they covered`;
  g.font = theme.font;
  g.globalAlpha = 0.86;
  g.fillStyle = theme.paper;
  g.fillRect(box.left, box.bottom - theme.fontSize * 1.5, g.measureText(text).width + 10, theme.fontSize * 1.5);
  g.globalAlpha = 1;
  Object.assign(g, { fillStyle: theme.ink, textAlign: 'left', textBaseline: 'middle' });
  g.fillText(text, box.left + 5, box.bottom - theme.fontSize * 0.72);
}

/** Where the lanes begin: the handle that is dragged, and of a lane with a start of its own one in its colour.
 * @param {Sheet} sheet @param {Area[]} taken */
function drawStarts(sheet, taken) {
  const { g, scene, x, y } = sheet;
  const { theme, options } = scene;
  const ring = (/** @type {[number, number]} */ [sx, sy], /** @type {string} */ colour) => {
    const [px, py] = [x.at(sx), y.at(sy)];
    const r = theme.fontSize * 0.62;
    g.beginPath();
    g.arc(px, py, r, 0, 2 * Math.PI);
    for (const [width, tone] of /** @type {[number, string][]} */ ([[5, theme.paper], [2.2, colour]])) {
      Object.assign(g, { lineWidth: width, strokeStyle: tone });
      g.stroke();
    }
    return r;
  };
  const r = ring(options.start, theme.ink);
  for (const { at, slot } of options.own ?? []) ring(at, theme.lanes[slot].colour);
  if (options.named) write(sheet, 'start', { x: x.at(options.start[0]), y: y.at(options.start[1]) }, r + 1, taken);
}

/** @type {import('./drawing.js').Drawing['pick']} */
export function pick(size, scene, px, py) {
  const held = fieldOf(scene);
  const { box, x, y } = frame(size, scene);
  if (!held || px < box.left || px > box.right || py < box.top || py > box.bottom) return null;
  /** @type {[number, number]} */
  const at = [x.value(px), y.value(py)];
  /** @type {import('./drawing.js').PickLine[]} */
  const lines = [];
  const value = valueAt(held, at);
  if (!Number.isNaN(value)) lines.push({ label: 'f, between cells', value: measured(value) });
  const near = nearestUpdate(scene, x, y, px, py);
  if (near) {
    const { lane, i } = near;
    const { path, loss } = lane.numbers;
    const width = path.width(i);
    const label = `${lane.name}, ${updates(path.start[i], width)}`;
    lines.push({ label, value: `f ${measured(loss.mean[i])}`, slot: lane.slot });
    const [sx, sy] = [path.mean[i * 3], path.mean[i * 3 + 1]];
    const there = width > 1 ? 'there on average' : 'there before it';
    lines.push({ label: there, value: `${measured(sx)}, ${measured(sy)}` });
  }
  const [across, up] = scene.ground?.axes ?? ['x', 'y'];
  return { x: px, y: py, title: `${across} ${measured(at[0])}, ${up} ${measured(at[1])}`, lines, at };
}

/** @param {number} start @param {number} width */
const updates = (start, width) =>
  (width > 1 ? `updates ${count(start)} to ${count(start + width - 1)}` : `update ${count(start)}`);

/** The height between the middles of four cells, bilinear; NaN outside. @param {{field: Pick<Block, 'rows' | 'cols' |
 * 'values'>, window: Window}} held @param {[number, number]} at */
export function valueAt({ field: { rows, cols, values }, window: [across, up] }, [ax, ay]) {
  const col = ((ax - across[0]) / (across[1] - across[0])) * cols;
  const row = ((up[1] - ay) / (up[1] - up[0])) * rows;
  if (!(col >= 0 && col <= cols && row >= 0 && row <= rows)) return NaN;
  const [left, down] = [between(col - 0.5, cols), between(row - 0.5, rows)];
  const [c0, r0] = [Math.floor(left), Math.floor(down)];
  const [c1, r1] = [Math.min(cols - 1, c0 + 1), Math.min(rows - 1, r0 + 1)];
  const along = (/** @type {number} */ r) => mix(values[r * cols + c0], values[r * cols + c1], left - c0);
  return mix(along(r0), along(r1), down - r0);
}

/** @param {number} cell @param {number} cells */
const between = (cell, cells) => Math.max(0, Math.min(cells - 1, cell));

/** A neighbour that is no number does not count where its share is none.
 * @param {number} one @param {number} other @param {number} share */
const mix = (one, other, share) => (share ? one + (other - one) * share : one);

/** @param {Scene} scene @param {import('./axis.js').Scale} x @param {import('./axis.js').Scale} y @param {number} px
 * @param {number} py */
function nearestUpdate(scene, x, y, px, py) {
  let [best, reach] = [/** @type {{lane: Scene['lanes'][number], i: number} | null} */ (null), REACH];
  for (const lane of scene.lanes) {
    const { mean } = lane.numbers.path;
    for (let i = 0, bins = Math.min(binsShown(lane), lane.numbers.loss.length); i < bins; i++) {
      const away = Math.hypot(x.at(mean[i * 3]) - px, y.at(mean[i * 3 + 1]) - py);
      if (away < reach) [best, reach] = [{ lane, i }, away];
    }
  }
  return best;
}

/** @type {import('./drawing.js').Drawing['inspect']} */
export function inspect(scene) {
  const held = fieldOf(scene);
  /** @type {(string | number)[][]} */
  const rows = [];
  const lanes = scene.lanes.map((lane, i) => {
    const { path, loss } = lane.numbers;
    const bins = Math.min(binsShown(lane), loss.length);
    for (let k = 0; k < bins; k++)
      rows.push([lane.name, path.start[k], path.width(k), path.mean[k * 3], path.mean[k * 3 + 1], loss.mean[k]]);
    const { id, name, slot, state } = lane;
    const start = startOf(scene, i);
    const { end, gaps } = path;
    return { id, name, slot, at: placeOf(lane, start), start, bins, end, gaps, status: state?.status };
  });
  const [across, up] = scene.ground?.axes ?? ['x', 'y'];
  return {
    columns: ['lane', 'update', 'updates', across, up, 'f'], rows, lanes, axes: [across, up],
    field: held && {
      rows: held.field.rows, cols: held.field.cols, values: Array.from(held.field.values), window: held.window,
    },
    levels: scene.memory.contours?.map((/** @type {{level: number}} */ { level }) => level) ?? [],
    window: scene.options.window, ground: scene.ground,
  };
}

/** @type {import('./drawing.js').Drawing['describe']} */
export function describe(scene) {
  const { ground } = scene;
  if (!ground) return 'The surface has not come yet.';
  const lanes = scene.lanes.map((lane, i) => {
    const [hx, hy] = placeOf(lane, startOf(scene, i));
    const { loss } = lane.numbers;
    const value = loss.length ? `, f was ${measured(loss.mean[loss.length - 1])} before its last update` : '';
    const gone = lane.state?.status === 'diverged' ? ', diverged' : '';
    return `${lane.name} is at ${measured(hx)}, ${measured(hy)}${value}${gone}`;
  });
  const [lowest] = ground.minima;
  const known = lowest
    ? `${count(ground.minima.length)} known minima, lowest ${measured(lowest.value)}` : 'no known minimum';
  return `Contour map of ${ground.title}, ${ground.formula}; ${known}. ${lanes.join('; ')}.`;
}

/** The surface as contours, the lanes' ways on it. @type {NonNullable<import('./drawing.js').Drawing['plotly']>} */
export function plotly({ rows, lanes, field, axes, ground, levels }, theme) {
  const data = field ? [{
    type: 'contour', ...gridOf(field), colorscale: CIVIDIS_SCALE, opacity: STRENGTH, showscale: false,
    z: logged(field), customdata: tableOf(field), contours: { coloring: 'heatmap' }, ncontours: levels.length,
    line: { width: 0.7, color: theme.ink },
    hovertemplate: `${axes[0]} %{x:.5g}, ${axes[1]} %{y:.5g}<br>f %{customdata:.6g}<extra></extra>`,
  }] : [];
  return {
    data: [...data, ...lanes.map((/** @type {any} */ lane) => {
      const mine = /** @type {any[][]} */ (rows).filter((row) => row[0] === lane.name);
      return {
        type: 'scatter', mode: mine.length > 300 ? 'lines' : 'lines+markers', name: plain(lane.name),
        x: mine.map((row) => row[3]), y: mine.map((row) => row[4]), customdata: mine.map((row) => [row[1], row[5]]),
        line: { color: theme.lanes[lane.slot].colour, width: theme.stroke, dash: dashed(lane.slot, theme) },
        marker: { size: 5 },
        hovertemplate: 'update %{customdata[0]:,}: %{x:.6g}, %{y:.6g}<br>f %{customdata[1]:.6g}'
          + '<extra>%{fullData.name}</extra>',
      };
    }), minimaTrace(ground, theme)],
    layout: { xaxis: { title: { text: axes[0] } }, yaxis: { title: { text: axes[1] }, scaleanchor: 'x' } },
  };
}

/** @param {any} ground @param {Scene['theme']} theme */
function minimaTrace(ground, theme) {
  const minima = /** @type {import('../generated/types.js').Critical[]} */ (ground?.minima ?? []);
  return {
    type: 'scatter', mode: 'markers', name: 'known minima', x: minima.map((one) => one.x),
    y: minima.map((one) => one.y),
    customdata: minima.map((one) => one.value),
    marker: { symbol: 'star', size: 11, color: theme.ink, line: { color: theme.paper, width: 1 } },
    hovertemplate: '%{x:.6g}, %{y:.6g}<br>f %{customdata:.6g}<extra>known minimum</extra>',
  };
}

/** @typedef {{rows: number, cols: number, values: number[], window: Window}} Grid */

/** The middles of the cells. @param {Grid} grid */
export function gridOf({ rows, cols, window: [across, up] }) {
  const middles = (/** @type {[number, number]} */ [low, high], /** @type {number} */ n) =>
    Array.from({ length: n }, (_, i) => low + ((high - low) * (i + 0.5)) / n);
  return { x: middles(across, cols), y: middles(up, rows) };
}

/** Row by row from the lowest y. @param {Grid} grid */
export const tableOf = ({ rows, cols, values }) =>
  Array.from({ length: rows }, (_, row) => values.slice((rows - 1 - row) * cols, (rows - row) * cols));

/** @param {Grid} grid */
function logged(grid) {
  const { share } = heightsOfField(grid);
  return tableOf(grid).map((line) => line.map((value) => (Number.isFinite(value) ? share(value) : null)));
}
