import { count, measured, shortNumber } from '../../wording.js';
import { linearScale } from '../axis.js';
import { say } from '../drawing.js';
import { plain } from '../plotly_style.js';
import { SHOWN, binsOf, reachOf, spreadOver } from './counts.js';

/** @typedef {import('../drawing.js').Scene} Scene */
/** @typedef {import('../drawing.js').Size} Size */

export const blocks = ['weight_histogram'];

const LEAST = 120; // pixels of a lane's panel

/** What is drawn: of each lane the share of its weights in each cell, on one axis for all.
 * @param {Scene} scene */
function sharesOf({ lanes, options }) {
  const layer = typeof options.layer === 'number' ? options.layer : null;
  const held = lanes.flatMap(({ id, name, slot, numbers }) => {
    const bins = binsOf(numbers.newest.get('weight_histogram'), layer);
    return bins.length ? [{ id, name, slot, bins }] : [];
  });
  const reach = reachOf(held.flatMap(({ bins }) => bins));
  const panels = held.map(({ bins, ...lane }) => {
    const cells = spreadOver(bins, reach);
    const total = bins.reduce((sum, { counts }) => sum + Array.from(counts).reduce((a, b) => a + b, 0), 0);
    return { ...lane, total, shares: Array.from(cells, (cell) => (total ? cell / total : 0)) };
  });
  const highest = Math.max(1e-9, ...panels.flatMap(({ shares }) => shares));
  return { reach, highest, panels };
}

/**
 * One panel a lane, side by side while there is room, else one below the other.
 * @param {Size} size @param {Scene} scene @param {ReturnType<typeof sharesOf>} shown
 */
function frame(size, { theme: { fontSize } }, { reach, highest, panels }) {
  const columns = Math.max(1, Math.min(panels.length, Math.floor(size.width / LEAST)));
  const rows = Math.ceil(panels.length / columns);
  const [wide, high] = [size.width / columns, size.height / rows];
  return panels.map((_, i) => {
    const [left, top] = [(i % columns) * wide, Math.floor(i / columns) * high];
    const box = {
      left: left + 6, right: left + wide - 8, top: top + fontSize * 1.6, bottom: top + high - fontSize * 1.7, margin: 0,
    };
    return {
      box, x: linearScale(-reach, reach, box.left, box.right, Math.max(4, wide / (fontSize * 6))),
      y: linearScale(0, highest, box.bottom, box.top, 2),
    };
  });
}

/** @type {import('../drawing.js').Drawing['draw']} */
export function draw(g, size, scene) {
  const { theme } = scene;
  const shown = sharesOf(scene);
  if (!shown.panels.length) return say(g, size, theme, 'The histograms have not come yet.');
  g.font = theme.font;
  frame(size, scene, shown).forEach(({ box, x, y }, i) => {
    const { name, slot, shares } = shown.panels[i];
    const { colour, casing } = theme.lanes[slot];
    const wide = (box.right - box.left) / SHOWN;
    g.fillStyle = colour;
    shares.forEach((share, cell) => share > 0
      && g.fillRect(box.left + cell * wide, y.at(share), Math.max(0.8, wide - 0.5), box.bottom - y.at(share)));
    if (casing) { // a colour that the paper would swallow
      Object.assign(g, { strokeStyle: casing, lineWidth: 0.8 });
      shares.forEach((share, cell) => share > 0
        && g.strokeRect(box.left + cell * wide, y.at(share), wide, box.bottom - y.at(share)));
    }
    g.strokeStyle = theme.line;
    g.lineWidth = 1;
    g.beginPath();
    g.moveTo(box.left, Math.round(box.bottom) + 0.5);
    g.lineTo(box.right, Math.round(box.bottom) + 0.5);
    for (const tick of x.ticks) {
      g.moveTo(Math.round(x.at(tick)) + 0.5, box.bottom);
      g.lineTo(Math.round(x.at(tick)) + 0.5, box.bottom + 4);
    }
    g.stroke();
    g.fillStyle = theme.quiet;
    Object.assign(g, { textBaseline: 'top', textAlign: 'center' });
    for (const tick of x.ticks) {
      const text = shortNumber(tick).replace('-', '−');
      const half = g.measureText(text).width / 2;
      g.fillText(text, Math.max(box.left + half, Math.min(box.right - half, x.at(tick))), box.bottom + 6);
    }
    Object.assign(g, { textBaseline: 'alphabetic', textAlign: 'left' });
    g.fillStyle = theme.ink;
    g.fillText(name, box.left, box.top - theme.fontSize * 0.5, box.right - box.left);
  });
  return undefined;
}

/** @type {import('../drawing.js').Drawing['pick']} */
export function pick(size, scene, px, py) {
  const shown = sharesOf(scene);
  const places = frame(size, scene, shown);
  const i = places.findIndex(({ box }) =>
    px >= box.left && px <= box.right && py >= box.top - 20 && py <= box.bottom + 20);
  if (i < 0) return null;
  const { box } = places[i];
  const cell = Math.min(SHOWN - 1, Math.floor(((px - box.left) / (box.right - box.left)) * SHOWN));
  const from = -shown.reach + (cell * 2 * shown.reach) / SHOWN;
  return {
    x: px, y: py, title: `w from ${measured(from)} to ${measured(from + (2 * shown.reach) / SHOWN)}`,
    lines: shown.panels.map(({ name, slot, shares }) => (
      { label: name, slot, value: `${(100 * shares[cell]).toFixed(2)} %` })),
  };
}

/** @type {import('../drawing.js').Drawing['inspect']} */
export function inspect(scene) {
  const { reach, panels } = sharesOf(scene);
  const wide = (2 * reach) / SHOWN;
  return {
    columns: ['lane', 'from', 'to', 'share of its weights'],
    rows: panels.flatMap(({ name, shares }) => shares.map((share, i) => (
      [name, -reach + i * wide, -reach + (i + 1) * wide, share]))),
    reach, panels,
  };
}

/** @type {import('../drawing.js').Drawing['describe']} */
export function describe(scene) {
  const { reach, panels } = sharesOf(scene);
  if (!panels.length) return 'The histograms have not come yet.';
  const middle = panels.map(({ name, shares, total }) => {
    const near = shares[SHOWN / 2 - 1] + shares[SHOWN / 2];
    return `${name}, ${count(total)} weights: ${(100 * near).toFixed(1)} % in the two cells at 0`;
  });
  return `Histograms of the weights on one axis, from ${measured(-reach)} to ${measured(reach)}. ${middle.join('; ')}.`;
}

/** @type {NonNullable<import('../drawing.js').Drawing['plotly']>} */
export function plotly({ panels, reach }, theme) {
  const wide = (2 * reach) / SHOWN;
  return {
    data: panels.map((/** @type {any} */ { name, slot, shares }) => ({
      type: 'bar', name: plain(name),
      x: shares.map((/** @type {number} */ _, /** @type {number} */ i) => -reach + (i + 0.5) * wide),
      y: shares, marker: { color: theme.lanes[slot].colour }, opacity: 0.7,
      hovertemplate: '%{x:.4g}: %{y:.2%}<extra>%{fullData.name}</extra>',
    })),
    layout: {
      barmode: 'overlay', bargap: 0,
      xaxis: { title: { text: 'weight' } }, yaxis: { title: { text: 'share' }, tickformat: '.0%' },
    },
  };
}
