import { alongAxis, shortNumber } from '../wording.js';

/**
 * @typedef {object} Scale  from values to pixels
 * @property {(value: number) => number} at
 * @property {(pixel: number) => number} value
 * @property {number[]} ticks
 */

/** @param {number} low @param {number} high @param {number} from @param {number} to @param {number} count
 * @returns {Scale} */
export function linearScale(low, high, from, to, count) {
  const span = high - low || 1;
  return {
    at: (value) => from + ((value - low) / span) * (to - from),
    value: (pixel) => low + ((pixel - from) / (to - from)) * span,
    ticks: linearTicks(low, high, count),
  };
}

/** Values at or below zero lie at the low end. @param {number} low @param {number} high @param {number} from
 * @param {number} to @param {number} count @returns {Scale} */
export function logScale(low, high, from, to, count) {
  const inner = linearScale(Math.log10(low), Math.log10(high), from, to, count);
  return {
    at: (value) => inner.at(Math.log10(Math.max(value, low))),
    value: (pixel) => 10 ** inner.value(pixel),
    ticks: logTicks(low, high, count),
  };
}

/** Round numbers (1, 2, 5 times a power of ten) within low .. high, about `count` of them.
 * @param {number} low @param {number} high @param {number} count */
export function linearTicks(low, high, count) {
  const step = niceStep((high - low) / Math.max(1, count));
  const ticks = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++)
    ticks.push(i * step + 0); // 0 and not minus 0
  return ticks;
}

/** @param {number} rough */
export function niceStep(rough) {
  if (!(rough > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const lead = rough / power;
  return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
}

/** Powers of ten, every second or third where they crowd; 1-2-5 where the range is short.
 * @param {number} low @param {number} high @param {number} count */
export function logTicks(low, high, count) {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  const decades = last - first + 1;
  const ticks = [];
  if (decades < 3) {
    for (let power = Math.floor(Math.log10(low)); power <= last; power++)
      for (const lead of [1, 2, 5]) {
        const tick = lead * 10 ** power;
        if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) ticks.push(tick);
      }
    return ticks;
  }
  const skip = Math.max(1, Math.ceil(decades / Math.max(1, count)));
  for (let power = Math.ceil(first / skip) * skip; power <= last; power += skip) ticks.push(10 ** power);
  return ticks;
}

/** 10 to a whole power. @param {number} power */
export const tenTo = (power) =>
  `10${power < 0 ? '⁻' : ''}${[...String(Math.abs(power))].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('')}`;

/** How the ticks of one axis are written: all as powers of ten where one of them would be too long otherwise.
 * @param {number[]} ticks */
export function tickTexts(ticks) {
  const powers = ticks.map((tick) => Math.round(Math.log10(tick)));
  const round = ticks.every((tick, i) => Math.abs(tick / 10 ** powers[i] - 1) < 1e-9);
  const long = round && ticks.some((tick) => tick < 1e-3 || tick >= 1e6);
  return ticks.map((tick, i) => (long && powers[i] !== 0 ? tenTo(powers[i]) : shortNumber(tick)));
}

/**
 * Lines, ticks and their numbers at the left and the bottom of `box`.
 * @param {OffscreenCanvasRenderingContext2D} g @param {import('./drawing.js').Box} box @param {Scale} x
 * @param {Scale} y
 * @param {import('./drawing.js').Theme} theme
 */
export function drawAxes(g, box, x, y, theme) {
  g.font = theme.font;
  g.lineWidth = 1;
  g.strokeStyle = theme.grid;
  g.beginPath();
  for (const tick of y.ticks) line(g, box.left, y.at(tick), box.right, y.at(tick));
  g.stroke();
  g.strokeStyle = theme.line;
  g.beginPath();
  line(g, box.left, box.bottom, box.right, box.bottom);
  for (const tick of x.ticks) line(g, x.at(tick), box.bottom, x.at(tick), box.bottom + 4);
  g.stroke();
  g.fillStyle = theme.quiet;
  g.textBaseline = 'middle';
  g.textAlign = 'right';
  tickTexts(y.ticks).forEach((text, i) => g.fillText(text, box.left - 6, y.at(y.ticks[i])));
  g.textBaseline = 'top';
  for (const tick of x.ticks) {
    const text = Number.isInteger(tick) ? alongAxis(tick) : shortNumber(tick);
    const half = g.measureText(text).width / 2;
    g.textAlign = 'center';
    g.fillText(text, Math.min(x.at(tick), box.right + box.margin - half), box.bottom + 7);
  }
}

/**
 * The numbers under a plane and to its left.
 * @param {OffscreenCanvasRenderingContext2D} g @param {{left: number, bottom: number}} box @param {Scale} x
 * @param {Scale} y @param {import('./drawing.js').Theme} theme @param {(tick: number) => string} text
 */
export function drawTicks(g, box, x, y, theme, text) {
  g.font = theme.font;
  g.fillStyle = theme.quiet;
  g.textBaseline = 'top';
  g.textAlign = 'center';
  for (const tick of x.ticks) g.fillText(text(tick), x.at(tick), box.bottom + 4);
  g.textAlign = 'right';
  g.textBaseline = 'middle';
  for (const tick of y.ticks) g.fillText(text(tick), box.left - 4, y.at(tick));
}

/** On whole pixels, so that hairlines stay crisp. @param {OffscreenCanvasRenderingContext2D} g
 * @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 */
function line(g, x0, y0, x1, y1) {
  g.moveTo(Math.round(x0) + 0.5, Math.round(y0) + 0.5);
  g.lineTo(Math.round(x1) + 0.5, Math.round(y1) + 0.5);
}

/** The place that one looks back to: upright, with a foot, so that it is no grid line.
 * @param {OffscreenCanvasRenderingContext2D} g @param {number} at @param {number} top @param {number} bottom
 * @param {import('./drawing.js').Theme} theme @param {string} colour */
export function drawCursor(g, at, top, bottom, theme, colour = theme.ink) {
  const wide = theme.fontSize * 0.45;
  g.strokeStyle = colour;
  g.fillStyle = colour;
  g.lineWidth = Math.max(1.5, theme.stroke * 0.6);
  g.beginPath();
  g.moveTo(at, top);
  g.lineTo(at, bottom);
  g.stroke();
  g.beginPath();
  g.moveTo(at - wide, bottom + wide);
  g.lineTo(at + wide, bottom + wide);
  g.lineTo(at, bottom - 1);
  g.fill();
}
