import { kept } from './kept.js';
import { usable } from './views/window.js';

/** @typedef {import('./views/window.js').Window} Window */

/** What a person looks at in the Surface place; all of it stands in the address. */

/** Lowest and highest x, lowest and highest y; empty: all of the surface's domain.
 * @type {import('./kept.js').Signal<number[]>} */
const window = kept('window', []);
/** Whether all of the way that a lane came stays, or only what is recent. */
export const trails = kept('trails', 'stay');
/** What the chart shows, a key of MEASURES, and on what axis: 'auto', 'log', 'linear'. */
export const measure = kept('measure', 'value');
export const axis = kept('axis', 'auto');
/** Which map is shown, and after how many updates. */
export const map = kept('map', { what: 'basins', updates: 300 });
/** The hyper-parameters that the map of values spans, as far as the lane's optimizer has them. */
export const plane = kept('plane', { x: '', y: '' });
/** Which of the things to look closer is open: '' is none. */
export const closer = kept('closer', 'inside');

/** The part of the plane that was chosen. @returns {Window | null} null: all of the domain */
export function chosenWindow() {
  const numbers = window.value;
  return usable(numbers) ? [[numbers[0], numbers[1]], [numbers[2], numbers[3]]] : null;
}

/** @param {Window | null} next */
export function chooseWindow(next) {
  window.value = next ? next.flat().map((value) => Number(value.toPrecision(9))) : [];
}
