import { alongAxis, count, measured } from '../wording.js';
import { linearScale, logScale } from './axis.js';
import { CIVIDIS, cividis, step } from './cividis.js';
import { laneOf, say } from './drawing.js';

/** @typedef {import('./drawing.js').Scene} Scene */
/** @typedef {import('./drawing.js').Size} Size */

export const blocks = ['gradient_norm'];

/** The axis is the same for all lanes and all times, so that two lanes can be compared at a glance. */
const LOW = 1e-8;
const HIGH = 1e2;
const DECADES = Math.log10(HIGH / LOW);
const POWERS = [-8, -6, -4, -2, 0, 2];

/** 0..1 along the axis. @param {number} norm */
const share = (norm) => Math.max(0, Math.min(1, Math.log10(Math.max(norm, LOW) / LOW) / DECADES));

/** Rows are layers, the one nearest the input on top. Left the last update, right all updates so far.
 * @param {Size} size @param {Scene} scene @param {number} layers */
function frame(size, scene, layers) {
  const { fontSize } = scene.theme;
  const left = Math.round(fontSize * 3.9);
  const top = Math.round(fontSize * 1.9);
  const bottom = size.height - Math.round(fontSize * 1.9);
  const room = size.width - left - 10;
  const gap = Math.round(fontSize * 1.6);
  const middle = left + Math.round((room - gap) * 0.46);
  const row = (bottom - top) / layers;
  const air = row > 14 ? 3 : row > 6 ? 1 : 0;
  const bars = { left, right: middle };
  const strip = { left: middle + gap, right: size.width - 10 };
  return { top, bottom, row, air, bars, strip, x: logScale(LOW, HIGH, bars.left, bars.right, 6) };
}

/** @type {import('./drawing.js').Drawing['draw']} */
export function draw(g, size, scene) {
  const { theme } = scene;
  const series = laneOf(scene)?.numbers.gradient;
  if (!series?.length) return say(g, size, theme, 'No update has been made yet: press Play.');
  const layers = series.channels;
  const { top, bottom, row, air, bars, strip, x } = frame(size, scene, layers);
  g.font = theme.font;
  g.fillStyle = theme.quiet;
  g.textBaseline = 'alphabetic';
  g.textAlign = 'left';
  g.fillText('last update', bars.left, theme.fontSize);
  g.fillText('all updates', strip.left, theme.fontSize);
  drawAxis(g, size, scene, x, top, bottom, bars);
  const last = series.length - 1;
  const every = Math.ceil((theme.fontSize * 1.2) / row);
  for (let layer = 0; layer < layers; layer++) {
    const norm = series.mean[last * layers + layer];
    const y = top + layer * row + air;
    g.fillStyle = cividis(share(norm));
    g.strokeStyle = theme.quiet;
    g.lineWidth = 1;
    const width = Math.max(2, Math.min(x.at(norm), bars.right) - bars.left);
    g.fillRect(bars.left, y, width, row - 2 * air);
    if (row > 6) g.strokeRect(bars.left + 0.5, y + 0.5, width - 1, row - 2 * air - 1);
    if (layer % every && layer !== layers - 1) continue;
    if (layer !== layers - 1 && layers - 1 - layer < every) continue; // leave room for the last one's name
    g.fillStyle = theme.ink;
    g.textAlign = 'right';
    g.textBaseline = 'middle';
    g.fillText(layer === layers - 1 ? 'output' : String(layer + 1), bars.left - 6, top + (layer + 0.5) * row);
  }
  drawStrip(g, scene, series, strip, top, bottom);
  return undefined;
}

/** Powers of ten under the bars, with the colours that they have in the strip.
 * @param {OffscreenCanvasRenderingContext2D} g @param {Size} size @param {Scene} scene
 * @param {import('./axis.js').Scale} x @param {number} top @param {number} bottom
 * @param {{left: number, right: number}} bars */
function drawAxis(g, size, { theme }, x, top, bottom, bars) {
  g.strokeStyle = theme.grid;
  g.lineWidth = 1;
  g.beginPath();
  for (const power of POWERS) {
    const at = Math.round(x.at(10 ** power)) + 0.5;
    g.moveTo(at, top);
    g.lineTo(at, bottom);
  }
  g.stroke();
  for (let pixel = bars.left; pixel < bars.right; pixel++) {
    g.fillStyle = cividis((pixel - bars.left) / (bars.right - bars.left));
    g.fillRect(pixel, bottom + 2, 1, 3);
  }
  g.fillStyle = theme.quiet;
  g.textAlign = 'center';
  g.textBaseline = 'alphabetic';
  const every = Math.ceil((theme.fontSize * 2.9) / (x.at(1) - x.at(1e-2))); // so that the numbers do not touch
  for (let i = POWERS.length - 1; i >= 0; i -= every)
    g.fillText(`10${raised(POWERS[i])}`, x.at(10 ** POWERS[i]), size.height - theme.fontSize * 0.3);
}

/** @param {number} power */
const raised = (power) => (power < 0 ? '⁻' : '') + '⁰¹²³⁴⁵⁶⁷⁸⁹'[Math.abs(power)];

/** @param {OffscreenCanvasRenderingContext2D} g @param {Scene} scene
 * @param {import('../worker/series.js').Series} series
 * @param {{left: number, right: number}} strip @param {number} top @param {number} bottom */
function drawStrip(g, { theme, memory }, series, strip, top, bottom) {
  const width = Math.max(1, Math.round(strip.right - strip.left));
  const layers = series.channels;
  if (memory.strip?.width !== width || memory.strip?.height !== layers)
    memory.strip = new OffscreenCanvas(width, layers);
  const ink = memory.strip.getContext('2d');
  const image = ink.createImageData(width, layers);
  const begin = series.start[0];
  for (let column = 0, i = 0; column < width; column++) {
    const update = begin + ((column + 0.5) / width) * (series.end - begin);
    while (i + 1 < series.length && series.start[i + 1] <= update) i++;
    for (let layer = 0; layer < layers; layer++) {
      const colour = step(share(series.mean[i * layers + layer])) * 3;
      const at = (layer * width + column) * 4;
      for (let c = 0; c < 3; c++) image.data[at + c] = CIVIDIS[colour + c];
      image.data[at + 3] = 255;
    }
  }
  ink.putImageData(image, 0, 0);
  g.imageSmoothingEnabled = false;
  g.drawImage(memory.strip, strip.left, top, width, bottom - top);
  g.strokeStyle = theme.paper;
  g.lineWidth = 1;
  g.beginPath();
  if ((bottom - top) / layers > 6)
    for (let layer = 1; layer < layers; layer++) {
      const y = Math.round(top + (layer * (bottom - top)) / layers) + 0.5;
      g.moveTo(strip.left, y);
      g.lineTo(strip.right, y);
    }
  g.stroke();
  g.fillStyle = theme.quiet;
  g.textBaseline = 'alphabetic';
  g.textAlign = 'left';
  g.fillText(alongAxis(begin), strip.left, bottom + theme.fontSize * 1.6);
  g.textAlign = 'right';
  g.fillText(alongAxis(series.end), strip.right, bottom + theme.fontSize * 1.6);
}

/** @param {number} layer @param {number} layers */
const nameOf = (layer, layers) => (layer === layers - 1 ? 'output layer' : `layer ${layer + 1}`);

/** @type {import('./drawing.js').Drawing['pick']} */
export function pick(size, scene, px, py) {
  const lane = laneOf(scene);
  const series = lane?.numbers.gradient;
  if (!lane || !series?.length) return null;
  const layers = series.channels;
  const { top, bottom, row, bars, strip } = frame(size, scene, layers);
  if (py < top || py >= bottom || px < bars.left || px > strip.right) return null;
  const layer = Math.min(layers - 1, Math.floor((py - top) / row));
  const back = linearScale(series.start[0], series.end, strip.left, strip.right, 2).value(px);
  const i = px < strip.left ? series.length - 1 : series.find(back);
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
    layers, end: series?.end ?? 0, gaps: series?.gaps ?? 0,
  };
}

/** @type {import('./drawing.js').Drawing['describe']} */
export function describe(scene) {
  const lane = laneOf(scene);
  const series = lane?.numbers.gradient;
  if (!lane || !series?.length) return 'Gradient magnitude per layer: no update has been made yet.';
  const at = (series.length - 1) * series.channels;
  const told = Array.from({ length: series.channels }, (_, layer) =>
    `${nameOf(layer, series.channels)} ${measured(series.mean[at + layer])}`);
  return `Gradient magnitude per layer of ${lane.name} at update ${count(series.end)}: ${told.join(', ')}.`;
}
