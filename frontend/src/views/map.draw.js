import { count, measured, percent, shortNumber } from '../wording.js';
import { linearScale, logScale } from './axis.js';
import { CIVIDIS, step } from './cividis.js';
import { say } from './drawing.js';
import { bytes } from './field.js';
import { ranksOf } from './ranks.js';
import { CIVIDIS_SCALE, plain } from './plotly_style.js';

/** @typedef {import('./drawing.js').Scene} Scene */
/** @typedef {import('./drawing.js').Size} Size */
/** @typedef {import('./drawing.js').Theme} Theme */
/** @typedef {import('../generated/types.js').Mapped} Mapped */
/** @typedef {import('../generated/types.js').Label} Label */
/** @typedef {import('../worker/frames.js').Block} Block */
/** @typedef {import('./trails.js').Area} Area */

export const blocks = ['map_label', 'map_shade'];

const PALEST = 0.62; // how much paper is in the colour of the start that needs most updates
const HATCH = 7; // pixels between two stripes where racers diverged

/** The map as far as it is there. @param {Scene} scene
 * @returns {{mapped: Mapped, label: Block, shade: Block} | null} */
function mapOf({ mapped, shared }) {
  const [label, shade] = [shared.get('map_label'), shared.get('map_shade')];
  return mapped && label && shade && label.rows === mapped.side ? { mapped, label, shade } : null;
}

/** @param {Size} size @param {Scene} scene @param {Mapped} mapped */
function frame({ width, height }, { theme: { fontSize } }, { what, x: across, y: up, log }) {
  const left = Math.round(fontSize * (what === 'plane' ? 4 : 2.8)); // a place has fewer digits than a rate
  const room = { left, right: width - 10, top: 6, bottom: height - Math.round(fontSize * 2.8) };
  const unit = Math.max((across[1] - across[0]) / (room.right - room.left), (up[1] - up[0]) / (room.bottom - room.top));
  const box = what === 'plane' ? room
    : { ...room, right: room.left + (across[1] - across[0]) / unit, top: room.bottom - (up[1] - up[0]) / unit };
  const scale = (/** @type {boolean} */ isLog) => (isLog ? logScale : linearScale);
  return {
    box, x: scale(log[0])(...across, box.left, box.right, 4), y: scale(log[1])(...up, box.bottom, box.top, 4),
  };
}

/** The colour of a label at full strength. @param {Label} label @param {number} i @param {Scene} scene
 * @returns {string} */
function colourOf(label, i, { theme, lanes }) {
  if (label.role === 'minimum') return theme.classes[i % theme.classes.length];
  if (label.role === 'lane') return theme.lanes[lanes.find(({ id }) => id === label.lane)?.slot ?? 0].colour;
  return label.role === 'moving' ? theme.grid : theme.line;
}

/** @type {import('./drawing.js').Drawing['draw']} */
export function draw(g, size, scene) {
  const held = mapOf(scene);
  const { theme, memory } = scene;
  if (!held) return say(g, size, theme, 'The map is being computed.');
  const { mapped } = held;
  const { box, x, y } = frame(size, scene, mapped);
  const lanes = scene.lanes.map(({ slot }) => slot).join();
  if (memory.label !== held.label || memory.mapped !== mapped || memory.theme !== theme || memory.lanes !== lanes)
    Object.assign(memory, { label: held.label, mapped, theme, lanes, image: paint(held, scene) });
  drawStripes(g, theme, box);
  g.imageSmoothingEnabled = false;
  g.drawImage(memory.image, box.left, box.top, box.right - box.left, box.bottom - box.top);
  g.strokeStyle = theme.line;
  g.lineWidth = 1;
  g.strokeRect(box.left - 0.5, box.top - 0.5, box.right - box.left + 1, box.bottom - box.top + 1);
  drawTicks(g, scene, box, x, y, mapped);
  if (mapped.what === 'plane') drawNow(g, scene, box, x, y);
  else drawMarks(g, scene, box, x, y);
  return undefined;
}

/** What shows where nothing lies over it: where racers diverged. @param {OffscreenCanvasRenderingContext2D} g
 * @param {Theme} theme @param {Area} box */
function drawStripes(g, theme, { left, right, top, bottom }) {
  g.save();
  g.beginPath();
  g.rect(left, top, right - left, bottom - top);
  g.clip();
  g.beginPath();
  for (let x = left - (bottom - top); x < right; x += HATCH) {
    g.moveTo(x, bottom);
    g.lineTo(x + bottom - top, top);
  }
  Object.assign(g, { strokeStyle: theme.ink, lineWidth: 1.4 });
  g.stroke();
  g.restore();
}

/** One pixel a cell; none where racers diverged.
 * @param {{mapped: Mapped, label: Block, shade: Block}} held @param {Scene} scene */
function paint({ mapped, label, shade }, scene) {
  const { theme } = scene;
  const { rows, cols } = label;
  const canvas = new OffscreenCanvas(cols, rows);
  const ink = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const image = ink.createImageData(cols, rows);
  const paper = bytes(theme.paper);
  const colours = mapped.labels.map((one, i) => bytes(colourOf(one, i, scene)));
  const share = shading(mapped, shade);
  for (let i = 0; i < label.values.length; i++) {
    const k = label.values[i];
    const role = mapped.labels[k]?.role;
    let colour = colours[k] ?? paper;
    const pale = role === 'minimum' || role === 'lane' ? PALEST * share(shade.values[i]) : 0;
    if (role === 'value') {
      const at = step(share(shade.values[i])) * 3;
      colour = [CIVIDIS[at], CIVIDIS[at + 1], CIVIDIS[at + 2]];
    }
    for (let c = 0; c < 3; c++) image.data[i * 4 + c] = colour[c] + (paper[c] - colour[c]) * pale;
    image.data[i * 4 + 3] = role === 'diverged' ? 0 : 255;
  }
  ink.putImageData(image, 0, 0);
  return canvas;
}

/** 0..1 over the range of the shades: updates in equal steps, values by their rank, for some end at 1e-30 and others at
 * 1e30.
 * @param {Mapped} mapped @param {Block} shade */
function shading({ what, range: [low, high] }, shade) {
  if (what === 'basins')
    return (/** @type {number} */ value) => Math.max(0, Math.min(1, (value - low) / (high - low || 1)));
  return ranksOf(shade.values);
}

/** @param {OffscreenCanvasRenderingContext2D} g @param {Scene} scene @param {Area} box
 * @param {import('./axis.js').Scale} x @param {import('./axis.js').Scale} y @param {Mapped} mapped */
function drawTicks(g, { theme, ground }, box, x, y, { what, axes }) {
  const [across, up] = what === 'plane' ? axes : (ground?.axes ?? axes);
  const text = (/** @type {number} */ tick) => shortNumber(Number(tick.toPrecision(6))).replace('-', '−');
  g.font = theme.font;
  g.fillStyle = theme.quiet;
  Object.assign(g, { textAlign: 'center', textBaseline: 'top' });
  for (const tick of x.ticks) g.fillText(text(tick), x.at(tick), box.bottom + 4);
  Object.assign(g, { textAlign: 'right', textBaseline: 'middle' });
  for (const tick of y.ticks.filter((one) => y.at(one) > box.top + theme.fontSize * 1.5))
    g.fillText(text(tick), box.left - 5, y.at(tick));
  g.fillStyle = theme.ink;
  g.textBaseline = 'top';
  g.fillText(across, box.right, box.bottom + 5 + theme.fontSize * 1.2);
  g.fillText(up, box.left - 5, box.top);
}

/** Minima, and where the lanes begin. @param {OffscreenCanvasRenderingContext2D} g @param {Scene} scene
 * @param {Area} box @param {import('./axis.js').Scale} x
 * @param {import('./axis.js').Scale} y */
function drawMarks(g, { theme, ground, options }, box, x, y) {
  g.save();
  g.beginPath();
  g.rect(box.left, box.top, box.right - box.left, box.bottom - box.top);
  g.clip();
  const few = (ground?.minima.length ?? 0) < 40;
  for (const { x: mx, y: my } of ground?.minima ?? []) dot(g, theme, x.at(mx), y.at(my), few ? 4 : 2, theme.ink);
  if (options.start) {
    g.beginPath();
    g.arc(x.at(options.start[0]), y.at(options.start[1]), 6, 0, 2 * Math.PI);
    for (const [width, colour] of /** @type {[number, string][]} */ ([[5, theme.paper], [2, theme.ink]])) {
      Object.assign(g, { lineWidth: width, strokeStyle: colour });
      g.stroke();
    }
  }
  g.restore();
}

/** What the lane has now. @param {OffscreenCanvasRenderingContext2D} g @param {Scene} scene
 * @param {Area} box @param {import('./axis.js').Scale} x
 * @param {import('./axis.js').Scale} y */
function drawNow(g, { theme, options }, box, x, y) {
  if (!options.now) return;
  const [px, py] = [x.at(options.now[0]), y.at(options.now[1])];
  if (px >= box.left - 1 && px <= box.right + 1 && py >= box.top - 1 && py <= box.bottom + 1)
    dot(g, theme, px, py, 5, theme.ink);
}

/** @param {OffscreenCanvasRenderingContext2D} g @param {Theme} theme @param {number} x @param {number} y
 * @param {number} r @param {string} colour */
function dot(g, theme, x, y, r, colour) {
  g.beginPath();
  g.arc(x, y, r, 0, 2 * Math.PI);
  Object.assign(g, { fillStyle: colour, strokeStyle: theme.paper, lineWidth: 2 });
  g.stroke();
  g.fill();
}

/** @type {import('./drawing.js').Drawing['pick']} */
export function pick(size, scene, px, py) {
  const held = mapOf(scene);
  if (!held) return null;
  const { mapped, label, shade } = held;
  const { box, x, y } = frame(size, scene, mapped);
  if (px < box.left || px >= box.right || py < box.top || py >= box.bottom) return null;
  const col = Math.floor(((px - box.left) / (box.right - box.left)) * label.cols);
  const row = Math.floor(((py - box.top) / (box.bottom - box.top)) * label.rows);
  const k = row * label.cols + col;
  const one = mapped.labels[label.values[k]];
  const value = shade.values[k];
  /** @type {[number, number]} */
  const at = [x.value(px), y.value(py)];
  const [across, up] = mapped.what === 'plane' ? mapped.axes : (scene.ground?.axes ?? mapped.axes);
  const lines = [{ label: WORDS[mapped.what], value: one?.name ?? '–' }];
  if (Number.isFinite(value))
    lines.push(mapped.what === 'basins'
      ? { label: 'updates', value: count(value) } : { label: 'f at the end', value: measured(value) });
  return { x: px, y: py, title: `${across} ${measured(at[0])}, ${up} ${measured(at[1])}`, lines, at };
}

const WORDS = { basins: 'ends at', winners: 'lowest at the end', plane: 'ends with' };

/** @type {import('./drawing.js').Drawing['inspect']} */
export function inspect(scene) {
  const held = mapOf(scene);
  const labels = held?.mapped.labels ?? [];
  return {
    columns: ['label', 'share', 'x', 'y', 'f'],
    rows: labels.map((one) => [one.name, one.share, one.x ?? NaN, one.y ?? NaN, one.value ?? NaN]),
    mapped: held?.mapped ?? null,
    label: Array.from(held?.label.values ?? []), shade: Array.from(held?.shade.values ?? []),
    colours: labels.map((one, i) => colourOf(one, i, scene)),
  };
}

/** @type {import('./drawing.js').Drawing['describe']} */
export function describe(scene) {
  const held = mapOf(scene);
  if (!held) return 'The map is being computed.';
  const { mapped: { labels, what, updates, side } } = held;
  const shares = labels.toSorted((one, other) => other.share - one.share).slice(0, 6);
  const told = shares.map(({ name, share }) => `${name} ${percent(share)}`).join(', ');
  return `${SAID[what]}, after ${count(updates)} updates, ${side} by ${side}: ${told}.`;
}

const SAID = {
  basins: 'Where starts end', winners: 'Which lane ends lowest',
  plane: 'The value at the end for pairs of hyper-parameters',
};

/** @type {NonNullable<import('./drawing.js').Drawing['plotly']>} */
export function plotly({ mapped, label, shade, colours }, theme) {
  if (!mapped) return { data: [], layout: {} };
  const { side, what, x: across, y: up, log, axes, labels } = mapped;
  const places = (/** @type {[number, number]} */ [low, high], /** @type {boolean} */ isLog) =>
    Array.from({ length: side }, (_, i) => {
      const share = (i + 0.5) / side;
      return isLog ? low * (high / low) ** share : low + (high - low) * share;
    });
  const table = (/** @type {number[]} */ values) =>
    Array.from({ length: side }, (_, row) => values.slice((side - 1 - row) * side, (side - row) * side));
  const names = table(label).map((row) => row.map((k) => plain(labels[k]?.name ?? '')));
  const rank = ranksOf(shade);
  const ranked = shade.map((/** @type {number} */ value) => (Number.isFinite(value) ? rank(value) : null));
  const steps = colours.flatMap((/** @type {string} */ one, /** @type {number} */ k) =>
    [[k / labels.length, one], [(k + 1) / labels.length, one]]);
  const colour = what === 'plane'
    ? { z: table(ranked), colorscale: CIVIDIS_SCALE }
    : { z: table(label), zmin: -0.5, zmax: labels.length - 0.5, colorscale: steps };
  return {
    data: [{
      type: 'heatmap', x: places(across, log[0]), y: places(up, log[1]), ...colour, showscale: false, text: names,
      customdata: table(shade),
      hovertemplate:
        `%{x:.4g}, %{y:.4g}<br>%{text}<br>${what === 'basins' ? 'updates' : 'f'} %{customdata:.5g}<extra></extra>`,
    }],
    layout: {
      xaxis: { title: { text: plain(axes[0]) }, type: log[0] ? 'log' : 'linear' },
      yaxis: { title: { text: plain(axes[1]) }, type: log[1] ? 'log' : 'linear' },
      font: { color: theme.ink },
    },
  };
}
