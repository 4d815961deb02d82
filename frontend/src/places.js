import { signal } from '/static/vendor/ui.js';
import { kept } from './kept.js';

/** @typedef {'network' | 'surface' | 'vision' | 'recipe'} PlaceName */

/**
 * The places of the page in the order of its navigation. speed: updates a second of a new session, so slow that a class
 * can follow the lanes; faster is one choice away.
 * @type {{name: PlaceName, title: string, speed: number}[]}
 */
export const PLACES = [
  { name: 'network', title: 'Network', speed: 1000 },
  { name: 'surface', title: 'Surface', speed: 30 },
  { name: 'vision', title: 'Vision', speed: 1000 },
  { name: 'recipe', title: 'Recipe', speed: 1000 },
];

/** The place that is shown. @type {import('/static/vendor/ui.js').Signal<PlaceName>} */
export const place = signal('network');

/** The lesson that is open, by its name; '' in another place. */
export const lesson = kept('lesson', '');
/** Which of its experiments, counted from 0. */
export const experiment = kept('experiment', 0);
/** The lesson that was taken apart: its session is in its full place, and is not the person's own one there. */
export const apart = kept('apart', '');
/** The Recipe's first page. */
export const CONTENTS = 'contents';

/** @param {any} spec anybody's, or null @returns {PlaceName} where it is shown */
export function placeOf(spec) {
  if (lesson.value) return 'recipe';
  return PLACES.find(({ name }) => name === spec?.place)?.name ?? 'network';
}

/** Updates a second of a new session. @param {PlaceName} name */
export const speedOf = (name) => /** @type {{speed: number}} */ (PLACES.find((one) => one.name === name)).speed;

/**
 * What a tab keeps its session under: each experiment has its own, and what was taken apart too.
 * @param {PlaceName} name
 */
export const keyOf = (name) => (name === 'recipe' ? `recipe.${partOf(lesson.value, experiment.value)}`
  : apart.value ? `${name}.apart` : name);

/** An experiment of a lesson in one word. @param {string} name @param {number} place */
export const partOf = (name, place) => (place ? `${name}.${place}` : name);

/**
 * The address of a lesson, wherever this tab left it.
 * @param {string} name @param {number} [place] of its experiment
 */
export const hashOf = (name, place = 0) => viewHash({ lesson: name, ...(place ? { experiment: place } : {}) });

/** @param {Record<string, string | number>} shown */
export const viewHash = (shown) => `#v=${encodeURIComponent(JSON.stringify(shown))}`;

/** What this tab keeps under a key: a session, whose id is secret, the address that was last written for it, and the
 * one before. @param {string} key */
export function held(key) {
  const read = (/** @type {string} */ what) => sessionStorage.getItem(`ravine-${what}-${key}`);
  return { session: read('session'), hash: read('hash'), before: read('before') };
}

/** @param {string} key @param {{session?: string, hash?: string, before?: string}} what */
export function hold(key, what) {
  for (const [name, value] of Object.entries(what)) sessionStorage.setItem(`ravine-${name}-${key}`, value);
}
