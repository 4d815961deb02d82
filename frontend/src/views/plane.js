/** Which two hyper-parameters of a lane a map spans, and over what ranges. */

/** @typedef {import('../generated/types.js').Axis} Axis */
/** @typedef {import('../generated/types.js').CatalogueParameter} Parameter */

const SPREAD = 300; // times larger and smaller than the decade of the value in force, where an axis is logarithmic
const DECADES = 2; // that the usual values span, from where on an axis is logarithmic

/** Those that have a range at all. @param {Parameter[]} parameters */
export const spanning = (parameters) => parameters.filter(({ low, high, integer }) => low < high && !integer);

/** The chosen ones as far as this optimizer has them, else the first that is free.
 * @param {Parameter[]} parameters @param {{x: string, y: string}} chosen @returns {[Parameter, Parameter] | null} */
export function pairFor(parameters, chosen) {
  const named = (/** @type {string} */ name) => parameters.find((one) => one.name === name);
  const up = named(chosen.y);
  const across = named(chosen.x) ?? parameters.find((one) => one !== up);
  const free = parameters.find((one) => one !== across);
  if (!across || !free) return null;
  return [across, up && up !== across ? up : free];
}

/** Another one on an axis; the one that is on the other axis changes places.
 * @param {[Parameter, Parameter]} pair @param {'x' | 'y'} axis @param {string} name */
export function chosenOn([across, up], axis, name) {
  const other = axis === 'x' ? up.name : across.name;
  const before = axis === 'x' ? across.name : up.name;
  const left = other === name ? before : other;
  return axis === 'x' ? { x: name, y: left } : { x: left, y: name };
}

/** What there is of a parameter: the decades around the value in force where its usual values span decades, else all of
 * its range. @param {Parameter} parameter @param {number} value @returns {Axis} */
export function axisOf({ name, low, high, choices }, value) {
  const usual = choices.filter((one) => one > 0).map(Math.log10);
  const [first, last] = [Math.min(...usual), Math.max(...usual)];
  if (!(last - first >= DECADES)) return { parameter: name, low, high, log: false };
  const middle = 10 ** Math.round(value > 0 ? Math.log10(value) : (first + last) / 2);
  return { parameter: name, low: Math.max(low, middle / SPREAD), high: Math.min(high, middle * SPREAD), log: true };
}
