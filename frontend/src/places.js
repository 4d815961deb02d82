import { signal } from '/static/vendor/ui.js';

/** @typedef {'network' | 'surface'} PlaceName */

/**
 * The places of the page in the order of its navigation. speed: updates a second of a new session, so slow that a class
 * can follow the lanes; faster is one choice away.
 * @type {{name: PlaceName, title: string, speed: number}[]}
 */
export const PLACES = [
  { name: 'network', title: 'Network', speed: 1000 },
  { name: 'surface', title: 'Surface', speed: 30 },
];

/** The place that is shown. @type {import('/static/vendor/ui.js').Signal<PlaceName>} */
export const place = signal('network');

/** @param {any} spec anybody's, or null @returns {PlaceName} where it is shown */
export const placeOf = (spec) => PLACES.find(({ name }) => name === spec?.place)?.name ?? 'network';

/** Updates a second of a new session. @param {PlaceName} name */
export const speedOf = (name) => /** @type {{speed: number}} */ (PLACES.find((one) => one.name === name)).speed;

/** What this tab keeps of a place: its session, whose id is secret, and the address that was last written for it.
 * @param {PlaceName} name */
export function held(name) {
  const read = (/** @type {string} */ key) => sessionStorage.getItem(`ravine-${key}-${name}`);
  return { session: read('session'), hash: read('hash') };
}

/** @param {PlaceName} name @param {{session?: string, hash?: string}} what */
export function hold(name, what) {
  for (const [key, value] of Object.entries(what)) sessionStorage.setItem(`ravine-${key}-${name}`, value);
}
