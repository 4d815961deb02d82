import { clipped, crossing } from './window.js';
import { strokeLane } from './drawing.js';

/** @typedef {import('./drawing.js').Scene} Scene */
/** @typedef {Scene['lanes'][number]} Lane */
/** @typedef {import('./axis.js').Scale} Scale */
/** @typedef {OffscreenCanvasRenderingContext2D} Ink */
/** @typedef {{g: Ink, scene: Scene, box: import('./drawing.js').Box, x: Scale, y: Scale}} Sheet */
/** @typedef {{left: number, right: number, top: number, bottom: number}} Area */

const NEAR = 0.6; // pixels between two corners of a trail at least
const FEW = 400; // bins of a lane whose updates are drawn as dots, where they are not closer than
const APART = 3.5; // pixels
const RECENT = 60; // updates that are left of a trail that fades, in
const FADES = 6; // steps
const ROOM = 40; // pixels beyond the edge that a line is drawn to
const CHUNK = 256; // bins of a long trail that are drawn for good at once
const THIN = 0.7; // of the usual line, where a trail is long
const SPREAD = 0.2; // opacity of what a thinned trail covered
const SHIFTS = 25; // places above and below each other that are tried for a word
const COARSE = 0.5; // pixels of its layer for one of the picture

/** How many bins of a lane's path are shown: up to the update that one looks at. @param {Lane} lane */
export function binsShown({ numbers: { path }, state }) {
  const shown = state ? state.update : path.end;
  if (!path.length || shown >= path.end) return path.length;
  return path.find(shown) + 1;
}

/** Where a lane is now: said by the server, else its last known place, else its start.
 * @param {Lane} lane @param {[number, number]} start @returns {[number, number]} */
export function placeOf(lane, start) {
  const { numbers: { newest, path } } = lane;
  const point = newest.get('point')?.values;
  if (point) return [point[0], point[1]];
  const bins = binsShown(lane);
  return bins ? [path.mean[(bins - 1) * 3], path.mean[(bins - 1) * 3 + 1]] : start;
}

/** Where a lane begins. @param {Scene} scene @param {number} i its place among the lanes @returns {[number, number]} */
export function startOf({ spec, ground }, i) {
  const surface = spec?.place === 'surface' ? spec : null;
  return surface?.lanes[i]?.start ?? surface?.start ?? ground?.start ?? [0, 0];
}

/** The way of a lane from bin `from` on, with every update as a dot while there are few.
 * @param {Sheet} sheet @param {Lane} lane @param {[number, number]} here @param {boolean} fading
 * @param {number} from */
export function drawTrail(sheet, lane, here, fading, from) {
  const { path } = lane.numbers;
  const bins = binsShown(lane);
  if (!bins) return;
  const first = fading ? Math.max(0, bins - RECENT) : from;
  const parts = fading ? FADES : 1;
  const each = Math.max(1, Math.ceil((bins - first) / parts));
  for (let part = 0; part < parts; part++) {
    const begin = first + part * each;
    const until = Math.min(bins, begin + each);
    if (begin >= until) break;
    sheet.g.globalAlpha = fading ? (part + 1) / parts : 1;
    trace(sheet, path, begin, until, until === bins ? here : null);
    strokeTrail(sheet, lane.slot, bins > FEW && !fading ? THIN : 1);
  }
  sheet.g.globalAlpha = 1;
  if (path.width(0) === 1 && bins - first <= FEW && !from) drawDots(sheet, lane, first, bins);
}

/** On a bed of paper, so that it stands out from the field. @param {Sheet} sheet @param {number} slot
 * @param {number} share of the usual width */
function strokeTrail({ g, scene: { theme } }, slot, share) {
  Object.assign(g, { strokeStyle: theme.paper, lineWidth: theme.stroke * 1.9 * share, lineJoin: 'round' });
  g.stroke();
  strokeLane(g, theme, slot, theme.stroke * share);
}

/**
 * The older parts of long trails, drawn for good on a layer of their own: a trail of thousands of updates costs no more
 * than what is new of it. Below them what their updates covered. The return says up to which bin each lane is on it.
 * @param {Sheet} sheet @param {import('./drawing.js').Size} size @param {string} key what else the layer depends on
 * @returns {number[]}
 */
export function drawLongTrails(sheet, size, key) {
  const { g, scene } = sheet;
  const { memory, lanes, theme } = scene;
  const bins = lanes.map(binsShown);
  const each = lanes.map(({ id, slot, numbers: { path } }) => [id, slot, path.grid, path.start[0]].join(' '));
  const now = [key, ...each].join();
  const stale = memory.trailsKey !== now || memory.trailsTheme !== theme
    || bins.some((count, i) => count < (memory.drawn?.[i] ?? 0) + 1 && memory.drawn[i] > 0);
  if (stale)
    Object.assign(memory, { trailsKey: now, trailsTheme: theme, drawn: lanes.map(() => 0), trails: null, spreads: [] });
  lanes.forEach((lane, i) => {
    drawSpread(sheet, size, lane, (memory.spreads[i] ??= { until: 0, canvas: null }), bins[i]);
  });
  if (!bins.some((count) => count > FEW)) return memory.drawn;
  if (!memory.trails) {
    memory.trails = new OffscreenCanvas(Math.ceil(size.width * size.ratio), Math.ceil(size.height * size.ratio));
    memory.trails.getContext('2d').scale(size.ratio, size.ratio);
  }
  const layer = { ...sheet, g: memory.trails.getContext('2d') };
  lanes.forEach((lane, i) => {
    while (bins[i] > FEW && bins[i] - memory.drawn[i] > CHUNK + 1) {
      const from = memory.drawn[i];
      trace(layer, lane.numbers.path, from, from + CHUNK, null);
      strokeTrail(layer, lane.slot, THIN);
      memory.drawn[i] += CHUNK;
    }
  });
  g.drawImage(memory.trails, 0, 0, size.width, size.height);
  return memory.drawn;
}

/** @param {Sheet} sheet @param {import('../worker/series.js').Series} path @param {number} from @param {number} until
 * @param {[number, number] | null} here where it ends */
function trace({ g, box, x, y }, { mean }, from, until, here) {
  g.beginPath();
  let [lastX, lastY] = [x.at(mean[from * 3]), y.at(mean[from * 3 + 1])];
  let pen = false;
  const to = (/** @type {number} */ px, /** @type {number} */ py, /** @type {boolean} */ always) => {
    if (!(Math.abs(px - lastX) + Math.abs(py - lastY) > NEAR || always)) return;
    const line = clipped(box, ROOM, lastX, lastY, px, py);
    if (!line) pen = false;
    else {
      if (!pen || line[0] !== lastX || line[1] !== lastY) g.moveTo(line[0], line[1]);
      g.lineTo(line[2], line[3]);
      pen = line[2] === px && line[3] === py;
    }
    [lastX, lastY] = [px, py];
  };
  const last = here ? until - 1 : Math.min(until, mean.length / 3 - 1); // a part that fades ends where the next begins
  for (let i = from + 1; i <= last; i++) to(x.at(mean[i * 3]), y.at(mean[i * 3 + 1]), i === last);
  if (here) to(x.at(here[0]), y.at(here[1]), true);
}

/** What the updates of a thinned trail covered: a rectangle a bin, on a layer that is laid on the field as a whole.
 * @param {Sheet} sheet @param {import('./drawing.js').Size} size @param {Lane} lane
 * @param {{until: number, canvas: OffscreenCanvas | null}} spread what is there so far @param {number} bins */
function drawSpread({ g, scene: { theme }, box, x, y }, { width, height }, { slot, numbers: { path } }, spread, bins) {
  if (!bins || path.width(0) <= 1) return;
  spread.canvas ??= new OffscreenCanvas(Math.ceil(width * COARSE), Math.ceil(height * COARSE));
  const ink = /** @type {OffscreenCanvasRenderingContext2D} */ (spread.canvas.getContext('2d'));
  ink.setTransform(COARSE, 0, 0, COARSE, 0, 0);
  ink.fillStyle = theme.lanes[slot].colour;
  for (let i = spread.until; i < bins; i++) {
    const [left, right] = [Math.max(box.left, x.at(path.low[i * 3])), Math.min(box.right, x.at(path.high[i * 3]))];
    const top = Math.max(box.top, y.at(path.high[i * 3 + 1]));
    const bottom = Math.min(box.bottom, y.at(path.low[i * 3 + 1]));
    if (right > left && bottom > top && right - left + bottom - top > 3)
      ink.fillRect(left, top, right - left, bottom - top);
  }
  spread.until = Math.max(0, bins - 1); // the last bin still grows
  g.globalAlpha = SPREAD;
  g.drawImage(spread.canvas, 0, 0, spread.canvas.width / COARSE, spread.canvas.height / COARSE);
  g.globalAlpha = 1;
}

/** @param {Sheet} sheet @param {Lane} lane @param {number} from @param {number} until */
function drawDots({ g, scene: { theme }, box, x, y }, { slot, numbers: { path: { mean } } }, from, until) {
  const r = theme.stroke * 1.15;
  const { colour, casing } = theme.lanes[slot];
  Object.assign(g, { fillStyle: colour, strokeStyle: casing || theme.paper, lineWidth: 1 });
  let [lastX, lastY] = [-Infinity, -Infinity];
  g.beginPath();
  for (let i = from; i < until; i++) {
    const [px, py] = [x.at(mean[i * 3]), y.at(mean[i * 3 + 1])];
    if (px < box.left || px > box.right || py < box.top || py > box.bottom) continue;
    if (Math.hypot(px - lastX, py - lastY) < APART) continue;
    [lastX, lastY] = [px, py];
    shape(g, slot, px, py, r);
  }
  g.stroke();
  g.fill();
}

/** The marker of a lane: beside colour and dash the third thing that tells it apart.
 * @param {Ink} g @param {number} slot @param {number} x @param {number} y @param {number} r */
export function shape(g, slot, x, y, r) {
  const corners = CORNERS[slot % CORNERS.length];
  if (!corners.length) {
    g.moveTo(x + r, y);
    g.arc(x, y, r, 0, 2 * Math.PI);
    return;
  }
  corners.forEach(([dx, dy], i) => (i ? g.lineTo(x + dx * r, y + dy * r) : g.moveTo(x + dx * r, y + dy * r)));
  g.closePath();
}

/** Circle, square, two triangles, diamond, two flat ones, and a slim diamond.
 * @type {[number, number][][]} */
const CORNERS = [
  [], [[-0.95, -0.95], [0.95, -0.95], [0.95, 0.95], [-0.95, 0.95]],
  [[0, -1.25], [1.15, 0.85], [-1.15, 0.85]], [[0, 1.25], [1.15, -0.85], [-1.15, -0.85]],
  [[0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]], [[-1.25, 0], [0.85, -1.15], [0.85, 1.15]],
  [[1.25, 0], [-0.85, -1.15], [-0.85, 1.15]], [[0, -1.4], [0.9, 0], [0, 1.4], [-0.9, 0]],
];

/** Where the lanes are, and then their names, so that no marker covers a name.
 * @param {Sheet} sheet @param {[number, number][]} heads @param {Area[]} taken what has been drawn or written on */
export function drawHeads(sheet, heads, taken) {
  const r = sheet.scene.theme.stroke * 2.6 + 1;
  const spots = sheet.scene.lanes.map((lane, i) => drawMarker(sheet, lane, heads[i], r));
  const seen = spots.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  const marks = seen.map(({ x, y }) => ({ left: x - r, right: x + r, top: y - r, bottom: y + r }));
  taken.push(...marks);
  sheet.scene.lanes.forEach((lane, i) => {
    const state = lane.state?.status === 'diverged' ? ': diverged' : spots[i].gone ? ': outside' : '';
    write(sheet, lane.name + state, spots[i], r, taken);
  });
}

/** One lane's marker; at the edge an arrow, where it left what is shown.
 * @param {Sheet} sheet @param {Lane} lane @param {[number, number]} here @param {number} r */
function drawMarker({ g, scene: { theme }, box, x, y }, lane, here, r) {
  const { colour, casing } = theme.lanes[lane.slot];
  const [px, py] = [x.at(here[0]), y.at(here[1])];
  const gone = crossing(box, px, py, r + 3);
  Object.assign(g, { fillStyle: colour, strokeStyle: casing || theme.paper, lineWidth: 2, lineJoin: 'round' });
  g.beginPath();
  if (gone) arrowHead(g, gone, r);
  else shape(g, lane.slot, px, py, r);
  g.stroke();
  g.fill();
  return { x: gone?.x ?? px, y: gone?.y ?? py, gone: gone !== null };
}

/** @param {Ink} g @param {{x: number, y: number, angle: number}} at @param {number} r */
function arrowHead(g, { x, y, angle }, r) {
  for (const [i, [turn, far]] of [[0, 1.3], [2.5, 1.2], [-2.5, 1.2]].entries()) {
    const [px, py] = [x + Math.cos(angle + turn) * r * far, y + Math.sin(angle + turn) * r * far];
    if (i) g.lineTo(px, py);
    else g.moveTo(px, py);
  }
  g.closePath();
}

/** Where a word of this size stands best: beside its place, else higher or lower, where nothing else is.
 * @param {import('./drawing.js').Box} box @param {import('./window.js').Spot} at @param {number} beside pixels to stay
 * away @param {number} width @param {number} height @param {Area[]} taken @returns {Area} */
export function roomFor(box, at, beside, width, height, taken) {
  const areas = [];
  for (let k = 0; k < SHIFTS; k++) {
    const top = at.y - height / 2 + Math.ceil(k / 2) * (k % 2 ? 1 : -1) * (height + 1);
    for (const left of [at.x + beside, at.x - beside - width])
      areas.push({ left, right: left + width, top, bottom: top + height });
  }
  const fits = (/** @type {Area} */ { left, right, top, bottom }) => left >= box.left && right <= box.right
    && top >= box.top && bottom <= box.bottom
    && !taken.some((one) => left < one.right && right > one.left && top < one.bottom && bottom > one.top);
  return areas.find(fits) ?? areas[0];
}

/** A word beside a place, on paper, where nothing else is written; a line leads to one that stands apart.
 * @param {Sheet} sheet @param {string} text @param {import('./window.js').Spot} at
 * @param {number} r pixels to stay away
 * @param {Area[]} taken */
export function write({ g, scene: { theme }, box }, text, at, r, taken) {
  g.font = theme.font;
  const [width, height] = [g.measureText(text).width + 8, theme.fontSize + 5];
  const area = roomFor(box, at, r + 3, width, height, taken);
  const { left, top } = area;
  taken.push(area);
  const middle = top + height / 2;
  if (Math.abs(middle - at.y) > 1.5 * height) {
    g.beginPath();
    g.moveTo(at.x, at.y);
    g.lineTo(left > at.x ? left : left + width, middle);
    Object.assign(g, { strokeStyle: theme.ink, lineWidth: 1 });
    g.stroke();
  }
  g.globalAlpha = 0.86;
  g.fillStyle = theme.paper;
  g.beginPath();
  g.roundRect(left, top, width, height, 3);
  g.fill();
  g.globalAlpha = 1;
  g.fillStyle = theme.ink;
  g.textAlign = 'left';
  g.textBaseline = 'middle';
  g.fillText(text, left + 4, top + height / 2 + 0.5);
}
