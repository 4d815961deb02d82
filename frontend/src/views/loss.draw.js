import { MEASURES } from '../worker/evaluations.js';
import { count, measured, percent } from '../wording.js';
import { Road } from './along.js';
import { drawAxes, drawCursor, linearScale, linearTicks, logScale, niceStep } from './axis.js';
import { say } from './drawing.js';
import { even } from './even.js';
import { dashed, faded, plain } from './plotly_style.js';
import { PARTS, drawBatchLosses, drawEvaluations } from './traces.js';

/** @typedef {import('./drawing.js').Scene} Scene */
/** @typedef {import('./drawing.js').Size} Size */
/** @typedef {Scene['lanes'][number]} Lane */

export const blocks = ['loss', 'effort', 'metrics'];

/** @param {Scene} scene */
const roadOf = ({ options, data }) => new Road(options.along, data?.counts.train ?? 1);

/** @param {Lane} lane */
const lastUpdate = ({ numbers: { loss, evaluations: e } }) => Math.max(loss.end, e.length ? e.update[e.length - 1] : 0);

/** @param {string} part @param {string} measure */
const columnOf = (part, measure) => MEASURES.findIndex(([p, m]) => p === part && m === measure);

/** @param {Size} size @param {Scene} scene */
function frame(size, scene) {
  const { fontSize } = scene.theme;
  const box = {
    left: Math.round(fontSize * 4.2), right: size.width - 12, top: Math.round(fontSize * 1.9),
    bottom: size.height - Math.round(fontSize * 2.9), margin: 10,
  };
  const road = roadOf(scene);
  const ends = scene.lanes.map((lane) => road.at(lane.numbers, lastUpdate(lane)));
  const end = Math.max(road.along.whole ? 10 : 0, ...ends) || 1;
  const columns = Math.max(2, (box.right - box.left) / (fontSize * 9));
  const x = linearScale(0, end, box.left, box.right, columns);
  if (x.ticks.length < 3) x.ticks = linearTicks(0, end, columns * 2); // 0 alone is no scale
  if (road.along.whole) x.ticks = x.ticks.filter((tick) => Number.isInteger(tick));
  const rows = Math.max(2, (box.bottom - box.top) / (fontSize * 2.4));
  if (scene.options.measure === 'accuracy')
    return { box, road, x, y: linearScale(0, 1, box.bottom, box.top, rows), leaving: 0 };
  const [low, high, largest] = range(scene);
  const beyond = (/** @type {number} */ end) => largest.filter((one) => one > end).length;
  if (scene.options.log)
    return { box, road, x, y: logScale(low, high, box.bottom, box.top, rows), leaving: beyond(high) };
  const step = niceStep(high / rows);
  const top = Math.ceil((high / step) * (1 - 1e-9)) * step;
  const y = linearScale(0, top, box.bottom, box.top, rows);
  return { box, road, x, y: { ...y, ticks: linearTicks(0, top, rows) }, leaving: beyond(top) };
}

/** A lane that explodes leaves the picture at the top: beyond so many times the first loss the others would be flat. */
const EXPLODED = 100;

/** Smallest and largest value of a lane's shown curves that a log axis can show.
 * @param {Scene} scene @param {Lane} lane
 * @returns {[number, number]} */
function extremes(scene, { numbers: { loss, evaluations } }) {
  let low = Infinity;
  let high = -Infinity;
  const see = (/** @type {ArrayLike<number>} */ values, /** @type {number} */ length) => {
    for (let i = 0; i < length; i++) {
      const value = values[i];
      if (value > 0 && value < low) low = value;
      if (value > high && value < Infinity) high = value;
    }
  };
  if (scene.options.batch) see(loss.mean, loss.length);
  for (const part of shownParts(scene)) see(evaluations.values[columnOf(part, 'loss')], evaluations.length);
  return [low, high];
}

/** The ends of the axis, for a log axis pushed out to 1, 2 or 5 times a power of ten; and the largest of each lane.
 * @param {Scene} scene @returns {[number, number, number[]]} */
function range(scene) {
  const all = scene.lanes.map((lane) => extremes(scene, lane));
  let low = Math.min(...all.map((one) => one[0]));
  const largest = all.map((one) => one[1]);
  let high = Math.max(...largest);
  if (low > high) return [0.1, 1, []];
  const first = Math.max(...scene.lanes.map(({ numbers: { loss, evaluations } }) =>
    loss.length ? loss.mean[0] : evaluations.values[columnOf('train', 'loss')][0]));
  if (first > 0) high = Math.min(high, first * EXPLODED);
  low = Math.max(low, high * 1e-8);
  const outward = (/** @type {number} */ value, /** @type {boolean} */ up) => {
    const power = 10 ** Math.floor(Math.log10(value));
    const leads = [1, 2, 5, 10].filter((lead) => (up ? lead * power >= value * (1 - 1e-9) : lead * power <= value));
    return power * (up ? leads[0] : leads[leads.length - 1]);
  };
  if (!scene.options.log) return [low, high, largest];
  const bottom = outward(low, false);
  return [bottom, Math.max(outward(high, true), bottom * 10), largest];
}

/** @param {Scene} scene */
const shownParts = (scene) => PARTS.filter((part) => scene.options[part]);

/** @type {import('./drawing.js').Drawing['draw']} */
export function draw(g, size, scene) {
  const { theme, options } = scene;
  const why = nothing(scene);
  if (why) return say(g, size, theme, why);
  const { box, road, x, y, leaving } = frame(size, scene);
  const paper = { g, scene, box, x, y, road };
  drawAxes(g, box, x, y, theme);
  g.fillStyle = theme.quiet;
  g.textBaseline = 'top';
  g.textAlign = 'right';
  g.fillText(road.along.label, box.right, box.bottom + 7 + theme.fontSize * 1.25);
  g.textAlign = 'left';
  g.textBaseline = 'alphabetic';
  g.fillText(options.measure === 'accuracy' ? 'share that is right' : 'loss', 4, theme.fontSize);
  // the solid line first: where a copy lies over it, both are seen
  const lanes = scene.lanes.toSorted((one, other) => one.slot - other.slot);
  g.save();
  g.beginPath();
  g.rect(box.left - 6, box.top - 6, box.right - box.left + 12, box.bottom - box.top + 7); // room for marks at the edge
  g.clip();
  const thinned = options.batch ? drawBatchLosses(paper, lanes) : 1;
  for (const lane of lanes)
    for (const part of shownParts(scene))
      drawEvaluations(paper, lane, part, lane.numbers.evaluations.values[columnOf(part, options.measure)]);
  g.restore();
  drawBest(paper, options.best ?? []);
  if (typeof options.cursor === 'number') drawCursors(paper, options.cursor);
  if (leaving) drawLeaving(g, box, theme, leaving);
  if (thinned > 1) {
    g.fillStyle = theme.quiet;
    g.textAlign = 'right';
    g.textBaseline = 'alphabetic';
    const told = `line: mean of ${count(thinned)} updates, band: smallest to largest`;
    const fits = g.measureText(told).width < box.right - theme.fontSize * 3.5; // beside the axis' name
    g.fillText(fits ? told : `mean of ${count(thinned)} updates, and range`, box.right, theme.fontSize);
  }
  return undefined;
}

/** Where one looks back to: one line, or where the lanes stand at different places, one for each in its colour.
 * @param {import('./traces.js').Paper} paper @param {number} update */
function drawCursors({ g, scene, box, x, road }, update) {
  const places = scene.lanes.map(({ numbers, slot }) => ({ at: x.at(road.at(numbers, update)), slot }));
  const one = places.every(({ at }) => Math.abs(at - places[0].at) < 2);
  for (const { at, slot } of one ? places.slice(0, 1) : places)
    drawCursor(g, at, box.top, box.bottom, scene.theme, one ? scene.theme.ink : scene.theme.lanes[slot].colour);
}

/**
 * Where a rule saw the lowest validation loss, which a lane takes back when it stops: a line in its colour, a word.
 * @param {import('./traces.js').Paper} paper @param {{lane: number, update: number, stopped: boolean}[]} best */
function drawBest({ g, scene: { lanes, theme }, box, x, road }, best) {
  best.forEach(({ lane, update, stopped }, i) => {
    const one = lanes.find(({ id }) => id === lane);
    if (!one) return;
    const at = x.at(road.at(one.numbers, update));
    drawCursor(g, at, box.top, box.bottom, theme, theme.lanes[one.slot].colour);
    const word = stopped ? 'stopped: back to here' : 'lowest so far';
    const { width } = g.measureText(word);
    const start = at + 5 + width <= box.right ? at + 5 : Math.max(box.left, at - 5 - width);
    const place = /** @type {const} */ ([word, start, box.top + 2 + i * theme.fontSize * 1.2]);
    Object.assign(g, { fillStyle: theme.ink, strokeStyle: theme.paper, lineWidth: 4, lineJoin: 'round' });
    Object.assign(g, { textAlign: 'left', textBaseline: 'top' });
    g.strokeText(...place); // the curves end around it
    g.fillText(...place);
  });
}

/** Says how many lanes are beyond the top of the picture.
 * @param {OffscreenCanvasRenderingContext2D} g @param {import('./drawing.js').Box} box
 * @param {import('./drawing.js').Theme} theme @param {number} leaving */
function drawLeaving(g, box, theme, leaving) {
  const text = `↑ ${leaving === 1 ? '1 lane leaves' : `${leaving} lanes leave`} the picture at the top`;
  const width = g.measureText(text).width;
  g.fillStyle = theme.paper;
  g.fillRect(box.right - width - 8, box.top + 2, width + 8, theme.fontSize * 1.5);
  g.fillStyle = theme.ink;
  g.textAlign = 'right';
  g.textBaseline = 'middle';
  g.fillText(text, box.right - 4, box.top + 2 + theme.fontSize * 0.75);
}

/** Why there is nothing to see, or '' when there is. @param {Scene} scene */
function nothing(scene) {
  if (!scene.options.batch && !shownParts(scene).length) return 'Every curve is switched off: choose one above.';
  if (scene.options.measure === 'accuracy' && scene.data?.task === 'regression')
    return 'Accuracy is a share of classes that are right; this data set has values instead.';
  const some = scene.lanes.some(({ numbers: n }) => n.evaluations.length || (scene.options.batch && n.loss.length));
  return some ? '' : 'Nothing has been learned yet: press Play.';
}

/** @type {import('./drawing.js').Drawing['pick']} */
export function pick(size, scene, px, py) {
  const { box, road, x } = frame(size, scene);
  if (nothing(scene) || px < box.left - 4 || px > box.right + 4) return null;
  const counted = road.along.channel < 0;
  const place = counted ? Math.max(0, Math.round(x.value(px))) : Math.max(0, x.value(px));
  /** @type {import('./drawing.js').PickLine[]} */
  const lines = [];
  for (const lane of scene.lanes) {
    const update = road.back(lane.numbers, place);
    if (!Number.isNaN(update)) lines.push(...told(scene, lane, Math.floor(update + 1e-6), counted));
  }
  return { x: x.at(place), y: py, title: road.along.told(place), lines };
}

/** What a lane's curves say at one update, and which updates a number is about where that is not the axis' own value.
 * @param {Scene} scene @param {Lane} lane @param {number} update @param {boolean} counted the axis counts updates */
function told(scene, { numbers: { loss, evaluations }, name, slot }, update, counted) {
  const { batch, measure } = scene.options;
  const lines = [];
  const i = batch ? loss.find(update) : -1;
  if (i >= 0) {
    const width = loss.width(i);
    const from = loss.start[i];
    const mean = measured(loss.mean[i]);
    const one = counted ? '' : ` at ${count(from)}`;
    const at = width > 1 ? `, updates ${count(from)} to ${count(from + width - 1)}` : one;
    const band = `${mean} (${measured(loss.low[i])} to ${measured(loss.high[i])})`;
    lines.push({ label: `${name}, batch${at}`, value: width > 1 ? band : mean, slot });
  }
  const j = evaluations.find(update);
  for (const part of j >= 0 ? shownParts(scene) : []) {
    const value = evaluations.values[columnOf(part, measure)][j];
    const text = measure === 'accuracy' ? percent(value) : measured(value);
    lines.push({ label: `${name}, ${part} at ${count(evaluations.update[j])}`, value: text, slot });
  }
  return lines;
}

/** Every bin and evaluation that the picture is made of, with the examples and seconds at which it is drawn.
 * @type {import('./drawing.js').Drawing['inspect']} */
export function inspect(scene) {
  const { measure } = scene.options;
  const [seen, spent] = [new Road('examples', 1), new Road('seconds', 1)];
  /** @type {(string | number)[][]} */
  const rows = [];
  const lanes = scene.lanes.map(({ id, name, slot, numbers }) => {
    const { loss, evaluations } = numbers;
    for (let i = 0; measure === 'loss' && i < loss.length; i++) {
      const spread = [loss.mean[i], loss.low[i], loss.high[i]];
      const effort = i < numbers.effort.length ? [seen.middle(numbers, i), spent.middle(numbers, i)] : [NaN, NaN];
      rows.push([name, 'batch', loss.start[i], loss.width(i), ...spread, ...effort]);
    }
    for (let i = 0; i < evaluations.length; i++)
      for (const part of PARTS) {
        const value = evaluations.values[columnOf(part, measure)][i];
        const update = evaluations.update[i];
        rows.push([name, part, update, 1, value, value, value, seen.at(numbers, update), spent.at(numbers, update)]);
      }
    const [start, bins] = [loss.start[0] ?? 0, loss.length];
    return { id, name, slot, bins, start, end: loss.end, gaps: loss.gaps, effort: numbers.effort.end };
  });
  const columns = ['lane', 'of', 'update', 'updates', measure, 'smallest', 'largest'];
  columns.push('examples seen', 'seconds of compute');
  return { columns, rows, lanes, train: scene.data?.counts.train ?? 1 };
}

/** @type {import('./drawing.js').Drawing['describe']} */
export function describe(scene) {
  const why = nothing(scene);
  if (why) return why;
  const { measure } = scene.options;
  const all = scene.lanes.map(({ name, numbers: { loss, evaluations } }) => {
    const i = evaluations.length - 1;
    const parts = i < 0 ? [] : shownParts(scene).map((part) => {
      const value = evaluations.values[columnOf(part, measure)][i];
      return `${part} ${measure === 'accuracy' ? percent(value) : measured(value)}`;
    });
    if (scene.options.batch && loss.length) parts.unshift(`batch ${measured(loss.mean[loss.length - 1])}`);
    return `${name}: ${parts.join(', ')}`;
  });
  const name = measure === 'accuracy' ? 'Accuracy' : 'Loss';
  const { label } = roadOf(scene).along;
  const update = Math.max(0, ...scene.lanes.map(lastUpdate));
  return `${name} against ${label}, at update ${count(update)}. ${all.join('; ')}.`;
}

/** Of each lane the line and its band, and the evaluated curves with their marks.
 * @type {NonNullable<import('./drawing.js').Drawing['plotly']>} */
export function plotly({ rows, lanes, train }, theme, options) {
  const { along } = new Road(options.along, train);
  const place = (/** @type {any[]} */ row) =>
    along.channel < 0 ? row[2] + (row[3] - 1) / 2 : row[7 + along.channel] / (along.key === 'epochs' ? train : 1);
  const title = options.measure === 'accuracy' ? 'accuracy' : 'loss';
  const data = [];
  let [narrowest, widest] = [Infinity, 1];
  for (const { name, slot } of lanes) {
    const { colour } = theme.lanes[slot];
    const mine = /** @type {any[][]} */ (rows).filter((row) => row[0] === name);
    for (const part of options.batch ? ['batch', ...PARTS] : PARTS) {
      const shown = part === 'batch' || options[part] ? mine.filter((row) => row[1] === part) : [];
      if (!shown.length) continue;
      const bins = even(shown.map((row) => (
        { from: row[2], updates: row[3], x: place(row), mean: row[4], low: row[5], high: row[6] })));
      const x = bins.map((bin) => bin.x);
      const width = theme.stroke * (part === 'batch' ? 0.5 : 1);
      const line = { color: colour, width, dash: dashed(slot, theme) };
      const group = `${name}, ${part}`;
      if (bins.some(({ updates }) => updates > 1)) {
        const edge = { x, mode: 'lines', line: { width: 0 }, legendgroup: group, showlegend: false, hoverinfo: 'skip' };
        data.push({ ...edge, y: bins.map(({ low }) => low) });
        data.push({ ...edge, y: bins.map(({ high }) => high), fill: 'tonexty', fillcolor: faded(colour) });
      }
      if (part === 'batch')
        for (const { updates } of bins) [narrowest, widest] = [Math.min(narrowest, updates), Math.max(widest, updates)];
      const marks = { mode: part === 'batch' ? 'lines' : 'lines+markers', marker: { symbol: SYMBOLS[part], size: 6 } };
      const at = along.channel < 0 ? '' : `, ${plain(along.label)}: %{x:.6g}`;
      data.push({
        x, y: bins.map(({ mean }) => mean), name: plain(group), legendgroup: group, line, ...marks,
        text: bins.map(meant), customdata: bins.map(({ from, updates }) => [from, updates]),
        hovertemplate: `%{y:.6g}%{text}${at}<extra>${plain(group)}</extra>`,
      });
    }
  }
  const span = narrowest < widest ? `${count(narrowest)} to ${count(widest)}` : count(widest);
  const told = widest > 1 ? `<br>batch: means of ${span} updates, in a band from smallest to largest` : '';
  const y = options.measure === 'accuracy' ? { range: [-0.02, 1.02] }
    : { type: options.log ? 'log' : 'linear', exponentformat: 'power' };
  const x = { title: { text: along.label + told }, ...(along.whole && { tickformat: ',' }) };
  return { data, layout: { xaxis: x, yaxis: { title: { text: title }, ...y } } };
}

/** What a point is about, behind its value. @param {import('./even.js').Bin} bin */
function meant({ from, updates, low, high }) {
  if (updates === 1) return ` at update ${count(from)}`;
  const which = `${count(updates)} updates, ${count(from)} to ${count(from + updates - 1)}`;
  return `: mean of ${which};<br>from ${measured(low)} to ${measured(high)}`;
}

const SYMBOLS = /** @type {Record<string, string>} */ ({ train: 'x', validation: 'circle', test: 'square-open' });
