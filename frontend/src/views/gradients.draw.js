import { alongAxis, count, measured } from '../wording.js';
import { drawCursor, linearScale, logScale, tenTo } from './axis.js';
import { CIVIDIS, cividis, step } from './cividis.js';
import { laneOf, say } from './drawing.js';
import { even } from './even.js';
import { CIVIDIS_SCALE } from './plotly_style.js';
import { Strip } from './strip.js';

/** @typedef {import('./drawing.js').Scene} Scene */
/** @typedef {import('./drawing.js').Size} Size */
/** @typedef {import('../worker/series.js').Series} Series */

export const blocks = ['gradient_norm'];
export const together = true; // the axis of a lane that stopped goes on

/** The axis is the same for all lanes and all times, so that two lanes can be compared at a glance. It is short, so
 * that a power of ten is a step that the back row sees; what is beyond is marked. */
const LOW = 1e-5;
const HIGH = 1e1;
const DECADES = Math.log10(HIGH / LOW);
const POWERS = [-4, -3, -2, -1, 0, 1];

/** 0..1 along the axis; below 0 or above 1 beyond it. @param {number} norm */
const share = (norm) => (norm > 0 ? Math.log10(norm / LOW) / DECADES : -1);

/** The bin that is shown as now: the newest, or the one that one looks back to.
 * @param {Series} series @param {{cursor?: number | null}} options */
const nowOf = (series, { cursor }) =>
  typeof cursor === 'number' ? series.find(Math.max(0, cursor - 1)) : series.length - 1;

/** Rows are layers, the one nearest the input on top. Left the last update, right all updates so far.
 * @param {Size} size @param {Scene} scene @param {number} layers */
function frame(size, scene, layers) {
  const { fontSize } = scene.theme;
  const left = Math.round(fontSize * 4.1);
  const top = Math.round(fontSize * 1.6);
  const bottom = size.height - Math.round(fontSize * 2.4);
  const gap = Math.round(fontSize * 0.9);
  const right = size.width - 8;
  const middle = left + Math.round((right - left - gap) * 0.44);
  const row = (bottom - top) / layers;
  const end = Math.max(1, ...scene.lanes.map(({ numbers }) => numbers.gradient.end));
  return {
    top, bottom, row, air: row > 14 ? 2 : row > 6 ? 1 : 0, bars: { left, right: middle },
    strip: { left: middle + gap, right }, x: logScale(LOW, HIGH, left, middle, 5),
    // the same updates side by side in all lanes, the one that began late and the one that stopped too
    time: linearScale(0, end, middle + gap, right, Math.max(1, Math.floor((right - middle - gap) / (fontSize * 5)))),
  };
}

/** @type {import('./drawing.js').Drawing['draw']} */
export function draw(g, size, scene) {
  const { theme, memory, options } = scene;
  const series = laneOf(scene)?.numbers.gradient;
  if (!series?.length) return say(g, size, theme, 'No update has been made yet: press Play.');
  const layers = series.channels;
  const place = frame(size, scene, layers);
  const { top, bottom, row, bars, strip, time } = place;
  g.font = theme.font;
  g.fillStyle = theme.quiet;
  g.textBaseline = 'alphabetic';
  g.textAlign = 'left';
  const now = nowOf(series, options);
  const width = series.width(now);
  const room = strip.left - bars.left - 4;
  const mean = `mean of ${alongAxis(width)}`;
  const above = width > 1 ? [`${mean} updates`, mean] : ['last update', 'last'];
  g.fillText(above.find((text) => g.measureText(text).width < room) ?? '', bars.left, theme.fontSize);
  g.fillText('all updates', strip.left, theme.fontSize);
  drawAxis(g, scene, place);
  const every = Math.ceil((theme.fontSize * 1.15) / row); // layers whose name is written
  for (let layer = 0; layer < layers; layer++) {
    drawBar(g, scene, place, layer, series.mean[now * layers + layer]);
    if (layer !== layers - 1 && (layer % every || layers - 1 - layer < every)) continue; // room for the last one's
    g.fillStyle = theme.ink;
    g.textAlign = 'right';
    g.fillText(layer === layers - 1 ? 'output' : String(layer + 1), bars.left - 6, top + (layer + 0.5) * row);
  }
  memory.strip ??= new Strip();
  const beyond = memory.strip.paint(series, Math.round(strip.right - strip.left), time.value(strip.right), share);
  g.imageSmoothingEnabled = false;
  g.fillStyle = theme.grid;
  g.fillRect(strip.left, top, strip.right - strip.left, bottom - top);
  g.drawImage(memory.strip.canvas, strip.left, top, strip.right - strip.left, bottom - top);
  drawTime(g, scene, place, layers);
  if (beyond) {
    const free = strip.right - strip.left - g.measureText('all updates').width - theme.fontSize;
    const said = ['hatched: below the axis', 'hatched: below'].find((text) => g.measureText(text).width < free) ?? '';
    g.textAlign = 'right';
    g.textBaseline = 'alphabetic';
    g.fillText(said, strip.right, theme.fontSize);
  }
  if (typeof options.cursor === 'number') drawCursor(g, time.at(options.cursor), top, bottom, theme);
  return undefined;
}

/** A layer's magnitude as a bar with the number; beyond the axis an arrow says so.
 * @param {OffscreenCanvasRenderingContext2D} g @param {Scene} scene @param {ReturnType<typeof frame>} place
 * @param {number} layer @param {number} norm */
function drawBar(g, { theme }, { top, row, air, bars, x }, layer, norm) {
  const at = share(norm);
  const [y, height] = [Math.round(top + layer * row + air), Math.max(1, Math.round(row - 2 * air))];
  const end = Math.max(bars.left + 2, Math.min(bars.right, x.at(norm)));
  g.fillStyle = cividis(at);
  g.fillRect(bars.left, y, end - bars.left, height);
  g.strokeStyle = theme.quiet;
  g.lineWidth = 1;
  if (row > 6) g.strokeRect(bars.left + 0.5, y + 0.5, end - bars.left - 1, height - 1);
  g.textBaseline = 'middle';
  if (row < theme.fontSize * 1.05) return;
  const text = `${at < 0 ? '◂ ' : ''}${short(norm)}${at > 1 ? ' ▸' : ''}`;
  const wide = g.measureText(text).width + 5;
  const inside = end + wide > bars.right;
  if (inside && wide > end - bars.left) return; // neither in the bar nor beside it: the pointer tells
  g.textAlign = inside ? 'right' : 'left';
  g.fillStyle = inside ? (CIVIDIS[step(at) * 3 + 1] > 120 ? '#000000' : '#ffffff') : theme.ink;
  g.fillText(text, end + (inside ? -5 : 5), y + height / 2);
}

/** Two digits beside a bar: 0.12, 3.4e-5. @param {number} norm */
function short(norm) {
  if (!Number.isFinite(norm)) return measured(norm);
  if (norm === 0) return '0';
  return norm >= 0.01 && norm < 100 ? String(Number(norm.toPrecision(2))) : norm.toExponential(1).replace('e+', 'e');
}

/** All colours, one a pixel: painted when they are first needed. @type {OffscreenCanvas | undefined} */
let ramp;
function rampOf() {
  const canvas = new OffscreenCanvas(256, 1);
  const ink = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
  for (let i = 0; i < 256; i++) {
    ink.fillStyle = cividis(i / 255);
    ink.fillRect(i, 0, 1, 1);
  }
  return canvas;
}

/** Powers of ten under the bars, and under them the colours that they have, here and in the strip.
 * @param {OffscreenCanvasRenderingContext2D} g @param {Scene} scene @param {ReturnType<typeof frame>} place */
function drawAxis(g, { theme }, { top, bottom, bars, x }) {
  g.strokeStyle = theme.grid;
  g.lineWidth = 1;
  g.beginPath();
  for (const power of POWERS) {
    const at = Math.round(x.at(10 ** power)) + 0.5;
    g.moveTo(at, top);
    g.lineTo(at, bottom);
  }
  g.stroke();
  const high = Math.round(theme.fontSize * 0.55);
  g.imageSmoothingEnabled = false;
  g.drawImage((ramp ??= rampOf()), bars.left, bottom + 3, bars.right - bars.left, high);
  g.fillStyle = theme.quiet;
  g.textAlign = 'center';
  g.textBaseline = 'top';
  const fits = Math.ceil((theme.fontSize * 3) / (x.at(10) - x.at(1))); // so that the numbers do not touch
  for (const power of POWERS.filter((one) => one % fits === 0)) {
    const text = tenTo(power);
    const rightmost = bars.right - g.measureText(text).width / 2; // the strip's numbers begin soon
    g.fillText(text, Math.min(rightmost, x.at(10 ** power)), bottom + high + 6);
  }
}

/** Lines between the layers of the strip, and updates under it.
 * @param {OffscreenCanvasRenderingContext2D} g @param {Scene} scene @param {ReturnType<typeof frame>} place
 * @param {number} layers */
function drawTime(g, { theme }, { top, bottom, row, strip, time }, layers) {
  g.strokeStyle = theme.paper;
  g.lineWidth = 1;
  g.beginPath();
  for (let layer = 1; row > 6 && layer < layers; layer++) {
    const y = Math.round(top + layer * row) + 0.5;
    g.moveTo(strip.left, y);
    g.lineTo(strip.right, y);
  }
  g.stroke();
  g.strokeStyle = theme.line;
  g.beginPath();
  for (const tick of time.ticks) {
    const at = Math.min(strip.right, Math.round(time.at(tick)) + 0.5);
    g.moveTo(at, bottom);
    g.lineTo(at, bottom + 4);
  }
  g.stroke();
  g.fillStyle = theme.quiet;
  g.textBaseline = 'top';
  const under = bottom + Math.round(theme.fontSize * 0.55) + 6;
  let free = -Infinity;
  for (const tick of time.ticks.filter((one) => Number.isInteger(one))) {
    const text = alongAxis(tick);
    const width = g.measureText(text).width;
    const left = Math.max(strip.left, Math.min(strip.right - width, time.at(tick) - width / 2));
    if (left < free) continue;
    g.textAlign = 'left';
    g.fillText(text, left, under);
    free = left + width + theme.fontSize * 0.6;
  }
}

/** @param {number} layer @param {number} layers */
const nameOf = (layer, layers) => (layer === layers - 1 ? 'output layer' : `layer ${layer + 1}`);

/** @type {import('./drawing.js').Drawing['pick']} */
export function pick(size, scene, px, py) {
  const lane = laneOf(scene);
  const series = lane?.numbers.gradient;
  if (!lane || !series?.length) return null;
  const layers = series.channels;
  const { top, bottom, row, bars, strip, time } = frame(size, scene, layers);
  if (py < top || py >= bottom || px < bars.left || px > strip.right) return null;
  const layer = Math.min(layers - 1, Math.floor((py - top) / row));
  const update = Math.max(0, time.value(px));
  if (px >= strip.left && update > series.end) return null;
  const i = px < strip.left ? nowOf(series, scene.options) : series.find(update);
  const width = series.width(i);
  const at = i * layers + layer;
  const band = `${measured(series.mean[at])} (${measured(series.low[at])} to ${measured(series.high[at])})`;
  const from = count(series.start[i]);
  return {
    x: px, y: py,
    title: width > 1 ? `updates ${from} to ${count(series.start[i] + width - 1)}` : `update ${from}`,
    lines: [{ label: nameOf(layer, layers), value: width > 1 ? band : measured(series.mean[at]), slot: lane.slot }],
  };
}

/** @type {import('./drawing.js').Drawing['inspect']} */
export function inspect(scene) {
  const lane = laneOf(scene);
  const series = lane?.numbers.gradient;
  const layers = series?.channels ?? 0;
  const rows = [];
  for (let i = 0; series && i < series.length; i++)
    for (let layer = 0; layer < layers; layer++) {
      const at = i * layers + layer;
      const norm = [series.mean[at], series.low[at], series.high[at]];
      rows.push([series.start[i], series.width(i), nameOf(layer, layers), ...norm]);
    }
  return {
    columns: ['update', 'updates', 'layer', 'gradient magnitude', 'smallest', 'largest'], rows,
    of: lane?.name, layers, end: series?.end ?? 0, gaps: series?.gaps ?? 0,
  };
}

/** @type {import('./drawing.js').Drawing['describe']} */
export function describe(scene) {
  const lane = laneOf(scene);
  const series = lane?.numbers.gradient;
  if (!lane || !series?.length) return 'Gradient magnitude per layer: no update has been made yet.';
  const now = nowOf(series, scene.options);
  const at = now * series.channels;
  const told = Array.from({ length: series.channels }, (_, layer) =>
    `${nameOf(layer, series.channels)} ${measured(series.mean[at + layer])}`);
  const update = count(series.start[now] + series.width(now));
  return `Gradient magnitude per layer of ${lane.name} at update ${update}: ${told.join(', ')}.`;
}

/** Above a line for each layer, under it the strip.
 * @type {NonNullable<import('./drawing.js').Drawing['plotly']>} */
export function plotly({ rows, layers }, theme) {
  const of = (/** @type {number} */ layer) => even(/** @type {any[][]} */ (rows).filter((_, i) => i % layers === layer)
    .map(([from, updates, , mean, low, high]) => ({ from, updates, x: from + (updates - 1) / 2, mean, low, high })));
  const each = Array.from({ length: layers }, (_, layer) => of(layer));
  const bins = each[0] ?? [];
  const names = each.map((_, layer) => nameOf(layer, layers));
  const told = bins.map(({ from, updates }) => (updates === 1 ? `update ${count(from)}`
    : `mean of ${count(updates)} updates, ${count(from)} to ${count(from + updates - 1)}`));
  const lines = each.map((mine, layer) => ({
    x: mine.map(({ x }) => x), y: mine.map(({ mean }) => mean), name: names[layer], mode: 'lines', text: told,
    line: { color: cividis(layers > 1 ? (0.85 * layer) / (layers - 1) : 0.5), width: theme.stroke },
    hovertemplate: `%{y:.4g}, %{text}<extra>${names[layer]}</extra>`,
  }));
  const powers = each.map((mine) => mine.map(({ mean }) => (mean > 0 ? Math.log10(mean) : null)));
  const borders = [...bins.map(({ from }) => from), ...bins.slice(-1).map(({ from, updates }) => from + updates)];
  const strip = {
    type: 'heatmap', x: borders.map((border) => border - 0.5), y: names, z: powers, yaxis: 'y2',
    customdata: each.map((mine) => mine.map(({ mean }) => mean)), text: names.map(() => told),
    zmin: Math.log10(LOW), zmax: Math.log10(HIGH), colorscale: CIVIDIS_SCALE,
    colorbar: { title: { text: 'power of ten' }, len: 0.45, y: 0.2, thickness: 12 },
    hovertemplate: '%{customdata:.4g}, %{text}<extra>%{y}</extra>',
  };
  const layout = {
    xaxis: { title: { text: 'updates' }, anchor: 'y2', tickformat: ',' },
    yaxis: { type: 'log', exponentformat: 'power', title: { text: 'gradient magnitude' }, domain: [0.5, 1] },
    yaxis2: { type: 'category', autorange: 'reversed', domain: [0, 0.42] },
  };
  return { data: [...lines, strip], layout };
}
