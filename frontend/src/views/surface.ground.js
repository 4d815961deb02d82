import { shortNumber } from '../wording.js';
import { contour } from './contours.js';
import { bytes } from './field.js';
import { heightImage, heightsOfField, levelsOf } from './heights.js';

/** What of the map stays while the lanes run: colours, contours, minima, axes. */

/** @typedef {import('./drawing.js').Scene} Scene */
/** @typedef {import('./drawing.js').Size} Size */
/** @typedef {import('./window.js').Window} Window */
/** @typedef {import('./trails.js').Sheet} Sheet */
/** @typedef {import('../worker/frames.js').Block} Block */

const LEVELS = 13;
export const STRENGTH = 0.66; // of the colours: the lanes have to stand out
const LABELLED = 110; // pixels between two labels of contours at least
const ROOMY = 34; // pixels from the edge to the first label
const CROWD = 40; // minima that are drawn large

/** What everything on the plane depends on. @param {Size} size @param {Scene} scene */
export const keyOf = ({ width, height, ratio }, { options, ground }) =>
  [width, height, ratio, options.window, ground?.axes].join();

/** Everything that stays while the lanes run: drawn once and kept.
 * @param {Sheet} sheet @param {Size} size @param {{field: Block, window: Window}} held */
export function drawGround({ g, scene, box, x, y }, size, held) {
  const { memory, theme, ground } = scene;
  const key = keyOf(size, scene);
  if (memory.field !== held.field || memory.strong !== theme) {
    memory.heights = heightsOfField(held.field);
    memory.image = heightImage(held.field, memory.heights, /** @type {any} */ (bytes(theme.paper)), STRENGTH);
    memory.contours = levelsOf(memory.heights, LEVELS).map((level) => ({
      level, pieces: contour(held.field.values, held.field.rows, held.field.cols, level),
    }));
  }
  if (memory.field !== held.field || memory.strong !== theme || memory.key !== key || memory.ground !== ground) {
    memory.layer ??= new OffscreenCanvas(1, 1);
    const [wide, high] = [size.width * size.ratio, size.height * size.ratio];
    Object.assign(memory.layer, { width: Math.ceil(wide), height: Math.ceil(high) });
    const ink = memory.layer.getContext('2d');
    ink.scale(size.ratio, size.ratio);
    ink.fillStyle = theme.paper;
    ink.fillRect(0, 0, size.width, size.height);
    paintGround({ g: ink, scene, box, x, y }, held);
    Object.assign(memory, { field: held.field, strong: theme, key, ground });
  }
  g.drawImage(memory.layer, 0, 0, size.width, size.height);
}

/** @param {Sheet} sheet @param {{field: Block, window: Window}} held */
function paintGround(sheet, { field, window: [across, up] }) {
  const { g, scene: { memory, theme, ground }, box, x, y } = sheet;
  const [left, right, top, bottom] = [x.at(across[0]), x.at(across[1]), y.at(up[1]), y.at(up[0])];
  g.save();
  g.beginPath();
  g.rect(box.left, box.top, box.right - box.left, box.bottom - box.top);
  g.clip();
  g.imageSmoothingEnabled = true;
  g.imageSmoothingQuality = 'high';
  g.drawImage(memory.image, left, top, right - left, bottom - top);
  const [wide, high] = [(right - left) / field.cols, (bottom - top) / field.rows];
  const px = (/** @type {number} */ col) => left + (col + 0.5) * wide;
  const py = (/** @type {number} */ row) => top + (row + 0.5) * high;
  g.strokeStyle = theme.ink;
  g.lineWidth = theme.stroke * 0.4;
  g.globalAlpha = 0.5;
  for (const { pieces } of memory.contours) {
    g.beginPath();
    for (let i = 0; i < pieces.length; i += 4) {
      g.moveTo(px(pieces[i]), py(pieces[i + 1]));
      g.lineTo(px(pieces[i + 2]), py(pieces[i + 3]));
    }
    g.stroke();
  }
  g.globalAlpha = 1;
  labelContours(sheet, px, py);
  for (const { x: sx, y: sy } of ground?.saddles ?? []) drawSaddle(g, theme, x.at(sx), y.at(sy));
  const small = (ground?.minima.length ?? 0) > CROWD ? 0.55 : 1;
  for (const [i, { x: mx, y: my }] of [...(ground?.minima ?? [])].entries())
    drawMinimum(g, theme, x.at(mx), y.at(my), theme.fontSize * (i ? 0.5 * small : 0.62));
  g.restore();
  drawAxes(sheet);
}

/** The value of each line once, where no other label is near.
 * @param {Sheet} sheet @param {(col: number) => number} px @param {(row: number) => number} py */
function labelContours({ g, scene: { memory, theme }, box }, px, py) {
  g.font = theme.font.replace(/^[\d.]+px/, `${theme.fontSize * 0.9}px`);
  g.textAlign = 'center';
  g.textBaseline = 'middle';
  /** @type {[number, number][]} */
  const labels = [];
  for (const { level, pieces } of memory.contours) {
    let best = -1;
    let free = LABELLED;
    for (let i = 0; i < pieces.length; i += 4 * Math.max(1, Math.floor(pieces.length / 1600))) {
      const [ax, ay] = [px((pieces[i] + pieces[i + 2]) / 2), py((pieces[i + 1] + pieces[i + 3]) / 2)];
      if (ax < box.left + ROOMY || ax > box.right - ROOMY || ay < box.top + 14 || ay > box.bottom - 14) continue;
      if (Math.abs(pieces[i + 3] - pieces[i + 1]) > Math.abs(pieces[i + 2] - pieces[i])) continue; // hard to read
      const near = Math.min(3 * LABELLED, ...labels.map(([bx, by]) => Math.hypot(ax - bx, ay - by)));
      if (near > free) [best, free] = [i, near];
    }
    if (best < 0) continue;
    const [x0, y0, x1, y1] = [px(pieces[best]), py(pieces[best + 1]), px(pieces[best + 2]), py(pieces[best + 3])];
    labels.push([(x0 + x1) / 2, (y0 + y1) / 2]);
    const tilt = Math.atan((y1 - y0) / (x1 - x0 || 1e-9));
    g.save();
    g.translate((x0 + x1) / 2, (y0 + y1) / 2);
    g.rotate(tilt);
    Object.assign(g, { lineWidth: 3, lineJoin: 'round', strokeStyle: theme.paper, globalAlpha: 0.8 });
    const text = shortNumber(level).replace('-', '−');
    g.strokeText(text, 0, 0);
    g.globalAlpha = 1;
    g.fillStyle = theme.ink;
    g.fillText(text, 0, 0);
    g.restore();
  }
}

/** A star. @param {Sheet['g']} g @param {Scene['theme']} theme @param {number} x @param {number} y @param {number} r */
function drawMinimum(g, theme, x, y, r) {
  g.beginPath();
  for (let i = 0; i < 10; i++) {
    const [far, turn] = [i % 2 ? r * 0.42 : r, (i * Math.PI) / 5 - Math.PI / 2];
    if (i) g.lineTo(x + far * Math.cos(turn), y + far * Math.sin(turn));
    else g.moveTo(x + far * Math.cos(turn), y + far * Math.sin(turn));
  }
  g.closePath();
  Object.assign(g, { lineJoin: 'round', lineWidth: 3, strokeStyle: theme.paper, fillStyle: theme.ink });
  g.stroke();
  g.fill();
}

/** A lying cross. @param {Sheet['g']} g @param {Scene['theme']} theme @param {number} x @param {number} y */
function drawSaddle(g, theme, x, y) {
  const r = theme.fontSize * 0.36;
  g.beginPath();
  for (const d of [-1, 1]) {
    g.moveTo(x - r, y - d * r);
    g.lineTo(x + r, y + d * r);
  }
  for (const [width, colour] of /** @type {[number, string][]} */ ([[4.5, theme.paper], [2, theme.ink]])) {
    Object.assign(g, { lineWidth: width, strokeStyle: colour, lineCap: 'round' });
    g.stroke();
  }
  g.lineCap = 'butt';
}

/** @param {Sheet} sheet */
function drawAxes({ g, scene: { theme, ground }, box, x, y }) {
  const [across, up] = ground?.axes ?? ['x', 'y'];
  g.strokeStyle = theme.line;
  g.lineWidth = 1;
  g.strokeRect(box.left - 0.5, box.top - 0.5, box.right - box.left + 1, box.bottom - box.top + 1);
  g.font = theme.font;
  g.fillStyle = theme.quiet;
  g.textAlign = 'center';
  g.textBaseline = 'top';
  for (const tick of x.ticks.filter((one) => x.at(one) < box.right - theme.fontSize * 2))
    g.fillText(tickText(tick, x.ticks), x.at(tick), box.bottom + 5);
  g.textAlign = 'right';
  g.textBaseline = 'middle';
  for (const tick of y.ticks.filter((one) => y.at(one) > box.top + theme.fontSize * 1.6))
    g.fillText(tickText(tick, y.ticks), box.left - 6, y.at(tick));
  g.fillStyle = theme.ink;
  g.textBaseline = 'top';
  g.textAlign = 'right';
  g.fillText(across, box.right, box.bottom + 5);
  g.fillText(up, box.left - 6, box.top);
}

/** With as many digits as tell the ticks apart. @param {number} tick @param {number[]} ticks */
function tickText(tick, ticks) {
  const step = ticks.length > 1 ? Math.abs(ticks[1] - ticks[0]) : Math.abs(tick) || 1;
  const size = Math.max(...ticks.map(Math.abs), 1e-12);
  if (size >= 1e5 || size < 1e-3) return shortNumber(tick).replace('-', '−');
  return tick.toFixed(Math.max(0, -Math.floor(Math.log10(step) + 1e-9))).replace('-', '−');
}
