import { MEASURES } from '../worker/evaluations.js';
import { count, measured, percent } from '../wording.js';
import { drawAxes, linearScale, linearTicks, logScale, niceStep } from './axis.js';
import { say, strokeLane } from './drawing.js';

/** @typedef {import('./drawing.js').Scene} Scene */
/** @typedef {import('./drawing.js').Size} Size */
/** @typedef {Scene['lanes'][number]} Lane */

export const blocks = ['loss', 'metrics'];

/** Evaluated curves tell their part of the data by a mark, because colour and dash belong to the lanes. */
const MARKS = /** @type {const} */ ({ train: 'cross', validation: 'dot', test: 'square' });
const PARTS = /** @type {(keyof typeof MARKS)[]} */ (Object.keys(MARKS));
const MARK_GAP = 56; // pixels between the marks of a curve

/** @param {Scene} scene */
const lastUpdate = (scene) =>
  Math.max(0, ...scene.lanes.map(({ numbers: n }) => Math.max(n.loss.end, lastOf(n.evaluations))));

/** @param {import('../worker/evaluations.js').Evaluations} evaluations */
const lastOf = (evaluations) => (evaluations.length ? evaluations.update[evaluations.length - 1] : 0);

/** @param {string} part @param {string} measure */
const columnOf = (part, measure) => MEASURES.findIndex(([p, m]) => p === part && m === measure);

/** @param {Size} size @param {Scene} scene */
function frame(size, scene) {
  const { fontSize } = scene.theme;
  const box = {
    left: Math.round(fontSize * 4.2), right: size.width - 12, top: Math.round(fontSize * 1.9),
    bottom: size.height - Math.round(fontSize * 2.9), margin: 10,
  };
  const updates = Math.max(10, lastUpdate(scene));
  const columns = Math.max(2, (box.right - box.left) / (fontSize * 9));
  const x = linearScale(0, updates, box.left, box.right, columns);
  if (x.ticks.length < 3) x.ticks = linearTicks(0, updates, columns * 2); // 0 alone is no scale
  x.ticks = x.ticks.filter((tick) => Number.isInteger(tick));
  const rows = Math.max(2, (box.bottom - box.top) / (fontSize * 2.4));
  if (scene.options.measure === 'accuracy') return { box, x, y: linearScale(0, 1, box.bottom, box.top, rows) };
  const [low, high] = range(scene);
  if (scene.options.log) return { box, x, y: logScale(low, high, box.bottom, box.top, rows) };
  const step = niceStep(high / rows);
  const top = Math.ceil((high / step) * (1 - 1e-9)) * step;
  const y = linearScale(0, top, box.bottom, box.top, rows);
  return { box, x, y: { ...y, ticks: linearTicks(0, top, rows) } };
}

/** A lane that explodes leaves the picture at the top: beyond so many times the first loss the others would be flat. */
const EXPLODED = 100;

/** Smallest and largest value of the shown curves; for a log axis pushed out to 1, 2 or 5 times a power of ten.
 * @param {Scene} scene @returns {[number, number]} */
function range(scene) {
  let low = Infinity;
  let high = -Infinity;
  const see = (/** @type {number} */ value) => {
    if (!(value > 0) || !Number.isFinite(value)) return;
    low = Math.min(low, value);
    high = Math.max(high, value);
  };
  for (const { numbers } of scene.lanes) {
    if (scene.options.batch) for (let i = 0; i < numbers.loss.length; i++) see(numbers.loss.mean[i]);
    for (const part of shownParts(scene)) {
      const values = numbers.evaluations.values[columnOf(part, 'loss')];
      for (let i = 0; i < numbers.evaluations.length; i++) see(values[i]);
    }
  }
  if (low > high) return [0.1, 1];
  const first = Math.max(...scene.lanes.map(({ numbers: { loss, evaluations } }) =>
    loss.length ? loss.mean[0] : evaluations.values[columnOf('train', 'loss')][0]));
  if (first > 0) high = Math.min(high, first * EXPLODED);
  low = Math.max(low, high * 1e-8);
  const outward = (/** @type {number} */ value, /** @type {boolean} */ up) => {
    const power = 10 ** Math.floor(Math.log10(value));
    const leads = [1, 2, 5, 10].filter((lead) => (up ? lead * power >= value * (1 - 1e-9) : lead * power <= value));
    return power * (up ? leads[0] : leads[leads.length - 1]);
  };
  if (!scene.options.log) return [low, high];
  const bottom = outward(low, false);
  return [bottom, Math.max(outward(high, true), bottom * 10)];
}

/** @param {Scene} scene */
const shownParts = (scene) => PARTS.filter((part) => scene.options[part]);

/** @type {import('./drawing.js').Drawing['draw']} */
export function draw(g, size, scene) {
  const { theme, options } = scene;
  const why = nothing(scene);
  if (why) return say(g, size, theme, why);
  const { box, x, y } = frame(size, scene);
  drawAxes(g, box, x, y, theme);
  g.fillStyle = theme.quiet;
  g.textBaseline = 'top';
  g.textAlign = 'right';
  g.fillText('updates', box.right, box.bottom + 7 + theme.fontSize * 1.25);
  g.textAlign = 'left';
  g.textBaseline = 'alphabetic';
  g.fillText(options.measure === 'accuracy' ? 'share that is right' : 'loss', 4, theme.fontSize);
  let thinned = 1;
  g.save();
  g.beginPath();
  g.rect(box.left - 6, box.top - 6, box.right - box.left + 12, box.bottom - box.top + 7); // room for marks at the edge
  g.clip();
  for (const lane of scene.lanes) if (options.batch) thinned = Math.max(thinned, drawBatchLoss(g, x, y, scene, lane));
  for (const lane of scene.lanes)
    for (const part of shownParts(scene)) drawEvaluations(g, x, y, scene, lane, part);
  g.restore();
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

/** Why there is nothing to see, or '' when there is. @param {Scene} scene */
function nothing(scene) {
  if (!scene.options.batch && !shownParts(scene).length) return 'Every curve is switched off: choose one above.';
  if (scene.options.measure === 'accuracy' && scene.data?.task === 'regression')
    return 'Accuracy is a share of classes that are right; this data set has values instead.';
  const some = scene.lanes.some(({ numbers: n }) => n.evaluations.length || (scene.options.batch && n.loss.length));
  return some ? '' : 'Nothing has been learned yet: press Play.';
}

/** Bins are merged to at most one a pixel; the return is how many updates one of them holds.
 * @param {OffscreenCanvasRenderingContext2D} g @param {import('./axis.js').Scale} x
 * @param {import('./axis.js').Scale} y
 * @param {Scene} scene @param {Lane} lane */
function drawBatchLoss(g, x, y, scene, lane) {
  const { loss } = lane.numbers;
  if (!loss.length) return 1;
  /** @type {number[][]} */
  const columns = []; // pixel, low, high, sum, updates
  for (let i = 0; i < loss.length; i++) {
    const pixel = Math.round(x.at(loss.start[i] + (loss.width(i) - 1) / 2));
    const width = loss.width(i);
    const last = columns[columns.length - 1];
    if (last && last[0] === pixel) {
      last[1] = Math.min(last[1], loss.low[i]);
      last[2] = Math.max(last[2], loss.high[i]);
      last[3] += loss.mean[i] * width;
      last[4] += width;
    } else columns.push([pixel, loss.low[i], loss.high[i], loss.mean[i] * width, width]);
  }
  g.fillStyle = scene.theme.lanes[lane.slot].colour;
  g.globalAlpha = 0.2;
  g.beginPath();
  for (const [pixel, , high] of columns) g.lineTo(pixel, y.at(high));
  for (const [pixel, low] of columns.toReversed()) g.lineTo(pixel, y.at(low));
  g.fill();
  g.globalAlpha = 1;
  g.beginPath();
  for (const [pixel, , , sum, updates] of columns) g.lineTo(pixel, y.at(sum / updates));
  strokeLane(g, scene.theme, lane.slot);
  return Math.max(...columns.map((column) => column[4]));
}

/** @param {OffscreenCanvasRenderingContext2D} g @param {import('./axis.js').Scale} x
 * @param {import('./axis.js').Scale} y
 * @param {Scene} scene @param {Lane} lane @param {keyof typeof MARKS} part */
function drawEvaluations(g, x, y, scene, lane, part) {
  const { theme, options } = scene;
  const { evaluations } = lane.numbers;
  const values = evaluations.values[columnOf(part, options.measure)];
  /** @type {[number, number][]} */
  const marks = [];
  g.beginPath();
  let pixel = -1;
  for (let i = 0; i < evaluations.length; i++) {
    const left = x.at(evaluations.update[i]);
    if (!Number.isFinite(values[i]) || (left - pixel < 0.75 && i + 1 < evaluations.length)) continue;
    pixel = left;
    g.lineTo(left, y.at(values[i]));
    if (!marks.length || left - marks[marks.length - 1][0] >= MARK_GAP) marks.push([left, y.at(values[i])]);
  }
  strokeLane(g, theme, lane.slot, Math.max(1, theme.stroke * 0.75));
  for (const [left, top] of marks) drawMark(g, theme, lane.slot, part, left, top);
}

/** @param {OffscreenCanvasRenderingContext2D} g @param {import('./drawing.js').Theme} theme @param {number} slot
 * @param {keyof typeof MARKS} part @param {number} x @param {number} y */
function drawMark(g, theme, slot, part, x, y) {
  const r = theme.stroke * 1.7;
  g.beginPath();
  if (MARKS[part] === 'dot') g.arc(x, y, r, 0, 2 * Math.PI);
  else if (MARKS[part] === 'square') g.rect(x - r, y - r, 2 * r, 2 * r);
  else for (const d of [-1, 1]) { g.moveTo(x - r, y - d * r); g.lineTo(x + r, y + d * r); }
  const { colour, casing } = theme.lanes[slot];
  g.fillStyle = MARKS[part] === 'square' ? theme.paper : colour;
  g.strokeStyle = casing || colour;
  g.lineWidth = Math.max(1.25, theme.stroke * 0.7);
  if (MARKS[part] !== 'cross') g.fill();
  g.stroke();
}

/** @type {import('./drawing.js').Drawing['pick']} */
export function pick(size, scene, px, py) {
  const { box, x } = frame(size, scene);
  if (nothing(scene) || px < box.left - 4 || px > box.right + 4) return null;
  const update = Math.max(0, Math.round(x.value(px)));
  const lines = [];
  let title = `update ${count(update)}`;
  for (const { numbers, name, slot } of scene.lanes) {
    const i = scene.options.batch ? numbers.loss.find(update) : -1;
    if (i >= 0 && update <= numbers.loss.end) {
      const width = numbers.loss.width(i);
      const from = numbers.loss.start[i];
      const mean = measured(numbers.loss.mean[i]);
      const band = `${mean} (${measured(numbers.loss.low[i])} to ${measured(numbers.loss.high[i])})`;
      lines.push({ label: `${name}, batch`, value: width > 1 ? band : mean, slot });
      if (width > 1) title = `updates ${count(from)} to ${count(from + width - 1)}`;
    }
    const j = numbers.evaluations.find(update);
    for (const part of j >= 0 ? shownParts(scene) : []) {
      const value = numbers.evaluations.values[columnOf(part, scene.options.measure)][j];
      const text = scene.options.measure === 'accuracy' ? percent(value) : measured(value);
      lines.push({ label: `${name}, ${part} at ${count(numbers.evaluations.update[j])}`, value: text, slot });
    }
  }
  return { x: x.at(update), y: py, title, lines };
}

/** Every bin and evaluation that the picture is made of. @type {import('./drawing.js').Drawing['inspect']} */
export function inspect(scene) {
  const { measure } = scene.options;
  /** @type {(string | number)[][]} */
  const rows = [];
  const lanes = scene.lanes.map(({ id, name, numbers: { loss, evaluations } }) => {
    if (measure === 'loss')
      for (let i = 0; i < loss.length; i++)
        rows.push([name, 'batch', loss.start[i], loss.width(i), loss.mean[i], loss.low[i], loss.high[i]]);
    for (let i = 0; i < evaluations.length; i++)
      for (const part of PARTS) {
        const value = evaluations.values[columnOf(part, measure)][i];
        rows.push([name, part, evaluations.update[i], 1, value, value, value]);
      }
    return { id, name, bins: loss.length, start: loss.start[0] ?? 0, end: loss.end, gaps: loss.gaps };
  });
  return { columns: ['lane', 'of', 'update', 'updates', measure, 'smallest', 'largest'], rows, lanes };
}

/** @type {import('./drawing.js').Drawing['describe']} */
export function describe(scene) {
  const why = nothing(scene);
  if (why) return why;
  const { measure } = scene.options;
  const told = scene.lanes.map(({ name, numbers: { loss, evaluations } }) => {
    const i = evaluations.length - 1;
    const parts = i < 0 ? [] : shownParts(scene).map((part) => {
      const value = evaluations.values[columnOf(part, measure)][i];
      return `${part} ${measure === 'accuracy' ? percent(value) : measured(value)}`;
    });
    if (scene.options.batch && loss.length) parts.unshift(`batch ${measured(loss.mean[loss.length - 1])}`);
    return `${name}: ${parts.join(', ')}`;
  });
  const name = measure === 'accuracy' ? 'Accuracy' : 'Loss';
  return `${name} against updates, at update ${count(lastUpdate(scene))}. ${told.join('; ')}.`;
}
