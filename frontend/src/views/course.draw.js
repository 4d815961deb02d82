import { count, measured } from '../wording.js';
import { Road } from './along.js';
import { drawAxes, drawCursor, linearScale, linearTicks, logScale } from './axis.js';
import { say } from './drawing.js';
import { measureOf } from './measures.js';
import { dashed, faded, plain } from './plotly_style.js';
import { drawBatchLosses } from './traces.js';

/** @typedef {import('./drawing.js').Scene} Scene */
/** @typedef {import('./drawing.js').Size} Size */
/** @typedef {Scene['lanes'][number]} Lane */

export const blocks = ['loss', 'effort', 'path', 'gradient_norm'];

const EXPLODED = 100; // a lane that leaves goes out of the picture: so many times the first value, up or down
const DEEPEST = 1e-12; // of the largest value: below it a log axis would show rounding

/** @param {Scene} scene */
const measureIn = ({ options, ground }) => measureOf(options.measure, ground);

/** Whether the axis is logarithmic: as was chosen, else where every value is positive. @param {Scene} scene */
export function isLog(scene) {
  if (typeof scene.options.log === 'boolean') return scene.options.log;
  const measure = measureIn(scene);
  if (!scene.ground?.minima.length && measure.key === 'value') return extremes(scene).low > 0;
  return measure.positive(scene.ground);
}

/** Smallest and largest value of all lanes; `positive` the smallest that a log axis can show.
 * @param {Scene} scene */
function extremes(scene) {
  const measure = measureIn(scene);
  const above = measure.above(scene.ground);
  let [low, high, positive, first] = [Infinity, -Infinity, Infinity, 0];
  for (const { numbers } of scene.lanes) {
    const { series, channel } = measure.strand(numbers);
    for (let i = 0; i < series.length; i++) {
      const value = series.mean[i * series.channels + channel] - above;
      if (value < low) low = value;
      if (value > high && value < Infinity) high = value;
      if (value > 0 && value < positive) positive = value;
    }
    if (series.length) first = Math.max(first, series.mean[channel] - above);
  }
  if (first > 0) {
    high = Math.min(high, first * EXPLODED);
    const known = scene.ground?.minima[0]?.value ?? Infinity; // what lies above a known minimum is no escape
    low = Math.max(low, Math.min(known - above, -first * EXPLODED));
  }
  return { low, high, positive };
}

/** @param {Size} size @param {Scene} scene */
function frame(size, scene) {
  const { fontSize } = scene.theme;
  const box = {
    left: Math.round(fontSize * 4.2), right: size.width - 12, top: Math.round(fontSize * 1.9),
    bottom: size.height - Math.round(fontSize * 2.9), margin: 10,
  };
  const road = new Road(scene.options.along, 1);
  const ends = scene.lanes.map(({ numbers }) => road.at(numbers, numbers.loss.end));
  const end = Math.max(road.along.whole ? 10 : 0, ...ends) || 1;
  const columns = Math.max(2, (box.right - box.left) / (fontSize * 9));
  const x = linearScale(0, end, box.left, box.right, columns);
  if (x.ticks.length < 3) x.ticks = linearTicks(0, end, columns * 2);
  if (road.along.whole) x.ticks = x.ticks.filter((tick) => Number.isInteger(tick));
  return { box, road, x, y: heightScale(scene, box, Math.max(2, (box.bottom - box.top) / (fontSize * 2.4))) };
}

/**
 * From values of the measure, as they are held, to pixels.
 * @param {Scene} scene @param {import('./drawing.js').Box} box @param {number} rows
 * @returns {import('./axis.js').Scale}
 */
function heightScale(scene, { bottom, top }, rows) {
  const above = measureIn(scene).above(scene.ground);
  const { low, high, positive } = extremes(scene);
  const log = isLog(scene) && positive <= high;
  const inner = log
    ? logScale(Math.max(positive, high * DEEPEST) / 1.3, Math.max(high * 1.3, positive * 3), bottom, top, rows)
    : spanned(Math.min(low, low > 0 ? 0 : low), high, bottom, top, rows);
  return { ...inner, at: (value) => inner.at(value - above) };
}

/** @param {number} low @param {number} high @param {number} bottom @param {number} top @param {number} rows */
function spanned(low, high, bottom, top, rows) {
  if (!(low < high)) return linearScale(low === high ? low - 1 : 0, low === high ? low + 1 : 1, bottom, top, rows);
  return linearScale(low, high + (high - low) * 0.04, bottom, top, rows);
}

/** @type {import('./drawing.js').Drawing['draw']} */
export function draw(g, size, scene) {
  const { theme, options } = scene;
  const why = nothing(scene);
  if (why) return say(g, size, theme, why);
  const { box, road, x, y } = frame(size, scene);
  const measure = measureIn(scene);
  const above = measure.above(scene.ground);
  const paper = { g, scene, box, x, y, road };
  drawAxes(g, box, x, above ? { ...y, at: (value) => y.at(value + above) } : y, theme);
  g.fillStyle = theme.quiet;
  Object.assign(g, { textBaseline: 'top', textAlign: 'right' });
  g.fillText(labelOf(road.along), box.right, box.bottom + 7 + theme.fontSize * 1.25);
  Object.assign(g, { textBaseline: 'alphabetic', textAlign: 'left' });
  g.fillText(measure.choice, 4, theme.fontSize);
  g.save();
  g.beginPath();
  g.rect(box.left - 6, box.top - 6, box.right - box.left + 12, box.bottom - box.top + 7);
  g.clip();
  const lanes = scene.lanes.toSorted((one, other) => one.slot - other.slot);
  const thinned = drawBatchLosses(paper, lanes, measure.strand, false);
  g.restore();
  if (typeof options.cursor === 'number') for (const { numbers } of scene.lanes.slice(0, 1))
    drawCursor(g, x.at(road.at(numbers, options.cursor)), box.top, box.bottom, theme);
  if (thinned > 1) {
    Object.assign(g, { fillStyle: theme.quiet, textAlign: 'right', textBaseline: 'alphabetic' });
    const told = `a pixel: mean and range of up to ${count(thinned)} updates`;
    if (g.measureText(told + measure.choice).width < size.width - 40) g.fillText(told, box.right, theme.fontSize);
  }
  return undefined;
}

/** Under the axis: an example of a surface is one look at its gradient. @param {import('./along.js').Along} along */
const labelOf = ({ key, label }) => (key === 'examples' ? 'gradient evaluations' : label);

/** Why there is nothing to see, or ''. @param {Scene} scene */
function nothing(scene) {
  const { strand } = measureIn(scene);
  const any = scene.lanes.some(({ numbers }) => strand(numbers).series.length);
  return any ? '' : 'No update has been made yet: press Play.';
}

/** @type {import('./drawing.js').Drawing['pick']} */
export function pick(size, scene, px, py) {
  const { box, road, x } = frame(size, scene);
  if (nothing(scene) || px < box.left - 4 || px > box.right + 4) return null;
  const counted = road.along.channel < 0;
  const place = counted ? Math.max(0, Math.round(x.value(px))) : Math.max(0, x.value(px));
  const measure = measureIn(scene);
  const above = measure.above(scene.ground);
  const lines = scene.lanes.flatMap(({ name, slot, numbers }) => {
    const update = road.back(numbers, place);
    const { series, channel } = measure.strand(numbers);
    const i = Number.isNaN(update) ? -1 : series.find(Math.floor(update + 1e-6));
    if (i < 0) return [];
    const told = (/** @type {ArrayLike<number>} */ values) => measured(values[i * series.channels + channel] - above);
    const width = series.width(i);
    const at = counted && width === 1 ? '' : `, update ${count(series.start[i])}`;
    return [{
      label: `${name}${at}`, slot,
      value: width > 1 ? `${told(series.mean)} (${told(series.low)} to ${told(series.high)})` : told(series.mean),
    }];
  });
  const title = road.along.key === 'examples' ? `${count(place)} gradient evaluations` : road.along.told(place);
  return { x: x.at(place), y: py, title, lines };
}

/** @type {import('./drawing.js').Drawing['inspect']} */
export function inspect(scene) {
  const measure = measureIn(scene);
  const above = measure.above(scene.ground);
  const [seen, spent] = [new Road('examples', 1), new Road('seconds', 1)];
  /** @type {(string | number)[][]} */
  const rows = [];
  const lanes = scene.lanes.map(({ id, name, slot, numbers }) => {
    const { series, channel } = measure.strand(numbers);
    for (let i = 0; i < series.length; i++) {
      const k = i * series.channels + channel;
      const middle = series.start[i] + (series.width(i) - 1) / 2;
      rows.push([
        name, series.start[i], series.width(i), series.mean[k] - above, series.low[k] - above, series.high[k] - above,
        seen.at(numbers, middle), spent.at(numbers, middle),
      ]);
    }
    return { id, name, slot, start: series.start[0] ?? 0, end: series.end, gaps: series.gaps };
  });
  const columns = ['lane', 'update', 'updates', measure.choice, 'smallest', 'largest'];
  columns.push('gradient evaluations', 'seconds of compute');
  return { columns, rows, lanes, measure: measure.key, log: isLog(scene) };
}

/** @type {import('./drawing.js').Drawing['describe']} */
export function describe(scene) {
  const why = nothing(scene);
  if (why) return why;
  const measure = measureIn(scene);
  const all = scene.lanes.map(({ name, numbers }) => {
    const { series, channel } = measure.strand(numbers);
    return `${name}: ${measured((series.last()[channel] ?? NaN) - measure.above(scene.ground))}`;
  });
  return `${measure.choice}, now: ${all.join('; ')}.`;
}

/** @type {NonNullable<import('./drawing.js').Drawing['plotly']>} */
export function plotly({ rows, lanes, columns, log }, theme, options) {
  const { along } = new Road(options.along, 1);
  const place = (/** @type {any[]} */ row) => (along.channel < 0 ? row[1] + (row[2] - 1) / 2 : row[6 + along.channel]);
  const data = lanes.flatMap((/** @type {any} */ { name, slot }) => {
    const { colour } = theme.lanes[slot];
    const mine = /** @type {any[][]} */ (rows).filter((row) => row[0] === name);
    const x = mine.map(place);
    const line = { color: colour, width: theme.stroke, dash: dashed(slot, theme) };
    const edge = { x, mode: 'lines', line: { width: 0 }, legendgroup: name, showlegend: false, hoverinfo: 'skip' };
    const band = mine.some((row) => row[2] > 1)
      ? [
        { ...edge, y: mine.map((row) => row[4]) },
        { ...edge, y: mine.map((row) => row[5]), fill: 'tonexty', fillcolor: faded(colour) },
      ] : [];
    const hovertemplate = `%{y:.6g} at %{x:.6g}<extra>${plain(name)}</extra>`;
    const y = mine.map((row) => row[3]);
    return [...band, { x, y, mode: 'lines', name: plain(name), legendgroup: name, line, hovertemplate }];
  });
  const title = labelOf(along);
  const yaxis = { title: { text: columns[3] }, type: log ? 'log' : 'linear' };
  return { data, layout: { xaxis: { title: { text: title } }, yaxis } };
}
