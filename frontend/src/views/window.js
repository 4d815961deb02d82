import { linearScale } from './axis.js';

/** The part of the plane that a map shows, and where it stands in its picture. */

/** @typedef {[[number, number], [number, number]]} Window  lowest and highest x, lowest and highest y */
/** @typedef {import('./drawing.js').Box} Box */
/** @typedef {{x: number, y: number}} Spot  in pixels */

const NARROWEST = 1e-9; // of the numbers themselves: beyond it doubles have nothing left to tell apart
const WIDEST = 1e7;

/** Where the plane stands within the picture. @param {{width: number, height: number}} size @param {number} fontSize
 * @returns {Box} */
export function boxOf({ width, height }, fontSize) {
  return {
    left: Math.round(fontSize * 3.7), right: width - 8, top: 8, bottom: height - Math.round(fontSize * 1.9), margin: 0,
  };
}

/** The smallest window of the box's shape around `wanted`: as long across as up, so that a gradient stands upright on
 * the contours. @param {Window} wanted @param {Box} box @returns {Window} */
export function fitted([across, up], box) {
  const [width, height] = [Math.max(1, box.right - box.left), Math.max(1, box.bottom - box.top)];
  const unit = Math.max((across[1] - across[0]) / width, (up[1] - up[0]) / height);
  return [around(across, unit * width), around(up, unit * height)];
}

/** @param {[number, number]} range @param {number} span @returns {[number, number]} */
function around([low, high], span) {
  const middle = (low + high) / 2;
  return [middle - span / 2, middle + span / 2];
}

/** @param {Window} window @param {Box} box */
export function scalesOf([across, up], box) {
  return {
    x: linearScale(...across, box.left, box.right, Math.max(3, (box.right - box.left) / 90)),
    y: linearScale(...up, box.bottom, box.top, Math.max(3, (box.bottom - box.top) / 70)),
  };
}

/** Closer by `factor`, with what is at the point staying there; as it is where no number would be left between.
 * @param {Window} window @param {[number, number]} at @param {number} factor @returns {Window} */
export function zoomed(window, at, factor) {
  const zoom = (/** @type {[number, number]} */ [low, high], /** @type {number} */ still) =>
    /** @type {[number, number]} */ ([still + (low - still) / factor, still + (high - still) / factor]);
  /** @type {Window} */
  const next = [zoom(window[0], at[0]), zoom(window[1], at[1])];
  return usable(next.flat()) ? next : window;
}

/** @param {Window} window @param {number} right in its units @param {number} up @returns {Window} */
export function moved([across, upward], right, up) {
  return [[across[0] + right, across[1] + right], [upward[0] + up, upward[1] + up]];
}

/** With a point of the plane at a spot of the picture: under the fingers that hold it. @param {Window} window
 * @param {[number, number]} at @param {Spot} spot @param {Box} box @returns {Window} */
export function brought(window, at, spot, box) {
  const { x, y } = scalesOf(window, box);
  return moved(window, at[0] - x.value(spot.x), at[1] - y.value(spot.y));
}

/** Whether these numbers, anybody's, are a window. @param {any[]} numbers lowest and highest x, lowest and highest y */
export function usable(numbers) {
  if (numbers.length !== 4 || !numbers.every(Number.isFinite)) return false;
  const [x0, x1, y0, y1] = numbers;
  const size = Math.max(1e-3, ...numbers.map(Math.abs));
  return size <= WIDEST && x1 - x0 > size * NARROWEST && y1 - y0 > size * NARROWEST;
}

/** Where the way from the middle of the box to a point outside crosses its edge, and in which direction that is; null
 * inside. @param {Box} box @param {number} px @param {number} py @param {number} inset pixels
 * @returns {(Spot & {angle: number}) | null} */
export function crossing({ left, right, top, bottom }, px, py, inset) {
  if (px >= left && px <= right && py >= top && py <= bottom) return null;
  const [mx, my] = [(left + right) / 2, (top + bottom) / 2];
  const far = 1e12; // beyond it only the direction counts
  const [dx, dy] = [Math.max(-far, Math.min(far, px - mx)), Math.max(-far, Math.min(far, py - my))];
  const share = Math.min(
    ((right - left) / 2 - inset) / Math.max(Math.abs(dx), 1e-9),
    ((bottom - top) / 2 - inset) / Math.max(Math.abs(dy), 1e-9));
  return { x: mx + dx * share, y: my + dy * share, angle: Math.atan2(dy, dx) };
}

/** The part of a straight line within the box, widened by `room`; null where there is none. A line of a racer that left
 * may be longer than a canvas can dash.
 * @param {Box} box @param {number} room @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1
 * @returns {[number, number, number, number] | null} */
export function clipped(box, room, x0, y0, x1, y1) {
  let [from, to] = [0, 1];
  const [dx, dy] = [x1 - x0, y1 - y0];
  for (const [p, q] of [
    [-dx, x0 - (box.left - room)], [dx, box.right + room - x0],
    [-dy, y0 - (box.top - room)], [dy, box.bottom + room - y0],
  ]) {
    if (p === 0 && q < 0) return null;
    if (p < 0) from = Math.max(from, q / p);
    else if (p > 0) to = Math.min(to, q / p);
  }
  return from < to ? [x0 + from * dx, y0 + from * dy, x0 + to * dx, y0 + to * dy] : null;
}
