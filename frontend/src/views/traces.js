import { strokeLane } from './drawing.js';
import { Spread } from './spread.js';
import { Straight } from './straight.js';

/** @typedef {import('./drawing.js').Scene} Scene */
/** @typedef {Scene['lanes'][number]} Lane */
/** @typedef {import('./axis.js').Scale} Scale */
/** @typedef {import('./along.js').Road} Road */
/** @typedef {OffscreenCanvasRenderingContext2D} Ink */
/** @typedef {{series: import('../worker/series.js').Series, channel: number}} Strand  one line through a series */
/** @typedef {{g: Ink, scene: Scene, box: import('./drawing.js').Box, x: Scale, y: Scale, road: Road}} Paper */

/** Evaluated curves tell their part of the data by a mark, because colour and dash belong to the lanes. */
const MARKS = /** @type {const} */ ({ train: 'cross', validation: 'dot', test: 'square' });
/** @typedef {keyof typeof MARKS} Part */
export const PARTS = /** @type {Part[]} */ (Object.keys(MARKS));
const MARK_GAP = 56; // pixels between the marks of a curve
const BAND = 0.2; // opacity
// Where a line lies on another one, the lower is so many line widths wider: its edges are seen. The uppermost has a bed
// of paper, so that its dashes are.
const EDGE = 1.6;
const BED = 1.5;

/** Bins of a lane merged to one a pixel of the picture's width: kept from drawing to drawing, so that nothing is
 * allocated. Pixels without an update hold nothing. */
class Columns {
  /** @param {number} size */
  constructor(size) {
    this.low = new Float64Array(size);
    this.high = new Float64Array(size);
    this.mean = new Float64Array(size);
    this.updates = new Float64Array(size);
    this.most = 1;
    this.banded = false;
  }

  /** @param {Paper} paper @param {import('../worker/numbers.js').LaneNumbers} numbers @param {Strand} strand */
  fill({ box, x, road }, numbers, { series, channel }) {
    const { low, high, mean, updates } = this;
    const [zero, pixels] = [x.at(0) - box.left, x.at(1) - x.at(0)]; // the scale is linear
    updates.fill(0);
    this.banded = false;
    for (let i = 0, bins = road.bins(numbers, series); i < bins; i++) {
      const at = Math.max(0, Math.min(low.length - 1, Math.round(zero + pixels * road.middle(numbers, i, series))));
      const width = series.width(i);
      const k = i * series.channels + channel;
      if (!updates[at] || series.low[k] < low[at]) low[at] = series.low[k];
      if (!updates[at] || series.high[k] > high[at]) high[at] = series.high[k];
      const moved = ((series.mean[k] - mean[at]) * width) / (updates[at] + width);
      mean[at] = updates[at] ? mean[at] + moved : series.mean[k];
      updates[at] += width;
      this.banded ||= high[at] > low[at];
    }
    this.most = updates.reduce((most, one) => Math.max(most, one), 1);
  }
}

/**
 * The lanes' losses: of each a line through the means and, where a pixel holds several updates, a band from smallest to
 * largest. The return is how many updates the fullest pixel holds.
 * @param {Paper} paper @param {Lane[]} lanes from the lowest to the uppermost line
 * @param {(numbers: Lane['numbers']) => Strand} strandOf the losses, or what is drawn instead of them
 * @param {boolean} bedded whether a line that lies on another one is set apart from it: lanes of one start all would
 */
export function drawBatchLosses(paper, lanes, strandOf = ({ loss }) => ({ series: loss, channel: 0 }), bedded = true) {
  const { g, scene: { memory, theme }, box, y } = paper;
  const size = Math.ceil(box.right - box.left) + 2;
  if (memory.width !== size) Object.assign(memory, { width: size, columns: [], spreads: [] });
  const all = lanes.map(({ numbers }, i) => {
    const columns = /** @type {Columns} */ (memory.columns[i] ??= new Columns(size));
    columns.fill(paper, numbers, strandOf(numbers));
    return columns;
  });
  const under = (/** @type {Columns} */ columns, /** @type {number} */ until, /** @type {string} */ colour,
    /** @type {number} */ width) => {
    trace(g, box, y, columns, until);
    Object.assign(g, { lineJoin: 'round', strokeStyle: colour, lineWidth: width });
    g.stroke();
  };
  const bed = lanes.map(() => 0); // up to which pixel the line lies on another one
  lanes.forEach(({ slot }, i) => {
    const { colour } = theme.lanes[slot];
    if (all[i].banded) (memory.spreads[i] ??= new Spread()).draw(g, box, y, all[i], colour, BAND);
    const covers = !bedded ? [] : all.slice(i + 1).map((other) => covered(all[i], other, y));
    covers.forEach((until, k) => (bed[i + 1 + k] = Math.max(bed[i + 1 + k], until)));
    const above = covers.filter((until) => until > 0).length;
    if (above) under(all[i], Math.max(...covers), colour, theme.stroke * (1 + EDGE * above));
    else if (bed[i]) under(all[i], bed[i], theme.paper, theme.stroke * BED);
    trace(g, box, y, all[i], size);
    strokeLane(g, theme, slot);
  });
  return Math.max(1, ...all.map(({ most }) => most));
}

/** The path through the means up to pixel `until`. @param {Ink} g @param {import('./drawing.js').Box} box
 * @param {Scale} y @param {Columns} columns @param {number} until */
function trace(g, { left }, y, { mean, updates }, until) {
  const path = new Straight(g);
  for (let at = 0; at < until; at++) if (updates[at]) path.to(left + at, y.at(mean[at]));
  path.end();
}

/**
 * Up to which pixel two lines lie on each other: all the way for a copy, the common past for a fork. Of a past that
 * came thinned the bins may be cut elsewhere, so a pixel or two are let pass.
 * @param {Columns} one @param {Columns} other @param {Scale} y
 */
function covered(one, other, y) {
  let apart = 0;
  let until = 0;
  for (let at = 0; at < one.mean.length && apart < 3; at++) {
    if (!one.updates[at] || !other.updates[at]) continue;
    const [here, there] = [one.mean[at], other.mean[at]];
    if (!until && Math.abs(here - there) > here * 1e-3) return 0; // not the same first loss: they never were one
    apart = Math.abs(y.at(here) - y.at(there)) > 2 ? apart + 1 : 0;
    if (!apart) until = at + 1;
  }
  return until;
}

/** @param {Paper} paper @param {Lane} lane @param {Part} part @param {ArrayLike<number>} values of the evaluations */
export function drawEvaluations({ g, scene, x, y, road }, lane, part, values) {
  const { theme } = scene;
  const { evaluations } = lane.numbers;
  const last = evaluations.length - 1;
  /** @type {number[]} */
  const marks = []; // x, y, x, y: a dozen
  let pixel = -Infinity;
  let marked = -Infinity;
  const path = new Straight(g);
  for (let i = 0; i <= last; i++) {
    const left = x.at(road.at(lane.numbers, evaluations.update[i]));
    if ((left - pixel < 0.75 && i < last) || !Number.isFinite(values[i])) continue;
    const top = y.at(values[i]);
    pixel = left;
    path.to(left, top);
    if (left - marked < MARK_GAP) continue;
    marked = left;
    marks.push(left, top);
  }
  path.end();
  strokeLane(g, theme, lane.slot, Math.max(1, theme.stroke * 0.75));
  for (let i = 0; i < marks.length; i += 2) drawMark(g, theme, lane.slot, part, marks[i], marks[i + 1]);
}

/** @param {Ink} g @param {import('./drawing.js').Theme} theme @param {number} slot @param {Part} part
 * @param {number} x @param {number} y */
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
