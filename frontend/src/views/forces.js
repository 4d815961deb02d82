import { crossing } from './window.js';
import { write } from './trails.js';

/** @typedef {import('./trails.js').Sheet} Sheet */
/** @typedef {import('../slow_motion.js').Force} Force */
/** @typedef {{slot: number, point: [number, number], forces: Force[], next: [number, number] | null}} Inside */

const LONGEST = 90; // pixels of the longest arrow of a gradient, and of the widest ellipse's half
const SHORTEST = 14; // below it only the direction can be seen, so the arrow is not shorter
const GRADIENTS = ['gradient', 'mean', 'corrected mean'];
const ROOTS = ['squares', 'corrected squares'];

/** How long the gradients of both axes, or their sizes, are. @param {Force} force */
function sizeOf({ meaning, x, y }) {
  if (GRADIENTS.includes(meaning)) return Math.hypot(x, y);
  if (ROOTS.includes(meaning)) return Math.sqrt(Math.max(x, y, 0));
  return meaning === 'sizes' ? Math.max(x, y) : 0;
}

/** One update from inside, at the place where the lane is: what is a gradient is drawn to one scale, what is a movement
 * to that of the map.
 * @param {Sheet} sheet @param {Inside} inside @param {import('./trails.js').Area[]} taken */
export function drawForces(sheet, { slot, point, forces, next }, taken) {
  const { g, scene: { theme }, box, x, y } = sheet;
  const [px, py] = [x.at(point[0]), y.at(point[1])];
  if (crossing(box, px, py, 0)) return;
  const scale = LONGEST / Math.max(1e-300, ...forces.map(sizeOf));
  const sorted = forces.toSorted((one, other) => Number(isRound(other)) - Number(isRound(one)));
  for (const force of sorted) {
    const { target, meaning, fresh } = force;
    g.setLineDash(fresh ? [] : [5, 4]);
    if (isRound(force)) {
      const half = (/** @type {number} */ value) =>
        Math.max(2, scale * (meaning === 'sizes' ? value : Math.sqrt(Math.max(0, value))));
      const [rx, ry] = [half(force.x), half(force.y)];
      g.beginPath();
      g.ellipse(px, py, rx, ry, 0, 0, 2 * Math.PI);
      outline(g, theme, theme.plus, 2);
      write(sheet, named(target, ''), { x: px + rx * 0.7, y: py - ry * 0.7 }, 2, taken);
    } else if (meaning === 'movement') {
      const [dx, dy] = [x.at(point[0] + force.x) - px, y.at(point[1] + force.y) - py];
      arrow(sheet, px, py, dx, dy, theme.lanes[slot].colour, 3, named(target, ''), taken);
    } else if (GRADIENTS.includes(meaning)) {
      const colour = meaning === 'gradient' ? theme.ink : theme.minus;
      arrow(sheet, px, py, -force.x * scale, force.y * scale, colour, 2.4, named(target, '−'), taken);
    } else if (meaning === 'step') {
      const size = Math.hypot(force.x, force.y) || 1;
      const [dx, dy] = [(-force.x / size) * LONGEST, (force.y / size) * LONGEST];
      arrow(sheet, px, py, dx, dy, theme.minus, 2.4, named(target, '−'), taken);
    }
  }
  g.setLineDash([]);
  if (!next) return;
  arrow(sheet, px, py, x.at(next[0]) - px, y.at(next[1]) - py, theme.lanes[slot].colour, 4, 'step', taken);
}

/** @param {Force} force */
const isRound = ({ meaning }) => ROOTS.includes(meaning) || meaning === 'sizes';

/** @param {string} target @param {string} sign */
const named = (target, sign) => sign + target.replace(/^(\w)hat$/, '$1̂');

/** @param {Sheet} sheet @param {number} px @param {number} py @param {number} dx @param {number} dy
 * @param {string} colour @param {number} width @param {string} name @param {import('./trails.js').Area[]} taken */
function arrow(sheet, px, py, dx, dy, colour, width, name, taken) {
  const { g, scene: { theme } } = sheet;
  const exact = Math.hypot(dx, dy);
  if (!(exact > 0) || !Number.isFinite(exact)) return;
  const length = Math.max(SHORTEST, Math.min(exact, 4000));
  const [ux, uy] = [dx / exact, dy / exact];
  const [tx, ty] = [px + ux * length, py + uy * length];
  const head = Math.min(11, length * 0.6);
  g.beginPath();
  g.moveTo(px, py);
  g.lineTo(tx - ux * head * 0.8, ty - uy * head * 0.8);
  outline(g, theme, colour, width);
  g.setLineDash([]);
  g.beginPath();
  g.moveTo(tx, ty);
  for (const side of [0.45, -0.45]) g.lineTo(tx - ux * head - uy * head * side, ty - uy * head + ux * head * side);
  g.closePath();
  Object.assign(g, { fillStyle: colour, strokeStyle: theme.paper, lineWidth: 2, lineJoin: 'round' });
  g.stroke();
  g.fill();
  write(sheet, name, { x: tx + ux * 8, y: ty + uy * 8 }, 1, taken);
}

/** On a bed of paper, so that it stands out from the field. @param {OffscreenCanvasRenderingContext2D} g
 * @param {Sheet['scene']['theme']} theme @param {string} colour @param {number} width */
function outline(g, theme, colour, width) {
  for (const [wide, tone] of /** @type {[number, string][]} */ ([[width + 2.5, theme.paper], [width, colour]])) {
    Object.assign(g, { lineWidth: wide, strokeStyle: tone });
    g.stroke();
  }
}
